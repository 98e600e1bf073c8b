// Which parts of a partition's log are read for a sample.

import type { SamplingOptions } from '../../contract/messages/sampling.ts';

/** A stretch of the log, of which so many records are wanted from its beginning on. */
export interface Slice {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  readonly wanted: number;
}

/** Places all over a partition at most. Each costs a request, and brings a batch at least. */
const MOST_PLACES = 10;
/** Records that a place is worth going to for. */
const LEAST_OF_PLACE = 20;
/** Offsets of a window that looks further back. */
const LEAST_WINDOW = 100;

/**
 * Tells slice after slice. Offsets without records (compaction, transactions) are no matter: the newest records are looked for further
 * back, window by window, each twice as long.
 */
export class PartitionPlan {
  readonly #which: SamplingOptions['which'];
  readonly #count: number;
  readonly #earliest: number;
  readonly #end: number;
  /** Where what has been told begins, for the newest; how many slices have been told, for others. */
  #begin: number;
  #told = 0;

  constructor(which: SamplingOptions['which'], count: number, earliest: number, end: number) {
    this.#count = count;
    this.#earliest = earliest;
    this.#end = end;
    this.#begin = end;
    // Nothing is to be chosen where all is wanted.
    this.#which = end - earliest <= count ? 'oldest' : which;
  }

  /** Records by offsets. */
  get population(): number {
    return Math.max(0, this.#end - this.#earliest);
  }

  /** @param sampled records that the slices before have brought. */
  next(sampled: number): Slice | undefined {
    if (this.population === 0) return undefined;
    const told = this.#told++;
    if (this.#which === 'newest') return this.#before(sampled);
    if (this.#which === 'spread') return this.#place(told);
    return told === 0 ? { from: this.#earliest, until: this.#end, wanted: this.#count } : undefined;
  }

  #before(sampled: number): Slice | undefined {
    if (sampled >= this.#count || this.#begin <= this.#earliest) return undefined;
    const until = this.#begin;
    const window =
      until === this.#end ? this.#count : Math.max(LEAST_WINDOW, 2 * (this.#end - until));
    this.#begin = Math.max(this.#earliest, until - window);
    return { from: this.#begin, until, wanted: Number.POSITIVE_INFINITY };
  }

  #place(index: number): Slice | undefined {
    const places = Math.max(1, Math.min(MOST_PLACES, Math.floor(this.#count / LEAST_OF_PLACE)));
    if (index >= places) return undefined;
    const at = (place: number) => this.#earliest + Math.floor((this.population * place) / places);
    return { from: at(index), until: at(index + 1), wanted: Math.ceil(this.#count / places) };
  }
}
