import type { Range } from 'vscode-languageserver';

/** Whether two ranges have a place in common, be it where one ends and the other begins. */
export function touch(a: Range, b: Range): boolean {
  return !isBefore(a, b) && !isBefore(b, a);
}

function isBefore({ end }: Range, { start }: Range): boolean {
  return end.line < start.line || (end.line === start.line && end.character < start.character);
}
