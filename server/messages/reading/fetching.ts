// Gets records of a topic's partitions from whoever leads them, in the order of each partition's log.

import { compression } from '../../node/compression.ts';
import type { AbortedTransaction } from '../../node/kafka/aborted-transactions.ts';
import { type BatchInFetch, eachFetchedBatch } from '../../node/kafka/fetched-batches.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { UserError } from '../../node/user-error.ts';
import { type Clock, sleep } from '../../ports/clock.ts';
import { ErrorCode, isRetriable } from '../../protocol/errors.ts';
import { PartitionState } from './partition-state.ts';
import { locate, type Positions } from './start-positions.ts';
import type { CameRecords, TopicSource, TopicView } from './topic-source.ts';

/** Bytes of one answer, and of a partition's share of it. */
const MAX_BYTES = 4 * 1024 * 1024;
const LEAST_PARTITION_BYTES = 256 * 1024;
const MOST_PARTITION_BYTES = 2 * 1024 * 1024;
/** Bytes that may wait to be handed on before no more are asked for. */
const MAX_WAITING = 8 * 1024 * 1024;
/** How long a broker may wait for a first record, in milliseconds. */
const MAX_WAIT_MS = 500;
/** What comes bit by bit is fetched this often, in milliseconds: nobody looks more often. */
const PACE_MS = 50;
const LITTLE_BYTES = 64 * 1024;
/** Between tries, in milliseconds, doubled each time up to the longest. */
const RETRY_MS = 250;
const LONGEST_RETRY_MS = 8_000;
/** What is over so soon is not told, in milliseconds. */
const BRIEF_MS = 1_000;
/** How long a reading with an end waits for what does not come, in milliseconds. */
const GIVE_UP_MS = 10_000;
/** How often partitions are looked for that have been added, in milliseconds. */
const LOOK_AGAIN_MS = 30_000;
const LOOKING = -1;

/** What has come of one partition. */
export interface Fetched {
  readonly state: PartitionState;
  /** The state's when it was asked for. */
  readonly life: number;
  readonly bytes: Uint8Array;
  readonly batches: readonly BatchInFetch[];
  /** Where to go on. */
  readonly next: number;
}

export interface FetchingOptions {
  readonly source: TopicSource;
  readonly clock: Clock;
  readonly topic: string;
  /** All if absent. */
  readonly partitions?: readonly number[];
  readonly readCommitted: boolean;
  readonly positions: Positions;
  /** Whether there is an end, so that what cannot be read is given up after a while. */
  readonly isBounded: () => boolean;
  /** Takes records, one call at a time. Resolves to false when no more of the partition are wanted. */
  readonly take: (fetched: Fetched) => Promise<boolean>;
  readonly onChange: () => void;
  /** Is called whenever every partition is done. */
  readonly onDone: () => void;
  /** Is told, once, what cannot get better. */
  readonly onFailed: (problem: string) => void;
}

/**
 * One request at a time to each broker, the next under way while the last one's records are handed on. Leaders may move, brokers go and
 * come, and the topic, too: each partition has its own trouble, and the others go on.
 */
export class Fetching {
  readonly #options: FetchingOptions;
  readonly #states = new Map<number, PartitionState>();
  /** Brokers that have a request to answer, and `LOOKING`. */
  readonly #busy = new Set<number>();
  readonly #failures = new Map<number, number>();
  #view: TopicView | undefined;
  #mustLook = true;
  #isLookDue = false;
  #lookedAt = 0;
  #waiting: Fetched[] = [];
  #waitingBytes = 0;
  #isHanding = false;
  #isPaused = false;
  #isClosed = false;
  #problem: string | undefined;
  #failingSince: number | undefined;
  #turn = 0;

  constructor(options: FetchingOptions) {
    this.#options = options;
  }

  start(): void {
    this.#work();
  }

