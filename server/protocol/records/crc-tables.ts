/**
 * Look-up tables for a reflected 32-bit CRC: table 0 advances one byte, table k
 * a byte that k zero bytes follow, so that several bytes can be advanced at once.
 * @param polynomial bits reversed
 */
export function makeCrcTables(polynomial: number, count: number): readonly Int32Array[] {
  const first = makeTable((byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
  const tables = [first];
  while (tables.length < count) {
    const last = tables.at(-1)!;
    tables.push(makeTable((byte) => (last[byte]! >>> 8) ^ first[last[byte]! & 0xff]!));
  }
  return tables;
}

/**
 * A CRC is linear: the one of a byte is the sum of those of its bits, so only eight need be computed.
 * Every process makes these tables when it starts, and loops that run longer would have the engine
 * bring up its optimizing compiler for them, which takes milliseconds and megabytes.
 */
function makeTable(crcOfBit: (bit: number) => number): Int32Array {
  const table = new Int32Array(256);
  for (let bit = 1; bit < 256; bit *= 2) {
    const crc = crcOfBit(bit);
    for (let rest = 0; rest < bit; rest++) table[bit + rest] = crc ^ table[rest]!;
  }
  return table;
}
