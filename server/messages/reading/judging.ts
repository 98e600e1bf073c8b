// Which of the kept records a filter lets through, in their order.

import type { RecordOrder as Direction, RecordFilter } from '../../contract/messages/reading.ts';
import type { Clock } from '../../ports/clock.ts';
import { Slices } from '../slices.ts';
import { type KeptChunk, Verdict } from './kept-chunk.ts';
import type { KeptRange, KeptRecords } from './kept-records.ts';
import { RecordOrder } from './record-order.ts';

/** Records that are judged in one go. */
const AT_ONCE = 4_096;
/** How many goes may wait to be judged by another thread. */
const MOST_WAITING = 4;

/** What judges in another thread: `FilterThread`. */
export interface Judge {
  use(filter: RecordFilter): void;
  /** 1 for each record in [from, to) that matches; undefined when it has ended. */
  judge(chunk: KeptChunk, from: number, to: number): Promise<Uint8Array | undefined>;
  forget(chunk: KeptChunk): void;
  close(): void;
}

export interface JudgingOptions {
  readonly kept: KeptRecords;
  readonly clock: Clock;
  /** What is wrong with the filter, and whether that was the end of the judge. */
  readonly makeJudge: (onProblem: (problem: string, isEnd: boolean) => void) => Judge;
  /** After so many matches nothing that comes is wanted any more. */
  readonly mostMatching: number;
  readonly onChange: () => void;
}

/** What comes is judged as it comes; for a new filter also what is kept, piece by piece, while rows are asked for. */
export class Judging {
  readonly #options: JudgingOptions;
  readonly #slices: Slices;
  #order: RecordOrder;
  #filter: RecordFilter = {};
  /** Undefined where a look at partition and time is enough. */
  #judge: Judge | undefined;
  #generation = 0;
  #pending: { chunk: KeptChunk; from: number; to: number }[] = [];
  #pendingCount = 0;
  #underWay: Promise<void>[] = [];
  #progress: number | undefined;
  #problem: string | undefined;

  constructor(options: JudgingOptions) {
    this.#options = options;
    this.#slices = new Slices(options.clock);
    this.#order = new RecordOrder(options.kept.chunks);
  }

  /** The records that match. */
  get order(): RecordOrder {
    return this.#order;
  }

  /** From 0 to 1, while a filter goes through what is kept. */
  get progress(): number | undefined {
    return this.#progress;
  }

