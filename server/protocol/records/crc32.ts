/** CRC-32 (IEEE 802.3, as in gzip), the checksum of messages of magic 0 and 1. */
import { makeCrcTables } from './crc-tables.ts';

const table = makeCrcTables(0xedb88320, 1)[0]!;

/** The CRC-32 of `bytes` in [from, to), as an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = -1;
  for (let at = from; at < to; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 0xff]!;
  return ~crc >>> 0;
}
