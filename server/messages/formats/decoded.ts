// What reads bytes, what writes them, and what comes of reading.

import type { DecodedFormat, SchemaRegistry } from '../../contract/messages/decoding.ts';

/** What bytes turned out to be. */
export interface Decoded {
  readonly format: DecodedFormat;
  /**
   * As filters and expressions see it: a string, number, boolean, null, array or plain object; a bigint where an integer is
   * beyond 2⁵³, and a Uint8Array where it is bytes. Of `empty` it is `''`.
   */
  readonly value: unknown;
  /** Why the bytes are not what they were said to be: one sentence. They are shown as text or bytes then. */
  readonly problem?: string;
  /** What the bytes were read with: `orders-value, version 3 (id 17)`. */
  readonly schema?: string;
  /** Where what was read begins in the bytes, 0 if absent: those before say which schema it has. */
  readonly from?: number;
}

/** Reads bytes; made once for a reading. Never throws, and its promises are never rejected. */
export interface Decoder {
  /** A promise only while a schema of a registry is on its way. */
  decode(bytes: Uint8Array | null): Decoded | Promise<Decoded>;
}

/** Writes what is typed. */
export interface Encoder {
  /** A promise only while a schema of a registry is on its way. @throws UserError that says what is wrong with the text */
  encode(text: string): Uint8Array | Promise<Uint8Array>;
}

/** What decoders and encoders have to know beside the format. */
export interface FormatContext {
  readonly topic: string;
  readonly part: 'key' | 'value' | 'header';
  readonly registry?: SchemaRegistry;
  /** A file's text. Rejects with one sentence for the user. */
  readFile(path: string): Promise<string>;
}
