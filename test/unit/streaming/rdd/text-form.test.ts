import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { textForm } from '../../../../server/streaming/rdd/text-form.ts';

class Point {
  readonly x = 1;
}
class Named {
  toString() {
    return 'a name';
  }
}
const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

test.each<[string, unknown]>([
  ['a text', 'a text'],
  ['', ''],
  ['1.5', 1.5],
  ['12', 12n],
  ['null', null],
  ['undefined', undefined],
  ['true', true],
  ['(word,2)', ['word', 2]],
  ['(k,(v,(1,null)))', ['k', ['v', [1, null]]]],
  ['()', []],
  ['{"a":1,"b":["x"]}', { a: 1, b: ['x'] }],
  ['{"a":"2","b":"Map(1 -> x)"}', { a: 2n, b: new Map([[1, 'x']]) }],
  ['{"x":1}', new Point()],
  ['a name', new Named()],
  ['1970-01-01T00:00:00.000Z', new Date(0)],
  ['Invalid Date', new Date(Number.NaN)],
  ['Map(a -> (1,2))', new Map([['a', [1, 2]]])],
  ['Set(a, b)', new Set(['a', 'b'])],
  ['Uint8Array(1,2)', Uint8Array.of(1, 2)],
  ['RangeError: too far', new RangeError('too far')],
  ['{"a":1}', Object.assign(Object.create(null), { a: 1 })],
  ['[object Object]', cyclic],
])('%s', (expected, value) => {
  expect(textForm(value)).toBe(expected);
});

test.each<[string, string]>([
  ['1970-01-01T00:00:00.000Z', 'new Date(0)'],
  ['Map(a -> 1)', 'new Map([["a", 1]])'],
  ['Set(a)', 'new Set(["a"])'],
  ['(a,(1))', '["a", [1]]'],
  ['{"a":"Set(1)"}', '({ a: new Set([1]) })'],
  ['/a/', '/a/'],
])('%s of another realm', (expected, expression) => {
  expect(textForm(runInNewContext(expression))).toBe(expected);
});