  /** What is wrong with the filter. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Whether it lets everything through. */
  get letsAllThrough(): boolean {
    const { partitions, time } = this.#filter;
    return isPlain(this.#filter) && partitions === undefined && time === undefined;
  }

  /** Whether there are as many matches as are wanted. */
  get hasEnough(): boolean {
    return this.#order.size >= this.#options.mostMatching;
  }

  /** Judges everything anew; what an earlier filter was about is given up. */
  use(filter: RecordFilter, direction: Direction): void {
    const { kept } = this.#options;
    this.#generation++;
    this.#filter = filter;
    this.#problem = undefined;
    this.#pending = [];
    this.#pendingCount = 0;
    this.#order = new RecordOrder(kept.chunks);
    if (isPlain(filter)) this.#closeJudge();
    else {
      this.#judge ??= this.#options.makeJudge((problem, isEnd) => this.#heard(problem, isEnd));
      this.#judge.use(filter);
    }
    const chunks = Array.from(kept.all(), (chunk) => ({ chunk, count: chunk.count }));
    kept.forgetSaved();
    for (const { chunk } of chunks) chunk.forgetVerdicts();
    if (chunks.length > 0) void this.#goThrough(chunks, direction);
  }

  /** Judges what was added, soon; `flush` waits for it. Resolves when there is room for more. */
  async arrived(range: KeptRange): Promise<void> {
    const last = this.#pending.at(-1);
    if (last?.chunk === range.chunk && last.to === range.from) last.to = range.to;
    else this.#pending.push({ ...range });
    this.#pendingCount += range.to - range.from;
    if (this.#pendingCount >= AT_ONCE) await this.#judgePending();
  }

  /** Has everything judged that was added; waits for the verdicts where a number of matches is the end. */
  async flush(): Promise<void> {
    if (Number.isFinite(this.#options.mostMatching)) await this.settled();
    else await this.#judgePending();
  }

  /** To be called before a chunk is evicted. */
  gone(chunk: KeptChunk): void {
    this.#order.removeAll(chunk);
    this.#judge?.forget(chunk);
    this.#pending = this.#pending.filter((range) => range.chunk !== chunk);
  }

  /** Takes out those of a chunk that have been dropped. */
  removeDropped(chunk: KeptChunk): void {
    this.#order.removeSome(chunk, (at) => chunk.verdicts[at] !== Verdict.dropped);
    this.#options.onChange();
  }

  /** Takes in what stays of a chunk that was evicted, because it matches. */
  saved({ chunk, from, to }: KeptRange): void {
    for (let at = from; at < to; at++) this.#order.insert(chunk, at);
  }

  /** Resolves when it has been said of each record that was added whether it matches. */
  async settled(): Promise<void> {
    await this.#judgePending();
    await Promise.all(this.#underWay);
  }

  close(): void {
    this.#generation++;
    this.#closeJudge();
  }

  #heard(problem: string, isEnd: boolean): void {
    this.#problem = problem;
    // The next filter gets another.
    if (isEnd) this.#judge = undefined;
    if (isEnd) this.#progress = undefined;
    this.#options.onChange();
  }

  #closeJudge(): void {
    this.#judge?.close();
    this.#judge = undefined;
  }

  async #judgePending(): Promise<void> {
    const generation = this.#generation;
    const pending = this.#pending;
    this.#pending = [];
    this.#pendingCount = 0;
    for (const { chunk, from, to } of pending) {
      for (let start = from; start < to; start += AT_ONCE) {
        await this.#judgeSome(chunk, start, Math.min(to, start + AT_ONCE), true);
        // Another filter goes through these as well.
        if (generation !== this.#generation) return;
      }
    }
  }

  async #goThrough(
    chunks: readonly { readonly chunk: KeptChunk; readonly count: number }[],
    direction: Direction,
  ): Promise<void> {
    const generation = this.#generation;
    const sign = direction === 'newest' ? -1 : 1;
    const total = chunks.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    this.#progress = 0;
    // What is shown first comes first.
    for (const { chunk, count } of chunks.toSorted(
      (a, b) => sign * (a.chunk.highest - b.chunk.highest),
    )) {
      for (let from = 0; from < count; from += AT_ONCE) {
        const to = Math.min(count, from + AT_ONCE);
        if (!chunk.isEvicted) await this.#judgeSome(chunk, from, to, false);
        if (generation !== this.#generation) return;
        done += to - from;
        if (this.#progress !== undefined) this.#progress = done / total;
        this.#options.onChange();
      }
    }
    await Promise.all(this.#underWay);
    if (generation !== this.#generation) return;
    this.#progress = undefined;
    this.#options.onChange();
  }

  /** Resolves when there is room for more, here at once. */
  async #judgeSome(chunk: KeptChunk, from: number, to: number, isNew: boolean): Promise<void> {
    if (isPlain(this.#filter)) {
      this.#apply(chunk, from, to, plainMatches(this.#filter, chunk, from, to), isNew);
      if (this.#slices.isOver) await this.#slices.next();
      return;
    }
    const generation = this.#generation;
    while (this.#underWay.length >= MOST_WAITING) await this.#underWay[0];
    if (generation !== this.#generation) return;
    const verdicts = this.#judge?.judge(chunk, from, to) ?? Promise.resolve(undefined);
    const applied = verdicts.then((matches) => {
      this.#underWay = this.#underWay.filter((each) => each !== applied);
      if (matches === undefined || generation !== this.#generation) return;
      this.#apply(chunk, from, to, matches, isNew);
    });
    this.#underWay.push(applied);
  }

  /** @param matches undefined where all do */
  #apply(
    chunk: KeptChunk,
    from: number,
    to: number,
    matches: Uint8Array | undefined,
    isNew: boolean,
  ): void {
    if (chunk.isEvicted) return;
    const { kept } = this.#options;
    const { verdicts } = chunk;
    for (let at = from; at < to; at++) {
      if (verdicts[at] === Verdict.dropped) continue;
      if (isNew && this.hasEnough) {
        // It came behind the last that is wanted.
        kept.drop(chunk, at);
        continue;
      }
      const isMatch = matches === undefined || matches[at - from] === 1;
      verdicts[at] = isMatch ? Verdict.match : Verdict.other;
      if (isMatch) this.#order.insert(chunk, at);
    }
    this.#options.onChange();
  }
}

/** Whether nothing has to be decoded for it. */
function isPlain({ text, fields, expression, headers }: RecordFilter): boolean {
  return !text && !fields?.length && !expression && !headers?.length;
}

/** Of each record in [from, to) whether it matches; undefined where all do. */
function plainMatches(
  { partitions, time }: RecordFilter,
  { shared }: KeptChunk,
  from: number,
  to: number,
): Uint8Array | undefined {
  const isOther = partitions !== undefined && !partitions.includes(shared.partition);
  if (time === undefined && !isOther) return undefined;
  const matches = new Uint8Array(to - from);
  if (isOther || time === undefined) return matches;
  for (let at = from; at < to; at++) {
    const timestamp = shared.timestamps[at]!;
    if (timestamp >= time.from && timestamp < time.to) matches[at - from] = 1;
  }
  return matches;
}
