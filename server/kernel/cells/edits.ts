/** Replaces what is from `start` to `end` of a text by one without line breaks. Insertions have nothing between them. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An edited text, and where its columns come from. */
export interface Edited {
  readonly text: string;
  readonly shifts: readonly Shift[];
}

/** In a line of the edited text: from this column on, columns are larger than they were. All from 0. */
export interface Shift {
  readonly line: number;
  readonly column: number;
  readonly by: number;
}

/** The text after edits that do not overlap. Insertions at the same place stay in their order. */
export function applyEdits(text: string, edits: readonly Edit[]): Edited {
  const shifts: Shift[] = [];
  let edited = '';
  let at = 0;
  let line = 0;
  let lineStart = 0;
  const copy = (end: number) => {
    for (let next = text.indexOf('\n', at); next !== -1 && next < end; ) {
      line++;
      lineStart = edited.length + next + 1 - at;
      next = text.indexOf('\n', next + 1);
    }
    edited += text.slice(at, end);
    at = end;
  };
  for (const { start, end, text: replacement } of edits.toSorted((a, b) => a.start - b.start)) {
    copy(start);
    edited += replacement;
    at = end;
    const by = replacement.length - (end - start);
    if (by !== 0) shifts.push({ line, column: edited.length - lineStart, by });
  }
  copy(text.length);
  return { text: edited, shifts };
}

/** The column that a column of the edited text had before, both from 0. */
export function columnBefore(shifts: readonly Shift[], line: number, column: number): number {
  let before = column;
  for (const shift of shifts) {
    if (shift.line === line && shift.column <= column) before -= shift.by;
  }
  return Math.max(0, before);
}

/** Spaces in place of all but line breaks. */
export function blank(text: string): string {
  return text.replaceAll(/[^\n\r]/g, ' ');
}
