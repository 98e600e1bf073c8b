import type ts from 'typescript';

/** A text as the compiler asks for it; tells what is different from an earlier one, so that it is not parsed as a whole. */
export class Snapshot implements ts.IScriptSnapshot {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  getText(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  getLength(): number {
    return this.text.length;
  }

  getChangeRange(earlier: ts.IScriptSnapshot): ts.TextChangeRange | undefined {
    return earlier instanceof Snapshot ? changeBetween(earlier.text, this.text) : undefined;
  }
}

/** The smallest part in which two texts differ. */
export function changeBetween(earlier: string, later: string): ts.TextChangeRange {
  const shorter = Math.min(earlier.length, later.length);
  let start = 0;
  while (start < shorter && earlier.charCodeAt(start) === later.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    earlier.charCodeAt(earlier.length - 1 - same) === later.charCodeAt(later.length - 1 - same)
  ) {
    same++;
  }
  return {
    span: { start, length: earlier.length - start - same },
    newLength: later.length - start - same,
  };
}
