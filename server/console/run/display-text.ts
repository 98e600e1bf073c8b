// What is shown in a notebook, as text.

import type { ChartEvent, DisplayEvent, TableEvent } from '../../contract/display.ts';
import type { MimeBundle } from '../../contract/kernel.ts';

/** Characters of a cell of a table. */
const WIDEST = 60;

/** The text of a value, or what comes nearest to one. */
export function valueText(data: MimeBundle): string {
  const text = data['text/plain'] ?? data['text/markdown'];
  if (typeof text === 'string') return text;
  if ('application/json' in data) return JSON.stringify(data['application/json'], null, 2);
  return `(${Object.keys(data).join(', ')})`;
}

export function displayText(event: DisplayEvent): string {
  return event.kind === 'table' ? tableText(event) : chartText(event);
}

/** Columns below their names, numbers to the right, and how many rows are not there. */
function tableText({ title, columns, rows, total }: TableEvent): string {
  const cells = rows.map((row) => columns.map((_, i) => cellText(row[i])));
  const isNumeric = columns.map(
    (_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'),
  );
  const widths = columns.map((name, i) =>
    Math.max(name.length, ...cells.map((row) => row[i]!.length)),
  );
  const line = (row: readonly string[]) => {
    const padded = row.map((text, i) =>
      isNumeric[i] ? text.padStart(widths[i]!) : text.padEnd(widths[i]!),
    );
    return padded.join('  ').trimEnd();
  };
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const rest = total - rows.length;
  const more = rest > 0 ? [`… ${rest} more ${rest === 1 ? 'row' : 'rows'}`] : [];
  return [...titleLine(title), line(columns), rule, ...cells.map(line), ...more].join('\n');
}

function cellText(value: unknown): string {
  const text = String(value ?? '').replace(/\s+/g, ' ');
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}

/** All bars, or the last point of each line. */
function chartText({ title, type, points }: ChartEvent): string {
  const shown =
    type === 'bar' ? points : [...new Map(points.map((point) => [point.series, point])).values()];
  const lines = shown.map(({ series, x, y }) => {
    const names = type === 'bar' ? [series, String(x)] : [series];
    const name = names.filter((each) => each !== '').join(' ');
    return name === '' ? String(y) : `${name}: ${y}`;
  });
  return [...titleLine(title), ...lines].join('\n');
}

function titleLine(title: string): string[] {
  return title === '' ? [] : [title];
}
