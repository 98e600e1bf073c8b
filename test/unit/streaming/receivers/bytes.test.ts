import { describe, expect, test } from 'vitest';
import { framesOf } from '../../../../server/streaming/receivers/frames.ts';
import { linesOf } from '../../../../server/streaming/receivers/lines.ts';
import { fc } from '../../../harness/fast-check.ts';

const text = fc.array(
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((line) => line.replace(/[\r\n]/g, '')),
  {
    maxLength: 8,
  },
);
const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });

describe('lines', () => {
  test.each([
    ['ends', 'a\nb\n', ['a', 'b']],
    ['ends of Windows', 'a\r\nb\r\n', ['a', 'b']],
    ['a last one without an end', 'a\nb', ['a', 'b']],
    ['empty ones', '\n\na\n', ['', '', 'a']],
    ['nothing', '', []],
    ['a byte order mark that is none', 'a\n\uFEFFb\n', ['a', '\uFEFFb']],
  ])('%s', async (_what, bytes, lines) => {
    expect(await all(linesOf(chunks(new TextEncoder().encode(bytes), [100])))).toEqual(
      [lines].filter(({ length }) => length > 0).flat(),
    );
  });

  test('however they are cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom('\n', '\r\n'), sizes, async (lines, end, cuts) => {
        const bytes = new TextEncoder().encode(lines.map((line) => line + end).join(''));
        expect(await all(linesOf(chunks(bytes, cuts)))).toEqual(lines);
      }),
    );
  });
});

describe('frames', () => {
  test('however they are cut into chunks', async () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(frames, sizes, async (wanted, cuts) => {
        const bytes = Buffer.concat(wanted.flatMap((frame) => [lengthOf(frame.length), frame]));
        const found: number[][] = [];
        for await (const frame of framesOf(chunks(bytes, cuts))) found.push([...frame]);
        expect(found).toEqual(wanted.map((frame) => [...frame]));
      }),
    );
  });

  test('bytes that end too early, and a length that cannot be, are errors', async () => {
    const cut = Buffer.concat([lengthOf(5), new Uint8Array(3)]);
    await expect(all(framesOf(chunks(cut, [4])))).rejects.toThrow('2 bytes before a block did');
    await expect(all(framesOf(chunks(lengthOf(-1), [4])))).rejects.toThrow('A block of -1 bytes');
  });
});

/** Bytes in chunks of these sizes, over and over; each chunk's memory is used again once it was looked at. */
async function* chunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const chunk = Buffer.from(bytes.subarray(at, at + sizes[i % sizes.length]!));
    at += chunk.length;
    yield chunk;
    chunk.fill(0x20);
  }
}

function lengthOf(size: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(size);
  return bytes;
}

async function all<T>(source: AsyncIterable<Iterable<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const some of source) items.push(...some);
  return items;
}
