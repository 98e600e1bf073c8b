// What tables, charts and progress look like as text: to copy, and where no renderer shows them.

import type { ChartEvent, DisplayValue, TableEvent } from '../../../server/contract/display.ts';
import type { StreamingProgressSnapshot } from '../../../server/contract/streaming-progress.ts';
import { formatNumber, plural, t } from '../../l10n.ts';

/** A cell of a table that is longer is cut. */
const WIDEST = 40;

/** Columns below their names, numbers to the right. */
export function tableText({ title, columns, rows, total }: TableEvent): string {
  const cells = rows.map((row) => columns.map((_, i) => cellText(row[i] ?? null)));
  const widths = columns.map((name, i) =>
    Math.max(name.length, ...cells.map((row) => row[i]?.length ?? 0)),
  );
  const isNumeric = columns.map((_, i) => rows.every((row) => typeof row[i] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((text, i) =>
        isNumeric[i] && rows.length > 0
          ? text.padStart(widths[i] ?? 0)
          : text.padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const rest = total - rows.length;
  const more = rest > 0 ? [plural(rest, '… {0} more row', '… {0} more rows')] : [];
  return [title, line(columns), rule, ...cells.map(line), ...more].join('\n');
}

function cellText(value: DisplayValue): string {
  const text = String(value).replace(/\s+/g, ' ');
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}

/** The last point of each series, or all bars. */
export function chartText({ title, type, points }: ChartEvent): string {
  const shown =
    type === 'bar' ? points : [...new Map(points.map((point) => [point.series, point])).values()];
  const series = new Set(points.map((point) => point.series));
  const lines = shown.map((point) => {
    const name =
      type !== 'bar'
        ? point.series
        : series.size > 1
          ? `${point.series}, ${point.x}`
          : String(point.x);
    return `${name}: ${point.y}`;
  });
  return [title, ...lines].join('\n');
}

export function progressText({ header, summary }: StreamingProgressSnapshot): string {
  const { inputRate, processingTime, totalDelay } = summary;
  const failed =
    header.failedBatches > 0
      ? [plural(header.failedBatches, '{0} batch failed', '{0} batches failed')]
      : [];
  return [
    header.text,
    t('Input rate: {0} records/s', rounded(inputRate.average)),
    t('Processing time: {0} ms', rounded(processingTime.average)),
    t('Total delay: {0} ms', rounded(totalDelay.average)),
    ...failed,
  ].join('\n');
}

function rounded(value: number | null): string {
  return value === null ? '–' : formatNumber(Math.round(value));
}
