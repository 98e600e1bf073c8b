import type { Partition } from '../partition.ts';

/** A partition as a fetch request names it. */
export interface FetchPartition {
  /** Empty where only the id is known, from version 13 on. */
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly fetchOffset: number;
  readonly maxBytes: number;
  readonly currentLeaderEpoch: number;
  /** Of the last record that the client has; −1 if it does not say (KIP-595). */
  readonly lastFetchedEpoch: number;
  /** A follower's; −1 of consumers. */
  readonly logStartOffset: number;
}

/** What the client was last told of a partition; what has not changed since is left out. */
export interface Told {
  readonly highWatermark: number;
  readonly logStartOffset: number;
}

/** A partition of a session. */
export class SessionPartition {
  request: FetchPartition;
  told: Told | undefined;
  /** Whether anything has happened since it was last looked at. */
  isStirred = true;
  #watched: Partition | undefined;
  #unwatch = () => {};
  #isForgotten = false;

  constructor(request: FetchPartition) {
    this.request = request;
  }

  /** Whether the client has to hear of the partition, given what there is to say (no records, no error). */
  isNews(now: Told): boolean {
    const { told } = this;
    return (
      told === undefined ||
      told.highWatermark !== now.highWatermark ||
      told.logStartOffset !== now.logStartOffset
    );
  }

  /** Calls `listener` when something happens in `partition`, and no more for another one before, until forgotten. */
  watch(partition: Partition, isFollower: boolean, listener: (bytes: number) => void): void {
    if (partition === this.#watched || this.#isForgotten) return;
    this.#unwatch();
    this.#watched = partition;
    this.#unwatch = isFollower ? partition.onReplicable(listener) : partition.onReadable(listener);
  }

  /** Also a read that is still under way does not watch it again. */
  forget(): void {
    this.#isForgotten = true;
    this.#unwatch();
  }
}

/**
 * What a client fetches (KIP-227): the broker remembers the partitions, the client sends changes. The session
 * hears of what happens in its partitions, so that those where nothing does cost nothing, however many they
 * are. A request outside any session has one of its own, which ends with it.
 */
export class FetchSession {
  readonly id: number;
  /** Whether it knows topics by id, as from version 13 on, or by name: one session has but one of them. */
  readonly usesTopicIds: boolean;
  /** What the client's next request must carry. */
  epoch = 1;
  lastUsed: number;
  readonly #partitions = new Map<string, SessionPartition>();
  /** Those of which there may be something to say, in the order in which they are to be read. */
  readonly #pending = new Set<SessionPartition>();
  #isStirred = false;
  #listener: ((bytes: number) => void) | undefined;

  /** @param id 0 for that of one request */
  constructor(id: number, usesTopicIds: boolean, now: number) {
    this.id = id;
    this.usesTopicIds = usesTopicIds;
    this.lastUsed = now;
  }

  get size(): number {
    return this.#partitions.size;
  }

  update(added: readonly FetchPartition[], forgotten: Iterable<string>): void {
    for (const request of added) {
      const key = keyOf(request);
      let known = this.#partitions.get(key);
      if (known) known.request = request;
      else {
        known = new SessionPartition(request);
        this.#partitions.set(key, known);
      }
      this.#pending.add(known);
    }
    for (const key of forgotten) {
      const known = this.#partitions.get(key);
      if (known === undefined) continue;
      known.forget();
      this.#partitions.delete(key);
      this.#pending.delete(known);
    }
  }

  /** The partitions to be read, in order. What happens in one from here on makes it one of them again. */
  pending(): SessionPartition[] {
    this.#isStirred = false;
    for (const partition of this.#pending) partition.isStirred = false;
    return [...this.#pending];
  }

  /** Hears from now on of what happens in `partition`. */
  watch(of: SessionPartition, partition: Partition, isFollower: boolean): void {
    of.watch(partition, isFollower, (bytes) => {
      of.isStirred = true;
      this.#pending.add(of);
      this.#isStirred = true;
      this.#listener?.(bytes);
    });
  }

  /**
   * Calls `listener` whenever something happens, with about the bytes that have come, or 0 when waiting has
   * become pointless; at once, with 0, if something has happened since `pending`. Returns a function that
   * stops it.
   */
  onNews(listener: (bytes: number) => void): () => void {
    this.#listener = listener;
    if (this.#isStirred) listener(0);
    return () => {
      this.#listener = undefined;
    };
  }

  /** Nothing is to be said of the partition until something happens in it. */
  settle(partition: SessionPartition): void {
    if (!partition.isStirred) this.#pending.delete(partition);
  }

  /** The partition is to be read again, but after the others: it has had its turn. */
  postpone(partition: SessionPartition): void {
    this.#pending.delete(partition);
    this.#pending.add(partition);
  }

  /** Hears of nothing any more. */
  close(): void {
    for (const partition of this.#partitions.values()) partition.forget();
  }
}

/** How a session knows a partition: by topic id where there is one, else by name. */
export function keyOf(partition: { topic: string; topicId: string; partition: number }): string {
  return `${partition.topicId}/${partition.topic}/${partition.partition}`;
}