  /** Nothing is asked for and nothing handed on while it is. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (!isPaused) {
      this.#work();
      void this.#hand();
    }
  }

  /** Gives up everything that is under way. Connections are closed in their own time: one that is being made can take long. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    void this.#options.source.close().catch(() => undefined);
  }

  /** By number. */
  get states(): readonly PartitionState[] {
    return [...this.#states.values()].sort((a, b) => a.partition - b.partition);
  }

  /** What is wrong with the topic as a whole. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Whether it is known where to begin, of all that can be reached. */
  get isLocated(): boolean {
    if (this.#view === undefined) return false;
    return this.states.every(({ phase, problem }) => phase !== 'locating' || problem !== undefined);
  }

  /** Has partitions read again: each from `from` up to `until`. */
  readAgain(ranges: readonly { partition: number; from: number; until: number }[]): void {
    for (const { partition, from, until } of ranges)
      this.#states.get(partition)?.begin(from, until);
    this.#work();
    this.#tellIfDone();
  }

  /** Sends whatever can be sent now. */
  #work(): void {
    if (this.#isClosed || this.#isPaused) return;
    const now = this.#options.clock.monotonic();
    this.#giveUp(now);
    if (this.#mustLook || now - this.#lookedAt > LOOK_AGAIN_MS)
      this.#run(LOOKING, () => this.#look());
    if (this.#waitingBytes >= MAX_WAITING) return;
    for (const [broker, states] of this.#byBroker(now)) {
      const locating = states.filter(({ phase }) => phase === 'locating');
      // Whether it is still the same topic is found out before.
      if (locating.length > 0 && this.#mustLook) continue;
      if (locating.length > 0) this.#run(broker, () => this.#locate(broker, locating));
      else this.#run(broker, () => this.#fetch(broker, states));
    }
  }

  #byBroker(now: number): Map<number, PartitionState[]> {
    const brokers = new Map<number, PartitionState[]>();
    for (const state of this.#states.values()) {
      const { leader, phase, position, until, retryAt } = state;
      const isWanted = phase === 'locating' || (phase === 'reading' && position < until);
      if (leader === undefined || !isWanted || retryAt > now) continue;
      const states = brokers.get(leader.id);
      if (states === undefined) brokers.set(leader.id, [state]);
      else states.push(state);
    }
    return brokers;
  }

  /** Does one thing at a time of a kind; when it fails, leaders are looked for after a while. */
  #run(kind: number, work: () => Promise<void>): void {
    if (this.#busy.has(kind)) return;
    this.#busy.add(kind);
    void work()
      .then(() => this.#failures.delete(kind))
      .catch((error: unknown) => this.#failed(kind, error))
      .finally(() => {
        this.#busy.delete(kind);
        this.#options.onChange();
        this.#work();
      });
  }

  async #failed(kind: number, error: unknown): Promise<void> {
    if (this.#isClosed) return;
    const { clock } = this.#options;
    const problem = error instanceof Error ? error.message : String(error);
    if (!(error instanceof UserError)) {
      this.#fail(`Reading has failed: ${problem}`);
      return;
    }
    const failures = (this.#failures.get(kind) ?? 0) + 1;
    this.#failures.set(kind, failures);
    const pause = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (failures - 1));
    const now = clock.monotonic();
    if (kind === LOOKING) this.#lookFailed(error, now);
    else {
      for (const state of this.#states.values())
        if (state.leader?.id === kind && state.phase !== 'done')
          state.failed(problem, now, now + pause);
    }
    this.#options.onChange();
    await this.#pause(pause);
    this.#mustLook = true;
  }

  #lookFailed(error: UserError, now: number): void {
    const { topic } = this.#options;
    this.#failingSince ??= now;
    if (error instanceof KafkaError && error.code === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
      this.#problem = `There is no topic ${topic} any more, or not yet: it is read as soon as it is there.`;
    } else {
      this.#problem = error.message;
      const isHopeless =
        (error instanceof KafkaError && !isRetriable(error.code)) ||
        /authenticat/i.test(error.message);
      if (isHopeless) this.#fail(error.message);
    }
  }

  async #look(): Promise<void> {
    const { source, clock, partitions } = this.#options;
    const view = await source.look();
    if (this.#isClosed) return;
    const isFirst = this.#view === undefined;
    const isOther = !isFirst && this.#view?.id !== view.id;
    this.#view = view;
    this.#mustLook = false;
    this.#lookedAt = clock.monotonic();
    this.#failingSince = undefined;
    this.#problem = undefined;
    const all = partitions ?? view.leaders.map((_, partition) => partition);
    for (const partition of all) {
      const known = this.#states.get(partition);
      const state = known ?? new PartitionState(partition);
      this.#states.set(partition, state);
      // All that is in a partition that was added came after the reading began.
      if (known === undefined && !isFirst) state.manner = 'earliest';
      if (isOther && known !== undefined) beginAnew(known);
      this.#takeLeader(state, view);
    }
    if (isFirst && all.length === 0) this.#tellIfDone();
  }

  #takeLeader(state: PartitionState, { leaders }: TopicView): void {
    const { clock, topic } = this.#options;
    const { partition } = state;
    const now = clock.monotonic();
    state.leader = leaders[partition];
    if (state.leader !== undefined || state.phase === 'done') return;
    const exists = partition < leaders.length;
    state.failed(
      exists
        ? `Partition ${partition} has no leader at the moment: the brokers that have it are not available.`
        : `There is no partition ${partition}: ${topic} has ${leaders.length}.`,
      now,
      now,
    );
    if (!exists) state.finish();
    else void this.#lookAgainLater();
    this.#tellIfDone();
  }

  async #lookAgainLater(): Promise<void> {
    if (this.#isLookDue) return;
    this.#isLookDue = true;
    await this.#pause(RETRY_MS * 2);
    this.#isLookDue = false;
    this.#mustLook = true;
    this.#work();
  }

  async #locate(broker: number, states: readonly PartitionState[]): Promise<void> {
    const { source, positions, clock } = this.#options;
    const located = await locate(source, broker, states, positions, this.#states.size);
    if (this.#isClosed) return;
    for (const state of states) {
      const found = located.get(state.partition)!;
      if (found instanceof KafkaError) {
        this.#refused(state, found.code, clock.monotonic());
        continue;
      }
      state.succeeded();
      state.earliest = found.earliest;
      state.end = found.end;
      state.endAtStart = found.end;
      state.begin(found.from, found.until);
      state.problem = found.notice;
    }
    this.#tellIfDone();
  }

  async #fetch(broker: number, states: readonly PartitionState[]): Promise<void> {
    const { source, clock, readCommitted } = this.#options;
    const began = clock.monotonic();
    const share = Math.floor(MAX_BYTES / states.length);
    // The first ones' records can fill the answer, so that each is once the first.
    this.#turn = (this.#turn + 1) % states.length;
    const inTurn = [...states.slice(this.#turn), ...states.slice(0, this.#turn)];
    const asked = new Map(states.map((state) => [state.partition, state.position]));
    const came = await source.fetch(
      broker,
      inTurn.map(({ partition, leader, position: from }) => ({ partition, leader: leader!, from })),
      {
        ...{ maxWaitMs: MAX_WAIT_MS, minBytes: 1, maxBytes: MAX_BYTES, readCommitted },
        maxPartitionBytes: Math.min(MOST_PARTITION_BYTES, Math.max(LEAST_PARTITION_BYTES, share)),
      },
    );
    if (this.#isClosed) return;
    let bytes = 0;
    for (const each of came) {
      const state = this.#states.get(each.partition);
      // It may have been sent elsewhere meanwhile.
      if (state?.phase !== 'reading' || state.position !== asked.get(each.partition)) continue;
      bytes += each.answer.records?.length ?? 0;
      this.#arrived(state, each);
    }
    void this.#hand();
    if (bytes < LITTLE_BYTES) await this.#pause(PACE_MS - (clock.monotonic() - began));
  }

  #arrived(state: PartitionState, { answer }: CameRecords): void {
    const { clock, readCommitted } = this.#options;
    const { errorCode, records, highWatermark, lastStableOffset, abortedTransactions } = answer;
    if (errorCode !== ErrorCode.NONE) {
      this.#refused(state, errorCode, clock.monotonic());
      return;
    }
    state.end = readCommitted && lastStableOffset >= 0 ? lastStableOffset : highWatermark;
    if (state.failingSince !== undefined) state.succeeded();
    this.#problem = undefined;
    if (records === null || records.length === 0) return;
    try {
      const fetched = readFetched(state, records, readCommitted ? abortedTransactions : null);
      state.position = fetched.next;
      this.#waiting.push(fetched);
      this.#waitingBytes += records.length;
    } catch (error) {
      const { partition, position } = state;
      state.problem = `Partition ${partition} cannot be read from offset ${position} on: ${(error as Error).message}`;
      state.finish();
    }
  }

  #refused(state: PartitionState, errorCode: number, now: number): void {
    const error = new KafkaError(errorCode);
    if (errorCode === ErrorCode.OFFSET_OUT_OF_RANGE) {
      state.phase = 'locating';
      if (state.manner === 'start') state.manner = 'nearest';
      // Whether it is another topic of that name decides where it goes on.
      this.#mustLook = true;
      return;
    }
    const problem = `Partition ${state.partition}: ${error.message}`;
    const isLasting = now - (state.failingSince ?? now) >= BRIEF_MS;
    // That a leader has moved, or the topic is gone, is found out by looking, and told then.
    state.failed(
      isRetriable(errorCode) && !isLasting ? state.problem : problem,
      now,
      now + RETRY_MS,
    );
    if (!isRetriable(errorCode) && errorCode !== ErrorCode.UNKNOWN_TOPIC_ID) state.finish();
    else void this.#lookAgainLater();
  }

  /** Hands on what has come, one after the other. */
  async #hand(): Promise<void> {
    if (this.#isHanding) return;
    this.#isHanding = true;
    try {
      while (!this.#isPaused && !this.#isClosed) {
        const fetched = this.#waiting.shift();
        if (fetched === undefined) break;
        await this.#handOn(fetched);
      }
    } catch (error) {
      this.#fail(`Reading has failed: ${(error as Error).message}`);
    } finally {
      this.#isHanding = false;
    }
    this.#tellIfDone();
  }

  async #handOn(fetched: Fetched): Promise<void> {
    const { state, life, bytes, next } = fetched;
    if (state.phase === 'reading' && state.life === life) {
      const goesOn = await this.#options.take(fetched);
      state.handled = next;
      if (!goesOn || next >= state.until) state.finish();
    }
    this.#waitingBytes -= bytes.length;
    this.#options.onChange();
    this.#work();
  }

  /** Partitions, and the topic, of which nothing has come for long do not hold up an end. */
  #giveUp(now: number): void {
    if (!this.#options.isBounded()) return;
    const isOver = (since: number | undefined) => since !== undefined && now - since >= GIVE_UP_MS;
    if (isOver(this.#failingSince) && this.#problem !== undefined) this.#fail(this.#problem);
    for (const state of this.#states.values())
      if (state.phase !== 'done' && isOver(state.failingSince)) state.finish();
    this.#tellIfDone();
  }

  #tellIfDone(): void {
    if (this.#isClosed || this.#view === undefined || this.#isHanding) return;
    if (this.#waiting.length > 0) return;
    for (const { phase } of this.#states.values()) if (phase !== 'done') return;
    this.#options.onDone();
  }

  #fail(problem: string): void {
    if (this.#isClosed) return;
    this.#problem = problem;
    this.#options.onFailed(problem);
  }

  async #pause(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await sleep(this.#options.clock, milliseconds);
  }
}

/** @throws RecordsError for what is no batch */
function readFetched(
  state: PartitionState,
  bytes: Uint8Array,
  aborted: readonly AbortedTransaction[] | null,
): Fetched {
  const batches: BatchInFetch[] = [];
  let next = state.position;
  for (const batch of eachFetchedBatch(bytes, aborted, compression)) {
    batches.push(batch);
    next = Math.max(next, batch.lastOffset + 1);
  }
  return { state, life: state.life, bytes, batches, next };
}

/** Another topic has the name now: all of it is new. */
function beginAnew(state: PartitionState): void {
  state.phase = 'locating';
  state.manner = 'earliest';
  state.until = Number.POSITIVE_INFINITY;
}
