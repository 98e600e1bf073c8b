import type { DisplayValue } from '../../../server/contract/display.ts';
import { cellText } from './table-rows.ts';

/** What is copied or saved of a table. */
export interface Cells {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly DisplayValue[])[];
}

/** With tabs between the cells, as spreadsheets take it. */
export function asText({ columns, rows }: Cells): string {
  return [columns.map(cellText), ...rows.map((row) => row.map(cellText))]
    .map((row) => row.join('\t'))
    .join('\n');
}

/** An object for each row. */
export function asJson({ columns, rows }: Cells): string {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])),
  );
  return JSON.stringify(objects, undefined, 2);
}

/** As RFC 4180 has it. */
export function asCsv({ columns, rows }: Cells): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: DisplayValue): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
