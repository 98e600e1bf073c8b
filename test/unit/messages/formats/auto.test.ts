import { describe, expect, test } from 'vitest';
import { fc } from '../../../harness/fast-check.ts';
import { bytes, decode, utf8 } from './sample.ts';

const auto = (some: Uint8Array | null) => decode({ format: 'auto' }, some);

describe('of itself', () => {
  test('null and empty are told apart', async () => {
    expect(await auto(null)).toEqual({ format: 'null', value: null });
    expect(await auto(new Uint8Array(0))).toEqual({ format: 'empty', value: '' });
  });

  test.each([
    ['{"a":1}', 'json', { a: 1 }],
    [' [1,2]\n', 'json', [1, 2]],
    ['\ufeff{}', 'json', {}],
    ['{"a":', 'string', '{"a":'],
    ['[INFO] started', 'string', '[INFO] started'],
    ['42', 'string', '42'],
    ['true', 'string', 'true'],
    ['"quoted"', 'string', '"quoted"'],
    ['a\tb\r\nc', 'string', 'a\tb\r\nc'],
    ['Grüße \u{1f600}', 'string', 'Grüße \u{1f600}'],
    ['text', 'string', 'text'],
    ['8 letter', 'string', '8 letter'],
  ])('%j is %s', async (text, format, value) => {
    expect(await auto(utf8(text))).toMatchObject({ format, value });
  });

  test.each([
    ['00 00 00 00 00 00 00 00', 'int64', 0],
    ['00 00 00 00 00 00 00 2a', 'int64', 42],
    ['00 00 01 8f 00 00 00 00', 'int64', 0x18f_0000_0000],
    ['ff ff ff ff ff ff ff fe', 'int64', -2],
    ['00 00 00 2a', 'int32', 42],
    ['ff ff ff ff', 'int32', -1],
  ])('%s is %s', async (hex, format, value) => {
    expect(await auto(bytes(hex))).toEqual({ format, value });
  });

  test.each([
    ['01', 'as little as one byte'],
    ['40 09 21 fb 54 44 2d 18', 'floating point'],
    ['00 00 81 00 00 00 00 00 00', 'nine bytes'],
    ['00 01 02 03 04 05 06 07', 'a large number'],
    ['7f 00 00 01', 'an address'],
    ['12 3e 45 67 e8 9b 12 d3 a4 56 42 66 14 17 40 00', 'a UUID'],
    ['61 00', 'text with a zero'],
  ])('%s stays bytes: %s', async (hex) => {
    expect(await auto(bytes(hex))).toEqual({ format: 'bytes', value: bytes(hex) });
  });

  test('whatever there is is something', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), async (some) => {
        const { format, problem } = await auto(some);
        expect(['string', 'json', 'int32', 'int64', 'bytes']).toContain(format);
        expect(problem).toBeUndefined();
      }),
    );
  });
});
