import type { Random } from '../../ports/random.ts';

/** A partition as a fetch request names it. */
export interface FetchPartition {
  /** Empty where only the id is known, from version 13 on. */
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly fetchOffset: number;
  readonly maxBytes: number;
  readonly currentLeaderEpoch: number;
}

/** What the client was last told of a partition; what has not changed since is left out. */
export interface Told {
  highWatermark: number;
  logStartOffset: number;
}

interface CachedPartition {
  request: FetchPartition;
  told: Told | undefined;
}

/** An incremental fetch session (KIP-227): the broker remembers the partitions, the client sends changes. */
export class FetchSession {
  readonly id: number;
  /** Whether it knows topics by id, as from version 13 on, or by name: one session has but one of them. */
  readonly usesTopicIds: boolean;
  /** What the client's next request must carry. */
  epoch = 1;
  lastUsed: number;
  readonly #partitions = new Map<string, CachedPartition>();

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
      const known = this.#partitions.get(key);
      if (known) known.request = request;
      else this.#partitions.set(key, { request, told: undefined });
    }
    for (const key of forgotten) this.#partitions.delete(key);
  }

  /** The partitions in the order in which they are to be read. */
  *partitions(): IterableIterator<FetchPartition> {
    for (const { request } of this.#partitions.values()) yield request;
  }

  /** Whether the client has to hear of the partition, given what there is to say (no records, no error). */
  hasNews(partition: FetchPartition, now: Told): boolean {
    const told = this.#partitions.get(keyOf(partition))?.told;
    return (
      told === undefined ||
      told.highWatermark !== now.highWatermark ||
      told.logStartOffset !== now.logStartOffset
    );
  }

  /** Notes what the client is told. One that got records goes to the end, so that others get their turn. */
  tell(partition: FetchPartition, now: Told | undefined, gotRecords: boolean): void {
    const key = keyOf(partition);
    const cached = this.#partitions.get(key);
    if (cached === undefined) return;
    cached.told = now;
    if (!gotRecords) return;
    this.#partitions.delete(key);
    this.#partitions.set(key, cached);
  }
}

/** The sessions of a broker; the longest unused gives way when there are too many. */
export class FetchSessions {
  readonly #sessions = new Map<number, FetchSession>();
  readonly #random: Random;
  readonly #slots: () => number;

  constructor(random: Random, slots: () => number) {
    this.#random = random;
    this.#slots = slots;
  }

  get(id: number): FetchSession | undefined {
    return this.#sessions.get(id);
  }

  close(id: number): void {
    this.#sessions.delete(id);
  }

  /**
   * Opens a session, or gives none when every slot is taken by one that was used within two minutes
   * (min.incremental.fetch.session.eviction.ms).
   */
  open(usesTopicIds: boolean, now: number): FetchSession | undefined {
    if (this.#sessions.size >= this.#slots() && !this.#evict(now)) return undefined;
    const session = new FetchSession(this.#freeId(), usesTopicIds, now);
    this.#sessions.set(session.id, session);
    return session;
  }

  /** Marks the session as used; the map keeps the longest unused in front. */
  touch(session: FetchSession, now: number): void {
    session.lastUsed = now;
    this.#sessions.delete(session.id);
    this.#sessions.set(session.id, session);
  }

  #evict(now: number): boolean {
    for (const session of this.#sessions.values()) {
      if (now - session.lastUsed < EVICTION_MS) return false;
      this.#sessions.delete(session.id);
      return true;
    }
    return false;
  }

  #freeId(): number {
    for (;;) {
      const id = 1 + this.#random.below(0x7fff_fffe);
      if (!this.#sessions.has(id)) return id;
    }
  }
}

const EVICTION_MS = 120_000;

/** The next epoch of a session; it never becomes 0 again, which opens a session (FetchMetadata). */
export function nextEpoch(epoch: number): number {
  return epoch === 0x7fff_ffff ? 1 : epoch + 1;
}

/** How a session knows a partition: by topic id where there is one, else by name. */
export function keyOf(partition: { topic: string; topicId: string; partition: number }): string {
  return `${partition.topicId}/${partition.topic}/${partition.partition}`;
}
