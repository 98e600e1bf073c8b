import type { StopWhen } from '../../contract/messages/reading.ts';
import type { PartitionState } from './partition-state.ts';

/** How much of what is to be read has been, from 0 to 1; undefined where no end is known. */
export function progressOf(
  states: readonly PartitionState[],
  stop: StopWhen,
  scanned: number,
  matching: number,
): number | undefined {
  const shares: number[] = [];
  if (states.length > 0 && states.every(({ until }) => Number.isFinite(until))) {
    const all = states.reduce((sum, { start, until }) => sum + Math.max(0, until - start), 0);
    const done = states.reduce(
      (sum, { start, handled, until }) => sum + Math.max(0, Math.min(handled, until) - start),
      0,
    );
    shares.push(all === 0 ? 1 : done / all);
  }
  if (stop.scanned) shares.push(scanned / stop.scanned);
  if (stop.matching) shares.push(matching / stop.matching);
  return shares.length === 0 ? undefined : Math.min(1, Math.max(...shares));
}
