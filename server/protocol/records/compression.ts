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
 * Port: what compresses the records of a batch. `codec` is a number of `Codec`;
 * `none` passes the bytes through.
 *
 * `magic` is that of the batch or message around them (2 unless told): old clients computed the
 * checksum in the header of LZ4 frames wrongly, so in messages of magic 0 readers ignore it and
 * writers repeat the mistake (KIP-57).
 */
export interface Compression {
  /** @throws RecordsError UNSUPPORTED_COMPRESSION_TYPE if there is no such codec here. */
  compress(codec: number, bytes: Uint8Array, magic?: number): Uint8Array;

  /**
   * Gives at most `maxBytes`, and takes memory in proportion to what it gives.
   * @throws RecordsError CORRUPT_MESSAGE for a broken stream, MESSAGE_TOO_LARGE for one that
   * exceeds `maxBytes`, UNSUPPORTED_COMPRESSION_TYPE if there is no such codec here.
   */
  decompress(codec: number, bytes: Uint8Array, maxBytes: number, magic?: number): Uint8Array;
}

/**
 * The most that the records of one batch may decompress to: as many bytes as the largest
 * request may carry uncompressed (socket.request.max.bytes by default).
 */
export const MAX_DECOMPRESSED_BYTES = 104_857_600;
