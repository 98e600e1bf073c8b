/** A group's position in one partition. */
export interface OffsetAndMetadata {
  readonly offset: number;
  /** Of the last record consumed; −1 when the client does not say. */
  readonly leaderEpoch: number;
  /** The client's own note; empty when there is none. */
  readonly metadata: string;
  /** Milliseconds since the epoch. */
  readonly commitTimestamp: number;
  /** Set where the client asked for a retention of its own (OffsetCommit v2–4). */
  readonly expireTimestamp: number | undefined;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A commit on its way to the log. Exactly one of its methods is to be called. */
export interface PendingCommit {
  /** It is written: the offset shows from now on. */
  written(): void;
  failed(): void;
}

/** What stands for one partition; a fresh one after the partition's offset has been removed. */
interface Entry {
  committed: OffsetAndMetadata | undefined;
  /** Commits whose records are being written. */
  pending: number;
}

/**
 * The offsets of one group. An offset shows only once its record is written, so that no client relies on
 * a position that a crash would take back.
 */
export class CommittedOffsets {
  readonly #topics = new Map<string, Map<number, Entry>>();

  /** Whether there is nothing, not even on its way. */
  get isEmpty(): boolean {
    return this.#topics.size === 0;
  }

  get({ topic, partition }: TopicPartition): OffsetAndMetadata | undefined {
    return this.#topics.get(topic)?.get(partition)?.committed;
  }

  /** Whether a newer commit is being written, in which case `get` is about to change (KIP-447). */
  isUnstable({ topic, partition }: TopicPartition): boolean {
    return (this.#topics.get(topic)?.get(partition)?.pending ?? 0) > 0;
  }

  /** Everything that is committed, by topic. */
  *all(): Generator<TopicPartition & { readonly committed: OffsetAndMetadata }> {
    for (const [topic, partitions] of this.#topics) {
      for (const [partition, { committed }] of partitions) {
        if (committed !== undefined) yield { topic, partition, committed };
      }
    }
  }

  /** Every partition that has an offset or will, of `topic` or of all. */
  partitions(topic?: string): TopicPartition[] {
    const topics = topic === undefined ? [...this.#topics.keys()] : [topic];
    return topics.flatMap((topic) =>
      [...(this.#topics.get(topic)?.keys() ?? [])].map((partition) => ({ topic, partition })),
    );
  }

  /** Puts what the log has; for loading. */
  load({ topic, partition }: TopicPartition, committed: OffsetAndMetadata): void {
    this.#entry(topic, partition).committed = committed;
  }

  /**
   * Announces a commit whose record is now going to the log. Commits end in the order in which they began,
   * and one whose partition has been removed meanwhile has no effect.
   */
  begin({ topic, partition }: TopicPartition, offset: OffsetAndMetadata): PendingCommit {
    const entry = this.#entry(topic, partition);
    entry.pending++;
    const end = (written: boolean) => {
      entry.pending--;
      if (written) entry.committed = offset;
      const isCurrent = this.#topics.get(topic)?.get(partition) === entry;
      if (isCurrent && entry.pending === 0 && entry.committed === undefined) {
        this.remove({ topic, partition });
      }
    };
    return { written: () => end(true), failed: () => end(false) };
  }

  /** Forgets a partition, also what is on its way. Tells whether there was anything. */
  remove({ topic, partition }: TopicPartition): boolean {
    const partitions = this.#topics.get(topic);
    const had = partitions?.delete(partition) ?? false;
    if (partitions?.size === 0) this.#topics.delete(topic);
    return had;
  }

  #entry(topic: string, partition: number): Entry {
    let partitions = this.#topics.get(topic);
    if (partitions === undefined) {
      partitions = new Map();
      this.#topics.set(topic, partitions);
    }
    let entry = partitions.get(partition);
    if (entry === undefined) {
      entry = { committed: undefined, pending: 0 };
      partitions.set(partition, entry);
    }
    return entry;
  }
}
