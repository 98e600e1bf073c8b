import type { Clock } from '../ports/clock.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import type { Compression } from '../protocol/records/compression.ts';
import type { TimestampAndOffset } from '../protocol/records/timestamp-lookup.ts';
import { type Appended, type AppendOptions, planAppend } from './append-plan.ts';
import { batchAround, type ReadLimits, readStored } from './batches.ts';
import { putCheckpoint, putProducers, readCheckpoint } from './checkpoint.ts';
import type { GroupCommit } from './group-commit.ts';
import { putHighWatermark } from './high-watermarks.ts';
import { END_OF_LOG, Kind, keyOf } from './keys.ts';
import { endedAt, endOffsetFor, type LeaderEpochs, withEpoch } from './leader-epochs.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContents } from './log-contents.ts';
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
import type { Producers } from './producer-state.ts';
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
import type { TailCache } from './tail-cache.ts';
import { findLatest, findTimestamp } from './time-lookup.ts';

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

/** A truncation that memory has taken on already. */
interface Truncation {
  /** What is to be written first; nothing once it is. */
  readonly operations: readonly StoreOperation[];
  /** The high watermark that is among that. */
  readonly highWatermark: number;
  /** What is then to be cleared. */
  readonly garbage: Garbage;
}

/**
 * The log of one partition (Kafka's UnifiedLog). What appends, moves the start or truncates takes
 * effect in the order of the calls, and each promise resolves when its change is in the store; if
 * it cannot be written it is taken back, with all that followed it, and the promises reject.
 */
export class PartitionLog {
  readonly identity: LogIdentity;
  /** Retention and segment limits apply from the next sweep and append on. */
  config: LogConfig;
  readonly #shared: Shared;
  readonly #contents: LogContents;
  /** A change of the whole log that others have to wait for. */
  #exclusive: Promise<void> | undefined;
  /** What a truncation has yet to do in the store. */
  #unfinished: Truncation | undefined;
  #highWatermark: number;
  /** What the store has as the high watermark; nothing stands for 0. */
  #writtenHighWatermark: number;
  #deleted = false;

