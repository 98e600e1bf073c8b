/** A line of laid-out JSON that can be folded, down to the line with its closing bracket. */
export interface Fold {
  readonly first: number;
  readonly last: number;
  /** How many lines are one level deeper: elements or members. */
  readonly count: number;
}

/** The folds of JSON that is laid out one member or element a line, by their first lines. */
export function foldsOf(lines: readonly string[]): ReadonlyMap<number, Fold> {
  const folds = new Map<number, Fold>();
  const open: { first: number; count: number }[] = [];
  for (const [number, line] of lines.entries()) {
    const text = line.trim();
    if (/^[\]}],?$/.test(text)) {
      const opened = open.pop();
      if (opened !== undefined) folds.set(opened.first, { ...opened, last: number });
      continue;
    }
    const above = open.at(-1);
    if (above !== undefined) above.count++;
    if (/[[{]$/.test(text)) open.push({ first: number, count: 0 });
  }
  return folds;
}

/** The numbers of the lines that are seen when these folds are closed. */
export function unfoldedLines(
  count: number,
  folds: ReadonlyMap<number, Fold>,
  closed: ReadonlySet<number>,
): readonly number[] {
  const seen: number[] = [];
  for (let line = 0; line < count; line++) {
    seen.push(line);
    const fold = closed.has(line) ? folds.get(line) : undefined;
    if (fold !== undefined) line = fold.last;
  }
  return seen;
}

/** Where a line's content begins, in characters: how deep it is. */
export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
