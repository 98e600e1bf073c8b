import type {
  BatchProgress,
  StreamingProgressSnapshot,
} from '../../../server/contract/streaming-progress.ts';
import { count, dateTime, valueText } from '../formats.ts';
import { failuresOf, failureText, outputsText } from './failures.ts';
import { type Metric, metricsOf, streamMetrics } from './metrics.ts';

const HEADS = [
  'Batch time',
  'Records',
  'Scheduling',
  'Processing',
  'Total delay',
  'Outputs',
  'Status',
];

/** The whole dashboard as text: to paste into a message or a ticket. */
export function dashboardText(snapshot: StreamingProgressSnapshot): string {
  const { header, running, waiting, completed, receivers } = snapshot;
  const batches = [...waiting, ...running, ...completed];
  const failed = batches.filter(({ status }) => status === 'failed');
  return [
    header.text,
    ...(header.failedBatches > 0 ? [`${count(header.failedBatches)} failed`] : []),
    '',
    ...metricsOf(snapshot).map(metricLine),
    ...streamMetrics(snapshot).map((metric) => `  ${metricLine(metric)}`),
    ...receivers.map(
      ({ name, active, lastError }) =>
        `Receiver ${name}: ${active ? 'active' : 'not active'}${lastError === '' ? '' : `, ${lastError}`}`,
    ),
    '',
    ...columns([HEADS, ...batches.map(batchCells)]),
    ...failed.flatMap((batch) => [
      '',
      `Batch of ${dateTime(batch.batchTime)} failed`,
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