  /** @param highWatermark as the store has it */
  constructor(
    identity: LogIdentity,
    config: LogConfig,
    contents: LogContents,
    shared: Shared,
    highWatermark = 0,
  ) {
    this.identity = identity;
    this.config = config;
    this.#contents = contents;
    this.#shared = shared;
    this.#writtenHighWatermark = highWatermark;
    this.#highWatermark = Math.min(highWatermark, contents.writtenEndOffset);
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

  /** Records below have been deleted, which is written: they do not come back. */
  get logStartOffset(): number {
    return this.#contents.writtenStartOffset;
  }

  /** The offset that the next record gets; records up to `writtenEndOffset` are in the store. */
  get logEndOffset(): number {
    return this.#contents.state.endOffset;
  }

  /** Records below are in the store and can be read. */
  get writtenEndOffset(): number {
    return this.#contents.writtenEndOffset;
  }

  /**
   * Records below are on every in-sync replica, as far as is known here; never below the log's start nor
   * above `writtenEndOffset` (UnifiedLog.highWatermark).
   */
  get highWatermark(): number {
    return Math.max(this.#highWatermark, this.logStartOffset);
  }

  /** Moves the high watermark up, but not beyond what is written; says whether it has moved. */
  raiseHighWatermark(offset: number): boolean {
    const raised = Math.min(offset, this.writtenEndOffset);
    if (raised <= this.highWatermark) return false;
    this.#highWatermark = raised;
    return true;
  }

  /** Whether the store has the high watermark as it is, or as good as that. */
  get isHighWatermarkWritten(): boolean {
    return this.#deleted || this.highWatermark === this.#writtenHighWatermark;
  }

  /** Notes that the store now has `offset` as the high watermark. */
  highWatermarkWritten(offset: number): void {
    this.#writtenHighWatermark = offset;
  }

  /** Whether it has been deleted, or was to be. */
  get isDeleted(): boolean {
    return this.#deleted;
  }

  /** Of all batches that have not been deleted. */
  get sizeInBytes(): number {
    return sizeInBytes(this.#contents.state);
  }

  /** Oldest first; the last one is being appended to. */
  get segments(): readonly Segment[] {
    return segmentsOf(this.#contents.state);
  }

  /** The latest timestamp of any record, as far as segments tell; −1 without one. */
  get largestTimestamp(): number {
    return this.segments.reduce((latest, { maxTimestamp }) => Math.max(latest, maxTimestamp), -1);
  }

  get leaderEpochs(): LeaderEpochs {
    return this.#contents.state.epochs;
  }

  /** The idempotent producers that the log knows, by id. */
  get producers(): Producers {
    return this.#contents.producers;
  }

  /**
   * Appends record batches, which must have been validated and belong to the log from now on: those
   * of a client are given their offsets, in place. Offsets follow the order of the calls.
   * @throws KafkaError OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH, UNKNOWN_TOPIC_OR_PARTITION
   * for a deleted log, OFFSET_OUT_OF_RANGE for replicated batches below the end. StoreError.
   */
  async append(batches: Uint8Array, options: AppendOptions): Promise<Appended> {
    while (this.isBlocked) await this.unblocked();
    this.#checkExists();
    const now = this.#shared.clock.now();
    const { state, producers, isCheckpointDue: checkpointDue } = this.#contents;
    const target = { id: this.identity.id, state, producers, config: this.config, checkpointDue };
    const plan = planAppend(target, batches, options, now);
    // Followers are not read from: the cache is for what this broker leads.
    const isCached = options.origin === 'client';
    if (!plan.appended.duplicate) await this.#contents.append(plan, isCached);
    // The first time may still be on its way to the store.
    else if (plan.appended.lastOffset >= this.writtenEndOffset) await this.#contents.confirmed();
    return plan.appended;
  }

  /**
   * Whole batches from the one that holds offset `from` on.
   * @throws KafkaError OFFSET_OUT_OF_RANGE, UNKNOWN_TOPIC_OR_PARTITION for a deleted log. StoreError.
   */
  async read(from: number, limits: ReadLimits): Promise<Uint8Array[]> {
    this.#checkReadable(from);
    const upTo = Math.min(limits.upTo, this.writtenEndOffset);
    if (from >= upTo || (limits.maxBytes <= 0 && !limits.minOneBatch)) return [];
    const within = { ...limits, upTo };
    const cached = this.#contents.readCached(from, within);
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
    while (this.isBlocked) await this.unblocked();
    this.#checkExists();
    if (offset > this.writtenEndOffset) throw this.#outOfRange(offset);
    if (offset <= this.#contents.state.startOffset) {
      // That may still be on its way to the store.
      if (offset > this.logStartOffset) await this.#contents.confirmed();
      return;
    }
    const state = startingAt(this.#contents.state, offset);
    const byStart = { ...this.config, cleanupPolicy: [] };
    const gone = expired(state, byStart, this.#shared.clock.now(), offset);
    await this.#dropSegments(state, gone?.segments ?? 0);
  }

  /**
   * Deletes the segments that the configuration no longer keeps and that end at or below `upTo`,
   * the high watermark, and tells what went.
   * @throws StoreError
   */
  async enforceRetention(upTo = this.writtenEndOffset): Promise<Expired | undefined> {
    while (this.isBlocked && !this.#deleted) await this.unblocked();
    if (this.#deleted) return undefined;
    const end = Math.min(upTo, this.writtenEndOffset);
    const gone = expired(this.#contents.state, this.config, this.#shared.clock.now(), end);
    if (gone !== undefined) await this.#dropSegments(this.#contents.state, gone.segments);
    return gone;
  }

  /**
   * Cuts the log off at `offset`, or before it if a batch reaches across. At or beyond the end only an
   * epoch goes that has no records: it was this broker's own, and the leader does not know it.
   * @throws StoreError
   */
  async truncateTo(offset: number): Promise<void> {
    await this.#exclusively(async () => {
      const { state } = this.#contents;
      if (offset >= state.endOffset) {
        this.#contents.amend({ ...state, epochs: endedAt(state.epochs, state.endOffset) });
        return;
      }
      const { id } = this.identity;
      const { store, clock } = this.#shared;
      // Below the first segment there may be batches that are still to be reclaimed.
      if (offset <= this.segments[0]!.baseOffset) return await this.#startAnewAt(offset);
      const around = await batchAround(store, id, offset);
      const endOffset = around?.baseOffset ?? offset;
      const stored = await store.get(keyOf(Kind.state, id));
      const checkpoint = stored && readCheckpoint(stored);
      const options = { endOffset, checkpoint, now: clock.now() };
      await this.#become(await rebuild(store, id, this.#contents.state, options), endOffset);
    });
  }

  /** Drops all records, and gives the next one `offset` (a follower whose leader has moved on). */
  async truncateFullyAndStartAt(offset: number): Promise<void> {
    await this.#exclusively(() => this.#startAnewAt(offset));
  }

  /**
   * Notes that `epoch` begins at the log's end, as its new leader does (KIP-101). It is written with the
   * epoch's first batch: an epoch without records tells nothing that the ones around it do not. Not to be
   * called while the log is `blocked`.
   */
  assignEpoch(epoch: number): void {
    this.#checkExists();
    const { state } = this.#contents;
    const epochs = withEpoch(state.epochs, epoch, state.endOffset);
    if (epochs !== state.epochs) this.#contents.amend({ ...state, epochs });
  }

  /**
   * The largest epoch up to `epoch`, and where it ends as far as it is written; −1 for both if unknown
   * (KIP-101, KIP-279).
   */
  epochEndOffset(epoch: number): { epoch: number; endOffset: number } {
    return endOffsetFor(this.#contents.state.epochs, epoch, this.writtenEndOffset);
  }

  /** Forgets producers that have been silent for `afterMs` (`producer.id.expiration.ms`). */
  expireProducers(afterMs: number): void {
    this.#contents.expireProducers(this.#shared.clock.now() - afterMs);
  }

  /** Writes down the whole state, so that an opening has nothing to recover. @throws StoreError */
  async checkpoint(): Promise<void> {
    while (this.isBlocked && !this.#deleted) await this.unblocked();
    if (!this.#contents.isClean && !this.#deleted) await this.#contents.checkpoint();
  }

  /**
   * Makes the log go; from now on it refuses everything.
   * @throws StoreError, and then nobody knows whether it has gone until it is deleted again
   */
  async delete(): Promise<void> {
    this.#deleted = true;
    const garbage = wholeLog(this.identity.id);
    await this.#exclusive;
    await this.#contents.write([deleteLog(this.identity), putGarbage(garbage)]);
    this.#contents.dropCached(0);
    this.#shared.reclaimer.add(garbage);
  }

  /** Whether an append would wait for a truncation. Who has to check something right before appending asks this. */
  get isBlocked(): boolean {
    return this.#exclusive !== undefined || this.#unfinished !== undefined;
  }

  /**
   * Resolves when a truncation under way has ended, and has one that could not be brought to its end go on.
   * @throws StoreError when that fails again
   */
  unblocked(): Promise<void> {
    return this.#exclusive ?? this.#exclusively(async () => {});
  }

  /** Resolves when what has been appended so far is written, or taken back since it cannot be. */
  async settled(): Promise<void> {
    await this.#contents.confirmed().catch(() => {});
  }

  /** Takes on `state` without its `count` oldest segments, whose space is reclaimed once that is written. */
  async #dropSegments(state: LogState, count: number): Promise<void> {
    const { id } = this.identity;
    const from = segmentsOf(state)[0]!.baseOffset;
    const closing = count > state.closed.length;
    const after = withoutSegments(closing ? rolled(state) : state, count);
    const to = segmentsOf(after)[0]!.baseOffset;
    const garbage = { id, from, to };
    const noted = closing ? [putProducers(id, to, this.producers)] : [];
    await this.#contents.change(after, noted, count > 0 ? [putGarbage(garbage)] : []);
    if (count > 0) this.#shared.reclaimer.add(garbage);
  }

  async #startAnewAt(offset: number): Promise<void> {
    // What was garbage below must not be reclaimed when it has become the log again.
    await this.#shared.reclaimer.settled();
    const noted = await notedGarbage(this.#shared.store, this.identity.id);
    const contents = { state: emptyState(offset), producers: new Map() };
    await this.#become(contents, 0, noted.map(deleteGarbage));
  }

  /**
   * Takes on `contents`, and deletes all that the store has from `from` on. If that fails the store may have it
   * or not: the log is what it was to become, and nothing else is written before that is.
   */
  async #become(
    { state, producers }: Contents,
    from: number,
    operations: readonly StoreOperation[] = [],
  ): Promise<void> {
    const { id } = this.identity;
    const garbage = { id, from, to: END_OF_LOG };
    const checkpoint = putCheckpoint(id, { clean: false, state, producers });
    const highWatermark = Math.min(this.#highWatermark, state.endOffset);
    const lowered = putHighWatermark(id, highWatermark);
    this.#contents.replace(state, producers, from);
    this.#highWatermark = highWatermark;
    this.#unfinished = {
      operations: [...operations, lowered, checkpoint, putGarbage(garbage)],
      highWatermark,
      garbage,
    };
    await this.#finishTruncation();
  }

  /** Nothing may be appended behind the end before what was there is gone from the store. */
  async #finishTruncation(): Promise<void> {
    if (this.#unfinished === undefined) return;
    const { store } = this.#shared;
    const { operations, highWatermark, garbage } = this.#unfinished;
    if (operations.length > 0) {
      await store.write(operations);
      this.#writtenHighWatermark = highWatermark;
      this.#unfinished = { operations: [], highWatermark, garbage };
    }
    await clearGarbage(store, garbage);
    this.#unfinished = undefined;
  }

  /** Runs `change` when all earlier changes are written, and holds later ones back meanwhile. */
  async #exclusively(change: () => Promise<void>): Promise<void> {
    while (this.#exclusive !== undefined) await this.#exclusive;
    this.#checkExists();
    const run = async () => {
      await this.settled();
      await this.#finishTruncation();
      await change();
    };
    const done = run();
    const release = () => {
      this.#exclusive = undefined;
    };
    this.#exclusive = done.then(release, release);
    await done;
  }

  #readable(): { segments: readonly Segment[]; startOffset: number; endOffset: number } {
    this.#checkExists();
    const { startOffset } = this.#contents.state;
    return { segments: this.segments, startOffset, endOffset: this.writtenEndOffset };
  }

  #checkReadable(from: number): void {
    this.#checkExists();
    if (from < this.logStartOffset || from > this.writtenEndOffset) {
      throw this.#outOfRange(from);
    }
  }

  #checkExists(): void {
    if (this.#deleted) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  }

  #outOfRange(offset: number): KafkaError {
    return new KafkaError(
      ErrorCode.OFFSET_OUT_OF_RANGE,
      `Offset ${offset} is not within the log's, ${this.logStartOffset} to ${this.logEndOffset}`,
    );
  }
}
