import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../../server/protocol/records/crc32.ts';
import { crc32c } from '../../../../server/protocol/records/crc32c.ts';
import { fc } from '../../../harness/fast-check.ts';
import { seeded } from './samples.ts';

const check = new TextEncoder().encode('123456789');

describe('CRC-32C', () => {
  test('known values (RFC 3720, B.4)', () => {
    expect(crc32c(check)).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(0))).toBe(0);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => 31 - index))).toBe(0x113fdb5c);
  });

  test('equals bit-by-bit division for any range at any alignment, whole or continued', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(bytes, fc.nat(20), fc.nat(200), fc.nat(200), (all, offset, a, b) => {
        const view = Uint8Array.from([...new Uint8Array(offset), ...all]).subarray(offset);
        const [from, to] = [a % all.length, b % (all.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        const middle = from + ((to - from) >> 1);
        const expected = bitByBit(view.subarray(from, to), 0x82f63b78);
        expect(crc32c(view, from, to)).toBe(expected);
        expect(crc32c(view, middle, to, crc32c(view, from, middle))).toBe(expected);
        expect(crc32(view, from, to)).toBe(bitByBit(view.subarray(from, to), 0xedb88320));
      }),
      seeded,
    );
  });
});

test('CRC-32: known values', () => {
  expect(crc32(check)).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

function bitByBit(bytes: Uint8Array, polynomial: number): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
  }
  return ~crc >>> 0;
}
