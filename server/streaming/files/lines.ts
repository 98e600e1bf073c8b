const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The lines of a split of a text in UTF-8, without their ends (`\n`, `\r\n` or `\r`). A line belongs to the split in which
 * it begins; one that begins right where a split ends belongs to it, and not to the next, which cannot know that
 * it is a beginning (Hadoop's LineRecordReader). So every line is in one split, wherever the cuts are.
 * @param chunks the text's bytes from `start` on, to the end of the text; what is not needed is not asked for.
 * @param start in bytes; the first split's is 0. @param end in bytes.
 */
export async function linesOf(
  chunks: AsyncIterable<Uint8Array>,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const split = new LinesOfSplit(start, end);
  for await (const chunk of chunks) {
    if (!split.take(chunk)) return split.lines;
  }
  split.finish();
  return split.lines;
}

class LinesOfSplit {
  readonly lines: string[] = [];
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #end: number;
  /** Bytes that no line's end has been found in yet, and where the first is in the text. */
  #rest: Uint8Array[] = [];
  #position: number;
  /** Whether the bytes at hand are of a line that began in the split before. */
  #isInside: boolean;

  constructor(start: number, end: number) {
    this.#end = end;
    this.#position = start;
    this.#isInside = start !== 0;
  }

  /** @returns whether the split has more. */
  take(chunk: Uint8Array): boolean {
    if (chunk.length === 0) return true;
    // Whether a \r at the very end of a chunk ends a line or the next \n does, the next chunk tells.
    const before = this.#rest.at(-1)?.at(-1) === CARRIAGE_RETURN;
    if (lastLineEnd(chunk) === 0 && !before) {
      this.#rest.push(chunk);
      return true;
    }
    const bytes = this.#rest.length === 0 ? chunk : together([...this.#rest, chunk]);
    const complete = lastLineEnd(bytes);
    const hasMore = this.#takeLines(bytes.subarray(0, complete));
    this.#rest = complete === bytes.length ? [] : [bytes.subarray(complete)];
    return hasMore;
  }

  /** The text ends here, which ends the last line. */
  finish(): void {
    const bytes = together(this.#rest);
    if (bytes.length > 0) this.#takeLines(bytes);
  }

  #takeLines(bytes: Uint8Array): boolean {
    let from = 0;
    if (this.#isInside) {
      from = lineEnd(bytes, 0);
      this.#isInside = false;
    }
    const past = this.#end - this.#position;
    const hasMore = bytes.length <= past;
    // Lines that begin up to the split's end: up to the first line's end behind that.
    const to = hasMore ? bytes.length : lineEnd(bytes, past);
    if (from < to) this.#decode(bytes.subarray(from, to));
    this.#position += bytes.length;
    return hasMore;
  }

  #decode(bytes: Uint8Array): void {
    let text = this.#decoder.decode(bytes);
    if (this.#position === 0 && text.startsWith(BYTE_ORDER_MARK)) text = text.slice(1);
    const parts = text.includes('\r') ? text.split(/\r\n|\n|\r/) : text.split('\n');
    // Behind the last line's end there is nothing; a last line without an end stands there itself.
    const count = parts.at(-1) === '' ? parts.length - 1 : parts.length;
    for (let i = 0; i < count; i++) this.lines.push(parts[i]!);
  }
}

/** The index behind the last line's end of which it is certain that it is complete; 0 if there is none. */
function lastLineEnd(bytes: Uint8Array): number {
  const feed = bytes.lastIndexOf(LINE_FEED) + 1;
  // A \r may be the half of an end only if it is the last byte.
  return feed + bytes.subarray(feed, -1).lastIndexOf(CARRIAGE_RETURN) + 1;
}

/** The index behind the end of the line that the byte at `from` belongs to; the length where it does not end. */
function lineEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === LINE_FEED) return at + 1;
    if (bytes[at] === CARRIAGE_RETURN) return bytes[at + 1] === LINE_FEED ? at + 2 : at + 1;
  }
  return bytes.length;
}

/** Chunks as one array. */
export function together(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
