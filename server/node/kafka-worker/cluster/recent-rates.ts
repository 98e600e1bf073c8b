import type { Rates, TopicOverview } from '../../../contract/kafka-client/cluster.ts';

type Recent = TopicOverview['recent'];

/** A rate that nothing follows is half as high after so many milliseconds. */
const HALF_LIFE = 10_000;
/** What is less has ended. */
const LEAST = 0.01;

/**
 * What came into topics lately: their rates, which fall slowly when nothing comes any more. Ordered by these, topics into which
 * records come in bursts do not come and go.
 */
export class RecentRates {
  #before = new Map<string, Recent>();
  #at: number | undefined;

  /** @param at milliseconds of a clock that never goes back. @param rates by topic. */
  next(at: number, rates: ReadonlyMap<string, Rates>): ReadonlyMap<string, Recent> {
    const left = this.#at === undefined ? 0 : 0.5 ** ((at - this.#at) / HALF_LIFE);
    this.#at = at;
    const now = new Map<string, Recent>();
    for (const [topic, { records, bytes }] of rates) {
      const before = this.#before.get(topic);
      const recent = {
        records: fallen(records.value, before?.records, left),
        bytes: fallen(bytes.value, before?.bytes, left),
      };
      if (recent.records > 0 || recent.bytes > 0) now.set(topic, recent);
    }
    this.#before = now;
    return now;
  }
}

function fallen(now: number | null, before: number | undefined, left: number): number {
  const rate = Math.max(now ?? 0, (before ?? 0) * left);
  return rate < LEAST ? 0 : rate;
}
