import type { Clock, Timer } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import type { Compression } from '../protocol/records/compression.ts';
import { GroupCommit } from './group-commit.ts';
import { putHighWatermark } from './high-watermarks.ts';
import { loadLogs } from './loading.ts';
import type { LogConfig } from './log-config.ts';
import { LogContents } from './log-contents.ts';
import { deleteLog, type LogIdentity, putLog } from './log-registry.ts';
import { emptyState, type LogState } from './log-state.ts';
import { PartitionLog, type Shared } from './partition-log.ts';
import { noProducers, type Producers } from './producer-state.ts';
import { Reclaimer } from './reclaimer.ts';
import type { Expired } from './retention.ts';
import type { Store } from './store.ts';
import { TailCache } from './tail-cache.ts';

export interface LogsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** For look-ups by time, which end within a batch. */
  readonly compression: Compression;
  /** What the latest batches of all logs may take in memory; 16 MB unless told. */
  readonly tailBytes?: number;
}

/** A log to be created. */
export interface NewLog {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  readonly config: LogConfig;
}

/** What retention deleted from one log. */
export interface RetentionResult extends Expired {
  readonly topic: string;
  readonly partition: number;
}

const DEFAULT_TAIL_BYTES = 16 * 1024 * 1024;

/** How long nothing must have been written before the store may let its memory go, if it has much. */
const REST_MS = 10_000;
const WORTH_FLUSHING_BYTES = 4 * 1024 * 1024;

/** Of logs that were found on opening, until the broker tells their topics' configuration. */
const keepEverything: LogConfig = {
  cleanupPolicy: [],
  retentionBytes: -1,
  retentionMs: -1,
  segmentBytes: 2 ** 30,
  segmentMs: Number.MAX_SAFE_INTEGER,
};

/**
 * The logs of one broker, in one store (Kafka's LogManager). The store stays the caller's: to be
 * closed after the logs.
 */
export class Logs {
  readonly #shared: Shared;
  readonly #topics = new Map<string, Map<number, PartitionLog>>();
  /** Logs that are being created, by the same names. */
  readonly #creating = new Map<string, Promise<void>>();
  #lastId: number;
  /** Logs whose creation has failed and that the store may have nevertheless: they go with the next creation. */
  #doubtful: LogIdentity[] = [];
  #rest: Timer | undefined;
  #wroteSinceRest = false;
  #bytesSinceFlush = 0;
  #closed = false;

  private constructor(store: Store, options: LogsOptions, lastId: number) {
    const { clock, logger, compression, tailBytes = DEFAULT_TAIL_BYTES } = options;
    this.#shared = {
      store,
      commit: new GroupCommit(store, (bytes) => this.#wrote(bytes)),
      tails: new TailCache(tailBytes),
      reclaimer: new Reclaimer(store, logger),
      clock,
      compression,
    };
    this.#lastId = lastId;
  }

  /**
   * The logs that `store` has. Reads no records, except of logs that a crash left without a
   * checkpoint of their end; a torn tail of one is cut off with a warning.
   * @throws StoreError
   */
  static async open(store: Store, options: LogsOptions): Promise<Logs> {
    const { logs: found, garbage, lastId } = await loadLogs(store, options);
    const logs = new Logs(store, options, lastId);
    for (const { identity, highWatermark, ...contents } of found) {
      logs.#add(logs.#logOf(identity, keepEverything, contents, highWatermark));
    }
    for (const piece of garbage) logs.#shared.reclaimer.add(piece);
    return logs;
  }

  get(topic: string, partition: number): PartitionLog | undefined {
    return this.#topics.get(topic)?.get(partition);
  }

