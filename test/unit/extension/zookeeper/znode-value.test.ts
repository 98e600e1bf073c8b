import { describe, expect, test } from 'vitest';
import {
  editableValue,
  hexDump,
  layOutJson,
  parseValue,
  readValue,
  shortValue,
} from '../../../../extension/zookeeper/znode-value.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const broker = '{"version":5,"host":"localhost","port":9092,"endpoints":["A://localhost:9092"]}';

describe('the value of a znode is read as', () => {
  test.each([
    ['nothing', null, 'none'],
    ['nothing', new Uint8Array(0), 'none'],
    ['JSON', bytes(broker), 'json'],
    ['JSON', bytes(' [1, 2]\n'), 'json'],
    ['text, if it is a number', bytes('42'), 'text'],
    ['text, if it is no JSON after all', bytes('{not json}'), 'text'],
    ['text over lines', bytes('eins\nzwei\tdrei – größe'), 'text'],
    ['bytes, if it is no UTF-8', Uint8Array.of(0xff, 0xfe, 1), 'binary'],
    ['bytes, if it has control characters', bytes('a\u0000b'), 'binary'],
  ])('%s', (_, data, kind) => {
    expect(readValue(data).kind).toBe(kind);
  });

  test('JSON laid out over lines', () => {
    expect(readValue(bytes(broker))).toEqual({
      kind: 'json',
      text: JSON.stringify(JSON.parse(broker), null, 2),
    });
  });
});

describe('JSON', () => {
  test.each([
    '{}',
    '[]',
    '{"a":[],"b":{}}',
    '{"a":[{"b":"x, y: {z}"},[1,[2]]],"c":null}',
    '["\\"quoted\\"","\\\\"]',
  ])('%s is laid out as JSON.stringify does', (text) => {
    expect(layOutJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
    expect(layOutJson(layOutJson(text), '')).toBe(text);
  });

  test('keeps numbers and names as they are written', () => {
    expect(layOutJson('{"n":12345678901234567890,"e":1.50,"n":"\\u00e9"}', '')).toBe(
      '{"n":12345678901234567890,"e":1.50,"n":"\\u00e9"}',
    );
  });
});

test('bytes are dumped sixteen a line', () => {
  expect(hexDump(bytes('Hello, ZooKeeper\n!'))).toBe(
    [
      '00000000  48 65 6c 6c 6f 2c 20 5a  6f 6f 4b 65 65 70 65 72  Hello, ZooKeeper',
      '00000010  0a 21                                             .!',
    ].join('\n'),
  );
});

test.each([
  [null, undefined],
  [bytes('{\n  "a": 1\n}'), '{ "a": 1 }'],
  [bytes('abcdefghijkl'), 'abcdefghi…'],
  [Uint8Array.of(0xca, 0xfe), '0xcafe · 2 bytes'],
  [new Uint8Array(2_000).fill(0xff), '0xffffffffffffffff… · 2,000 bytes'],
])('%# fits a row', (data, short) => {
  expect(shortValue(data, 10)).toBe(short);
});

describe('a value that is edited', () => {
  test.each([
    [null, ''],
    [bytes('some text'), 'some text'],
    [bytes('{\n  "a": [1, 2]\n}'), '{"a":[1,2]}'],
    [Uint8Array.of(0, 255), '0x00ff'],
    [bytes('two\nlines'), undefined],
  ])('%# is one line', (data, line) => {
    expect(editableValue(data)).toBe(line);
  });

  test.each([
    ['0x00fF', Uint8Array.of(0, 255)],
    ['0x0', bytes('0x0')],
    ['0x', bytes('0x')],
    ['größe', bytes('größe')],
    ['', new Uint8Array(0)],
  ])('%s is taken back', (typed, data) => {
    expect(parseValue(typed)).toEqual(data);
  });
});
