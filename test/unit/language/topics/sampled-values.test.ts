import { expect, test } from 'vitest';
import { describeValues } from '../../../../server/language/topics/sampled-values.ts';

const bytes = (...texts: (string | null)[]) =>
  texts.map((text) => (text === null ? null : new TextEncoder().encode(text)));

test('JSON has a type and fields', () => {
  expect(describeValues(bytes('{"a":1}', null, '{"a":2}'))).toEqual({
    type: '{ a: number }',
    fields: [{ path: 'a', type: 'number', isOptional: false }],
  });
});

test('a few values that are none do not matter, many do', () => {
  expect(describeValues(bytes('{"a":1}', '{"a":2}', 'oops')).type).toBe('{ a: number }');
  expect(describeValues(bytes('{"a":1}', 'to be', 'or not')).type).toBeUndefined();
  expect(describeValues([Uint8Array.of(0xff)]).type).toBeUndefined();
});

test('nothing and tombstones say nothing', () => {
  expect(describeValues([])).toEqual({ type: undefined, fields: [] });
  expect(describeValues([null]).type).toBeUndefined();
});

test('values that are too long are left out', () => {
  const long = JSON.stringify({ text: 'x'.repeat(100_000) });
  expect(describeValues(bytes(long, '{"a":1}')).type).toBe('{ a: number }');
});
