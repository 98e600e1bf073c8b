// The order of records: by timestamp, then partition, then offset.

import { type KeptChunk, MOST_RECORDS } from './kept-chunk.ts';

/** Places in one block. */
const BLOCK = 1_024;

/** A stretch of the order. */
interface Block {
  readonly places: Uint32Array;
  length: number;
}

/**
 * Places of records in their order, oldest first. They are held in short blocks, so that one that comes late moves few others,
 * and a search begins where the last record went, since most come near each other: a million take a fraction of a second
 * in whatever order they come.
 */
export class RecordOrder {
  readonly #chunks: readonly (KeptChunk | undefined)[];
  #blocks: Block[] = [];
  #size = 0;
  /** Where the last one went. */
  #finger = 0;
  /** The number of each block's first; made anew when asked for after a change. */
  #firsts: Uint32Array | undefined;

  /** @param chunks by index, as places name them */
  constructor(chunks: readonly (KeptChunk | undefined)[]) {
    this.#chunks = chunks;
  }

  get size(): number {
    return this.#size;
  }

  insert(chunk: KeptChunk, at: number): void {
    const place = chunk.index * MOST_RECORDS + at;
    const number = this.#blockFor(place);
    const block = this.#blocks[number];
    this.#firsts = undefined;
    this.#size++;
    if (block === undefined) {
      this.#blocks.push(blockOf(place));
      return;
    }
    this.#finger = number;
    const into = this.#positionIn(block, place);
    if (block.length < BLOCK) insertAt(block, into, place);
    else this.#insertIntoFull(number, block, into, place);
  }

  /** Takes out the records of a chunk. */
  removeAll(chunk: KeptChunk): void {
    if (chunk.count === 0 || this.#size === 0) return;
    const isOthers = (place: number) => place >>> 16 !== chunk.index;
    this.#filter(chunk.lowest, chunk.highest, isOthers);
  }

  /** Takes out those of a chunk for which `keeps` is not true. */
  removeSome(chunk: KeptChunk, keeps: (at: number) => boolean): void {
    const isKept = (place: number) => place >>> 16 !== chunk.index || keeps(place & 0xffff);
    this.#filter(chunk.lowest, chunk.highest, isKept);
  }

  /** The place of the record with a number, counted from the oldest. */
  at(row: number): number {
    const firsts = this.#countedBlocks();
    const block = lastNotAbove(firsts, row);
    return this.#blocks[block]!.places[row - firsts[block]!]!;
  }

  /** The number of a record; undefined if it is not in the order. */
  rowOf(place: number): number | undefined {
    if (this.#size === 0) return undefined;
    const number = this.#search(place, 0, this.#blocks.length - 1);
    const block = this.#blocks[number]!;
    // Behind itself, where it is there.
    const at = this.#positionIn(block, place) - 1;
    return at >= 0 && block.places[at] === place ? this.#countedBlocks()[number]! + at : undefined;
  }

  /** A copy of all places, oldest first. */
  places(): Uint32Array {
    const places = new Uint32Array(this.#size);
    let at = 0;
    for (const block of this.#blocks) {
      places.set(block.places.subarray(0, block.length), at);
      at += block.length;
    }
    return places;
  }

  #filter(lowest: number, highest: number, keeps: (place: number) => boolean): void {
    const first = Math.max(0, this.#firstBlockFrom(lowest) - 1);
    for (let number = first; number < this.#blocks.length; number++) {
      const block = this.#blocks[number]!;
      if (this.#timeOf(block.places[0]!) > highest) break;
      const before = block.length;
      block.length = filterInPlace(block, keeps);
      this.#size -= before - block.length;
    }
    this.#blocks = this.#blocks.filter(({ length }) => length > 0);
    this.#finger = 0;
    this.#firsts = undefined;
  }

  #timeOf(place: number): number {
    return this.#chunks[place >>> 16]!.shared.timestamps[place & 0xffff]!;
  }

  /** The first block whose first record is not before a time. */
  #firstBlockFrom(time: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timeOf(this.#blocks[middle]!.places[0]!) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The block that a record belongs into: the last that does not begin behind it. */
  #blockFor(place: number): number {
    const blocks = this.#blocks;
    const finger = this.#finger;
    if (blocks.length === 0) return 0;
    if (finger < blocks.length && !this.#isBefore(place, blocks[finger]!.places[0]!)) {
      for (let number = finger + 1; number <= finger + 2; number++) {
        if (number >= blocks.length || this.#isBefore(place, blocks[number]!.places[0]!))
          return number - 1;
      }
      return this.#search(place, finger + 2, blocks.length - 1);
    }
    return this.#search(place, 0, Math.min(finger, blocks.length - 1));
  }

  #search(place: number, low: number, high: number): number {
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#isBefore(place, this.#blocks[middle]!.places[0]!)) high = middle - 1;
      else low = middle;
    }
    return low;
  }

  /** Behind all in the block that are not behind the record. */
  #positionIn({ places, length }: Block, place: number): number {
    if (!this.#isBefore(place, places[length - 1]!)) return length;
    let low = 0;
    let high = length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(place, places[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #insertIntoFull(number: number, block: Block, into: number, place: number): void {
    // What comes in order fills blocks to the brim.
    if (into === BLOCK) {
      this.#blocks.splice(number + 1, 0, blockOf(place));
      this.#finger = number + 1;
      return;
    }
    const half = BLOCK / 2;
    const upper = { places: new Uint32Array(BLOCK), length: BLOCK - half };
    upper.places.set(block.places.subarray(half));
    block.length = half;
    this.#blocks.splice(number + 1, 0, upper);
    if (into <= half) insertAt(block, into, place);
    else insertAt(upper, into - half, place);
  }

  #isBefore(a: number, b: number): boolean {
    const ours = this.#chunks[a >>> 16]!.shared;
    const theirs = this.#chunks[b >>> 16]!.shared;
    const time = ours.timestamps[a & 0xffff]! - theirs.timestamps[b & 0xffff]!;
    if (time !== 0) return time < 0;
    if (ours.partition !== theirs.partition) return ours.partition < theirs.partition;
    const distance = ours.offsets[a & 0xffff]! - theirs.offsets[b & 0xffff]!;
    // A topic that was made again can have the same twice.
    return distance === 0 ? a < b : distance < 0;
  }

  #countedBlocks(): Uint32Array {
    if (this.#firsts !== undefined) return this.#firsts;
    const firsts = new Uint32Array(this.#blocks.length);
    let count = 0;
    for (const [number, { length }] of this.#blocks.entries()) {
      firsts[number] = count;
      count += length;
    }
    this.#firsts = firsts;
    return firsts;
  }
}

function blockOf(place: number): Block {
  const places = new Uint32Array(BLOCK);
  places[0] = place;
  return { places, length: 1 };
}

function insertAt(block: Block, at: number, place: number): void {
  if (at < block.length) block.places.copyWithin(at + 1, at, block.length);
  block.places[at] = place;
  block.length++;
}

/** Returns how many are left. */
function filterInPlace({ places, length }: Block, keeps: (place: number) => boolean): number {
  let kept = 0;
  for (let at = 0; at < length; at++) {
    const place = places[at]!;
    if (keeps(place)) places[kept++] = place;
  }
  return kept;
}

/** The position of the last value that is not above; the first is not. */
function lastNotAbove(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (sorted[middle]! > value) high = middle - 1;
    else low = middle;
  }
  return low;
}
