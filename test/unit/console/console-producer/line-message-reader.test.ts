import { describe, expect, test } from 'vitest';
import { LineMessageReader } from '../../../../server/console/console-producer/line-message-reader.ts';

const text = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString();

/** A line's record as text. */
function read(properties: Readonly<Record<string, string>>, line: string) {
  const { key, value, headers } = new LineMessageReader(properties).read(line);
  return {
    key: text(key),
    value: text(value),
    headers: headers.map((header) => [header.key, text(header.value)]),
  };
}

const withKey = { 'parse.key': 'true' };
const withHeaders = { 'parse.headers': 'true' };

describe('a line', () => {
  test('is the value', () => {
    expect(read({}, 'a\tb')).toEqual({ key: null, value: 'a\tb', headers: [] });
  });

  test('has the key before the first separator', () => {
    expect(read(withKey, 'k\tv\tw')).toEqual({ key: 'k', value: 'v\tw', headers: [] });
    expect(read({ ...withKey, 'key.separator': '::' }, '::v')).toMatchObject({
      key: '',
      value: 'v',
    });
  });

  test('has headers before the key', () => {
    expect(read({ ...withHeaders, ...withKey }, 'h1:v1,h2:v:2\tk\tv')).toEqual({
      key: 'k',
      value: 'v',
      headers: [
        ['h1', 'v1'],
        ['h2', 'v:2'],
      ],
    });
  });

  test('keeps headers of the same name apart', () => {
    expect(read(withHeaders, 'a:1,a:2\tv').headers).toEqual([
      ['a', '1'],
      ['a', '2'],
    ]);
  });

  test('is divided by whatever one says', () => {
    const properties = {
      ...withHeaders,
      ...withKey,
      ...{ 'headers.delimiter': '!', 'headers.separator': '&', 'headers.key.separator': '=' },
      'key.separator': '#',
    };
    expect(read(properties, 'a=1&b=2!k#v')).toEqual({
      key: 'k',
      value: 'v',
      headers: [
        ['a', '1'],
        ['b', '2'],
      ],
    });
  });
});

describe('the null marker', () => {
  const marked = { ...withHeaders, ...withKey, 'null.marker': 'NULL' };

  test('stands for no key, value, header value or headers', () => {
    expect(read(marked, 'h:NULL\tNULL\tNULL')).toEqual({
      key: null,
      value: null,
      headers: [['h', null]],
    });
    expect(read(marked, 'NULL\tk\tv').headers).toEqual([]);
  });

  test('is no name of a header', () => {
    expect(() => read(marked, 'NULL:v\tk\tv')).toThrow(
      "Header keys should not be equal to the null marker 'NULL' as they can't be null",
    );
  });
});

describe('a line that lacks something', () => {
  test('is refused with its number', () => {
    const reader = new LineMessageReader(withKey);
    reader.read('k\tv');
    expect(() => reader.read('kv')).toThrow("No key separator found on line number 2: 'kv'");
    expect(() => read(withHeaders, 'kv')).toThrow(
      "No headers delimiter found on line number 1: 'kv'",
    );
    expect(() => read(withHeaders, 'kv\tv')).toThrow(
      "No header key separator found in pair 'kv' on line number 1",
    );
  });

  test('is taken as it is with ignore.error', () => {
    const lenient = { ...withHeaders, ...withKey, 'ignore.error': ' TRUE ' };
    expect(read(lenient, 'value')).toEqual({ key: null, value: 'value', headers: [] });
    expect(read(lenient, 'h\tk\tv')).toEqual({ key: 'k', value: 'v', headers: [['h', null]] });
  });
});

test.each([
  [{ 'headers.delimiter': ',' }, 'headers.delimiter and headers.separator'],
  [{ 'headers.delimiter': ':' }, 'headers.delimiter and headers.key.separator'],
  [{ 'headers.separator': ':' }, 'headers.separator and headers.key.separator'],
  [{ 'null.marker': '\t', 'headers.delimiter': '!' }, 'null.marker and key.separator'],
  [{ 'null.marker': ',' }, 'null.marker and headers.separator'],
  [{ 'null.marker': ':' }, 'null.marker and headers.key.separator'],
  [{ 'null.marker': '\t', 'key.separator': '!' }, 'null.marker and headers.delimiter'],
])('%j is refused', (properties, which) => {
  expect(() => new LineMessageReader(properties as never)).toThrow(`${which} may not be equal`);
});
