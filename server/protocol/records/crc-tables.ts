/**
 * Look-up tables for a reflected 32-bit CRC: table 0 advances one byte, table k
 * a byte that k zero bytes follow, so that several bytes can be advanced at once.
 * @param polynomial bits reversed
 */
export function makeCrcTables(polynomial: number, count: number): readonly Int32Array[] {
  const tables = Array.from({ length: count }, () => new Int32Array(256));
  const first = tables[0]!;
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    first[byte] = crc;
  }
  for (let slice = 1; slice < count; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const crc = tables[slice - 1]![byte]!;
      tables[slice]![byte] = (crc >>> 8) ^ first[crc & 0xff]!;
    }
  }
  return tables;
}
