import type { Clock } from '../../ports/clock.ts';

/** What could not be sent in time is made up for as far as this, in milliseconds. */
const LATEST_MS = 1_000;
/** No sleep is shorter, in milliseconds: some records are sent at once instead. */
const SHORTEST_MS = 10;

/** When each record is due. */
export interface Pace {
  /** Milliseconds until the record with this number, counted from 0, is to be sent; at most 0 if it is due. */
  wait(index: number): number;
}

/** So many a second, the first at once. */
export function ratedPace(clock: Clock, perSecond: number): Pace {
  let start = clock.monotonic();
  return {
    wait(index) {
      const wait = start + (index * 1_000) / perSecond - clock.monotonic();
      if (wait > 0) return Math.max(SHORTEST_MS, wait);
      if (wait < -LATEST_MS) start -= wait + LATEST_MS;
      return 0;
    },
  };
}

/** As fast as brokers take them. */
export const unlimited: Pace = { wait: () => 0 };
