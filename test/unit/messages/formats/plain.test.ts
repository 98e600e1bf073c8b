import { describe, expect, test } from 'vitest';
import type { NumberFormat, PlainFormat } from '../../../../server/contract/messages/decoding.ts';
import { fc } from '../../../harness/fast-check.ts';
import { bytes, decode, encode, shownAndBack, utf8 } from './sample.ts';

const formats: readonly PlainFormat[] = [
  'string',
  'json',
  'int8',
  'int16',
  'int32',
  'int64',
  'float',
  'double',
  'uuid',
  'base64',
  'hex',
  'messagepack',
];

describe('null and empty', () => {
  test.each(formats)('are themselves as %s', async (format) => {
    expect(await decode({ format }, null)).toEqual({ format: 'null', value: null });
    expect(await decode({ format }, new Uint8Array(0))).toEqual({ format: 'empty', value: '' });
  });
});

describe('string', () => {
  test('is UTF-8, whatever is in it', async () => {
    expect(await decode({ format: 'string' }, utf8('äöü €\u{1f600}\0'))).toEqual({
      format: 'string',
      value: 'äöü €\u{1f600}\0',
    });
  });

  test.each([
    ['68 69 ff 21', 2, 'ff'],
    ['c3 28', 1, '28'],
    ['ed a0 80', 1, 'a0'],
    ['61 c0 80', 1, 'c0'],
  ])('%s is not: the reason says where', async (hex, at, byte) => {
    const decoded = await decode({ format: 'string' }, bytes(hex));
    expect(decoded.format).toBe('bytes');
    expect(decoded.value).toEqual(bytes(hex));
    expect(decoded.problem).toBe(`This is not UTF-8: byte 0x${byte} at ${at} cannot stand there.`);
  });
});

test('a string that is cut off says so', async () => {
  expect(await decode({ format: 'string' }, bytes('61 62 e2 82'))).toMatchObject({
    format: 'bytes',
    problem: 'This is not UTF-8: it ends in the middle of a character.',
  });
});

describe('numbers', () => {
  test.each<[NumberFormat, string, number | bigint]>([
    ['int8', 'ff', -1],
    ['int16', '01 00', 256],
    ['int32', '80 00 00 00', -2147483648],
    ['int64', '00 00 00 00 00 00 00 2a', 42],
    ['int64', '00 20 00 00 00 00 00 01', 9007199254740993n],
    ['int64', '80 00 00 00 00 00 00 00', -9223372036854775808n],
    ['float', '3d cc cc cd', 0.1],
    ['double', '3f b9 99 99 99 99 99 9a', 0.1],
  ])('%s %s is %s', async (format, hex, value) => {
    expect(await decode({ format }, bytes(hex))).toEqual({ format, value });
    expect(await encode({ format }, String(value))).toEqual(Buffer.from(bytes(hex)));
  });

  test('have the size that they have', async () => {
    expect(await decode({ format: 'int32' }, bytes('00 01 02'))).toEqual({
      format: 'bytes',
      value: bytes('00 01 02'),
      problem: 'An int32 has 4 bytes, but there are 3.',
    });
    const text = await decode({ format: 'int64' }, utf8('a'));
    expect(text).toEqual({
      format: 'string',
      value: 'a',
      problem: 'An int64 has 8 bytes, but there is 1.',
    });
  });

  test.each<[NumberFormat, string, RegExp]>([
    ['int8', '128', /“128” is not within -128 and 127/],
    ['int64', '9223372036854775808', /not within/],
    ['int32', '1.5', /not a whole number/],
    ['int32', '', /not a whole number/],
    ['double', 'much', /not a number/],
    ['float', ' ', /not a number/],
  ])('as %s “%s” is refused', async (format, text, reason) => {
    await expect(encode({ format }, text)).rejects.toThrow(reason);
  });

  test.each<[NumberFormat, number]>([
    ['int8', 1],
    ['int16', 2],
    ['int32', 4],
    ['int64', 8],
    ['float', 4],
    ['double', 8],
  ])('%s: what is shown is written as the same bytes', async (format, size) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: size, maxLength: size }), async (some) => {
        const decoded = await decode({ format }, some);
        // There are many NaNs, and one is written.
        fc.pre(!Number.isNaN(decoded.value));
        expect(await shownAndBack({ format }, some)).toEqual(Buffer.from(some));
      }),
    );
  });
});

describe('UUIDs', () => {
  const uuid = '123e4567-e89b-12d3-a456-426614174000';

  test('are 16 bytes or text', async () => {
    const expected = { format: 'uuid', value: uuid };
    expect(await decode({ format: 'uuid' }, bytes(uuid.replaceAll('-', '')))).toEqual(expected);
    expect(await decode({ format: 'uuid' }, utf8(uuid))).toEqual(expected);
  });

  test('are written as Kafka’s serializer does, as text', async () => {
    expect(await encode({ format: 'uuid' }, ` ${uuid}\n`)).toEqual(Buffer.from(uuid));
    await expect(encode({ format: 'uuid' }, 'abc')).rejects.toThrow('“abc” is not a UUID');
  });

  test('are nothing else', async () => {
    const decoded = await decode({ format: 'uuid' }, utf8('123e4567-e89b-12d3-a456-42661417400g'));
    expect(decoded.format).toBe('string');
    expect(decoded.problem).toMatch(/^A UUID has 16 bytes/);
  });
});

describe('bytes as text', () => {
  test.each<'base64' | 'hex' | 'string'>(['base64', 'hex'])(
    '%s goes there and back',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1 }), async (some) => {
          expect(await shownAndBack({ format }, some)).toEqual(Buffer.from(some));
        }),
      );
    },
  );

  test('is read as people write it', async () => {
    expect(await encode({ format: 'hex' }, '0x00:FF 0a')).toEqual(Buffer.from([0, 255, 10]));
    expect(await encode({ format: 'base64' }, '_-8\n')).toEqual(Buffer.from([0xff, 0xef]));
    await expect(encode({ format: 'hex' }, '0g')).rejects.toThrow('“g” is not a hexadecimal digit');
    await expect(encode({ format: 'hex' }, '012')).rejects.toThrow('one too many or too few');
    await expect(encode({ format: 'base64' }, 'a*b=')).rejects.toThrow('“*”');
    await expect(encode({ format: 'base64' }, 'abcde')).rejects.toThrow('cut off');
  });
});
