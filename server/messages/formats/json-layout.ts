// JSON as text in another layout. It works on the text, so that numbers keep their digits, strings their escapes, and keys
// that stand twice both.

/** Levels that are indented; what is within the last of them stays on its line, so that the text cannot grow without end. */
const LEVELS = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const COMMA = 0x2c;
const COLON = 0x3a;

/** Without space between its parts. @param text valid JSON, or the beginning of such */
export function compactJson(text: string): string {
  let compact = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (isSpace(code)) {
      compact += text.slice(from, i);
      while (isSpace(text.charCodeAt(i + 1))) i++;
      from = i + 1;
    }
  }
  return from === 0 ? text : compact + text.slice(from);
}

/** Each member and element on a line of its own, indented by two. @param text valid JSON */
export function prettyJson(text: string): string {
  let pretty = '';
  let level = 0;
  let from = 0;
  const line = () => `\n${'  '.repeat(level)}`;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = endOfString(text, i);
      continue;
    }
    const opening = OPENING.has(code);
    const closing = CLOSING.has(code);
    if (!opening && !closing && code !== COMMA && code !== COLON && !isSpace(code)) continue;
    // Everything up to here as it is; then what this character becomes.
    pretty += text.slice(from, i);
    from = i + 1;
    if (opening) {
      const end = skipSpace(text, i + 1);
      if (CLOSING.has(text.charCodeAt(end))) {
        pretty += text[i]! + text[end]!;
        i = end;
        from = end + 1;
      } else {
        level++;
        pretty += text[i]! + (level > LEVELS ? '' : line());
      }
    } else if (closing) {
      level--;
      pretty += (level >= LEVELS ? '' : line()) + text[i]!;
    } else if (code === COMMA) {
      pretty += level > LEVELS ? ',' : `,${line()}`;
    } else if (code === COLON) {
      pretty += ': ';
    }
  }
  return pretty + text.slice(from);
}

/** The position of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE) return i;
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let i = start;
  while (isSpace(text.charCodeAt(i))) i++;
  return i;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
