// One reading of a topic, from its start to its end.

import type {
  RecordOrder as Direction,
  ReadingOptions,
  ReadingStatus,
  RecordFilter,
} from '../../contract/messages/reading.ts';
import type { BatchInFetch } from '../../node/kafka/fetched-batches.ts';
import type { Clock } from '../../ports/clock.ts';
import { AtMost, EVENT_MS } from '../at-most.ts';
import { Slices } from '../slices.ts';
import { type Fetched, Fetching } from './fetching.ts';
import { type Judge, Judging } from './judging.ts';
import type { KeptChunk } from './kept-chunk.ts';
import { type Added, KeptRecords } from './kept-records.ts';
import { dropBeforeLast, rangesBefore } from './last-records.ts';
import { openBatch } from './open-batch.ts';
import type { PartitionState } from './partition-state.ts';
import { Rate } from './rate.ts';
import { progressOf } from './reading-progress.ts';
import { RecordsView } from './records-view.ts';
import type { RecordDecoders } from './rows.ts';
import type { TopicSource } from './topic-source.ts';

/** What the slabs of several partitions need at least. */
const LEAST_MEMORY = 1024 * 1024;

export interface ReadingSetup {
  readonly options: ReadingOptions;
  readonly source: TopicSource;
  readonly decoders: RecordDecoders;
  readonly clock: Clock;
  readonly makeJudge: (onProblem: (problem: string, isEnd: boolean) => void) => Judge;
  /** `rows` counts up whenever the rows may be others. */
  readonly onStatus: (status: ReadingStatus, rows: number) => void;
}

/** Reads, keeps what it has read, and shows what passes its filter. */
export class Reading {
  readonly view: RecordsView;
  readonly #options: ReadingOptions;
  readonly #kept: KeptRecords;
  readonly #judging: Judging;
  readonly #fetching: Fetching;
  readonly #slices: Slices;
  readonly #rate: Rate;
  readonly #status: AtMost;
  #rows = 0;
  #scanned = 0;
  /** Of the last records of a topic, before it goes on with what arrives. */
  #isLookingBack: boolean;
  #isPaused = false;
  #end: 'done' | 'failed' | undefined;
  #failure: string | undefined;
  #isClosed = false;

