/** A line and how it ends: with `\n`, `\r\n`, `\r`, or at the end of the text with nothing. */
export interface Line {
  readonly text: string;
  readonly end: string;
}

/** The lines of a text; joined again they are the text. There is none after the last end of a line. */
export function splitLines(text: string): Line[] {
  return Array.from(text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g))
    .filter(([all]) => all !== '')
    .map(([, line = '', end = '']) => ({ text: line, end }));
}

export function joinLines(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + end).join('');
}

export function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}

/** The text with all lines ending as `eol`. */
export function withEol(text: string, eol: string): string {
  return text.replace(/\r\n|\n|\r/g, eol);
}
