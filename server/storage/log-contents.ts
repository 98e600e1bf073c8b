import type { AppendPlan } from './append-plan.ts';
import type { ReadLimits } from './batches.ts';
import { putCheckpoint } from './checkpoint.ts';
import type { GroupCommit } from './group-commit.ts';
import type { LogState } from './log-state.ts';
import { noProducers, type ProducerEntry, type Producers } from './producer-state.ts';
import type { StoreOperation } from './store.ts';
import { LogTail, type TailCache } from './tail-cache.ts';
import { WriteQueue } from './write-queue.ts';

/** How much a crash leaves to be read through at most, for each log. */
const CHECKPOINT_BYTES = 8 * 1024 * 1024;

/**
 * What one log consists of, in memory and on its way to the store. Changes are made in memory at
 * once, in the order of the calls, and written in that order. One that cannot be written is taken
 * back, with all that followed it.
 *
 * A broker has thousands of logs: what a log needs only in use is made on first use.
 */
export class LogContents {
  readonly #id: number;
  readonly #commit: GroupCommit;
  readonly #tails: TailCache;
  #state: LogState;
  #writtenStartOffset: number;
  #writtenEndOffset: number;
  #producers: Map<number, ProducerEntry> | undefined;
  /** Whether the store's checkpoint (or that there is none) tells all of the log. */
  #clean: boolean;
  /** Whether the store's checkpoint may tell of what was taken back. */
  #doubtful = false;
  #bytesSinceCheckpoint = 0;
  #queue: WriteQueue | undefined;
  #tail: LogTail | undefined;

  /** @param clean whether the store's checkpoint tells all of the log */
  constructor(
    id: number,
    { state, producers, clean }: { state: LogState; producers: Producers; clean: boolean },
    { commit, tails }: { commit: GroupCommit; tails: TailCache },
  ) {
    this.#id = id;
    this.#commit = commit;
    this.#tails = tails;
    this.#state = state;
    this.#writtenStartOffset = state.startOffset;
    this.#writtenEndOffset = state.endOffset;
    if (producers.size > 0) this.#producers = new Map(producers);
    this.#clean = clean;
  }

  /** With all changes, written or not. */
  get state(): LogState {
    return this.#state;
  }

  /** Records below are gone from the store, or are to go and will not come back. */
  get writtenStartOffset(): number {
    return this.#writtenStartOffset;
  }

  /** Records below are in the store. */
  get writtenEndOffset(): number {
    return this.#writtenEndOffset;
  }

  get producers(): Producers {
    return this.#producers ?? noProducers;
  }

  get isClean(): boolean {
    return this.#clean;
  }

  /** Whether a checkpoint is to be written ahead of the next batch. */
  get isCheckpointDue(): boolean {
    return this.#clean || this.#doubtful || this.#bytesSinceCheckpoint >= CHECKPOINT_BYTES;
  }

  /** What is cached of what a read asks for; undefined if that is not all there is. */
  readCached(from: number, limits: ReadLimits): Uint8Array[] | undefined {
    return this.#tail?.read(from, limits);
  }

  /**
   * Makes the change of an append, and resolves when it is written.
   * @param isCached whether it is likely to be read soon; only the end of a log can be cached, without a gap
   * @throws StoreError
   */
  append({ state, producers, operations, batches }: AppendPlan, isCached: boolean): Promise<void> {
    if (this.isCheckpointDue) this.#bytesSinceCheckpoint = 0;
    for (const { bytes } of batches) this.#bytesSinceCheckpoint += bytes.length;
    const before = Array.from(producers.keys(), (id) => [id, this.#producers?.get(id)] as const);
    for (const [id, entry] of producers) this.#setProducer(id, entry);
    const written = () => {
      this.#writtenEndOffset = state.endOffset;
      if (isCached) this.#cache(batches);
      else this.dropCached(0);
    };
    const undo = () => {
      for (const [id, entry] of before) this.#setProducer(id, entry);
    };
    return this.#change(state, operations, { written, undo });
  }

  /**
   * Makes a change other than an append, with a checkpoint, and resolves when it is written.
   * @param first written ahead of the checkpoint
   * @param last written after it
   * @throws StoreError
   */
  change(
    state: LogState,
    first: readonly StoreOperation[] = [],
    last: readonly StoreOperation[] = [],
  ): Promise<void> {
    return this.#change(state, [...first, this.#checkpoint(state, false), ...last]);
  }

  /**
   * Makes a change that is not written by itself, but with the next checkpoint: one that a crash may
   * undo, and the failure of an earlier change too.
   */
  amend(state: LogState): void {
    this.#state = state;
  }

  /** Writes `operations` behind all changes so far. @throws StoreError */
  write(operations: readonly StoreOperation[]): Promise<void> {
    return this.#change(this.#state, operations);
  }

  /** Writes a checkpoint after which there is nothing to recover. @throws StoreError */
  checkpoint(): Promise<void> {
    const written = this.#change(this.#state, [this.#checkpoint(this.#state, true)]);
    this.#clean = true;
    return written;
  }

  /**
   * Takes on what the store has, or is to have before anything else is written; nothing may be on its way there.
   * @param from the offset from which on the batches are others
   */
  replace(state: LogState, producers: Producers, from: number): void {
    this.#state = state;
    this.#producers = producers.size > 0 ? new Map(producers) : undefined;
    this.#writtenStartOffset = state.startOffset;
    this.#writtenEndOffset = state.endOffset;
    this.#clean = false;
    this.dropCached(from);
  }

  /** Forgets the cached batches from `offset` on. */
  dropCached(offset: number): void {
    if (this.#tail !== undefined) this.#tails.truncate(this.#tail, offset);
  }

  /** Resolves when all changes so far are written, and rejects if they are taken back. */
  async confirmed(): Promise<void> {
    await this.#queue?.confirmed();
  }

  /** Forgets the producers whose last batch is from `time` or before. */
  expireProducers(time: number): void {
    for (const { producerId, lastTimestamp } of this.producers.values()) {
      if (lastTimestamp <= time) this.#producers?.delete(producerId);
    }
  }

  #change(
    state: LogState,
    operations: readonly StoreOperation[],
    also: { written?: () => void; undo?: () => void } = {},
  ): Promise<void> {
    const before = this.#state;
    this.#state = state;
    this.#clean = false;
    this.#doubtful = false;
    this.#queue ??= new WriteQueue(this.#commit);
    return new Promise((resolve, reject) => {
      const written = () => {
        this.#writtenStartOffset = state.startOffset;
        also.written?.();
        resolve();
      };
      const undo = (error: unknown) => {
        this.#state = before;
        also.undo?.();
        this.#clean = false;
        this.#doubtful = true;
        reject(error);
      };
      this.#queue?.push({ operations, written, undo });
    });
  }

  #checkpoint(state: LogState, clean: boolean): StoreOperation {
    return putCheckpoint(this.#id, { clean, state, producers: this.producers });
  }

  #cache(batches: AppendPlan['batches']): void {
    this.#tail ??= new LogTail();
    for (const { baseOffset, bytes } of batches) this.#tails.add(this.#tail, baseOffset, bytes);
  }

  #setProducer(id: number, entry: ProducerEntry | undefined): void {
    if (entry === undefined) this.#producers?.delete(id);
    else {
      this.#producers ??= new Map();
      this.#producers.set(id, entry);
    }
  }
}
