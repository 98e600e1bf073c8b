// How long something takes, and how much that varies.

import { percentile } from './percentiles.ts';
import { type Row, rounded } from './table.ts';

export async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** @param column what the rows' names are of. @param times milliseconds. */
export function timesRow(column: string, name: string, times: readonly number[]): Row {
  return {
    [column]: name,
    'least ms': rounded(Math.min(...times)),
    'median ms': rounded(percentile(times, 0.5)),
    'most ms': rounded(Math.max(...times)),
  };
}
