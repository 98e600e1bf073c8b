import type { ChartEvent, ChartPoint, DisplayEvent, DisplayValue } from '../../contract/display.ts';
import type { Environment } from '../environment.ts';
import type { RDD } from '../rdd/rdd.ts';
import { textForm } from '../rdd/text-form.ts';

export interface TableOptions {
  readonly title?: string;
  /** How many rows are shown at most; 20 without it, and never more than 1000. */
  readonly rows?: number;
}

export interface ChartOptions<T> {
  readonly title?: string;
  /** `line` without it: a point of each series in each batch. */
  readonly type?: ChartEvent['type'];
  /**
   * The point of an element. Without it a pair is the value of a series, or of a bar, that the key names, and a number
   * that of the only one.
   */
  readonly point?: (value: T) => Partial<ChartPoint> & { readonly y: number };
  /** How many points of each series are kept; 300 without it. */
  readonly keep?: number;
}

/** Where it is shown. */
export interface Place {
  readonly id: string;
  readonly title: string;
  /** Milliseconds. */
  readonly batchTime: number;
}

const MOST_ROWS = 1000;
/** Points of one batch. */
const MOST_POINTS = 1000;
/** Characters of one cell. */
const LONGEST_CELL = 1000;

/** The first rows of a batch, and how many there are. */
export async function tableEvent<T>(
  rdd: RDD<T>,
  options: TableOptions,
  place: Place,
): Promise<DisplayEvent> {
  const { values, total } = await firstOf(rdd, rowsOf(options));
  return tableOf(values, total, place);
}

/** How many rows are to be shown. */
export function rowsOf({ rows = 20 }: TableOptions): number {
  return Math.min(Math.max(0, rows), MOST_ROWS);
}

/** The rows of values: a column for each property of objects, for key and value of pairs, for elements of arrays. */
export function tableOf(values: readonly unknown[], total: number, place: Place): DisplayEvent {
  const columns = new Set(values.flatMap(columnsOf));
  const names = [...columns];
  const cells = values.map((value) => names.map((name) => cellOf(fieldOf(value, name))));
  return { kind: 'table', ...place, columns: names, rows: cells, total };
}

/** The points of a batch: its first thousand. @throws TypeError for elements that are no points. */
export async function chartEvent<T>(
  rdd: RDD<T>,
  options: ChartOptions<T>,
  place: Place,
): Promise<DisplayEvent> {
  const { values } = await firstOf(rdd, MOST_POINTS);
  return chartOf(values, options, place);
}

/** A point of each value, of the first thousand. @throws TypeError for values that are no points. */
export function chartOf<T>(
  values: readonly T[],
  { type = 'line', keep = 300, point }: ChartOptions<T>,
  place: Place,
): DisplayEvent {
  const points = values.slice(0, MOST_POINTS).map((value): ChartPoint => {
    return { series: place.title, x: place.batchTime, ...(point?.(value) ?? pointOf(value, type)) };
  });
  return { kind: 'chart', ...place, type, points, keep };
}

/** Hands it to the notebook, or prints it where there is none. */
export function show({ display, print, localTime }: Environment, event: DisplayEvent): void {
  if (display !== undefined) {
    display(event);
    return;
  }
  const lines =
    event.kind === 'table'
      ? [event.columns.join('\t'), ...event.rows.map((row) => row.join('\t')), ...more(event)]
      : event.points.map(({ series, x, y }) => `${series}\t${x}\t${y}`);
  print([`${event.title}, ${localTime(event.batchTime)}`, ...lines, ''].join('\n'));
}

function more({ rows, total }: { readonly rows: readonly unknown[]; readonly total: number }) {
  return total > rows.length ? [`... ${total - rows.length} more`] : [];
}

/** In one job: the first values in the order of the partitions, and how many there are. */
async function firstOf<T>(rdd: RDD<T>, count: number): Promise<{ values: T[]; total: number }> {
  const parts = await rdd.context.runJob(
    rdd,
    (values) => ({ first: values.slice(0, count), total: values.length }),
    { description: 'display' },
  );
  const values = parts.flatMap(({ first }) => first).slice(0, count);
  return { values, total: parts.reduce((sum, { total }) => sum + total, 0) };
}

function columnsOf(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.length === 2 ? ['key', 'value'] : value.map((_, i) => `_${i + 1}`);
  }
  return isRecord(value) ? Object.keys(value) : ['value'];
}

function fieldOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    if (value.length === 2) return name === 'key' ? value[0] : name === 'value' ? value[1] : null;
    return value[Number(name.slice(1)) - 1];
  }
  if (isRecord(value)) return value[name];
  return name === 'value' ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value))
  );
}

function cellOf(value: unknown): DisplayValue {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const text = typeof value === 'string' ? value : textForm(value);
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}

function pointOf(value: unknown, type: ChartEvent['type']) {
  const [key, y] = Array.isArray(value) && value.length === 2 ? value : [undefined, value];
  if (typeof y !== 'number') {
    throw new TypeError(
      `A point of a chart is a number, or a pair with one, but this is ${textForm(value)}: give showChart a function \`point\`.`,
    );
  }
  if (key === undefined) return { y };
  const name = typeof key === 'string' ? key : textForm(key);
  return type === 'bar' ? { x: name, y } : { series: name, y };
}