  /** The logs of a topic's partitions, in no order. */
  ofTopic(topic: string): PartitionLog[] {
    return [...(this.#topics.get(topic)?.values() ?? [])];
  }

  *all(): IterableIterator<PartitionLog> {
    for (const partitions of this.#topics.values()) yield* partitions.values();
  }

  /**
   * Creates an empty log, or gives the one that is there, with the new configuration.
   * @throws KafkaError INCONSISTENT_TOPIC_ID if there is one of another topic of that name. StoreError.
   */
  async create(
    topic: string,
    partition: number,
    topicId: string,
    config: LogConfig,
  ): Promise<PartitionLog> {
    await this.createAll([{ topic, partition, topicId, config }]);
    return this.get(topic, partition)!;
  }

  /** `create` for many, with one write. */
  async createAll(list: readonly NewLog[]): Promise<void> {
    const underWay = list.map((it) => this.#creating.get(nameOf(it))).filter((it) => it);
    if (underWay.length > 0) {
      await Promise.allSettled(underWay);
      return await this.createAll(list);
    }
    const missing = list.filter((it) => !this.#reuse(it));
    if (missing.length === 0) return;
    const created = this.#createMissing(missing);
    for (const it of missing) this.#creating.set(nameOf(it), created);
    try {
      await created;
    } finally {
      for (const it of missing) this.#creating.delete(nameOf(it));
    }
  }

  /**
   * Deletes a log: gone for everyone at once, and resolved when it will not come back; its space is
   * reclaimed in the background. Does nothing if there is none.
   * @throws StoreError, and then the log is still there, to be deleted again, unless it has been created anew; the
   * store may have it or not, so that nobody can use it.
   */
  async delete(topic: string, partition: number): Promise<void> {
    const log = this.get(topic, partition);
    if (log === undefined) return;
    this.#remove(log);
    try {
      await log.delete();
    } catch (error) {
      if (this.get(topic, partition) === undefined) this.#add(log);
      throw error;
    }
  }

  /**
   * Deletes the segments that the logs' configurations no longer keep, and tells what went. To be
   * called now and then (`log.retention.check.interval.ms`).
   * @param upTo the offset of a log below which segments may go: its high watermark
   * @throws StoreError
   */
  async enforceRetention(
    upTo: (log: PartitionLog) => number = (log) => log.writtenEndOffset,
  ): Promise<RetentionResult[]> {
    const results: RetentionResult[] = [];
    for (const log of [...this.all()]) {
      if (log.sizeInBytes === 0) continue;
      const gone = await log.enforceRetention(upTo(log));
      const { topic, partition } = log;
      if (gone !== undefined) results.push({ topic, partition, ...gone });
    }
    return results;
  }

  /** Forgets idempotent producers that have been silent for `afterMs` (`producer.id.expiration.ms`). */
  expireProducers(afterMs: number): void {
    for (const log of this.all()) log.expireProducers(afterMs);
  }

  /** Writes down the whole state of every log, so that a crash after it leaves little to recover. */
  async checkpoint(): Promise<void> {
    await Promise.all(Array.from(this.all(), (log) => log.checkpoint()));
  }

  /** Writes down how far the logs are replicated. @throws StoreError */
  async checkpointHighWatermarks(): Promise<void> {
    const moved = Array.from(this.all())
      .filter((log) => !log.isHighWatermarkWritten)
      .map((log) => ({ log, offset: log.highWatermark }));
    if (moved.length === 0) return;
    await this.#shared.store.write(
      moved.map(({ log, offset }) => putHighWatermark(log.identity.id, offset)),
    );
    for (const { log, offset } of moved) log.highWatermarkWritten(offset);
  }

  /** Resolves when the space of everything that was deleted has been reclaimed. */
  async reclaimed(): Promise<void> {
    await this.#shared.reclaimer.settled();
  }

  /** Writes what is under way and marks the shutdown as clean. The logs are not to be used after it. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#rest?.cancel();
    await this.#shared.commit.settled();
    await this.#shared.reclaimer.close();
    await this.checkpoint();
    await this.checkpointHighWatermarks();
  }

  /** Whether `wanted` is there already, and then gives it its configuration. */
  #reuse({ topic, partition, topicId, config }: NewLog): boolean {
    const log = this.get(topic, partition);
    if (log === undefined || log.isDeleted) return false;
    if (log.topicId !== topicId) {
      throw new KafkaError(
        ErrorCode.INCONSISTENT_TOPIC_ID,
        `There is a log of ${topic}-${partition} with topic id ${log.topicId}, not ${topicId}`,
      );
    }
    log.config = config;
    return true;
  }

  async #createMissing(missing: readonly NewLog[]): Promise<void> {
    // What could not be deleted before goes first.
    const remains = missing.filter(({ topic, partition }) => this.get(topic, partition));
    await Promise.all(remains.map(({ topic, partition }) => this.delete(topic, partition)));
    const logs = missing.map(({ topic, partition, topicId, config }) => {
      // Whatever else the caller's objects have must not stay with the log.
      const identity: LogIdentity = { id: ++this.#lastId, topic, partition, topicId };
      const contents = { state: emptyState(0), producers: noProducers, clean: true };
      return this.#logOf(identity, config, contents);
    });
    const doubtful = this.#doubtful;
    this.#doubtful = [];
    const created = logs.map(({ identity }) => identity);
    try {
      await this.#shared.store.write([...doubtful.map(deleteLog), ...created.map(putLog)]);
    } catch (error) {
      this.#doubtful.push(...doubtful, ...created);
      throw error;
    }
    for (const log of logs) this.#add(log);
  }

  #logOf(
    identity: LogIdentity,
    config: LogConfig,
    found: { state: LogState; producers: Producers; clean: boolean },
    highWatermark?: number,
  ): PartitionLog {
    const contents = new LogContents(identity.id, found, this.#shared);
    return new PartitionLog(identity, config, contents, this.#shared, highWatermark);
  }

  #add(log: PartitionLog): void {
    const partitions = this.#topics.get(log.topic);
    if (partitions !== undefined) partitions.set(log.partition, log);
    else this.#topics.set(log.topic, new Map([[log.partition, log]]));
  }

  #remove(log: PartitionLog): void {
    const partitions = this.#topics.get(log.topic);
    partitions?.delete(log.partition);
    if (partitions?.size === 0) this.#topics.delete(log.topic);
  }

  /** Writes fill the store's memory; when they pause, it need not hold on to it. */
  #wrote(bytes: number): void {
    this.#wroteSinceRest = true;
    this.#bytesSinceFlush += bytes;
    if (this.#bytesSinceFlush < WORTH_FLUSHING_BYTES || this.#closed) return;
    if (this.#rest === undefined) this.#watchForRest();
  }

  #watchForRest(): void {
    this.#wroteSinceRest = false;
    this.#rest = this.#shared.clock.after(REST_MS, () => {
      this.#rest = undefined;
      if (this.#closed) return;
      if (this.#wroteSinceRest) return this.#watchForRest();
      this.#bytesSinceFlush = 0;
      // It frees memory and no more: what keeps the store from it shows at the next write.
      void this.#shared.store.flush().catch(() => {});
    });
  }
}

function nameOf({ topic, partition }: NewLog): string {
  return `${topic}-${partition}`;
}
