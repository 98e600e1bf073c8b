import type { Clock } from '../ports/clock.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import type { Compression } from '../protocol/records/compression.ts';
import type { TimestampAndOffset } from '../protocol/records/timestamp-lookup.ts';
import { type Appended, type AppendOptions, type AppendPlan, planAppend } from './append-plan.ts';
import { batchAround, type ReadLimits, readStored } from './batches.ts';
import { putCheckpoint, putProducers, readCheckpoint } from './checkpoint.ts';
import type { GroupCommit } from './group-commit.ts';
import { END_OF_LOG, Kind, keyOf } from './keys.ts';
import { endOffsetFor, type LeaderEpochs, withEpoch } from './leader-epochs.ts';
import type { LogConfig } from './log-config.ts';
import { deleteLog, type LogIdentity } from './log-registry.ts';
import {
  emptyState,
  type LogState,
  rolled,
  segmentsOf,
  sizeInBytes,
  startingAt,
  withoutSegments,
} from './log-state.ts';
import { noProducers, type ProducerEntry, type Producers } from './producer-state.ts';
import {
  clearGarbage,
  deleteGarbage,
  type Garbage,
  notedGarbage,
  putGarbage,
  type Reclaimer,
  wholeLog,
} from './reclaimer.ts';
import { type Contents, rebuild } from './recovery.ts';
import { type Expired, expired } from './retention.ts';
import type { Segment } from './segment.ts';
import type { Store, StoreOperation } from './store.ts';
import { LogTail, type TailCache } from './tail-cache.ts';
import { findLatest, findTimestamp } from './time-lookup.ts';
import { WriteQueue } from './write-queue.ts';

export type { Appended, AppendOptions } from './append-plan.ts';
export type { ReadLimits } from './batches.ts';

/** What the logs of one broker share. */
export interface Shared {
  readonly store: Store;
  readonly commit: GroupCommit;
  readonly tails: TailCache;
  readonly reclaimer: Reclaimer;
  readonly clock: Clock;
  readonly compression: Compression;
}

/** How much a crash leaves to be read through at most, for each log. */
const CHECKPOINT_BYTES = 8 * 1024 * 1024;

/**
 * The log of one partition (Kafka's UnifiedLog). A broker has thousands: what a log needs only in
 * use is made on first use.
 *
 * Changes are made in memory at once, in the order of the calls, and written in that order; each
 * promise resolves when its change is in the store. A change that cannot be written is taken back,
 * with all that followed it, and their promises reject with the StoreError.
 */
export class PartitionLog {
  readonly identity: LogIdentity;
  /** Retention and segment limits apply from the next sweep and append on. */
  config: LogConfig;
  readonly #shared: Shared;
  #state: LogState;
  #writtenEndOffset: number;
  #producers: Map<number, ProducerEntry> | undefined;
  /** Whether the store's checkpoint (or that there is none) tells all of the log. */
  #clean: boolean;
  /** Whether the store's checkpoint is to be replaced in any case. */
  #checkpointDue = false;
  #bytesSinceCheckpoint = 0;
  #queue: WriteQueue | undefined;
  #tail: LogTail | undefined;
  #listeners: Set<() => void> | undefined;
  /** A change of the whole log that appends have to wait for. */
  #exclusive: Promise<void> | undefined;
  /** What a truncation has left in the store behind the log's end. */
  #uncleared: Garbage | undefined;
  #deleted = false;

  /** @param clean whether the store's checkpoint tells all of the log */
  constructor(
    identity: LogIdentity,
    config: LogConfig,
    shared: Shared,
    { state, producers, clean }: { state: LogState; producers: Producers; clean: boolean },
  ) {
    this.identity = identity;
    this.config = config;
    this.#shared = shared;
    this.#state = state;
    this.#writtenEndOffset = state.endOffset;
    if (producers.size > 0) this.#producers = new Map(producers);
    this.#clean = clean;
  }

  get topic(): string {
    return this.identity.topic;
  }

  get partition(): number {
    return this.identity.partition;
  }

  get topicId(): string {
    return this.identity.topicId;
  }

  get logStartOffset(): number {
    return this.#state.startOffset;
  }

  /** The offset that the next record gets; records up to `writtenEndOffset` are in the store. */
  get logEndOffset(): number {
    return this.#state.endOffset;
  }

  /** Records below are in the store and can be read. */
  get writtenEndOffset(): number {
    return this.#writtenEndOffset;
  }

