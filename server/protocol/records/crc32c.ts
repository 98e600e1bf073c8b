/**
 * CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum of record batches
 * since magic 2 (KIP-98). Slicing by 8: eight table look-ups advance eight bytes.
 */

const POLYNOMIAL = 0x82f63b78; // 0x1EDC6F41, bits reversed

function makeTables(): readonly Int32Array[] {
  const tables = Array.from({ length: 8 }, () => new Int32Array(256));
  const first = tables[0]!;
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    first[byte] = crc;
  }
  for (let slice = 1; slice < 8; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const crc = tables[slice - 1]![byte]!;
      tables[slice]![byte] = (crc >>> 8) ^ first[crc & 0xff]!;
    }
  }
  return tables;
}

const tables = makeTables();
const t0 = tables[0]!;
const t1 = tables[1]!;
const t2 = tables[2]!;
const t3 = tables[3]!;
const t4 = tables[4]!;
const t5 = tables[5]!;
const t6 = tables[6]!;
const t7 = tables[7]!;

/**
 * The CRC-32C of `bytes` in [from, to), as an unsigned 32-bit number.
 * With `seed`, a CRC returned earlier, it continues that one.
 */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length, seed = 0): number {
  let crc = ~seed;
  let at = from;
  for (const last = to - 8; at <= last; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      t7[crc & 0xff]! ^
      t6[(crc >>> 8) & 0xff]! ^
      t5[(crc >>> 16) & 0xff]! ^
      t4[crc >>> 24]! ^
      t3[bytes[at + 4]!]! ^
      t2[bytes[at + 5]!]! ^
      t1[bytes[at + 6]!]! ^
      t0[bytes[at + 7]!]!;
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]!) & 0xff]!;
  return ~crc >>> 0;
}
