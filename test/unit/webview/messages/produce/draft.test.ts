import { describe, expect, test } from 'vitest';
import type { RecordDetail } from '../../../../../server/contract/messages/reading.ts';
import {
  type Draft,
  firstDraft,
  nameOf,
  optionsOf,
  remembered,
  restored,
} from '../../../../../webview/messages/produce/draft.ts';
import { formattedJson } from '../../../../../webview/messages/produce/format-json.ts';
import { edited, unchanged } from '../../../../../webview/messages/produce/from-record.ts';

const typed = (changes: Partial<Draft>): Draft => ({ ...firstDraft, ...changes });
const options = (changes: Partial<Draft>) => optionsOf(typed(changes), 'orders', 0);

describe('what is asked for', () => {
  test('is what was typed', () => {
    const key = { ...firstDraft.key, isNull: true, text: 'kept' };
    expect(options({ key, repeat: 'rate', perSecond: '2.5', timestamp: '1700000000000' })).toEqual({
      ...{ topic: 'orders', acks: -1, idempotent: true, compression: 'none' },
      partition: { kind: 'keyHash' },
      template: {
        key: null,
        value: { encoding: { format: 'json' }, text: '' },
        ...{ headers: [], generated: false, timestamp: 1_700_000_000_000 },
      },
      repetition: { kind: 'rate', perSecond: 2.5 },
    });
  });

  test('is a file as fast as it goes, or at a rate', () => {
    const file = { path: '/a/b.csv', format: 'csv' } as const;
    const { repetition } = options({ repeat: 'file', file, perSecond: '5' });
    expect(repetition).toEqual({ kind: 'times', count: 1 });
    expect(options({ repeat: 'file', file, isPaced: true, perSecond: '5' })).toMatchObject({
      file,
      repetition: { kind: 'rate', perSecond: 5 },
    });
  });

  test('is without idempotence where not all acknowledge', () => {
    expect(options({ acks: 1 }).idempotent).toBe(false);
  });

  test('says what is wrong', () => {
    expect(() => options({ repeat: 'file' })).toThrow('Choose a file to send first.');
    const file = { path: '/a/b.csv', format: 'csv' } as const;
    expect(() => options({ repeat: 'file', file, isPaced: true, perSecond: '' })).toThrow(
      /above 0/,
    );
    expect(() => options({ repeat: 'times', count: '0' })).toThrow(/whole number from 1 on/);
    expect(() => options({ repeat: 'rate', perSecond: 'x' })).toThrow(/above 0/);
    expect(() => options({ partition: 'explicit', explicit: '-1' })).toThrow(/from 0 on/);
    expect(() => options({ timestamp: 'soon' })).toThrow(/timestamp is none/);
  });
});

test('history has each once, the latest first, and not too many', () => {
  const drafts = Array.from({ length: 30 }, (_, i) => typed({ count: String(i) }));
  let history: readonly Draft[] = [];
  for (const draft of [...drafts, drafts[25]!]) history = remembered(history, draft);
  expect(history).toHaveLength(20);
  expect(history.slice(0, 3).map(({ count }) => count)).toEqual(['25', '29', '28']);
});

test('what was kept comes back, also by an older form', () => {
  expect(restored(undefined)).toEqual({ draft: firstDraft, history: [] });
  expect(restored({ draft: { generated: true } }).draft).toEqual(typed({ generated: true }));
});

test('a draft is called as what it sends', () => {
  const value = { ...firstDraft.value, text: '{\n  "a": 1\n}' };
  expect(nameOf(typed({ value, key: { ...firstDraft.key, isNull: true } }))).toBe(
    'null → { "a": 1 }',
  );
  const file = { path: '/a/b.csv', format: 'csv' } as const;
  expect(nameOf(typed({ repeat: 'file', file }))).toBe('b.csv');
});

describe('JSON', () => {
  test('is laid out, and keeps its digits', () => {
    const text = '{"a":[1,{"b":1.50}],"c":{}, "d":[ ],"n":12345678901234567890,"s":"{,:\\""}';
    const formatted = formattedJson(text);
    expect(formatted).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": 1.50\n    }\n  ],\n  "c": {},\n  "d": [],\n' +
        '  "n": 12345678901234567890,\n  "s": "{,:\\""\n}',
    );
    expect(formattedJson(formatted)).toBe(formatted);
  });

  test('that is none stays', () => {
    expect(formattedJson('{"a":')).toBe('{"a":');
  });
});

describe('a record that was read', () => {
  const whole = (format: RecordDetail['value']['format'], text: string, hex = '') =>
    ({ format, text, hex, size: format === 'null' ? -1 : hex.length / 2 }) as const;
  const detail = {
    key: whole('null', ''),
    value: whole('json', '{\n  "a": 1\n}', '7b2261223a317d'),
    headers: [{ name: 'h', value: whole('bytes', '00 ff', '00ff') }],
  } as unknown as RecordDetail;
  const auto = { key: { format: 'auto' }, value: { format: 'auto' } } as const;

  test('is put into the form as it is shown', () => {
    const { key, value, headers, generated } = edited(typed({ generated: true }), detail, auto);
    expect(key.isNull).toBe(true);
    expect(value).toEqual({ encoding: { format: 'json' }, text: '{\n  "a": 1\n}', isNull: false });
    expect(headers[0]?.value).toMatchObject({ encoding: { format: 'hex' }, text: '00ff' });
    expect(generated).toBe(false);
  });

  test('has the schema again that it was read with', () => {
    const avro = { ...detail, key: whole('avro', '"k"'), value: whole('protobuf', '{}') } as const;
    const file = { kind: 'file', path: '/a/order.avsc' } as const;
    const read = {
      key: { format: 'avro', schema: file },
      value: { format: 'protobuf', schema: { ...file, path: '/a/o.proto' }, message: 'shop.Order' },
    } as const;
    const { key, value } = edited(firstDraft, avro, read);
    expect([key.encoding, value.encoding]).toEqual([read.key, read.value]);
    const registry = { kind: 'registry' };
    const found = edited(firstDraft, avro, auto);
    expect(found.value.encoding).toEqual({ format: 'protobuf', schema: registry });
  });

  test('is sent again byte by byte, or not at all', () => {
    const { value } = unchanged(typed({ repeat: 'rate' }), detail);
    expect(value).toEqual({ encoding: { format: 'hex' }, text: '7b2261223a317d', isNull: false });
    const large = { ...detail, value: { ...detail.value, size: 1_000_000 } };
    expect(() => unchanged(firstDraft, large)).toThrow(/too large to be sent again/);
  });
});
