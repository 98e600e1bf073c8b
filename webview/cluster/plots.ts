import type { ClusterViewState, HistoryPoint, HistoryValues } from '../contract/cluster.ts';
import type { PlotData, PlotSeries } from '../live/chart/plot-data.ts';
import type { Unit } from '../live/formats.ts';
import { t } from '../ui/text.ts';

/** Lines that can be told from each other in one chart. */
export const MOST_SERIES = 6;
/** Looks that are lately. */
const RECENT = 30;

/** What a line is of, and the colour that it keeps while others come and go. */
export interface Line {
  readonly label: string;
  readonly color: number;
  readonly valuesOf: (point: HistoryPoint) => HistoryValues | undefined;
}

/** Gives each name a colour, the same each time. */
export class LineColors {
  readonly #colors = new Map<string, number>();

  of(name: string): number {
    const color = this.#colors.get(name) ?? this.#colors.size;
    this.#colors.set(name, color);
    return color;
  }
}

/** The lines of the whole cluster, or of those brokers or topics that had most of it lately. */
export function linesOf(
  whose: ClusterViewState['throughput'],
  by: keyof HistoryValues,
  history: readonly HistoryPoint[],
  colors: LineColors,
): Line[] {
  if (whose === 'cluster') {
    return [{ label: t('Whole cluster'), color: 0, valuesOf: ({ total }) => total }];
  }
  const most = new Map<string, number>();
  for (const point of history.slice(-RECENT)) {
    for (const [name, values] of Object.entries(point[whose])) {
      most.set(name, Math.max(most.get(name) ?? 0, values[by] ?? 0));
    }
  }
  const names = [...most.keys()]
    .sort((a, b) => (most.get(b) ?? 0) - (most.get(a) ?? 0))
    .slice(0, MOST_SERIES);
  const isBrokers = whose === 'brokers';
  return names
    .sort((a, b) => (isBrokers ? Number(a) - Number(b) : a < b ? -1 : 1))
    .map((name) => ({
      label: isBrokers ? t('Broker {0}', name) : name,
      color: colors.of(`${whose} ${name}`),
      valuesOf: (point) => point[whose][name],
    }));
}

/** One kind of value of these lines, over time. */
export function plotOf(
  history: readonly HistoryPoint[],
  lines: readonly Line[],
  value: keyof HistoryValues,
  unit: Unit,
): PlotData {
  const series = lines.map(({ label, color, valuesOf }) => ({
    label,
    color,
    values: history.map((point) => valuesOf(point)?.[value] ?? null),
  }));
  return over(history, series, unit, lines.length === 1);
}

/** How many partitions were in trouble. */
export function troublePlot(history: readonly HistoryPoint[]): PlotData {
  const line = (label: string, color: number, value: 'offline' | 'underReplicated') => ({
    label,
    color,
    values: history.map((point) => point[value]),
  });
  // Red is the fifth of the series' colours, yellow the fourth.
  const series = [
    line(t('Without a leader'), 4, 'offline'),
    line(t('Under-replicated'), 3, 'underReplicated'),
  ];
  return over(history, series, 'number', false);
}

function over(
  history: readonly HistoryPoint[],
  series: readonly PlotSeries[],
  unit: Unit,
  isArea: boolean,
): PlotData {
  const xs = history.map(({ time }) => time);
  return {
    xKind: 'time',
    xs,
    names: [],
    series,
    unit,
    isArea,
    fromZero: true,
    references: [],
    marks: [],
  };
}
