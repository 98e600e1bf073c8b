import type { Clock } from '../../ports/clock.ts';
import { sleep } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { StorageLevel } from '../rdd/storage-level.ts';
import { Receiver } from '../receivers/receiver.ts';
import type { RecordReader } from './consumer-record.ts';
import type { PartitionSource } from './consumer-strategies.ts';
import type { KafkaClient, TopicPartition, ZooKeeperOffsets } from './kafka-client.ts';
import { keyOf } from './offset-range.ts';
import type { Share } from './receiver-share.ts';
import { startingOffsets } from './starting-offsets.ts';
import type { ReadParameters } from './stream-parameters.ts';

export interface KafkaReceiverParts<T> {
  readonly client: KafkaClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the group's offsets are kept; a new connection each time. */
  readonly offsets: () => ZooKeeperOffsets;
  readonly source: PartitionSource;
  readonly share: Share;
  readonly read: RecordReader<T>;
  readonly parameters: ReadParameters;
}

/** How long to wait where nothing has come, in milliseconds. */
const PAUSE_MS = 50;
/** How many records of a partition are stored together, at most. */
const MOST_AT_ONCE = 10_000;
/** Kafka's old consumer committed once in a minute; `auto.commit.interval.ms` says otherwise. */
const COMMIT_MS = 60_000;

/** A partition that is read: up to where it has been stored. */
interface Position extends TopicPartition {
  offset: number;
}

/**
 * Stores what is in topics, and keeps in ZooKeeper up to where it has (Spark's ReliableKafkaReceiver): only what has been
 * stored is committed, so that with a write-ahead log nothing is lost.
 */
export class KafkaReceiver<T> extends Receiver<T> {
  readonly #parts: KafkaReceiverParts<T>;
  readonly #commitMs: number;
  #running: { isOver: boolean; readonly ended: Promise<void> } | undefined;

  constructor(parts: KafkaReceiverParts<T>, storageLevel?: StorageLevel) {
    super(storageLevel);
    this.#parts = parts;
    this.#commitMs = parts.parameters.autoCommitMs ?? COMMIT_MS;
  }

  override get description(): string {
    return `Kafka topic(s) ${this.#parts.source.description}`;
  }

  onStart(): void {
    const run = { isOver: false, ended: Promise.resolve() };
    run.ended = this.#run(run).catch((error: unknown) => {
      if (!run.isOver) this.restart('Error receiving from Kafka', error as Error);
    });
    this.#running = run;
  }

  async onStop(): Promise<void> {
    const run = this.#running;
    this.#running = undefined;
    if (run === undefined) return;
    run.isOver = true;
    await run.ended;
  }

  async #run(run: { readonly isOver: boolean }): Promise<void> {
    const { clock, parameters } = this.#parts;
    const offsets = this.#parts.offsets();
    const positions = new Map<string, Position>();
    let lookedAt = Number.NEGATIVE_INFINITY;
    let committedAt = clock.monotonic();
    try {
      while (!run.isOver) {
        if (clock.monotonic() - lookedAt >= parameters.discoveryMs) {
          await this.#findPartitions(positions, offsets);
          lookedAt = clock.monotonic();
        }
        const stored = await this.#storeWhatThereIs(positions);
        if (parameters.autoCommit && clock.monotonic() - committedAt >= this.#commitMs) {
          await this.#commit(offsets, positions);
          committedAt = clock.monotonic();
        }
        if (stored === 0 && !run.isOver) await sleep(clock, PAUSE_MS);
      }
    } finally {
      if (parameters.autoCommit) await this.#commit(offsets, positions);
      await offsets.close();
    }
  }

  async #findPartitions(
    positions: Map<string, Position>,
    offsets: ZooKeeperOffsets,
  ): Promise<void> {
    const { client, source, share, parameters, logger } = this.#parts;
    const isFirst = positions.size === 0;
    const found = (await source.find(client)).filter(share);
    const fresh = found.filter((partition) => !positions.has(keyOf(partition)));
    if (fresh.length === 0) return;
    const committed = await offsets.committed(fresh);
    const reset = isFirst ? parameters.reset : 'earliest';
    const points = { offsets: committed, group: undefined, reset };
    const starts = await startingOffsets(client, fresh, points, logger);
    for (const { topic, partition } of fresh) {
      const key = keyOf({ topic, partition });
      positions.set(key, { topic, partition, offset: starts.get(key)! });
    }
  }

  /** Stores what has come, a block for all of it. @returns how many records */
  async #storeWhatThereIs(positions: ReadonlyMap<string, Position>): Promise<number> {
    const { client, read } = this.#parts;
    const all = [...positions.values()];
    if (all.length === 0) return 0;
    const ends = await client.offsets(all, 'latest');
    const untils = all.map(({ offset }, i) => Math.min(ends[i]!.offset, offset + MOST_AT_ONCE));
    const elements: T[] = [];
    for (const [i, position] of all.entries()) {
      if (untils[i]! <= position.offset) continue;
      for (const each of read(await client.read(position, position.offset, untils[i]!)))
        elements.push(each);
    }
    if (elements.length > 0) await this.storeAll(elements);
    for (const [i, position] of all.entries())
      position.offset = Math.max(position.offset, untils[i]!);
    return elements.length;
  }

  /** What cannot be committed now is with the next commit, or read again after the end. */
  async #commit(
    offsets: ZooKeeperOffsets,
    positions: ReadonlyMap<string, Position>,
  ): Promise<void> {
    try {
      if (positions.size > 0) await offsets.commit([...positions.values()]);
    } catch (error) {
      this.#parts.logger.warn(
        `Committing offsets in ZooKeeper failed: ${(error as Error).message}`,
      );
    }
  }
}
