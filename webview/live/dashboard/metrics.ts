import type {
  Distribution,
  StreamingProgressSnapshot,
} from '../../../server/contract/streaming-progress.ts';
import { t } from '../../ui/text.ts';
import type { PlotData } from '../chart/plot-data.ts';
import { count, duration, type Unit, valueText } from '../formats.ts';

/** One row of the dashboard: what it is, in numbers, over time, and how it is distributed. */
export interface Metric {
  /** What tells it from others while the data moves. */
  readonly key: string;
  readonly title: string;
  readonly about: string;
  readonly facts: readonly Fact[];
  readonly plot: PlotData;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** The rows that every job has, and those of what is known of this one. */
export function metricsOf(snapshot: StreamingProgressSnapshot): Metric[] {
  const { timeline, summary, header } = snapshot;
  const failed = failedTimes(snapshot);
  const row = (
    title: string,
    about: string,
    values: readonly (number | null)[],
    unit: Unit,
    facts: readonly Fact[],
    references: PlotData['references'] = [],
  ): Metric => {
    const plot = plotOver(timeline.batchTime, title, values, unit, failed, references);
    return { key: title, title, about, facts, plot };
  };
  const interval = [
    { label: t('batch interval {0}', duration(header.batchDuration)), value: header.batchDuration },
  ];
  const rows = [
    row(
      t('Input rate'),
      t('Records a second that came in, by batch.'),
      timeline.inputRate,
      'rate',
      distributionFacts(summary.inputRate, 'rate'),
    ),
    row(
      t('Scheduling delay'),
      t('How long batches waited for those before them.'),
      timeline.schedulingDelay,
      'ms',
      distributionFacts(summary.schedulingDelay, 'ms'),
    ),
    row(
      t('Processing time'),
      t('How long batches took. Above the dashed line, the batch interval, they pile up.'),
      timeline.processingTime,
      'ms',
      distributionFacts(summary.processingTime, 'ms'),
      interval,
    ),
    row(
      t('Total delay'),
      t('From a batch’s time to its end.'),
      timeline.totalDelay,
      'ms',
      distributionFacts(summary.totalDelay, 'ms'),
    ),
  ];
  if (timeline.lag.some((lag) => lag !== null)) {
    rows.push(
      row(
        t('Consumer lag'),
        t('Records that were there and that batches have not taken.'),
        timeline.lag,
        'number',
        latestFacts(timeline.lag),
      ),
    );
  }
  if (timeline.stateSize.some((size) => size > 0)) {
    rows.push(
      row(
        t('State size'),
        t('Keys that are kept from batch to batch.'),
        timeline.stateSize,
        'number',
        latestFacts(timeline.stateSize),
      ),
    );
  }
  return rows;
}

/** The input rate of each stream. */
export function streamMetrics(snapshot: StreamingProgressSnapshot): Metric[] {
  return snapshot.streams.map(({ streamId, name, records, inputRate, lag, rates }) => ({
    key: String(streamId),
    title: name,
    about: '',
    facts: [
      ...distributionFacts(inputRate, 'rate'),
      { name: t('Records'), value: count(records) },
      ...(lag === null ? [] : [{ name: t('Lag'), value: count(lag) }]),
    ],
    plot: plotOver(snapshot.timeline.batchTime, name, rates, 'rate', failedTimes(snapshot)),
  }));
}

function distributionFacts({ average, p50, p95, p99 }: Distribution, unit: Unit): readonly Fact[] {
  return [
    { name: t('Average'), value: valueText(average, unit) },
    { name: 'p50', value: valueText(p50, unit) },
    { name: 'p95', value: valueText(p95, unit) },
    { name: 'p99', value: valueText(p99, unit) },
  ];
}

function latestFacts(values: readonly (number | null)[]): readonly Fact[] {
  const known = values.filter((value) => value !== null);
  const most = known.reduce((high, value) => Math.max(high, value), 0);
  return [
    { name: t('Now'), value: valueText(known.at(-1) ?? null, 'number') },
    { name: t('Most'), value: valueText(most, 'number') },
  ];
}

function plotOver(
  xs: readonly number[],
  label: string,
  values: readonly (number | null)[],
  unit: Unit,
  marks: readonly number[],
  references: PlotData['references'] = [],
): PlotData {
  return {
    xKind: 'time',
    xs,
    names: [],
    series: [{ label, color: 0, values }],
    unit,
    isArea: true,
    fromZero: true,
    references,
    marks,
  };
}

/** Of the batches that are listed, the times of those that failed, where the timeline has them. */
function failedTimes({ completed, timeline }: StreamingProgressSnapshot): number[] {
  const failed = completed.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return [];
  const times = new Set(timeline.batchTime);
  return failed.map(({ batchTime }) => batchTime).filter((time) => times.has(time));
}
