// Looks for text in bytes, whatever its case.

/** Finds one text. */
export interface TextSearch {
  /** As it is compared. */
  readonly folded: string;
  /** Whether `text` has it. */
  isIn(text: string): boolean;
  /**
   * Whether bytes of UTF-8 have it. Undefined where bytes alone do not tell: those that are no text, those beyond ASCII if
   * the text is beyond it, too, and what follows a backslash where it can stand for something else.
   */
  isInBytes(bytes: Uint8Array, from: number, to: number, escapes: boolean): boolean | undefined;
}

const CASE_BIT = 0x20;
const SPACE = 0x20;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const BACKSLASH = 0x5c;
const DELETE = 0x7f;

/** @param text not empty */
export function textSearch(text: string): TextSearch {
  const folded = text.toLowerCase();
  const isAscii = /^[\x20-\x7e]*$/.test(folded);
  // In UTF-8 no byte of a longer character is that of an ASCII one.
  const needle = isAscii ? new TextEncoder().encode(folded) : undefined;
  const plain = unsureBytes(isAscii, false);
  const escaped = unsureBytes(isAscii, true);
  return {
    folded,
    isIn: (candidate) => candidate.toLowerCase().includes(folded),
    isInBytes: (bytes, from, to, escapes) => {
      if (needle !== undefined && find(needle, bytes, from, to)) return true;
      return hasAny(escapes ? escaped : plain, bytes, from, to) ? undefined : false;
    },
  };
}

/** Where `text` has what is looked for: [from, to) in UTF-16 units, in order, at most `most`. */
export function marksIn(text: string, folded: string, most: number): [number, number][] {
  const lower = text.toLowerCase();
  // A letter that becomes two in lower case would shift what follows.
  if (lower.length !== text.length) return [];
  const marks: [number, number][] = [];
  for (let at = lower.indexOf(folded); at >= 0 && marks.length < most; ) {
    marks.push([at, at + folded.length]);
    at = lower.indexOf(folded, at + folded.length);
  }
  return marks;
}

function find(needle: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  const first = needle[0]!;
  const upper = upperOf(first);
  const last = to - needle.length;
  for (let at = from; at <= last; at++) {
    const byte = bytes[at]!;
    if ((byte === first || byte === upper) && isAt(needle, bytes, at)) return true;
  }
  return false;
}

function isAt(needle: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 1; i < needle.length; i++) {
    const wanted = needle[i]!;
    const byte = bytes[at + i]!;
    if (byte !== wanted && byte !== upperOf(wanted)) return false;
  }
  return true;
}

/** Of a lower-case letter; another byte is itself. */
function upperOf(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - CASE_BIT : byte;
}

/** Which bytes leave it open what text they are, by byte. */
function unsureBytes(isAscii: boolean, escapes: boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    const isControl = byte < SPACE && (byte < TAB || byte > CARRIAGE_RETURN);
    const isBeyond = !isAscii && byte >= DELETE;
    return isControl || isBeyond || (escapes && byte === BACKSLASH) ? 1 : 0;
  });
}

function hasAny(table: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  let any = 0;
  for (let at = from; at < to; at++) any |= table[bytes[at]!]!;
  return any !== 0;
}
