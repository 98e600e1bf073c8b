// What a reading has read, as far as its memory allows.

import {
  type BatchHeader,
  incrementSequence,
  NO_SEQUENCE,
} from '../../protocol/records/batch-header.ts';
import { timestampOf } from '../../protocol/records/record-batch.ts';
import type { RecordCursor } from '../../protocol/records/record-cursor.ts';
import { KeptChunk, MOST_RECORDS, type Origin, originOf, recordAt, Verdict } from './kept-chunk.ts';

/** The sizes of slabs: each of a partition is twice as large as the one before. */
const SMALLEST_SLAB = 16 * 1024;
const LARGEST_SLAB = 1024 * 1024;
/** The memory is at least so many times the largest slab, so that little goes at a time. */
const SLABS_AT_LEAST = 32;
const MOST_CHUNKS = 0x1_0000;
/** How much of the memory, and of a chunk, may be records that were saved. */
const SAVED_SHARE = 0.5;
/** Of a record without key, value and headers. */
const LEAST_RECORD_BYTES = 7;

/** Records that were added: some of one chunk. */
export interface KeptRange {
  readonly chunk: KeptChunk;
  readonly from: number;
  readonly to: number;
}

/** Which records of a batch are kept. */
export interface Wanted {
  /** Offsets before it are not. */
  readonly from: number;
  readonly until: number;
  /** The first record with such a time ends it. */
  readonly beforeTime: number;
  /** So many at most. */
  readonly most: number;
}

/** What became of a batch. */
export interface Added {
  readonly ranges: readonly KeptRange[];
  /** Whether a record was met that is behind what is wanted. */
  readonly isEnd: boolean;
}

