import { constants, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eachZstdFrame } from '../../../server/node/zstd-frame.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { refusalOf } from '../protocol/records/samples.ts';

const noise = seededRandom(4).bytes(300_000);
/** Noise and repetition, over several blocks of each type. */
const mixed = new Uint8Array(Buffer.concat([noise, new Uint8Array(300_000), noise]));
const skippable = Uint8Array.of(0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9);
const magic = [0x28, 0xb5, 0x2f, 0xfd];

const sizes = (...parts: Uint8Array[]) =>
  [...eachZstdFrame(new Uint8Array(Buffer.concat(parts)))].map(({ length }) => length);
const refused = (bytes: Uint8Array) => refusalOf(() => [...eachZstdFrame(bytes)])?.message;

describe('the size of a frame', () => {
  test.each([0, 1, 200, 300, 65_535, 65_800, 900_000])('of %i bytes', (length) => {
    for (const checksum of [0, 1]) {
      for (const contentSize of [0, 1]) {
        const frame = zstdCompressSync(mixed.subarray(0, length), {
          params: {
            [constants.ZSTD_c_checksumFlag]: checksum,
            [constants.ZSTD_c_contentSizeFlag]: contentSize,
          },
        });
        expect(sizes(frame)).toEqual([frame.length]);
        expect(sizes(skippable, frame, skippable, frame)).toEqual([frame.length, frame.length]);
      }
    }
  });

  test('with a dictionary id, and a content size of 8 bytes', () => {
    const block = [1, 0, 0];
    for (const [descriptor, header] of [
      [0x20, 1],
      [0x21, 2],
      [0x22, 3],
      [0x23, 5],
      [0xe0, 8],
      [0xc0, 9],
      [0x40, 3],
      [0x80, 5],
    ] as const) {
      const frame = [...magic, descriptor, ...Array(header).fill(0), ...block];
      expect(sizes(Uint8Array.from(frame))).toEqual([frame.length]);
    }
  });

  test('with a repeated byte, which takes one', () => {
    // Type 1, 100 bytes, the last block.
    const frame = [...magic, 0x20, 100, (100 << 3) & 0xff, (100 << 3) >> 8, 0, 7, 1, 0, 0];
    frame[6]! |= 2;
    expect(sizes(Uint8Array.from(frame))).toEqual([frame.length]);
  });
});

describe('refuses', () => {
  test('one cut off at any byte', () => {
    const frame = new Uint8Array(zstdCompressSync(mixed.subarray(200_000, 400_000)));
    for (let length = 0; length < 200; length++) {
      expect(refused(frame.subarray(0, length))).toMatch(/cut off/);
    }
    for (let missing = 1; missing < 200; missing++) {
      expect(refused(frame.subarray(0, frame.length - missing))).toMatch(/cut off/);
    }
    expect(refused(skippable.subarray(0, 10))).toMatch(/cut off/);
  });

  test('what is none', () => {
    expect(refused(Uint8Array.of(1, 2, 3, 4))).toMatch(/magic number 0x4030201/);
    expect(refused(Uint8Array.of(...skippable, 1, 2, 3, 4))).toMatch(/magic number/);
  });

  test('too many', () => {
    const frame = zstdCompressSync(new Uint8Array(0));
    expect(sizes(...Array(100).fill(frame))).toHaveLength(100);
    const more = new Uint8Array(Buffer.concat(Array(101).fill(frame)));
    expect(refused(more)).toMatch(/more than 100/);
  });
});
