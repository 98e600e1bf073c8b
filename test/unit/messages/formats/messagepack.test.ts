import { describe, expect, test } from 'vitest';
import { whole } from '../../../../server/messages/formats/formats.ts';
import { fc } from '../../../harness/fast-check.ts';
import { bytes, decode, encode } from './sample.ts';

const messagepack = { format: 'messagepack' } as const;

describe('MessagePack', () => {
  test.each<[string, unknown]>([
    ['c0', null],
    ['c3', true],
    ['7f', 127],
    ['e0', -32],
    ['cc ff', 255],
    ['cd 01 00', 256],
    ['ce 00 01 00 00', 65_536],
    ['cf 00 20 00 00 00 00 00 01', 9007199254740993n],
    ['d0 80', -128],
    ['d1 80 00', -32_768],
    ['d2 80 00 00 00', -2147483648],
    ['d3 ff ff ff ff ff ff ff ff', -1],
    ['ca 3d cc cc cd', 0.1],
    ['cb 3f b9 99 99 99 99 99 9a', 0.1],
    ['a2 68 69', 'hi'],
    ['d9 02 68 69', 'hi'],
    ['c4 02 00 ff', bytes('00 ff')],
    ['92 01 a1 61', [1, 'a']],
    ['dc 00 01 01', [1]],
    ['82 a1 61 01 05 c2', { a: 1, 5: false }],
    ['d6 ff 00 00 00 01', '1970-01-01T00:00:01Z'],
    ['d7 ff 1d cd 65 00 00 00 00 01', '1970-01-01T00:00:01.125Z'],
    ['c7 0c ff 00 00 00 01 ff ff ff ff ff ff ff ff', '1969-12-31T23:59:59.000000001Z'],
    [
      'c7 0c ff 00 00 00 00 7f ff ff ff ff ff ff ff',
      { seconds: 9223372036854775807n, nanoseconds: 0 },
    ],
    ['82 c3 01 c4 01 ff 02', { true: 1, '/w==': 2 }],
    ['d4 05 2a', { extension: 5, data: bytes('2a') }],
  ])('%s', async (hex, value) => {
    expect(await decode(messagepack, bytes(hex))).toEqual({ format: 'messagepack', value });
  });

  test.each([
    ['c1', 'byte 0xc1 begins no value'],
    ['92 01', 'it ends at byte 2, where 1 more should follow'],
    ['dd ff ff ff ff', 'it ends at byte 5, where 1 more should follow'],
    ['db ff ff ff ff 61', 'it ends at byte 6, where 4294967294 more should follow'],
    ['a1 ff', 'the text before byte 2 is not UTF-8'],
    ['01 01 01', 'a value ends 2 bytes before the end'],
    ['81 80 01', 'a key is an array or a map, for which there is no place here'],
    ['91'.repeat(1_000), 'it is nested more than 200 deep'],
  ])('%s is none', async (hex, reason) => {
    expect((await decode(messagepack, bytes(hex))).problem).toBe(
      `This is not MessagePack: ${reason}.`,
    );
  });

  test('keeps a member __proto__ as it is', async () => {
    const { value } = await decode(messagepack, bytes('81 a9 5f5f70726f746f5f5f 80'));
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('is written of JSON and read as the same', async () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 6 }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
      fc.array(fc.integer(), { maxLength: 70 }),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
    );
    await fc.assert(
      fc.asyncProperty(value, async (some) => {
        const text = typeof some === 'bigint' ? String(some) : JSON.stringify(some);
        const encoded = await encode(messagepack, text);
        const decoded = await decode(messagepack, encoded);
        expect(decoded.format).toBe('messagepack');
        expect(await encode(messagepack, whole(decoded, encoded).text)).toEqual(encoded);
        if (typeof some === 'bigint') expect(BigInt(decoded.value as number)).toBe(some);
        else expect(decoded.value).toEqual(JSON.parse(text));
      }),
    );
  });

  test('has no room for more than 64 bits', async () => {
    await expect(encode(messagepack, '[18446744073709551616]')).rejects.toThrow(
      '18446744073709551616 is too large for MessagePack',
    );
    await expect(encode(messagepack, '['.repeat(300) + ']'.repeat(300))).rejects.toThrow('deep');
  });
});
