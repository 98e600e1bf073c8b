import { describe, expect, test } from 'vitest';
import type { Decoding } from '../../../../server/contract/messages/decoding.ts';
import { preview, searchText, whole } from '../../../../server/messages/formats/formats.ts';
import { fc } from '../../../harness/fast-check.ts';
import { bytes, decode, utf8 } from './sample.ts';

async function previewOf(format: Decoding, some: Uint8Array | null, limit = 100) {
  return preview(await decode(format, some), some, limit);
}

const string = { format: 'string' } as const;
const auto = { format: 'auto' } as const;

describe('a preview', () => {
  test('is one line with nothing invisible', async () => {
    const { text } = await previewOf(
      string,
      utf8('a\tb\r\nc\0\x7f\u0085\u202e\ufeff\u{1f469}\u200d'),
    );
    expect(text).toBe('a␉b␍␊c␀␡···\u{1f469}\u200d');
  });

  test('of JSON is compact and keeps digits', async () => {
    const text = '{\n  "id": 12345678901234567890,\n  "text": "a b\\n"\n}';
    expect(await previewOf({ format: 'json' }, utf8(text))).toEqual({
      text: '{"id":12345678901234567890,"text":"a b\\n"}',
      shortened: false,
    });
  });

  test('ends between code points', async () => {
    const some = utf8('ab\u{1f600}\u{1f600}\u{1f600}');
    expect(await previewOf(string, some, 3)).toEqual({ text: 'ab\u{1f600}', shortened: true });
    expect(await previewOf(string, some, 5)).toEqual({
      text: 'ab\u{1f600}\u{1f600}\u{1f600}',
      shortened: false,
    });
  });

  test('of bytes is hexadecimal with what can be read', async () => {
    expect(await previewOf(auto, bytes('00 68 69 ff 01'))).toEqual({
      text: '00 68 69 ff 01  ·hi··',
      shortened: false,
    });
    expect(await previewOf(auto, bytes('00 68 69 ff 01'), 9)).toEqual({
      text: '00 68  ·h',
      shortened: true,
    });
  });

  test('of null and empty is none', async () => {
    expect(await previewOf(auto, null)).toEqual({ text: '', shortened: false });
    expect(await previewOf(auto, new Uint8Array(0))).toEqual({ text: '', shortened: false });
  });

  test('is the beginning of what is searched, however long that is', async () => {
    const characters = fc.constantFrom('a', ' ', '\n', '\0', 'ä', '€', '\u{1f600}', '"');
    const text = fc.oneof(
      fc.string({ unit: characters, minLength: 1, maxLength: 300 }),
      fc.json({ maxDepth: 2 }).map((json) => json.replaceAll(',', `,${' '.repeat(40)}`)),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 60 }), async (some, limit) => {
        for (const decoding of [string, { format: 'json' } as const]) {
          const decoded = await decode(decoding, utf8(some));
          // Bytes that are nothing else are shown in two columns.
          if (decoded.format === 'bytes') continue;
          const all = searchText(decoded, utf8(some));
          const beginning = preview(decoded, utf8(some), limit);
          expect(beginning.text).toBe(Array.from(all).slice(0, limit).join(''));
          expect(beginning.shortened).toBe(Array.from(all).length > limit);
        }
      }),
    );
  });

  test('of what is large looks at its beginning only', async () => {
    const large = utf8(`{"a":"${'x'.repeat(5_000_000)}"}`);
    const decoded = await decode({ format: 'json' }, large);
    const before = performance.now();
    for (let i = 0; i < 100; i++) expect(preview(decoded, large, 200).shortened).toBe(true);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe('the whole', () => {
  test('of JSON is laid out', async () => {
    const some = utf8('{"a":[1,12345678901234567890]}');
    expect(whole(await decode(auto, some), some)).toEqual({
      format: 'json',
      text: '{\n  "a": [\n    1,\n    12345678901234567890\n  ]\n}',
      size: 30,
      hex: Buffer.from(some).toString('hex'),
    });
  });

  test('of text is the text', async () => {
    const some = utf8('a\n\tb');
    expect(whole(await decode(string, some), some).text).toBe('a\n\tb');
  });

  test('of bytes is a dump', async () => {
    const some = bytes('00 01 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e ff');
    const { text, problem } = whole(await decode({ format: 'int8' }, some), some);
    expect(text).toBe(
      '000000  00 01 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e  ··ABCDEFGHIJKLMN\n' +
        `000010  ff${' '.repeat(45)}  ·`,
    );
    expect(problem).toBe('An int8 has 1 byte, but there are 17.');
  });

  test('has 64 KB in hexadecimal at most', async () => {
    const some = new Uint8Array(100_000);
    const shown = whole(await decode(auto, some), some);
    expect(shown.hex.length).toBe(2 * 65_536);
    expect(shown.size).toBe(100_000);
  });

  test('of null and empty tells them apart', async () => {
    expect(whole(await decode(auto, null), null)).toEqual({
      format: 'null',
      text: '',
      size: -1,
      hex: '',
    });
    expect(whole(await decode(auto, bytes('')), bytes(''))).toMatchObject({
      format: 'empty',
      size: 0,
    });
  });
});
