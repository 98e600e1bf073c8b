/**
 * A row as Java's `%-15s %-10s %s` makes it, which Kafka's tools print tables with: each cell at least as wide as its
 * column, which 0 leaves as it is.
 */
export function columns(widths: readonly number[], cells: readonly (string | number)[]): string {
  return cells.map((cell, index) => String(cell).padEnd(widths[index] ?? 0)).join(' ');
}

/** The width of a column: that of the widest cell, but not less. */
export function widthOf(least: number, cells: readonly string[]): number {
  return Math.max(least, ...cells.map((cell) => cell.length));
}

/** What stands where there is nothing to tell. */
export const MISSING = '-';
