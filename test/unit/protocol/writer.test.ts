import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursor, readUvarint } from '../../../server/protocol/reading.ts';
import { Writer } from '../../../server/protocol/writer.ts';

/** `toEqual` takes seconds for megabytes. */
function isFilledWith(byte: number, bytes: Uint8Array, length: number): boolean {
  return bytes.length === length && bytes.every((one) => one === byte);
}

test('varints are read back, and no shorter than need be', () => {
  const writer = new Writer();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
      writer.uvarint(value);
      const bytes = writer.take();
      expect(readUvarint(bytes, 0)).toBe(value);
      expect(cursor.at).toBe(bytes.length);
      expect(bytes.length).toBe(Math.max(1, Math.ceil(value.toString(2).length / 7)));
    }),
  );
});

test.each([0, 1, 126, 127, 128, 16382, 16383, 16384, 2097151, 2097152])(
  'a length of %i is written before what it counts',
  (length) => {
    const writer = new Writer();
    const start = writer.open();
    writer.reserve(length);
    writer.bytes.fill(7, start + 1, start + 1 + length);
    writer.close(start);
    const bytes = writer.take();
    expect(readUvarint(bytes, 0)).toBe(length);
    expect(isFilledWith(7, bytes.subarray(cursor.at), length)).toBe(true);
  },
);

test('what was taken does not change when the writer is used again, small or large', () => {
  const writer = new Writer();
  for (const size of [10, 100_000]) {
    writer.sizedBytes(new Uint8Array(size).fill(1));
    const taken = writer.take();
    writer.sizedBytes(new Uint8Array(size).fill(2));
    writer.take();
    expect(isFilledWith(1, taken.subarray(4), size)).toBe(true);
  }
});
