// How records are spread over time.

import type { TimeHistogram } from '../../contract/messages/reading.ts';
import type { Slices } from '../slices.ts';
import { type KeptChunk, Verdict } from './kept-chunk.ts';

const MOST_BARS = 1_000;

/**
 * Bars from the oldest record that is kept to the newest; records without a time are left out. Null where there are none.
 * @param bars how many are wanted; there can be fewer, as each stands for a whole number of milliseconds
 */
export async function histogramOf(
  chunks: readonly KeptChunk[],
  bars: number,
  slices: Slices,
): Promise<TimeHistogram | null> {
  const [from, to] = await bounds(chunks, slices);
  if (to < from) return null;
  const most = Math.min(MOST_BARS, Math.max(1, Math.floor(bars)));
  const step = Math.max(1, Math.ceil((to - from + 1) / most));
  const count = Math.floor((to - from) / step) + 1;
  const kept: number[] = new Array(count).fill(0);
  const matching: number[] = new Array(count).fill(0);
  for (const chunk of chunks) {
    if (slices.isOver) await slices.next();
    const { timestamps } = chunk.shared;
    for (let at = 0; at < chunk.count; at++) {
      const timestamp = timestamps[at]!;
      const verdict = chunk.verdicts[at];
      // Records can have come while others had their turn.
      if (timestamp < from || timestamp > to || verdict === Verdict.dropped) continue;
      const bar = Math.floor((timestamp - from) / step);
      kept[bar]!++;
      if (verdict === Verdict.match) matching[bar]!++;
    }
  }
  return { from, step, kept, matching };
}

/** The first and the last time; the last before the first where there is none. */
async function bounds(
  chunks: readonly KeptChunk[],
  slices: Slices,
): Promise<readonly [number, number]> {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const chunk of chunks) {
    to = Math.max(to, chunk.highest);
    if (chunk.lowest >= 0 && chunk.dropped === 0) from = Math.min(from, chunk.lowest);
    else {
      if (slices.isOver) await slices.next();
      for (let at = 0; at < chunk.count; at++) {
        const timestamp = chunk.shared.timestamps[at]!;
        if (timestamp >= 0 && chunk.verdicts[at] !== Verdict.dropped)
          from = Math.min(from, timestamp);
      }
    }
  }
  return [from, to];
}