  constructor({ options, source, decoders, clock, makeJudge, onStatus }: ReadingSetup) {
    const { start, stop, order, topic, partitions, isolation } = options;
    this.#options = options;
    this.#slices = new Slices(clock);
    this.#rate = new Rate(clock);
    this.#isLookingBack = start.kind === 'last';
    this.#kept = new KeptRecords(Math.max(LEAST_MEMORY, options.memory));
    this.#judging = new Judging({
      ...{ kept: this.#kept, clock, makeJudge },
      mostMatching: stop.matching ?? Number.POSITIVE_INFINITY,
      onChange: () => this.#rowsChanged(),
    });
    this.view = new RecordsView(this.#kept, this.#judging, decoders, clock, order);
    this.#fetching = new Fetching({
      ...{ source, clock, topic, ...(partitions && { partitions }) },
      readCommitted: isolation === 'read_committed',
      positions: { start, stop },
      isBounded: () => this.#isBounded,
      take: (fetched) => this.#take(fetched),
      onChange: () => this.#status.changed(),
      onDone: () => this.#allDone(),
      onFailed: (problem) => this.#failed(problem),
    });
    this.#status = new AtMost(clock, EVENT_MS, () => {
      // What was under way ends after it; by then the panel may have another reading.
      if (!this.#isClosed) onStatus(this.status(), this.#rows);
    });
    this.filter(options.filter);
  }

  start(): void {
    this.#status.now();
    this.#fetching.start();
  }

  pause(): void {
    this.#setPaused(true);
  }

  resume(): void {
    this.#setPaused(false);
  }

  /** Reads no more; what was read stays. */
  stop(): void {
    this.#finish('done');
  }

  filter(filter: RecordFilter): void {
    this.view.marked = filter.text ? filter.text.toLowerCase() : undefined;
    this.#judging.use(filter, this.view.direction);
    this.#rowsChanged();
  }

  order(direction: Direction): void {
    this.view.direction = direction;
    this.#rowsChanged();
  }

  /** Lets go of everything. */
  close(): void {
    this.#isClosed = true;
    this.#status.cancel();
    this.#judging.close();
    this.#fetching.close();
  }

  status(): ReadingStatus {
    const states = this.#fetching.states;
    const { progress: filtering } = this.#judging;
    const { stop } = this.#options;
    const problem = this.#problem(states);
    const progress =
      this.#end === undefined
        ? progressOf(states, stop, this.#scanned, this.#judging.order.size)
        : undefined;
    return {
      state: this.#state(states),
      scanned: this.#scanned,
      matching: this.#judging.order.size,
      kept: this.#kept.count,
      keptBytes: this.#kept.bytes,
      evicted: this.#kept.evicted,
      rate: this.#rate.perSecond,
      ...(progress !== undefined && { progress }),
      ...(filtering !== undefined && { filtering }),
      ...(problem !== undefined && { problem }),
      partitions: states.map((state) => state.progress()),
    };
  }

  get #isBounded(): boolean {
    return this.#options.stop.atEnd === true || this.#isLookingBack;
  }

  #state(states: readonly PartitionState[]): ReadingStatus['state'] {
    if (this.#end !== undefined) return this.#end;
    if (this.#isPaused) return 'paused';
    if (!this.#fetching.isLocated) return 'starting';
    return !this.#isBounded && states.every(({ isAtEnd }) => isAtEnd) ? 'live' : 'reading';
  }

  #problem(states: readonly PartitionState[]): string | undefined {
    const ofTopic = this.#failure ?? this.#fetching.problem ?? this.#judging.problem;
    if (ofTopic !== undefined) return ofTopic;
    const [first] = states;
    const isEverywhere = states.every(({ failingSince }) => failingSince !== undefined);
    return isEverywhere ? first?.problem : undefined;
  }

  #setPaused(isPaused: boolean): void {
    if (this.#end !== undefined) return;
    this.#isPaused = isPaused;
    this.#fetching.pause(isPaused);
    this.#status.changed();
  }

  #rowsChanged(): void {
    this.#rows++;
    this.#status?.changed();
  }

  /** Resolves to whether more of the partition is wanted. */
  async #take({ state, bytes, batches }: Fetched): Promise<boolean> {
    let goesOn = true;
    for (const batch of batches) {
      if (!batch.isVisible) continue;
      if (this.#slices.isOver) await this.#slices.next();
      if (this.#isClosed) return false;
      // What has been kept is to be seen.
      if (this.#end !== undefined) break;
      goesOn = await this.#add(state, bytes, batch);
      if (this.#hasEnough) this.#finish('done');
      if (!goesOn) break;
    }
    await this.#judging.flush();
    if (this.#hasEnough) this.#finish('done');
    return goesOn && this.#end === undefined;
  }

  /** Resolves to false at the first record that is behind what is wanted. */
  async #add(state: PartitionState, bytes: Uint8Array, batch: BatchInFetch): Promise<boolean> {
    let added: Added;
    try {
      added = this.#keep(state, bytes, batch);
    } catch (error) {
      state.problem = `A batch of partition ${state.partition} that ends at offset ${batch.lastOffset} is left out: ${(error as Error).message}`;
      return true;
    }
    for (const range of added.ranges) {
      this.#scanned += range.to - range.from;
      state.scanned += range.to - range.from;
      this.#rate.add(range.to - range.from);
      await this.#judging.arrived(range);
    }
    if (this.#kept.isFull) await this.#evict();
    // Where a number of matches is the end, nothing behind it is to be read.
    if (this.#options.stop.matching !== undefined) await this.#judging.flush();
    return !added.isEnd && state.scanned < this.#mostOfEach;
  }

  async #evict(): Promise<void> {
    const gone = (chunk: KeptChunk) => this.#judging.gone(chunk);
    if (this.#judging.letsAllThrough) this.#kept.evict(gone);
    else {
      // What matches is to be known first, as it stays.
      await this.#judging.settled();
      this.#kept.evict(gone, (range) => this.#judging.saved(range));
    }
    this.#rowsChanged();
  }

  /** @throws RecordsError for a batch that cannot be read */
  #keep(state: PartitionState, bytes: Uint8Array, batch: BatchInFetch): Added {
    const { stop } = this.#options;
    const [header, cursor] = openBatch(bytes, batch);
    return this.#kept.add(state.partition, header, cursor, {
      from: state.handled,
      until: state.until,
      beforeTime: stop.timestamp ?? Number.POSITIVE_INFINITY,
      most: Math.min(
        (stop.scanned ?? Number.POSITIVE_INFINITY) - this.#scanned,
        this.#mostOfEach - state.scanned,
      ),
    });
  }

  /** Records that are wanted of a partition at most. */
  get #mostOfEach(): number {
    return this.#options.stop.scannedEach ?? Number.POSITIVE_INFINITY;
  }

  get #hasEnough(): boolean {
    return (
      this.#scanned >= (this.#options.stop.scanned ?? Number.POSITIVE_INFINITY) ||
      this.#judging.hasEnough
    );
  }

  #allDone(): void {
    if (this.#end !== undefined || this.#isClosed) return;
    const { start, stop } = this.#options;
    if (!this.#isLookingBack || start.kind !== 'last') {
      this.#finish('done');
      return;
    }
    const { states } = this.#fetching;
    const before = rangesBefore(this.#kept, states, start.count);
    if (before.length > 0) {
      this.#fetching.readAgain(before);
      return;
    }
    for (const chunk of dropBeforeLast(this.#kept, start.count)) {
      this.#judging.removeDropped(chunk);
      if (chunk.dropped === chunk.count) this.#judging.gone(chunk);
      this.#kept.removeIfEmpty(chunk);
    }
    this.#isLookingBack = false;
    if (stop.atEnd === true) this.#finish('done');
    else {
      const until = stop.offset ?? Number.POSITIVE_INFINITY;
      this.#fetching.readAgain(
        states.map(({ partition, endAtStart: from }) => ({ partition, from, until })),
      );
    }
  }

  #failed(problem: string): void {
    this.#failure = problem;
    this.#finish('failed');
  }

  #finish(end: 'done' | 'failed'): void {
    if (this.#end !== undefined) return;
    const { states } = this.#fetching;
    const problem = this.#problem(states);
    // Nothing came of any partition.
    const isLost =
      end === 'done' && this.#scanned === 0 && problem !== undefined && states.length > 0;
    const wasLost = isLost && states.every(({ failingSince }) => failingSince !== undefined);
    this.#end = wasLost ? 'failed' : end;
    if (wasLost) this.#failure = problem;
    this.#fetching.close();
    this.#status.now();
  }
}
