/** Neither offset of a follower is known before it has fetched. */
const UNKNOWN_OFFSET = -1;

/** What a follower tells of itself by fetching, and where the leader's log ended then. */
export interface FollowerFetch {
  /** The follower has all records below. */
  readonly fetchOffset: number;
  readonly logStartOffset: number;
  readonly leaderEndOffset: number;
}

/**
 * A follower as its leader sees it (kafka.cluster.Replica): how far it has come, and when it last had all
 * that the leader had. Times are the clock's monotonic ones, in milliseconds.
 */
export class FollowerReplica {
  readonly brokerId: number;
  #endOffset = UNKNOWN_OFFSET;
  #logStartOffset = UNKNOWN_OFFSET;
  #caughtUpAt = Number.NEGATIVE_INFINITY;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #leaderEndAtFetch = Number.POSITIVE_INFINITY;

  constructor(brokerId: number) {
    this.brokerId = brokerId;
  }

  /** The follower has written all records below; −1 if it has not said so yet. */
  get endOffset(): number {
    return this.#endOffset;
  }

  get logStartOffset(): number {
    return this.#logStartOffset;
  }

  /** Whether it has fetched the partition in this leader epoch: of one that has not, nothing but its past is known. */
  get hasFetched(): boolean {
    return this.#fetchedAt !== Number.NEGATIVE_INFINITY;
  }

  /** Takes note of a fetch. One that asks for what the leader had at the one before had caught up by then. */
  fetched({ fetchOffset, logStartOffset, leaderEndOffset }: FollowerFetch, now: number): void {
    if (fetchOffset >= leaderEndOffset) this.#caughtUpAt = now;
    else if (fetchOffset >= this.#leaderEndAtFetch) {
      this.#caughtUpAt = Math.max(this.#caughtUpAt, this.#fetchedAt);
    }
    this.#endOffset = fetchOffset;
    this.#logStartOffset = logStartOffset;
    this.#fetchedAt = now;
    this.#leaderEndAtFetch = leaderEndOffset;
  }

  /** It still had everything when it fetched, at `time`, something else. */
  hadEverything(time: number): void {
    if (!this.hasFetched) return;
    this.#caughtUpAt = Math.max(this.#caughtUpAt, time);
  }

  /** Whether it has everything, or had everything within the last `maxLagMs`. */
  isCaughtUp(leaderEndOffset: number, now: number, maxLagMs: number): boolean {
    return this.#endOffset === leaderEndOffset || now - this.#caughtUpAt <= maxLagMs;
  }

  /** A new leader epoch begins: those in sync have `maxLagMs` from now on to catch up. */
  reset(isInSync: boolean, now: number): void {
    this.#caughtUpAt = isInSync ? now : Number.NEGATIVE_INFINITY;
    this.#fetchedAt = Number.NEGATIVE_INFINITY;
    this.#leaderEndAtFetch = Number.POSITIVE_INFINITY;
  }
}
