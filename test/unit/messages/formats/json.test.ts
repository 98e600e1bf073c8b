import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../../server/messages/formats/json.ts';
import { compactJson, prettyJson } from '../../../../server/messages/formats/json-layout.ts';
import { fc } from '../../../harness/fast-check.ts';
import { bytes, decode, encode, utf8 } from './sample.ts';

describe('values', () => {
  test('keep the digits of integers beyond 2⁵³', () => {
    expect(
      parseJson('{"id": 9007199254740993, "small": 12, "n": [-12345678901234567890]}'),
    ).toEqual({ id: 9007199254740993n, small: 12, n: [-12345678901234567890n] });
    expect(parseJson('1234567890123456')).toBe(1234567890123456);
    expect(parseJson('0.12345678901234567890')).toBe(0.12345678901234568);
    expect(parseJson('"9007199254740993"')).toBe('9007199254740993');
    expect(parseJson('12345678901234567e1')).toBe(Number('12345678901234567e1'));
  });

  test('are JSON.parse’s otherwise', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('of integers are exact wherever they stand', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), fc.nat(20), (value, spaces) => {
        const [parsed] = parseJson(`[${' '.repeat(spaces)}${value}]`) as [number | bigint];
        expect(BigInt(parsed)).toBe(value);
        expect(typeof parsed).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'bigint');
      }),
    );
  });

  test('nest as deeply as JSON.parse allows', () => {
    const deep = `${'['.repeat(100_000)}9007199254740993${']'.repeat(100_000)}`;
    expect(Array.isArray(parseJson(deep))).toBe(true);
  });
});

describe('bytes', () => {
  test('of which the last of two equal keys counts', async () => {
    expect(await decode({ format: 'json' }, utf8('{"a":1,"a":2}'))).toEqual({
      format: 'json',
      value: { a: 2 },
    });
  });

  test('may begin with a byte order mark', async () => {
    expect(await decode({ format: 'json' }, utf8('\ufeff[1]'))).toEqual({
      format: 'json',
      value: [1],
      from: 3,
    });
  });

  test('that are none are shown all the same', async () => {
    expect(await decode({ format: 'json' }, utf8('{"a": 1'))).toEqual({
      format: 'string',
      value: '{"a": 1',
      problem: expect.stringMatching(/^This is not JSON: Expected .* at position 7.*\.$/),
    });
    expect(await decode({ format: 'json' }, utf8('hello "you"'))).toMatchObject({
      problem: "This is not JSON: Unexpected token 'h'.",
    });
    expect(await decode({ format: 'json' }, bytes('7b ff'))).toEqual({
      format: 'bytes',
      value: bytes('7b ff'),
      problem: 'This is not JSON, since it is not UTF-8.',
    });
  });

  test('are written as they are typed', async () => {
    const text = '{ "n": 1.0, "n": 12345678901234567890 }';
    expect(await encode({ format: 'json' }, text)).toEqual(Buffer.from(text));
    await expect(encode({ format: 'json' }, '{a: 1}')).rejects.toThrow('This is not JSON: ');
  });
});

describe('layout', () => {
  test('keeps what is written', () => {
    const text = '{"a":1.0,"b":12345678901234567890,"a":"\\u00e4 \\"{,","e":{ },"l":[1, 2,[ ]]}';
    expect(prettyJson(text)).toBe(`{
  "a": 1.0,
  "b": 12345678901234567890,
  "a": "\\u00e4 \\"{,",
  "e": {},
  "l": [
    1,
    2,
    []
  ]
}`);
    expect(compactJson(prettyJson(text))).toBe(compactJson(text));
  });

  test('is that of JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(prettyJson(text)).toBe(JSON.stringify(value, null, 2));
        expect(compactJson(text)).toBe(JSON.stringify(value));
      }),
    );
  });

  test('does not grow with depth', () => {
    const deep = `${'['.repeat(50_000)}1${']'.repeat(50_000)}`;
    expect(prettyJson(deep).length).toBeLessThan(110_000);
    expect(compactJson(prettyJson(deep))).toBe(deep);
  });
});
