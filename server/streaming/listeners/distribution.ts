import type { Distribution } from '../../contract/streaming-progress.ts';

/** How values are distributed; percentiles are values that there are (nearest rank). */
export function distributionOf(values: Iterable<number>): Distribution {
  const sorted = Float64Array.from(values).sort();
  const { length: count } = sorted;
  if (count === 0)
    return { count, average: null, min: null, max: null, p50: null, p95: null, p99: null };
  const at = (percent: number) => sorted[Math.max(0, Math.ceil((percent / 100) * count) - 1)]!;
  return {
    count,
    average: sorted.reduce((sum, value) => sum + value, 0) / count,
    min: sorted[0]!,
    max: sorted[count - 1]!,
    ...{ p50: at(50), p95: at(95), p99: at(99) },
  };
}
