import type { DisplayValue, TableEvent } from '../../../server/contract/display.ts';

/** A row, under a name that it keeps while the table moves. */
export interface TableRow {
  readonly key: string;
  readonly cells: readonly DisplayValue[];
}

export interface Sort {
  /** The column's name: columns may come in another order with the next batch. */
  readonly column: string;
  readonly isDescending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true });

/**
 * The rows, each under what names it: the values of the first column in which all are different, or else all that is in the
 * row. So a count that moves stays the same row.
 */
export function rowsOf({ rows, columns }: TableEvent): TableRow[] {
  const naming = columns.findIndex((_, i) => areDifferent(rows.map((row) => row[i] ?? null)));
  const seen = new Map<string, number>();
  return rows.map((cells) => {
    const text = naming === -1 ? JSON.stringify(cells) : JSON.stringify(cells[naming] ?? null);
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return { key: before === 0 ? text : `${text} ${before}`, cells };
  });
}

/** Those that have each word of the filter somewhere, in the order asked for. */
export function shownRows(
  rows: readonly TableRow[],
  columns: readonly string[],
  filter: string,
  sort: Sort | undefined,
): readonly TableRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found =
    words.length === 0 ? rows : rows.filter(({ cells }) => words.every((word) => has(cells, word)));
  const column = sort === undefined ? -1 : columns.indexOf(sort.column);
  if (column === -1) return found;
  const direction = sort?.isDescending ? -1 : 1;
  return found.toSorted((a, b) => inOrder(a.cells[column], b.cells[column], direction));
}

/** What a click on a column's head makes of the order: up, down, as it came. */
export function nextSort(sort: Sort | undefined, column: string): Sort | undefined {
  if (sort?.column !== column) return { column, isDescending: false };
  return sort.isDescending ? undefined : { column, isDescending: true };
}

/** The columns that have numbers alone. */
export function numericColumns({ columns, rows }: TableEvent): boolean[] {
  return columns.map(
    (_, i) =>
      rows.some((row) => typeof row[i] === 'number') &&
      rows.every((row) => typeof row[i] === 'number' || (row[i] ?? null) === null),
  );
}

/** A cell in one line. */
export function cellText(value: DisplayValue | undefined): string {
  return value === null || value === undefined ? '' : String(value).replace(/\s+/g, ' ');
}

/** Numbers, then texts, and what is empty at the end in both directions. */
function inOrder(a: DisplayValue = null, b: DisplayValue = null, direction: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * direction;
  if (typeof a === 'number' || typeof b === 'number') {
    return (Number(typeof b === 'number') - Number(typeof a === 'number')) * direction;
  }
  return collator.compare(String(a), String(b)) * direction;
}

function areDifferent(values: readonly DisplayValue[]): boolean {
  return new Set(values).size === values.length;
}

function has(cells: readonly DisplayValue[], word: string): boolean {
  return cells.some((cell) => cell !== null && String(cell).toLowerCase().includes(word));
}
