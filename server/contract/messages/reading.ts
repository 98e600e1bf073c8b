// Reading a topic's records: what is asked, and what comes back. A reading keeps what it has read, as far as its memory
// allows, and shows those of it that pass its filter, in one order; whoever looks asks for some rows at a time.

import type { DecodedFormat, Decoding } from './decoding.ts';

export type StartAt =
  | { readonly kind: 'earliest' }
  /** What comes from now on. */
  | { readonly kind: 'latest' }
  | { readonly kind: 'offset'; readonly offset: number }
  /** Milliseconds since the epoch: in each partition the first record not before it. */
  | { readonly kind: 'timestamp'; readonly timestamp: number }
  /** The last so many of all chosen partitions together. */
  | { readonly kind: 'last'; readonly count: number };

/** When to stop, whichever comes first; without any it goes on with what arrives, live. */
export interface StopWhen {
  /** At what was each partition's end when the reading began. */
  readonly atEnd?: boolean;
  /** After so many records, matching or not. */
  readonly scanned?: number;
  /** In each partition after so many records, matching or not. */
  readonly scannedEach?: number;
  /** After so many that match. */
  readonly matching?: number;
  /** In each partition at this offset, exclusive. */
  readonly offset?: number;
  /** In each partition at the first record not before this time, in milliseconds since the epoch. */
  readonly timestamp?: number;
}

export interface ReadingOptions {
  readonly topic: string;
  readonly start: StartAt;
  readonly stop: StopWhen;
  /** All if absent. */
  readonly partitions?: readonly number[];
  readonly key: Decoding;
  readonly value: Decoding;
  readonly filter: RecordFilter;
  readonly order: RecordOrder;
  readonly isolation: 'read_uncommitted' | 'read_committed';
  /** Bytes that kept records may take: the oldest of them go when there are more. */
  readonly memory: number;
}

/** By time, then partition and offset. */
export type RecordOrder = 'newest' | 'oldest';

/** What records have to be like, in every respect that is named. */
export interface RecordFilter {
  /** Stands in the key, the value or a header, whatever its case. */
  readonly text?: string;
  readonly fields?: readonly FieldCondition[];
  /**
   * A JavaScript expression over `record` (`key`, `value`, `headers`, `partition`, `offset`, `timestamp`), also as names of
   * their own: `value.amount > 10 && headers.source === 'web'`.
   */
  readonly expression?: string;
  readonly headers?: readonly HeaderCondition[];
  readonly partitions?: readonly number[];
  /** Milliseconds since the epoch, the end exclusive. */
  readonly time?: { readonly from: number; readonly to: number };
}

export interface FieldCondition {
  /** From the key or the value on: `value.customer.id`, `value.items[0].price`, `key`. `[*]` is any element. */
  readonly path: string;
  readonly operator:
    | 'is'
    | 'isNot'
    | 'contains'
    | 'matches'
    | 'less'
    | 'greater'
    | 'exists'
    | 'missing';
  /** As typed: compared as a number where the field has one. Unused with `exists` and `missing`. */
  readonly value: string;
}

export interface HeaderCondition {
  readonly name: string;
  /** Any value if absent. */
  readonly value?: string;
}

/** A record as a row shows it. */
export interface RecordRow {
  /** Names the record within its reading. */
  readonly id: number;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch; -1 where it has none. */
  readonly timestamp: number;
  readonly timestampType: 'create' | 'append';
  readonly key: DecodedPreview;
  readonly value: DecodedPreview;
  readonly headers: readonly { readonly name: string; readonly value: DecodedPreview }[];
  /** Bytes of key, value and headers. */
  readonly size: number;
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /** Where the producer had one. */
  readonly producer?: { readonly id: number; readonly epoch: number; readonly sequence: number };
  readonly transactional: boolean;
}

/** The beginning of decoded bytes, on one line. */
export interface DecodedPreview {
  readonly format: DecodedFormat;
  readonly text: string;
  /** Whether there is more than `text`. */
  readonly shortened: boolean;
  /** Bytes; -1 for null. */
  readonly size: number;
  /** Why the bytes are not what they were said to be: one sentence. They are shown as text if they are some, else as bytes. */
  readonly problem?: string;
  /** Where `text` has what the filter looks for: positions of UTF-16 units, the end exclusive. */
  readonly marks?: readonly (readonly [from: number, to: number])[];
}

/** Decoded bytes, whole. */
export interface DecodedWhole {
  readonly format: DecodedFormat;
  /** JSON and what decodes to objects is laid out over lines. */
  readonly text: string;
  readonly size: number;
  readonly problem?: string;
  /** What the bytes were read with: `orders-value, version 3 (id 17)`. */
  readonly schema?: string;
  /** The first bytes in hexadecimal, at most 64 KB of them. */
  readonly hex: string;
}

export interface RecordDetail {
  readonly row: RecordRow;
  readonly key: DecodedWhole;
  readonly value: DecodedWhole;
  readonly headers: readonly { readonly name: string; readonly value: DecodedWhole }[];
}

/** Which rows of the order are asked for. */
export type RowWindow =
  /** From a row's number on, counted from 0. */
  | { readonly from: number; readonly count: number }
  /** So that the record is the row `before` rows below the first. Rows from 0 if it does not match or is gone. */
  | { readonly anchor: number; readonly before: number; readonly count: number };

export interface Rows {
  /** The first one's number. */
  readonly from: number;
  readonly rows: readonly RecordRow[];
  /** How many rows there are. */
  readonly total: number;
}

export interface ReadingStatus {
  readonly state: 'starting' | 'reading' | 'live' | 'paused' | 'done' | 'failed';
  /** Records read. */
  readonly scanned: number;
  /** Those kept that pass the filter: as many rows there are. */
  readonly matching: number;
  readonly kept: number;
  readonly keptBytes: number;
  /** Records that had to go for others. */
  readonly evicted: number;
  /** Records a second that were read lately. */
  readonly rate: number;
  /** From 0 to 1, where the end is known. */
  readonly progress?: number;
  /** From 0 to 1, while a new filter goes through what is kept. */
  readonly filtering?: number;
  /** What went wrong and what to do; of a filter's expression also while the reading goes on. */
  readonly problem?: string;
  readonly partitions: readonly PartitionProgress[];
}

export interface PartitionProgress {
  readonly partition: number;
  /** The next offset to read. */
  readonly position: number;
  /** The high watermark, as last heard; -1 if not yet. */
  readonly end: number;
  readonly problem?: string;
}

/** How records are spread over time: of all that are kept, and of those that match. */
export interface TimeHistogram {
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** Milliseconds that each bar stands for. */
  readonly step: number;
  readonly kept: readonly number[];
  readonly matching: readonly number[];
}

export interface ExportOptions {
  readonly file: string;
  /** One JSON object a line; comma-separated with a heading; the values' bytes, one after the other, with a line feed after each. */
  readonly format: 'jsonl' | 'csv' | 'raw';
  /** These records; all that match if absent. */
  readonly records?: readonly number[];
}

export interface ExportProgress {
  readonly written: number;
  readonly total: number;
  readonly bytes: number;
  readonly state: 'writing' | 'done' | 'cancelled' | 'failed';
  readonly problem?: string;
}
