// What a reading and the thread that filters for it say to each other.

import type { Decoding, SchemaRegistry } from '../../contract/messages/decoding.ts';
import type { RecordFilter } from '../../contract/messages/reading.ts';
import type { SharedChunk } from '../reading/kept-chunk.ts';

/** How a reading's records are decoded. */
export interface FilterDecoding {
  readonly topic: string;
  readonly key: Decoding;
  readonly value: Decoding;
  readonly registry?: SchemaRegistry;
}

export interface FilterThreadData {
  readonly decoding: FilterDecoding;
  /** The generation of the filter that is wanted: what is judged by another is given up. Shared. */
  readonly wanted: Int32Array;
}

export type ToFilter =
  | { readonly kind: 'filter'; readonly generation: number; readonly filter: RecordFilter }
  /** Before anything is said of a chunk. */
  | { readonly kind: 'chunk'; readonly chunk: SharedChunk }
  | { readonly kind: 'forget'; readonly serial: number }
  | {
      readonly kind: 'judge';
      readonly id: number;
      readonly serial: number;
      readonly from: number;
      readonly to: number;
    };

export type FromFilter =
  /** 1 for each record that matches, 0 for others, in order. */
  | { readonly kind: 'judged'; readonly id: number; readonly matches: Uint8Array }
  /** An expression that fails, a schema that cannot be had. */
  | { readonly kind: 'problem'; readonly generation: number; readonly problem: string }
  /** It is getting on with it. */
  | { readonly kind: 'alive' };
