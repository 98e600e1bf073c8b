// How benchmarks print: Markdown tables whose columns line up, to be pasted into README.md.

export type Row = Readonly<Record<string, string | number>>;

/** The rows under the names of their columns; numbers stand to the right. */
export function formatTable(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const texts = rows.map((row) => names.map((name) => String(row[name] ?? '')));
  const widths = names.map((name, i) =>
    Math.max(3, name.length, ...texts.map((cells) => cells[i]!.length)),
  );
  const isNumber = names.map((name) => rows.every((row) => typeof row[name] === 'number'));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (isNumber[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(' | ')} |`;
  const rule = widths.map((width, i) =>
    isNumber[i] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(names), line(rule), ...texts.map(line)].join('\n');
}

/** The value with about three digits, none after the point where there are enough before it. */
export function rounded(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return Number(value.toFixed(Math.min(digits, 3)));
}
