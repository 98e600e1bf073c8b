import { RecordsError } from './records-error.ts';

/** Compression codecs under Kafka's names (CompressionType), by the number in a batch's attributes. */
export const Codec = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

export type CodecName = keyof typeof Codec;

const names = Object.keys(Codec) as CodecName[];

/**
 * The name of a codec, as in `compression.type`.
 * @throws RecordsError UNSUPPORTED_COMPRESSION_TYPE for a number that names none.
 */
export function codecName(codec: number): CodecName {
  const name = names[codec];
  if (name === undefined) {
    throw new RecordsError('UNSUPPORTED_COMPRESSION_TYPE', `Unknown compression codec ${codec}`);
  }
  return name;
}

/**
 * Port: what compresses the records of a batch. `codec` is a number of `Codec`.
 * `none` passes the bytes through.
 */
export interface Compression {
  /** @throws RecordsError UNSUPPORTED_COMPRESSION_TYPE if this runtime lacks the codec. */
  compress(codec: number, bytes: Uint8Array): Uint8Array;

  /**
   * Never gives more than `maxBytes`, and stops working soon after it would.
   * @throws RecordsError CORRUPT_MESSAGE for a broken stream, MESSAGE_TOO_LARGE beyond
   * `maxBytes`, UNSUPPORTED_COMPRESSION_TYPE if this runtime lacks the codec.
   */
  decompress(codec: number, bytes: Uint8Array, maxBytes: number): Uint8Array;

  /**
   * LZ4 frames inside messages of magic 0 carry a header checksum that old clients computed
   * wrongly (KAFKA-3160); readers do not check it and writers repeat the mistake.
   */
  compressLegacyLz4(bytes: Uint8Array): Uint8Array;
  decompressLegacyLz4(bytes: Uint8Array, maxBytes: number): Uint8Array;
}
