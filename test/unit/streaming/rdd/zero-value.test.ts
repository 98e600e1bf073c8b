import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { copiesOf } from '../../../../server/streaming/rdd/zero-value.ts';

class Sum {
  total = 0;

  copy(): Sum {
    return Object.assign(new Sum(), this);
  }
}

test.each<[string, object]>([
  ['array', [1, [2]]],
  ['plain object', { a: { b: 1 } }],
  ['object without a prototype', Object.assign(Object.create(null), { a: 1 })],
  ['map', new Map([['a', [1]]])],
  ['set', new Set([1])],
  ['date', new Date(5)],
  ['bytes', Uint8Array.of(1, 2)],
  ['buffer', Buffer.from([1, 2])],
  ['numbers', Float64Array.of(1.5, 2)],
  ['instance with copy()', new Sum()],
  ['map of another realm', runInNewContext('new Map([["a", 1]])')],
  ['numbers of another realm', runInNewContext('Float64Array.of(1.5)')],
])('a copy of an %s is another one that is the same', (_, zero) => {
  const copy = copiesOf(zero)();
  expect(copy).not.toBe(zero);
  expect([...entriesOf(copy)]).toEqual([...entriesOf(zero)]);
});

test('what is done to a copy leaves the others as they are', () => {
  const copies = copiesOf({ sums: new Float64Array(2), bytes: Buffer.alloc(1), groups: [[1]] });
  const first = copies();
  first.sums[0] = 5;
  first.bytes[0] = 5;
  first.groups[0]!.push(5);
  expect(copies()).toEqual({ sums: new Float64Array(2), bytes: Buffer.alloc(1), groups: [[1]] });
});

function entriesOf(value: object): Iterable<unknown> {
  return Symbol.iterator in value ? (value as Iterable<unknown>) : Object.entries(value);
}
