import { compressionsAlgorithms } from '@platformatic/kafka';
import { describe, expect, test } from 'vitest';
import { compressSnappy, decompressSnappy } from '../../../server/node/snappy.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { refusalOf } from '../protocol/records/samples.ts';

const limit = 1_000_000;
const xerial = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1];
const text = (length: number) =>
  Uint8Array.from({ length }, (_, index) => 'a mill grinds grain. '.charCodeAt(index % 21));

function read(...bytes: number[]): string {
  return Buffer.from(decompressSnappy(Uint8Array.from(bytes), limit)).toString();
}

function refused(...bytes: number[]): string | undefined {
  return refusalOf(() => decompressSnappy(Uint8Array.from(bytes), limit))?.message;
}

const a = 0x61;

describe('raw blocks', () => {
  test('every kind of element', () => {
    expect(read(0)).toBe('');
    expect(read(1, 0x00, a)).toBe('a');
    expect(read(2, 60 << 2, 1, a, a)).toBe('aa');
    expect(read(2, 61 << 2, 1, 0, a, a)).toBe('aa');
    expect(read(2, 62 << 2, 1, 0, 0, a, a)).toBe('aa');
    expect(read(2, 63 << 2, 1, 0, 0, 0, a, a)).toBe('aa');
    expect(read(7, 0x08, a, 0x62, 0x63, 0x01, 3)).toBe('abcabca');
    expect(read(6, 0x08, a, 0x62, 0x63, (2 << 2) | 2, 2, 0)).toBe('abcbcb');
    expect(read(6, 0x08, a, 0x62, 0x63, (2 << 2) | 3, 1, 0, 0, 0)).toBe('abcccc');
  });

  test('those of another writer', () => {
    const { compressSync, decompressSync } = compressionsAlgorithms.snappy;
    const random = seededRandom(5);
    for (const bytes of [text(10), text(200_000), random.bytes(100_000), new Uint8Array(90_000)]) {
      const raw = compressSync(Buffer.from(bytes));
      expect(Buffer.compare(decompressSnappy(raw, limit), bytes)).toBe(0);
      // Ours: the header of 16 bytes, the block's length in 4.
      const part = bytes.subarray(0, 30_000);
      const ours = compressSnappy(part).subarray(20);
      expect(decompressSync(Buffer.from(ours)).equals(part)).toBe(true);
    }
  });

  test('refuses broken ones', () => {
    expect(refused()).toMatch(/ends within an element/);
    expect(refused(0x80)).toMatch(/ends within an element/);
    expect(refused(0x80, 0x80, 0x80, 0x80, 0x80, 0)).toMatch(/endless length/);
    expect(refused(0xff, 0xff, 0xff, 0xff, 0x0f, 0, a)).toMatch(/cannot hold 4294967295/);
    expect(refused(2, 0x00, a)).toMatch(/1 bytes instead of 2/);
    expect(refused(1, 0x04, a)).toMatch(/ends within literals/);
    expect(refused(1, 0x04, a, a)).toMatch(/more than 1 bytes/);
    expect(refused(9, 60 << 2)).toMatch(/ends within an element/);
    expect(refused(9, 0x00, a, 0x01, 0)).toMatch(/from 0 bytes back/);
    expect(refused(9, 0x00, a, 0x01, 2)).toMatch(/from 2 bytes back/);
    expect(refused(9, 0x00, a, 0x03, 1, 0, 0, 0x80)).toMatch(/from 2147483649 bytes back/);
    expect(refused(3, 0x00, a, 0x01, 1)).toMatch(/more than 3 bytes/);
    expect(refused(9, 0x00, a, 0x02, 1)).toMatch(/ends within an element/);
    // What sends snappyjs into an endless loop: a literal of −5 bytes.
    expect(refused(10, 0xfc, 0xfa, 0xff, 0xff, 0xff, 1, 2, 3, 4)).toMatch(/ends within literals/);
  });
});

describe('xerial framing', () => {
  test('what is written', () => {
    const [compressed, empty] = [compressSnappy(text(70_000)), compressSnappy(text(0))];
    expect([...compressed.subarray(0, 16)]).toEqual(xerial);
    expect([...empty]).toEqual(xerial);
    expect(decompressSnappy(compressed, limit)).toEqual(text(70_000));
    expect(decompressSnappy(empty, limit)).toEqual(text(0));
  });

  test('several streams in a row, each with its header', () => {
    const block = [0, 0, 0, 3, 1, 0, a];
    expect(read(...xerial, ...block, ...xerial, ...block, ...block)).toBe('aaa');
  });

  test('a match does not reach into the block before', () => {
    expect(refused(...xerial, 0, 0, 0, 3, 1, 0, a, 0, 0, 0, 3, 4, 0x01, 1)).toMatch(/back/);
  });

  test('refuses broken ones', () => {
    expect(refused(...xerial.slice(0, 12))).toMatch(/cut off/);
    expect(refused(...xerial, 0, 0, 0)).toMatch(/cut off/);
    expect(refused(...xerial, 0, 0, 0, 4, 1, 0, a)).toMatch(/a block of 4 bytes/);
    expect(refused(...xerial, 0xff, 0, 0, 0, 1, 0, a)).toMatch(/a block of -/);
    expect(refused(...xerial, 0, 0, 0, 0)).toMatch(/ends within/);
  });
});
