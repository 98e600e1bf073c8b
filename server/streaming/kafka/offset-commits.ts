import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { KafkaClient, PartitionOffset } from './kafka-client.ts';
import type { OffsetRange } from './offset-range.ts';

/** Hears what became of a commit: `error` is undefined if it is done (Kafka's OffsetCommitCallback). */
export type OffsetCommitCallback = (
  offsets: readonly PartitionOffset[],
  error: Error | undefined,
) => void;

/** Commits offsets for a group, one commit after the other, while batches go on. */
export class OffsetCommits {
  readonly #client: () => KafkaClient;
  readonly #group: string | undefined;
  readonly #logger: Logger;
  #last: Promise<void> = Promise.resolve();

  constructor(client: () => KafkaClient, group: string | undefined, logger: Logger) {
    this.#client = client;
    this.#group = group;
    this.#logger = logger;
  }

  /** @throws Error without a group */
  add(ranges: readonly OffsetRange[], callback?: OffsetCommitCallback): void {
    const group = this.#group;
    if (group === undefined) {
      throw new Error(
        'To commit offsets, a valid group.id must be provided in the Kafka parameters.',
      );
    }
    const offsets = ranges.map(({ topic, partition, untilOffset: offset }) => ({
      ...{ topic, partition, offset },
    }));
    this.#last = this.#last.then(async () => {
      const error = await this.#commit(group, offsets);
      if (callback !== undefined) await this.#call(() => callback(offsets, error));
      else if (error !== undefined)
        this.#logger.warn(`Committing offsets for ${group} failed: ${error.message}`);
    });
  }

  /** Resolves when nothing is left to commit. */
  done(): Promise<void> {
    return this.#last;
  }

  async #commit(group: string, offsets: readonly PartitionOffset[]): Promise<Error | undefined> {
    try {
      await this.#client().commit(group, offsets);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  /** Later commits go on, whatever a callback throws. */
  async #call(callback: () => void): Promise<void> {
    try {
      // It may be an async function.
      await callback();
    } catch (error) {
      this.#logger.error(`A callback of commitAsync threw: ${error}`);
    }
  }
}

/** Commits what is done now and then, and the rest at the end (Kafka's `enable.auto.commit`). */
export class AutoCommit {
  readonly #commits: OffsetCommits;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #committedAt: number;
  #done: readonly OffsetRange[] | undefined;

  constructor(commits: OffsetCommits, clock: Clock, intervalMs: number) {
    this.#commits = commits;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#committedAt = clock.monotonic();
  }

  /** @param ranges of a batch that is done, later than those before */
  add(ranges: readonly OffsetRange[]): void {
    this.#done = ranges;
    if (this.#clock.monotonic() - this.#committedAt >= this.#intervalMs) this.commit();
  }

  /** Commits what has not been committed. */
  commit(): void {
    this.#committedAt = this.#clock.monotonic();
    if (this.#done !== undefined) this.#commits.add(this.#done);
    this.#done = undefined;
  }
}