  /** Of all batches that have not been deleted. */
  get sizeInBytes(): number {
    return sizeInBytes(this.#state);
  }

  /** Oldest first; the last one is being appended to. */
  get segments(): readonly Segment[] {
    return segmentsOf(this.#state);
  }

  /** The latest timestamp of any record, as far as segments tell; −1 without one. */
  get largestTimestamp(): number {
    return this.segments.reduce((latest, { maxTimestamp }) => Math.max(latest, maxTimestamp), -1);
  }

  get leaderEpochs(): LeaderEpochs {
    return this.#state.epochs;
  }

  /** The idempotent producers that the log knows, by id. */
  get producers(): Producers {
    return this.#producers ?? noProducers;
  }

  /**
   * Appends record batches, which must have been validated and belong to the log from now on: those
   * of a client are given their offsets, in place. Offsets follow the order of the calls.
   * @throws KafkaError OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH, UNKNOWN_TOPIC_OR_PARTITION
   * for a deleted log, OFFSET_OUT_OF_RANGE for replicated batches below the end. StoreError.
   */
  async append(batches: Uint8Array, options: AppendOptions): Promise<Appended> {
    while (this.#isBlocked()) await this.#unblocked();
    this.#checkExists();
    const now = this.#shared.clock.now();
    const checkpointDue =
      this.#clean || this.#checkpointDue || this.#bytesSinceCheckpoint >= CHECKPOINT_BYTES;
    const target = {
      id: this.identity.id,
      state: this.#state,
      producers: this.producers,
      config: this.config,
      checkpointDue,
    };
    const plan = planAppend(target, batches, options, now);
    if (plan.appended.duplicate) {
      // The first time may still be on its way to the store.
      if (plan.appended.lastOffset >= this.#writtenEndOffset) await this.#queue?.confirmed();
      return plan.appended;
    }
    if (checkpointDue) this.#bytesSinceCheckpoint = 0;
    this.#bytesSinceCheckpoint += batches.length;
    await this.#change(plan.state, plan.operations, plan);
    return plan.appended;
  }

  /**
   * Whole batches from the one that holds offset `from` on.
   * @throws KafkaError OFFSET_OUT_OF_RANGE, UNKNOWN_TOPIC_OR_PARTITION for a deleted log. StoreError.
   */
  async read(from: number, limits: ReadLimits): Promise<Uint8Array[]> {
    this.#checkReadable(from);
    const upTo = Math.min(limits.upTo, this.#writtenEndOffset);
    if (from >= upTo || (limits.maxBytes <= 0 && !limits.minOneBatch)) return [];
    const within = { ...limits, upTo };
    const cached = this.#tail?.read(from, within);
    if (cached !== undefined) return cached;
    const stored = await readStored(this.#shared.store, this.identity.id, from, within);
    // Retention may have overtaken the read, and what it left would have a gap.
    this.#checkReadable(from);
    return stored;
  }

  /** The first record at or after `timestamp`, by offset. @throws StoreError */
  offsetForTimestamp(timestamp: number): Promise<TimestampAndOffset | undefined> {
    return findTimestamp(this.#shared, this.identity.id, this.#readable(), timestamp);
  }

  /** The first record with the latest timestamp (KIP-734). @throws StoreError */
  maxTimestamp(): Promise<TimestampAndOffset | undefined> {
    return findLatest(this.#shared, this.identity.id, this.#readable());
  }

  /**
   * Deletes the records below `offset` (DeleteRecords). Whole segments are reclaimed in the
   * background, the rest when their segment goes.
   * @throws KafkaError OFFSET_OUT_OF_RANGE beyond the end. StoreError.
   */
  async advanceStart(offset: number): Promise<void> {
    while (this.#isBlocked()) await this.#unblocked();
    this.#checkExists();
    if (offset > this.#writtenEndOffset) throw outOfRange(offset, this.#state);
    if (offset <= this.#state.startOffset) return;
    const state = startingAt(this.#state, offset);
    const byStart = { ...this.config, cleanupPolicy: [] };
    const gone = expired(state, byStart, this.#shared.clock.now(), offset);
    await this.#dropSegments(state, gone?.segments ?? 0);
  }

  /**
   * Deletes the segments that the configuration no longer keeps and that end at or below `upTo`,
   * the high watermark, and tells what went.
   * @throws StoreError
   */
  async enforceRetention(upTo = this.#writtenEndOffset): Promise<Expired | undefined> {
    while (this.#isBlocked()) await this.#unblocked();
    if (this.#deleted) return undefined;
    const end = Math.min(upTo, this.#writtenEndOffset);
    const gone = expired(this.#state, this.config, this.#shared.clock.now(), end);
    if (gone !== undefined) await this.#dropSegments(this.#state, gone.segments);
    return gone;
  }

  /**
   * Cuts the log off at `offset`, or before it if a batch reaches across. Does nothing beyond the end.
   * @throws StoreError
   */
  async truncateTo(offset: number): Promise<void> {
    await this.#exclusively(async () => {
      if (offset >= this.#state.endOffset) return;
      const { id } = this.identity;
      const { store, clock } = this.#shared;
      // Below the first segment there may be batches that are still to be reclaimed.
      if (offset <= this.segments[0]!.baseOffset) return await this.#startAnewAt(offset);
      const around = await batchAround(store, id, offset);
      const endOffset = around?.baseOffset ?? offset;
      const stored = await store.get(keyOf(Kind.state, id));
      const checkpoint = stored && readCheckpoint(stored);
      const options = { endOffset, checkpoint, now: clock.now() };
      await this.#become(await rebuild(store, id, this.#state, options), endOffset);
    });
  }

  /** Drops all records, and gives the next one `offset` (a follower whose leader has moved on). */
  async truncateFullyAndStartAt(offset: number): Promise<void> {
    await this.#exclusively(() => this.#startAnewAt(offset));
  }

  /** Notes that `epoch` began at the log's end, as its new leader does (KIP-101). @throws StoreError */
  async assignEpoch(epoch: number): Promise<void> {
    while (this.#isBlocked()) await this.#unblocked();
    this.#checkExists();
    const epochs = withEpoch(this.#state.epochs, epoch, this.#state.endOffset);
    if (epochs === this.#state.epochs) return;
    const state = { ...this.#state, epochs };
    await this.#change(state, [this.#checkpointOf(state)]);
  }

  /** The largest epoch up to `epoch`, and where it ends; −1 for both if unknown (KIP-101, KIP-279). */
  epochEndOffset(epoch: number): { epoch: number; endOffset: number } {
    return endOffsetFor(this.#state.epochs, epoch, this.#state.endOffset);
  }

  /** Forgets producers that have been silent for `afterMs` (`producer.id.expiration.ms`). */
  expireProducers(afterMs: number): void {
    const now = this.#shared.clock.now();
    for (const { producerId, lastTimestamp } of this.producers.values()) {
      if (now - lastTimestamp >= afterMs) this.#producers?.delete(producerId);
    }
  }

  /** Writes down the whole state, so that an opening has nothing to recover. @throws StoreError */
  async checkpoint(): Promise<void> {
    while (this.#isBlocked()) await this.#unblocked();
    if (this.#clean || this.#deleted) return;
    const { id } = this.identity;
    const all = { clean: true, state: this.#state, producers: this.producers };
    const written = this.#change(this.#state, [putCheckpoint(id, all)]);
    this.#clean = true;
    this.#checkpointDue = false;
    await written;
  }

  /** Makes the log go; from now on it refuses everything. @throws StoreError, and then it has not gone */
  async delete(): Promise<void> {
    this.#deleted = true;
    const garbage = wholeLog(this.identity.id);
    try {
      while (this.#isBlocked()) await this.#unblocked();
      await this.#change(this.#state, [deleteLog(this.identity), putGarbage(garbage)]);
    } catch (error) {
      this.#deleted = false;
      throw error;
    }
    if (this.#tail !== undefined) this.#shared.tails.truncate(this.#tail, 0);
    this.#shared.reclaimer.add(garbage);
  }

  /** Calls `listener` whenever more can be read; returns a function that stops it. */
  onAppend(listener: () => void): () => void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
    return () => this.#listeners?.delete(listener);
  }

  /** Makes a change, and resolves when it is written; takes it back and rejects if it cannot be. */
  #change(
    state: LogState,
    operations: readonly StoreOperation[],
    plan?: AppendPlan,
  ): Promise<void> {
    const before = this.#state;
    const producersBefore = plan && this.#takeProducers(plan.producers);
    this.#state = state;
    this.#clean = false;
    this.#checkpointDue = false;
    this.#queue ??= new WriteQueue(this.#shared.commit);
    return new Promise((resolve, reject) => {
      this.#queue!.push({
        operations,
        written: () => {
          if (plan !== undefined) this.#publish(plan);
          resolve();
        },
        undo: (error) => {
          this.#state = before;
          for (const [id, entry] of producersBefore ?? []) this.#setProducer(id, entry);
          this.#clean = false;
          this.#checkpointDue = true;
          reject(error);
        },
      });
    });
  }

  /** Makes what was appended readable. */
  #publish({ batches, appended }: AppendPlan): void {
    this.#writtenEndOffset = appended.lastOffset + 1;
    this.#tail ??= new LogTail();
    for (const { baseOffset, bytes } of batches) {
      this.#shared.tails.add(this.#tail, baseOffset, bytes);
    }
    for (const listener of this.#listeners ?? []) listener();
  }

  /** Takes on changed entries, and returns those that were there before. */
  #takeProducers(changed: Producers): readonly [number, ProducerEntry | undefined][] {
    const before: [number, ProducerEntry | undefined][] = [];
    for (const [id, entry] of changed) {
      before.push([id, this.#producers?.get(id)]);
      this.#setProducer(id, entry);
    }
    return before;
  }

  #setProducer(id: number, entry: ProducerEntry | undefined): void {
    if (entry === undefined) this.#producers?.delete(id);
    else {
      this.#producers ??= new Map();
      this.#producers.set(id, entry);
    }
  }

  /** Takes on `state` without its `count` oldest segments, whose space is reclaimed once that is written. */
  async #dropSegments(state: LogState, count: number): Promise<void> {
    const { id } = this.identity;
    const from = segmentsOf(state)[0]!.baseOffset;
    const closing = count > state.closed.length;
    const after = withoutSegments(closing ? rolled(state) : state, count);
    const to = segmentsOf(after)[0]!.baseOffset;
    const garbage = { id, from, to };
    await this.#change(after, [
      ...(closing ? [putProducers(id, to, this.producers)] : []),
      this.#checkpointOf(after),
      ...(count > 0 ? [putGarbage(garbage)] : []),
    ]);
    if (count > 0) this.#shared.reclaimer.add(garbage);
  }

  async #startAnewAt(offset: number): Promise<void> {
    // What was garbage below must not be reclaimed when it has become the log again.
    await this.#shared.reclaimer.settled();
    const noted = await notedGarbage(this.#shared.store, this.identity.id);
    const contents = { state: emptyState(offset), producers: new Map() };
    await this.#become(contents, 0, noted.map(deleteGarbage));
  }

  /** Takes on `contents` once that is written, and deletes all that the store has from `from` on. */
  async #become(
    { state, producers }: Contents,
    from: number,
    operations: readonly StoreOperation[] = [],
  ): Promise<void> {
    const { id } = this.identity;
    const { store, tails } = this.#shared;
    const garbage = { id, from, to: END_OF_LOG };
    const checkpoint = putCheckpoint(id, { clean: false, state, producers });
    await store.write([...operations, checkpoint, putGarbage(garbage)]);
    this.#state = state;
    this.#producers = producers;
    this.#writtenEndOffset = state.endOffset;
    this.#clean = false;
    if (this.#tail !== undefined) tails.truncate(this.#tail, from);
    this.#uncleared = garbage;
    await this.#clear();
  }

  /** Nothing may be appended behind the end before what was there is gone from the store. */
  async #clear(): Promise<void> {
    if (this.#uncleared === undefined) return;
    await clearGarbage(this.#shared.store, this.#uncleared);
    this.#uncleared = undefined;
  }

  #isBlocked(): boolean {
    return this.#exclusive !== undefined || this.#uncleared !== undefined;
  }

  #unblocked(): Promise<void> {
    return this.#exclusive ?? this.#exclusively(async () => {});
  }

  /** Runs `change` when all earlier changes are written, and holds later ones back meanwhile. */
  async #exclusively(change: () => Promise<void>): Promise<void> {
    while (this.#exclusive !== undefined) await this.#exclusive;
    this.#checkExists();
    const run = async () => {
      // Those that fail are taken back, which is as good.
      await this.#queue?.confirmed().catch(() => {});
      await this.#clear();
      await change();
    };
    const done = run();
    const release = () => {
      this.#exclusive = undefined;
    };
    this.#exclusive = done.then(release, release);
    await done;
  }

  #checkpointOf(state: LogState): StoreOperation {
    const { id } = this.identity;
    return putCheckpoint(id, { clean: false, state, producers: this.producers });
  }

  #readable(): { segments: readonly Segment[]; startOffset: number; endOffset: number } {
    this.#checkExists();
    const { startOffset } = this.#state;
    return { segments: this.segments, startOffset, endOffset: this.#writtenEndOffset };
  }

  #checkReadable(from: number): void {
    this.#checkExists();
    if (from < this.#state.startOffset || from > this.#writtenEndOffset) {
      throw outOfRange(from, this.#state);
    }
  }

  #checkExists(): void {
    if (this.#deleted) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  }
}

function outOfRange(offset: number, { startOffset, endOffset }: LogState): KafkaError {
  return new KafkaError(
    ErrorCode.OFFSET_OUT_OF_RANGE,
    `Offset ${offset} is not within the log's, ${startOffset} to ${endOffset}`,
  );
}
