import type { ColumnId, ColumnLook } from '../../contract/messages.ts';

/** Pixels. */
const NARROWEST = 48;
const WIDEST = 2000;
/** The column that takes what room is left. */
const FLEXIBLE: ColumnId = 'value';

/** All columns as they are at first. */
export const firstColumns: readonly ColumnLook[] = [
  { id: 'timestamp', width: 212, shown: true },
  { id: 'partition', width: 84, shown: true },
  { id: 'offset', width: 96, shown: true },
  { id: 'key', width: 148, shown: true },
  { id: 'value', width: 200, shown: true },
  { id: 'headers', width: 148, shown: true },
  { id: 'size', width: 80, shown: false },
  { id: 'compression', width: 104, shown: false },
  { id: 'producer', width: 104, shown: false },
];

/** Columns whose contents are numbers. */
export function isNumeric(id: ColumnId): boolean {
  return id === 'partition' || id === 'offset' || id === 'size' || id === 'producer';
}

/** Columns that were kept: what there is no longer is left out, what is new is added and hidden. */
export function restoredColumns(kept: readonly ColumnLook[] | undefined): readonly ColumnLook[] {
  if (kept === undefined) return firstColumns;
  const known = kept.filter(({ id }, at) => {
    const isFirst = kept.findIndex((each) => each.id === id) === at;
    return isFirst && firstColumns.some((column) => column.id === id);
  });
  const added = firstColumns.filter(({ id }) => !known.some((each) => each.id === id));
  const columns = [
    ...known.map((column) => ({ ...column, width: fitting(column.width) })),
    ...added.map((column) => ({ ...column, shown: false })),
  ];
  return columns.some(({ shown }) => shown) ? columns : firstColumns;
}

export function shownColumns(columns: readonly ColumnLook[]): readonly ColumnLook[] {
  return columns.filter(({ shown }) => shown);
}

/** As wide as asked for, within reason. */
export function resized(
  columns: readonly ColumnLook[],
  id: ColumnId,
  width: number,
): readonly ColumnLook[] {
  return columns.map((column) =>
    column.id === id ? { ...column, width: fitting(width) } : column,
  );
}

/** Shown or no longer; the last one stays. */
export function toggled(columns: readonly ColumnLook[], id: ColumnId): readonly ColumnLook[] {
  const next = columns.map((column) =>
    column.id === id ? { ...column, shown: !column.shown } : column,
  );
  return next.some(({ shown }) => shown) ? next : columns;
}

/** Moved past so many of the columns that are shown, to the left where negative. */
export function moved(
  columns: readonly ColumnLook[],
  id: ColumnId,
  by: number,
): readonly ColumnLook[] {
  const shown = shownColumns(columns);
  const at = shown.findIndex((column) => column.id === id);
  const target = shown[Math.min(Math.max(0, at + by), shown.length - 1)];
  const column = shown[at];
  if (column === undefined || target === undefined || target.id === id) return columns;
  const rest = columns.filter((each) => each.id !== id);
  const to = rest.indexOf(target) + (by > 0 ? 1 : 0);
  return [...rest.slice(0, to), column, ...rest.slice(to)];
}

/** `grid-template-columns` of the rows: widths as chosen, and one column that takes what is left. */
export function gridTemplate(columns: readonly ColumnLook[]): string {
  const shown = shownColumns(columns);
  const flexible = (shown.find(({ id }) => id === FLEXIBLE) ?? shown.at(-1))?.id;
  return shown
    .map(({ id, width }) => (id === flexible ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ');
}

/** How wide the columns that are shown are, in pixels, in a table that is so wide. */
export function widthsIn(columns: readonly ColumnLook[], table: number): readonly number[] {
  const shown = shownColumns(columns);
  const flexible = shown.find(({ id }) => id === FLEXIBLE) ?? shown.at(-1);
  const left = Math.max(0, table - leastWidth(columns));
  return shown.map((column) => column.width + (column === flexible ? left : 0));
}

/** How wide the rows are at least, in pixels. */
export function leastWidth(columns: readonly ColumnLook[]): number {
  return shownColumns(columns).reduce((sum, { width }) => sum + width, 0);
}

function fitting(width: number): number {
  return Math.round(Math.min(Math.max(NARROWEST, width), WIDEST));
}
