/**
 * Rows in columns as wide as their widest cell, as kafka-consumer-groups prints them: left-aligned, a space between,
 * the first row usually the headings.
 */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at]!)).join(' '));
}
