// A stretch of one partition's records as a reading keeps them: their bytes in one slab, what is sorted and filtered by in
// arrays of numbers. A million records are some dozens of these, and no object stands for a record. The memory is shared with the
// thread that filters.

import type { BatchHeader } from '../../protocol/records/batch-header.ts';
import { RecordCursor } from '../../protocol/records/record-cursor.ts';

/** What the thread that filters sees of a chunk. Filled from the front; what is filled does not change. */
export interface SharedChunk {
  /** Names it within its reading; never used again. */
  readonly serial: number;
  readonly partition: number;
  /** Records in the layout of batches (`RecordCursor`), one after the other. */
  readonly bytes: Uint8Array;
  /** Where each record starts. */
  readonly starts: Uint32Array;
  readonly offsets: Float64Array;
  readonly timestamps: Float64Array;
}

/** What a batch says of its records. */
export interface Origin {
  readonly codec: number;
  readonly timestampType: 'create' | 'append';
  readonly isTransactional: boolean;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export function originOf(header: BatchHeader): Origin {
  const { codec, timestampType, isTransactional, producerId, producerEpoch } = header;
  return { codec, timestampType, isTransactional, producerId, producerEpoch };
}

/** What a filter has said of a record. */
export const Verdict = { open: 0, other: 1, match: 2, dropped: 3 } as const;

/** Records that one chunk can have at most: positions within it are 16 bits of a record's place. */
export const MOST_RECORDS = 0x1_0000;
/** Of a record's numbers here, and of its place in the order. */
const BYTES_OF_NUMBERS = 4 + 8 + 8 + 4 + 2 + 1 + 4;
/** Of the objects around. */
const BYTES_AROUND = 2_048;
/** Producers that take turns in a partition, at most, without being noted again and again. */
const TAKING_TURNS = 16;

export class KeptChunk {
  readonly shared: SharedChunk;
  /** Where the store has it: with a position within, a record's place. */
  readonly index: number;
  readonly capacity: number;
  /** `Verdict`s. */
  readonly verdicts: Uint8Array;
  /** Bytes that it takes, full or not. */
  readonly size: number;
  count = 0;
  /** Records that are not to be seen any more. */
  dropped = 0;
  lowest = Number.POSITIVE_INFINITY;
  highest = Number.NEGATIVE_INFINITY;
  isEvicted = false;
  /** Whether its records were saved from chunks that had to go, because they match. */
  isSaved = false;
  #used = 0;
  /** The names of records that had them before. */
  #ids: Float64Array | undefined;
  readonly #origins: Origin[] = [];
  readonly #originOf: Uint16Array;
  readonly #sequences: Int32Array;
  /** The origin of what is noted next. */
  #origin = 0;

  constructor(serial: number, index: number, partition: number, bytes: number, capacity: number) {
    this.index = index;
    this.capacity = capacity;
    this.size = bytes + capacity * BYTES_OF_NUMBERS + BYTES_AROUND;
    this.shared = {
      serial,
      partition,
      bytes: new Uint8Array(new SharedArrayBuffer(bytes)),
      starts: new Uint32Array(new SharedArrayBuffer(capacity * 4)),
      offsets: new Float64Array(new SharedArrayBuffer(capacity * 8)),
      timestamps: new Float64Array(new SharedArrayBuffer(capacity * 8)),
    };
    this.verdicts = new Uint8Array(capacity);
    this.#originOf = new Uint16Array(capacity);
    this.#sequences = new Int32Array(capacity);
  }

  get partition(): number {
    return this.shared.partition;
  }

  /** Whether so many bytes and one more record fit behind what has been copied. */
  hasRoom(bytes: number): boolean {
    return this.count < this.capacity && this.#used + bytes <= this.shared.bytes.length;
  }

  /** Where the records come from that are noted from here on. Batches that say the same are one origin. */
  begin(origin: Origin): void {
    const origins = this.#origins;
    const oldest = Math.max(0, origins.length - TAKING_TURNS);
    let known = origins.length - 1;
    while (known >= oldest && !isSame(origins[known]!, origin)) known--;
    this.#origin = known >= oldest ? known : origins.push(origin) - 1;
  }

  /** Notes a record that will lie `ahead` bytes behind those that have been copied so far. */
  note(ahead: number, offset: number, timestamp: number, sequence: number): void {
    const at = this.count++;
    this.shared.starts[at] = this.#used + ahead;
    this.shared.offsets[at] = offset;
    this.shared.timestamps[at] = timestamp;
    this.#originOf[at] = this.#origin;
    this.#sequences[at] = sequence;
    if (timestamp < this.lowest) this.lowest = timestamp;
    if (timestamp > this.highest) this.highest = timestamp;
  }

  /** Copies the bytes of what was noted. */
  copy(bytes: Uint8Array): void {
    this.shared.bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  originOf(at: number): Origin {
    return this.#origins[this.#originOf[at]!]!;
  }

  /** A record's number among its producer's; -1 without. */
  sequenceOf(at: number): number {
    return this.#sequences[at]!;
  }

  /** Before another filter. What was dropped stays so. */
  forgetVerdicts(): void {
    if (this.dropped === 0) this.verdicts.fill(Verdict.open);
    else {
      this.verdicts.forEach((verdict, at) => {
        if (verdict !== Verdict.dropped) this.verdicts[at] = Verdict.open;
      });
    }
  }

  /** Adds a record of another chunk, under its name, as one that matches. */
  save(from: KeptChunk, at: number): void {
    const { starts, bytes, offsets, timestamps } = from.shared;
    this.#ids ??= new Float64Array(this.capacity);
    this.#ids[this.count] = from.idOf(at);
    this.verdicts[this.count] = Verdict.match;
    this.begin(from.originOf(at));
    this.note(0, offsets[at]!, timestamps[at]!, from.sequenceOf(at));
    this.copy(bytes.subarray(starts[at], recordAt(from.shared, at).at));
  }

  /** Where the record with a name is, if it has been saved into this chunk; -1 if it is not here. */
  savedAt(id: number): number {
    return this.#ids?.subarray(0, this.count).indexOf(id) ?? -1;
  }

  /** Names a record for good: `KeptRecords.placeOf` finds it. */
  idOf(at: number): number {
    return this.#ids?.[at] ?? this.shared.serial * MOST_RECORDS + at;
  }
}

/** A cursor at a record: key, value and headers are views of the chunk's bytes. */
export function recordAt({ bytes, starts }: SharedChunk, at: number): RecordCursor {
  const cursor = new RecordCursor(bytes, starts[at]);
  cursor.next();
  return cursor;
}

function isSame(a: Origin, b: Origin): boolean {
  return (
    a.producerId === b.producerId &&
    a.producerEpoch === b.producerEpoch &&
    a.codec === b.codec &&
    a.timestampType === b.timestampType &&
    a.isTransactional === b.isTransactional
  );
}
