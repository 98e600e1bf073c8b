// Which part of each partition has the last records of all together: read backwards, window by window, as far as needed.

import { type KeptChunk, Verdict } from './kept-chunk.ts';
import type { KeptRecords } from './kept-records.ts';
import type { PartitionState } from './partition-state.ts';

/** Each partition's window has at least so many offsets. */
const SMALLEST_WINDOW = 100;

export interface ReadRange {
  readonly partition: number;
  readonly from: number;
  readonly until: number;
}

/** Offsets of each partition to begin with: enough if records are spread evenly. */
export function firstWindow(count: number, partitions: number): number {
  return Math.max(SMALLEST_WINDOW, Math.ceil(count / Math.max(1, partitions)));
}

/**
 * What is to be read next, before what was read: of partitions that may have records among the last that are not there yet.
 * None when all of those are there. Relies on times that do not go back within a partition; offsets without records
 * (compaction, transactions) are no matter.
 */
export function rangesBefore(
  kept: KeptRecords,
  states: readonly PartitionState[],
  count: number,
): ReadRange[] {
  const cutoff = timeOfLast(kept, count);
  const oldest = new Map<number, number>();
  for (const { partition, lowest } of kept.all())
    oldest.set(partition, Math.min(lowest, oldest.get(partition) ?? Number.POSITIVE_INFINITY));
  return states.flatMap(({ partition, start, earliest, endAtStart, problem }) => {
    const reachesBack = (oldest.get(partition) ?? Number.POSITIVE_INFINITY) < cutoff;
    if (reachesBack || start <= earliest || problem !== undefined) return [];
    // As much again as there is already.
    const window = Math.max(SMALLEST_WINDOW, endAtStart - start);
    return [{ partition, from: Math.max(earliest, start - window), until: start }];
  });
}

/** Drops all but the last, and returns the chunks that they were in. */
export function dropBeforeLast(kept: KeptRecords, count: number): KeptChunk[] {
  const times = sortedTimes(kept);
  const surplus = times.length - count;
  if (surplus <= 0) return [];
  const cutoff = times[surplus]!;
  // Of those at the very time of the cutoff the last ones stay, too.
  let atCutoff = surplus - times.indexOf(cutoff);
  const changed = new Set<KeptChunk>();
  for (const chunk of [...kept.all()].sort((a, b) => a.partition - b.partition)) {
    const { timestamps } = chunk.shared;
    for (let at = 0; at < chunk.count; at++) {
      const time = timestamps[at]!;
      if (chunk.verdicts[at] === Verdict.dropped || time > cutoff) continue;
      if (time === cutoff && atCutoff-- <= 0) continue;
      kept.drop(chunk, at);
      changed.add(chunk);
    }
  }
  return [...changed];
}

/** The time of the oldest of the last; where there are fewer, nothing is before it. */
function timeOfLast(kept: KeptRecords, count: number): number {
  const times = sortedTimes(kept);
  return times.length < count ? Number.NEGATIVE_INFINITY : times[times.length - count]!;
}

function sortedTimes(kept: KeptRecords): Float64Array {
  const times = new Float64Array(kept.count);
  let at = 0;
  for (const chunk of kept.all())
    for (let i = 0; i < chunk.count; i++)
      if (chunk.verdicts[i] !== Verdict.dropped) times[at++] = chunk.shared.timestamps[i]!;
  return times.sort();
}
