import type { ChartEvent, TableEvent } from '../../../server/contract/display.ts';
import { t } from '../../ui/text.ts';
import {
  axisText,
  clockTime,
  dateTime,
  isBytes,
  timeText,
  type Unit,
  valueText,
} from '../formats.ts';
import { byteScale, roundScale, type Scale, ticksWithin, timeTicks } from './scale.ts';

/** What an axis to the right counts: moments, numbers, or names one after the other. */
export type XKind = 'time' | 'number' | 'name';

/** Lines over one axis, to be drawn or told. */
export interface PlotData {
  readonly xKind: XKind;
  /** In their order; places from 0 where they are names. */
  readonly xs: readonly number[];
  /** Of each place, where they are names. */
  readonly names: readonly string[];
  readonly series: readonly PlotSeries[];
  readonly unit: Unit;
  /** Whether what is below the lines is filled. */
  readonly isArea: boolean;
  /** Whether the axis begins at zero, whatever the values. */
  readonly fromZero: boolean;
  /** Values that are lines across: what others are to be compared with. */
  readonly references: readonly { readonly label: string; readonly value: number }[];
  /** Of `xs`, those where something went wrong. */
  readonly marks: readonly number[];
}

export interface PlotSeries {
  readonly label: string;
  /** Which of the theme's colours, from 0; it stays when other series come and go. */
  readonly color: number;
  /** Of each x; null where there is none. */
  readonly values: readonly (number | null)[];
}

/** Numbers from 1973 on are taken for times: nothing else that is drawn is that large and this near to now. */
const EARLIEST = 1e11;
const LATEST = 1e13;

/** The lines of a chart: a value of each series for each x; the last one counts where there are several. */
export function plotOf({ type, points }: ChartEvent): PlotData {
  const isNumeric = points.every(({ x }) => typeof x === 'number');
  const given = new Set(points.map(({ x }) => x));
  const order = isNumeric ? [...given].sort((a, b) => Number(a) - Number(b)) : [...given];
  const place = new Map(order.map((x, i) => [x, i]));
  const series = new Map<string, (number | null)[]>();
  for (const point of points) {
    let values = series.get(point.series);
    if (values === undefined) {
      values = order.map(() => null);
      series.set(point.series, values);
    }
    values[place.get(point.x) ?? 0] = point.y;
  }
  const isTime = isNumeric && order.every((x) => Number(x) > EARLIEST && Number(x) < LATEST);
  return {
    xKind: isNumeric ? (isTime ? 'time' : 'number') : 'name',
    xs: isNumeric ? order.map(Number) : order.map((_, i) => i),
    names: isNumeric ? [] : order.map(String),
    series: [...series].map(([label, values], color) => ({ label, color, values })),
    unit: 'number',
    isArea: type === 'area',
    fromZero: type !== 'line',
    references: [],
    marks: [],
  };
}

/** Only the series that are not in `hidden`. */
export function without(data: PlotData, hidden: ReadonlySet<string>): PlotData {
  if (hidden.size === 0) return data;
  return { ...data, series: data.series.filter(({ label }) => !hidden.has(label)) };
}

/** Up and down: round, from zero where that leaves the lines most of the height, with about `count` labels. */
export function yScale({ series, references, fromZero, unit }: PlotData, count = 4): Scale {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  const take = (value: number | null) => {
    if (value === null) return;
    min = Math.min(min, value);
    max = Math.max(max, value);
  };
  for (const { values } of series) for (const value of values) take(value);
  for (const { value } of references) take(value);
  if (min > max) return roundScale(0, 1, count);
  if (min > 0 && (fromZero || min < max / 2)) min = 0;
  return isBytes(unit) ? byteScale(min, max, count) : roundScale(min, max, count);
}

/** From the first x to the last; a single one is in the middle. */
export function xRange({ xs, xKind }: PlotData): readonly [number, number] {
  const first = xs[0] ?? 0;
  const last = xs.at(-1) ?? first;
  if (last > first) return [first, last];
  const room = xKind === 'time' ? 1000 : 1;
  return [first - room, first + room];
}

/** Labels to the right, at most about `count`. */
export function xTicks(
  { xKind, names }: PlotData,
  [min, max]: readonly [number, number],
  count: number,
): { readonly at: readonly number[]; readonly texts: readonly string[] } {
  if (xKind === 'time') {
    const { ticks, step } = timeTicks(min, max, count);
    return { at: ticks, texts: ticks.map((tick) => timeText(tick, step)) };
  }
  const { ticks } = ticksWithin(min, max, count);
  if (xKind === 'number')
    return { at: ticks, texts: ticks.map((tick) => axisText(tick, 'number')) };
  const at = ticks.filter((tick) => Number.isInteger(tick) && names[tick] !== undefined);
  return { at, texts: at.map((tick) => names[tick] ?? '') };
}

/** One x as it is told. */
export function xText({ xKind, xs, names }: PlotData, index: number): string {
  const x = xs[index] ?? 0;
  if (xKind === 'time') return clockTime(x);
  return xKind === 'name' ? (names[index] ?? '') : valueText(x, 'number');
}

/** What the lines are, in a sentence, for those who do not see them. */
export function summaryOf(data: PlotData): string {
  return data.series
    .map(({ label, values }) => {
      const known = values.filter((value) => value !== null);
      if (known.length === 0) return t('{0}: no values', label);
      const told = (value: number) => valueText(value, data.unit);
      const last = known.at(-1) ?? 0;
      const [least, most] = known.reduce(
        ([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const,
        [last, last] as const,
      );
      return t('{0}: {1} at last, from {2} to {3}', label, told(last), told(least), told(most));
    })
    .join('; ');
}

/** A chart as a table: a row for each x, a column for each series. */
export function chartTable(event: ChartEvent): TableEvent {
  const data = plotOf(event);
  const x = (index: number) => {
    if (data.xKind === 'time') return dateTime(data.xs[index] ?? 0);
    return data.xKind === 'name' ? (data.names[index] ?? '') : (data.xs[index] ?? 0);
  };
  const rows = data.xs.map((_, i) => [x(i), ...data.series.map(({ values }) => values[i] ?? null)]);
  const { id, title, batchTime } = event;
  const first = { time: 'time', number: 'x', name: 'name' }[data.xKind];
  const columns = [first, ...data.series.map(({ label }) => label)];
  return { kind: 'table', id, title, batchTime, columns, rows, total: rows.length };
}
