import type {
  BatchProgress,
  StreamingProgressSnapshot,
} from '../../../server/contract/streaming-progress.ts';
import { t } from '../../ui/text.ts';
import { count, dateTime, valueText } from '../formats.ts';
import { failuresOf, failureText, outputsText } from './failures.ts';
import { type Metric, metricsOf, streamMetrics } from './metrics.ts';

const HEADS = [
  t('Batch time'),
  t('Records'),
  t('Scheduling'),
  t('Processing'),
  t('Total delay'),
  t('Outputs'),
  t('Status'),
];

/** The whole dashboard as text: to paste into a message or a ticket. */
export function dashboardText(snapshot: StreamingProgressSnapshot): string {
  const { header, running, waiting, completed, receivers } = snapshot;
  const batches = [...waiting, ...running, ...completed];
  const failed = batches.filter(({ status }) => status === 'failed');
  return [
    header.text,
    ...(header.failedBatches > 0 ? [t('{0} failed', count(header.failedBatches))] : []),
    '',
    ...metricsOf(snapshot).map(metricLine),
    ...streamMetrics(snapshot).map((metric) => `  ${metricLine(metric)}`),
    ...receivers.map(
      ({ name, active, lastError }) =>
        `${t(active ? 'Receiver {0}: active' : 'Receiver {0}: not active', name)}${lastError === '' ? '' : `, ${lastError}`}`,
    ),
    '',
    ...columns([HEADS, ...batches.map(batchCells)]),
    ...failed.flatMap((batch) => [
      '',
      t('Batch of {0} failed', dateTime(batch.batchTime)),
      ...failuresOf(batch).map(({ where, failure }) => `${where}: ${failureText(failure)}`),
    ]),
    '',
  ].join('\n');
}

/** What a row of the table of batches says. */
export function batchCells(batch: BatchProgress): string[] {
  return [
    dateTime(batch.batchTime),
    count(batch.records),
    valueText(batch.schedulingDelay, 'ms'),
    valueText(batch.processingTime, 'ms'),
    valueText(batch.totalDelay, 'ms'),
    outputsText(batch),
    batch.status,
  ];
}

function metricLine({ title, facts }: Metric): string {
  return `${title}: ${facts.map(({ name, value }) => `${name} ${value}`).join(', ')}`;
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADS.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
