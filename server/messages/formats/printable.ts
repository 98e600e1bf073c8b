// Which characters can be shown, and what is shown for the others.

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/;

/** Whether it is text that someone wrote to be read: no control characters but tabs and ends of lines. */
export function isPrintable(text: string): boolean {
  return !CONTROL.test(text);
}

/** Control characters, and those that nobody sees but that turn or hide what is around them. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\0-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * The text on one line with nothing invisible in it: `␊` for a line feed, `·` for what has no picture of its own. Each
 * takes the place of one UTF-16 unit, so that positions stay.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, picture);
}

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '·';
}

/** A byte as ASCII where that can be shown, `·` otherwise. */
export function printableByte(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