/** A partition's records go into its chunks in the order in which they come. The chunk whose newest record is the oldest goes first. */
export class KeptRecords {
  readonly #memory: number;
  readonly #largestSlab: number;
  /** By index; a record's place is the index and its position within. */
  readonly chunks: (KeptChunk | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #bySerial = new Map<number, KeptChunk>();
  /** Those that take more records, by partition. */
  readonly #open = new Map<number, KeptChunk>();
  /** Those that records are saved into, by partition. */
  readonly #saving = new Map<number, KeptChunk>();
  #savedBytes = 0;
  #serial = 0;
  #count = 0;
  #bytes = 0;
  #evicted = 0;

  /** @param memory bytes that everything may take */
  constructor(memory: number) {
    this.#memory = memory;
    const largest = Math.floor(memory / SLABS_AT_LEAST);
    this.#largestSlab = Math.min(LARGEST_SLAB, Math.max(SMALLEST_SLAB, largest));
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Records that had to go. */
  get evicted(): number {
    return this.#evicted;
  }

  /** Those that are there, in no order. */
  *all(): Iterable<KeptChunk> {
    yield* this.#bySerial.values();
  }

  /** Where the record with an id is; undefined if it is gone. */
  placeOf(id: number): number | undefined {
    const chunk = this.#bySerial.get(Math.floor(id / MOST_RECORDS));
    const at = id % MOST_RECORDS;
    if (chunk !== undefined && at < chunk.count && chunk.idOf(at) === id) return placeIn(chunk, at);
    for (const each of this.#bySerial.values()) {
      const saved = each.savedAt(id);
      if (saved >= 0) return placeIn(each, saved);
    }
    return undefined;
  }

  /**
   * Adds the records of a batch that are wanted.
   * @param cursor before the first
   * @throws RecordsError for bytes that are no records; those before them are kept
   */
  add(partition: number, header: BatchHeader, cursor: RecordCursor, wanted: Wanted): Added {
    const run = new Run(this, partition, header, cursor);
    let isEnd = false;
    try {
      for (let index = 0; index < header.recordCount && !isEnd; index++) {
        const start = cursor.at;
        cursor.next();
        const offset = header.baseOffset + cursor.offsetDelta;
        if (offset < wanted.from) continue;
        const timestamp = timestampOf(cursor, header);
        isEnd =
          offset >= wanted.until || timestamp >= wanted.beforeTime || run.count >= wanted.most;
        if (!isEnd) run.add(start, cursor.at, offset, timestamp);
      }
    } finally {
      run.finish();
      this.#count += run.count;
    }
    return { ranges: run.ranges, isEnd };
  }

  /** Takes a record out for good. */
  drop(chunk: KeptChunk, at: number): void {
    if (chunk.verdicts[at] === Verdict.dropped) return;
    chunk.verdicts[at] = Verdict.dropped;
    chunk.dropped++;
    this.#count--;
  }

  /** Whether something has to go. */
  get isFull(): boolean {
    return this.#bytes > this.#memory && this.#bySerial.size > 1;
  }

  /**
   * Lets go of the oldest until the rest has room. The last chunk stays.
   * @param onGone is called with each while it is still there
   * @param onSaved what is done with those of its records that match and are few: they stay, so that a search can go through
   * more than there is memory for. None do if absent.
   */
  evict(onGone: (chunk: KeptChunk) => void, onSaved?: (range: KeptRange) => void): void {
    while (this.isFull) {
      const oldest = this.#oldest();
      const before = this.#count;
      const saved = onSaved === undefined ? [] : this.#save(oldest);
      onGone(oldest);
      this.#remove(oldest);
      this.#evicted += before - this.#count;
      for (const range of saved) onSaved?.(range);
    }
  }

  /** What was saved by one filter is as good as all else for the next. */
  forgetSaved(): void {
    this.#saving.clear();
    this.#savedBytes = 0;
    for (const chunk of this.#bySerial.values()) chunk.isSaved = false;
  }

  /** Lets go of a chunk whose records have all been dropped. */
  removeIfEmpty(chunk: KeptChunk): boolean {
    if (chunk.isEvicted || chunk.dropped < chunk.count) return false;
    this.#remove(chunk);
    return true;
  }

  /** The partition's chunk that takes a record of so many bytes. */
  chunkFor(partition: number, bytes: number, averageBytes: number): KeptChunk {
    const open = this.#open.get(partition);
    if (open?.hasRoom(bytes)) return open;
    const chunk = this.#newChunk(partition, bytes, averageBytes, open);
    this.#open.set(partition, chunk);
    return chunk;
  }

  #newChunk(
    partition: number,
    bytes: number,
    averageBytes: number,
    last: KeptChunk | undefined,
  ): KeptChunk {
    const usual = last === undefined ? SMALLEST_SLAB : last.shared.bytes.length * 2;
    const slab = Math.max(bytes, Math.min(this.#largestSlab, Math.max(usual, SMALLEST_SLAB)));
    // Some more than on average, as sizes differ.
    const capacity = Math.min(MOST_RECORDS, 16 + Math.ceil((slab / averageBytes) * 1.1));
    const index = this.#free.pop() ?? this.chunks.length;
    if (index >= MOST_CHUNKS) throw new RangeError('Too many chunks of records.');
    const chunk = new KeptChunk(++this.#serial, index, partition, slab, capacity);
    this.chunks[index] = chunk;
    this.#bySerial.set(chunk.shared.serial, chunk);
    this.#bytes += chunk.size;
    return chunk;
  }

  /** What was saved is spared while it takes less than its share. */
  #oldest(): KeptChunk {
    const isSpared = this.#savedBytes <= this.#memory * SAVED_SHARE;
    return this.#oldestOf(({ isSaved }) => !isSaved || !isSpared) ?? this.#oldestOf(() => true)!;
  }

  /** Between chunks of the same time the one that came first. */
  #oldestOf(isCandidate: (chunk: KeptChunk) => boolean): KeptChunk | undefined {
    let oldest: KeptChunk | undefined;
    for (const chunk of this.#bySerial.values()) {
      if (isCandidate(chunk) && (oldest === undefined || chunk.highest < oldest.highest))
        oldest = chunk;
    }
    return oldest;
  }

  #save(chunk: KeptChunk): KeptRange[] {
    const matches: number[] = [];
    for (let at = 0; at < chunk.count; at++)
      if (chunk.verdicts[at] === Verdict.match) matches.push(at);
    if (chunk.isSaved || matches.length > chunk.count * SAVED_SHARE) return [];
    const ranges: KeptRange[] = [];
    for (const at of matches) {
      const size = recordAt(chunk.shared, at).at - chunk.shared.starts[at]!;
      const into = this.#savingChunk(chunk.partition, size);
      into.save(chunk, at);
      ranges.push({ chunk: into, from: into.count - 1, to: into.count });
    }
    this.#count += matches.length;
    return ranges;
  }

  #savingChunk(partition: number, bytes: number): KeptChunk {
    const saving = this.#saving.get(partition);
    if (saving?.hasRoom(bytes) && !saving.isEvicted) return saving;
    const chunk = this.#newChunk(partition, bytes, bytes, saving);
    chunk.isSaved = true;
    this.#savedBytes += chunk.size;
    this.#saving.set(partition, chunk);
    return chunk;
  }

  #remove(chunk: KeptChunk): void {
    chunk.isEvicted = true;
    this.#bytes -= chunk.size;
    if (chunk.isSaved) this.#savedBytes -= chunk.size;
    this.#count -= chunk.count - chunk.dropped;
    this.#bySerial.delete(chunk.shared.serial);
    this.chunks[chunk.index] = undefined;
    this.#free.push(chunk.index);
    if (this.#open.get(chunk.partition) === chunk) this.#open.delete(chunk.partition);
  }
}

/** Consecutive records of a batch on their way into chunks: noted one by one, copied by the chunk. */
class Run {
  readonly ranges: KeptRange[] = [];
  count = 0;
  readonly #kept: KeptRecords;
  readonly #partition: number;
  readonly #origin: Origin;
  readonly #baseSequence: number;
  readonly #baseOffset: number;
  readonly #bytes: Uint8Array;
  readonly #averageBytes: number;
  #chunk: KeptChunk | undefined;
  /** Position of the first record in the chunk. */
  #first = 0;
  #start = 0;
  #end = 0;

