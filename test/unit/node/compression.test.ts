import * as zlib from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { compression } from '../../../server/node/compression.ts';
import { Codec } from '../../../server/protocol/records/compression.ts';
import { fc } from '../../harness/fast-check.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { mutated, refusalOf, seeded } from '../protocol/records/samples.ts';

const codecs = Object.values(Codec).slice(1);
const limit = 100_000_000;
const line = new TextEncoder().encode('the mill grinds the grain, the grain fills the mill\n');

/** Text and noise, with repetitions near and far. */
const compressible = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.nat(300).map((length) => new Uint8Array(length).fill(length)),
      fc.nat(line.length).map((length) => line.subarray(0, length)),
      fc.integer({ min: 1, max: 90_000 }).map((length) => new Uint8Array(length).fill(7)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

/** Quicker than `toEqual` over a hundred thousand bytes. */
function expectSame(actual: Uint8Array, expected: Uint8Array): void {
  expect(Buffer.compare(actual, expected)).toBe(0);
}

describe.each(codecs)('codec %i', (codec) => {
  test('round trip', () => {
    fc.assert(
      fc.property(compressible, (bytes) => {
        const compressed = compression.compress(codec, bytes);
        expectSame(compression.decompress(codec, compressed, bytes.length), bytes);
      }),
      seeded,
    );
  });

  test('any length, of the same byte and of noise', () => {
    const noise = seededRandom(codec).bytes(140_000);
    const lengths = [...Array(100).keys(), 32_767, 32_768, 65_535, 65_536, 65_537, 131_073];
    for (const bytes of [noise, new Uint8Array(140_000)]) {
      for (const length of lengths) {
        const part = bytes.subarray(0, length);
        const compressed = compression.compress(codec, part);
        // Noise does not grow by much.
        expect(compressed.length).toBeLessThan(length * 1.01 + 64);
        expectSame(compression.decompress(codec, compressed, limit), part);
      }
    }
  });

  test('gives plain bytes, not a Buffer', () => {
    const compressed = compression.compress(codec, line);
    expect(Buffer.isBuffer(compressed)).toBe(false);
    expect(Buffer.isBuffer(compression.decompress(codec, compressed, limit))).toBe(false);
  });

  test('compresses text, and far repetitions', () => {
    const text = new Uint8Array(Buffer.concat(Array(1000).fill(line)));
    expect(compression.compress(codec, text).length).toBeLessThan(text.length / 10);
  });

  test('a stream cut off at any byte is refused', () => {
    const bytes = new Uint8Array(Buffer.concat([line, line, seededRandom(1).bytes(50)]));
    const whole = compression.compress(codec, bytes);
    for (let length = 0; length < whole.length; length++) {
      const part = whole.subarray(0, length);
      // A framing of blocks may end behind any of them.
      if (codec === Codec.snappy && length === 16) continue;
      expect(refusalOf(() => compression.decompress(codec, part, limit))?.code).toBe(2);
    }
  });

  test('what exceeds the limit is refused, to the byte', () => {
    for (const length of [10, 1000, 100_000]) {
      const compressed = compression.compress(codec, new Uint8Array(length));
      expect(compression.decompress(codec, compressed, length)).toHaveLength(length);
      const error = refusalOf(() => compression.decompress(codec, compressed, length - 1));
      expect(error?.code).toBe(10);
    }
  });

  test('a bomb takes neither memory nor time', () => {
    const bomb = compression.compress(codec, new Uint8Array(64_000_000));
    const before = process.memoryUsage();
    for (let round = 0; round < 20; round++) {
      expect(refusalOf(() => compression.decompress(codec, bomb, 1_000_000))?.code).toBe(10);
    }
    const { rss, arrayBuffers } = process.memoryUsage();
    expect(arrayBuffers - before.arrayBuffers).toBeLessThan(60_000_000);
    expect(rss - before.rss).toBeLessThan(100_000_000);
  });

  test('mutated streams are refused or read, within the limit', () => {
    const random = seededRandom(codec);
    const bytes = new Uint8Array(Buffer.concat([line, random.bytes(40), line, line]));
    const whole = compression.compress(codec, bytes);
    let refused = 0;
    for (let round = 0; round < 20_000; round++) {
      const stream = mutated(whole, random);
      const error = refusalOf(() => {
        const { length } = compression.decompress(codec, stream, 5000);
        expect(length).toBeLessThanOrEqual(5000);
      });
      if (error !== undefined) {
        expect([2, 10]).toContain(error.code);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(2000);
  });

  test('noise is refused', () => {
    const random = seededRandom(codec);
    for (let round = 0; round < 5000; round++) {
      const noise = random.bytes(random.below(100));
      refusalOf(() => compression.decompress(codec, noise, 5000));
    }
    expect(refusalOf(() => compression.decompress(codec, random.bytes(99), 5000))).toBeDefined();
  });
});

test('no codec passes bytes through, within the limit', () => {
  expect(compression.compress(Codec.none, line)).toBe(line);
  expect(compression.decompress(Codec.none, line, line.length)).toBe(line);
  expect(refusalOf(() => compression.decompress(Codec.none, line, 1))?.code).toBe(10);
});

test('unknown codecs are refused', () => {
  for (const codec of [5, 6, 7, -1]) {
    expect(refusalOf(() => compression.compress(codec, line))?.code).toBe(76);
    expect(refusalOf(() => compression.decompress(codec, line, limit))?.code).toBe(76);
  }
});

test.each([Codec.gzip, Codec.zstd])('%i: streams in a row are read on, rubbish is not', (codec) => {
  const [one, two] = [line, new Uint8Array(0)].map((bytes) => compression.compress(codec, bytes));
  const row = new Uint8Array(Buffer.concat([one!, two!, one!, one!]));
  const three = new Uint8Array(Buffer.concat([line, line, line]));
  expect(compression.decompress(codec, row, three.length)).toEqual(three);
  expect(refusalOf(() => compression.decompress(codec, row, three.length - 1))?.code).toBe(10);
  const rubbish = Uint8Array.from([...one!, 1, 2, 3]);
  expect(refusalOf(() => compression.decompress(codec, rubbish, limit))?.message).toMatch(
    /^Broken (gzip stream|zstd frame)/,
  );
});

test('a Node without zstd says so', async ({ onTestFinished }) => {
  vi.resetModules();
  vi.doMock('node:zlib', () => ({
    ...zlib,
    zstdCompressSync: undefined,
    zstdDecompressSync: undefined,
  }));
  onTestFinished(() => {
    vi.doUnmock('node:zlib');
    vi.resetModules();
  });
  const old = (await import('../../../server/node/compression.ts')).compression;
  for (const action of [
    () => old.compress(Codec.zstd, line),
    () => old.decompress(Codec.zstd, line, limit),
  ]) {
    expect(action).toThrow(/zstd needs Node 22.15 or later; this is v/);
    expect(action).toThrow(expect.objectContaining({ code: 76 }));
  }
  expect(old.decompress(Codec.gzip, old.compress(Codec.gzip, line), limit)).toEqual(line);
});
