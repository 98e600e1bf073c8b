import { describe, expect, test } from 'vitest';
import { linesOf } from '../../../../server/streaming/files/lines.ts';
import { fc } from '../../../harness/fast-check.ts';

const encode = (text: string) => new TextEncoder().encode(text);

/** The bytes from `start` on, so many in a chunk; `asked` counts those that were asked for. */
async function* chunksOf(bytes: Uint8Array, start = 0, size = 4, asked = { bytes: 0 }) {
  for (let at = start; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size);
    asked.bytes += chunk.length;
    yield chunk;
  }
}

/** What a naive reader of the whole text makes of it. */
function naive(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

describe('lines of a text', () => {
  test.each([
    ['', []],
    ['one', ['one']],
    ['one\n', ['one']],
    ['one\n\ntwo', ['one', '', 'two']],
    ['\n', ['']],
    ['one\r\ntwo\rthree\n\rfour\r', ['one', 'two', 'three', '', 'four']],
    ['schön\n日本語\n👋🏽', ['schön', '日本語', '👋🏽']],
    ['\ufeffname\n\ufeffkept', ['name', '\ufeffkept']],
    ['tab\tand\u2028separator\n', ['tab\tand\u2028separator']],
  ])('%j', async (text, expected) => {
    for (const size of [1, 2, 3, 100]) {
      expect(await linesOf(chunksOf(encode(text), 0, size))).toEqual(expected);
    }
  });

  test('bytes that are not UTF-8 are replaced, and the line stays', async () => {
    expect(await linesOf(chunksOf(Uint8Array.of(0x61, 0xff, 0x62, 0x0a, 0x63)))).toEqual([
      'a\ufffdb',
      'c',
    ]);
  });

  test('however a text is cut, every line is in one split, in order', async () => {
    const texts = fc
      .array(fc.constantFrom('a', 'bc', 'é', '🙂', '\n', '\r\n', '\r', '\n\n'), { maxLength: 60 })
      .map((parts) => parts.join(''));
    const cuts = fc.array(fc.nat({ max: 150 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(texts, cuts, fc.integer({ min: 1, max: 9 }), async (text, at, size) => {
        const bytes = encode(text);
        const inside = at.filter((cut) => cut > 0 && cut < bytes.length);
        const bounds = [...new Set([0, ...inside, bytes.length])].sort((a, b) => a - b);
        const lines: string[] = [];
        for (let i = 0; i + 1 < bounds.length; i++) {
          const [start, end] = [bounds[i]!, bounds[i + 1]!];
          lines.push(...(await linesOf(chunksOf(bytes, start, size), start, end)));
        }
        expect(lines).toEqual(naive(text));
      }),
      { numRuns: 500 },
    );
  });

  test('a line that begins where a split ends belongs to that split', async () => {
    const bytes = encode('one\ntwo\nthree\n');
    expect(await linesOf(chunksOf(bytes, 0), 0, 4)).toEqual(['one', 'two']);
    expect(await linesOf(chunksOf(bytes, 4), 4, 14)).toEqual(['three']);
    expect(await linesOf(chunksOf(bytes, 5), 5, 7)).toEqual([]);
  });

  test('no more is asked for than the last line needs', async () => {
    const asked = { bytes: 0 };
    const bytes = encode('1234567\n'.repeat(1000));
    expect(await linesOf(chunksOf(bytes, 0, 4, asked), 0, 20)).toHaveLength(3);
    expect(asked.bytes).toBeLessThan(40);
  });

  test('a line longer than many chunks', async () => {
    const line = 'x'.repeat(5000);
    expect(await linesOf(chunksOf(encode(`${line}\r\nend`), 0, 7))).toEqual([line, 'end']);
  });
});