  constructor(kept: KeptRecords, partition: number, header: BatchHeader, cursor: RecordCursor) {
    this.#kept = kept;
    this.#partition = partition;
    this.#origin = originOf(header);
    this.#baseSequence = header.baseSequence;
    this.#baseOffset = header.baseOffset;
    this.#bytes = cursor.bytes;
    const average = (cursor.end - cursor.at) / Math.max(1, header.recordCount);
    this.#averageBytes = Math.max(LEAST_RECORD_BYTES, average);
  }

  add(start: number, end: number, offset: number, timestamp: number): void {
    if (this.#chunk?.hasRoom(end - this.#start) !== true) {
      this.finish();
      this.#open(start, end);
    }
    this.#chunk!.note(start - this.#start, offset, timestamp, this.#sequenceOf(offset));
    this.#end = end;
    this.count++;
  }

  finish(): void {
    const chunk = this.#chunk;
    if (chunk === undefined) return;
    chunk.copy(this.#bytes.subarray(this.#start, this.#end));
    this.ranges.push({ chunk, from: this.#first, to: chunk.count });
    this.#chunk = undefined;
  }

  #sequenceOf(offset: number): number {
    if (this.#baseSequence === NO_SEQUENCE) return NO_SEQUENCE;
    return incrementSequence(this.#baseSequence, offset - this.#baseOffset);
  }

  #open(start: number, end: number): void {
    const chunk = this.#kept.chunkFor(this.#partition, end - start, this.#averageBytes);
    chunk.begin(this.#origin);
    this.#chunk = chunk;
    this.#first = chunk.count;
    this.#start = start;
  }
}

/** Undefined for one that was dropped. */
function placeIn(chunk: KeptChunk, at: number): number | undefined {
  if (chunk.verdicts[at] === Verdict.dropped) return undefined;
  return chunk.index * MOST_RECORDS + at;
}
