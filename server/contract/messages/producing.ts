// Sending records to a topic: what is asked, and what became of them.

import type { Encoding } from './decoding.ts';

/** A key, value or header as it is typed. */
export interface Typed {
  readonly encoding: Encoding;
  readonly text: string;
}

export interface RecordTemplate {
  /** Null sends none. */
  readonly key: Typed | null;
  /** Null sends a tombstone. */
  readonly value: Typed | null;
  readonly headers: readonly { readonly name: string; readonly value: Typed | null }[];
  /** Milliseconds since the epoch; when it is sent if absent. */
  readonly timestamp?: number;
  /** Whether `{{person.firstName}}` and the like in texts are replaced by faker's, anew for each record; `{{index}}` counts from 0. */
  readonly generated: boolean;
}

export type PartitionChoice =
  /** By the key's hash (murmur2, as Java's), and sticky without a key: the usual one. */
  | { readonly kind: 'keyHash' }
  | { readonly kind: 'roundRobin' }
  | { readonly kind: 'sticky' }
  | { readonly kind: 'explicit'; readonly partition: number };

/** What is sent, how often. */
export type Repetition =
  | { readonly kind: 'times'; readonly count: number }
  /** So many a second, until stopped or `count` are sent. */
  | { readonly kind: 'rate'; readonly perSecond: number; readonly count?: number };

export interface MessagesFile {
  readonly path: string;
  /** One value a line; columns with a heading (`key`, `value`, `partition`, `timestamp`, all others are headers); values or records of an array. */
  readonly format: 'lines' | 'csv' | 'json';
}

export interface ProducingOptions {
  readonly topic: string;
  readonly partition: PartitionChoice;
  readonly acks: 0 | 1 | -1;
  readonly idempotent: boolean;
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /** From a file the template's encodings, headers and timestamp are used where the file says nothing. */
  readonly template: RecordTemplate;
  readonly repetition: Repetition;
  readonly file?: MessagesFile;
}

/** What became of a record. */
export type Delivery =
  | {
      readonly index: number;
      readonly partition: number;
      readonly offset: number;
      readonly timestamp: number;
    }
  /** One sentence that says what to do. */
  | { readonly index: number; readonly problem: string };

export interface ProducingStatus {
  readonly state: 'sending' | 'done' | 'stopped' | 'failed';
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** Records a second that were acknowledged lately. */
  readonly rate: number;
  /** From 0 to 1, where the end is known. */
  readonly progress?: number;
  /** The latest, at most 100, the newest last. */
  readonly deliveries: readonly Delivery[];
  readonly problem?: string;
}

/** What a template makes, without sending it. */
export interface RecordPreview {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string | null }[];
  /** What is wrong with the key, value or a header: which, and one sentence. */
  readonly problems: readonly {
    readonly part: 'key' | 'value' | 'headers';
    readonly message: string;
  }[];
}
