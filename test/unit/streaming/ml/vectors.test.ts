import { describe, expect, test } from 'vitest';
import { addScaled, squaredDistance, Vectors } from '../../../../server/streaming/ml/vectors.ts';
import { fc } from '../../../harness/fast-check.ts';

/** Without -0, which sparse vectors do not keep. */
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => x + 0);
/** Two vectors of one size, each as it is and as plain values. */
const pair = fc
  .integer({ min: 0, max: 6 })
  .chain((size) => fc.tuple(vectorOfSize(size), vectorOfSize(size)));

function vectorOfSize(size: number) {
  const values = fc.array(fc.oneof(fc.constant(0), number), { minLength: size, maxLength: size });
  return fc.tuple(values, fc.boolean()).map(([plain, isSparse]) => {
    const elements = plain.flatMap((x, i) => (x === 0 ? [] : [[i, x] as const]));
    return { plain, vector: isSparse ? Vectors.sparse(size, elements) : Vectors.dense(plain) };
  });
}

test('what is computed does not depend on how a vector is written down', () => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const products = a.plain.map((x, i) => x * b.plain[i]!);
      expect(Vectors.toArray(a.vector)).toEqual(a.plain);
      expect(Vectors.dot(a.vector, b.vector)).toBeCloseTo(products.reduce((x, y) => x + y, 0));
      const distance = a.plain.reduce((sum, x, i) => sum + (x - b.plain[i]!) ** 2, 0);
      expect(Vectors.sqdist(a.vector, b.vector)).toBe(distance);
      expect(squaredDistance(a.plain, b.vector)).toBe(distance);
      const sum = [...a.plain];
      addScaled(-2, b.vector, sum);
      expect(sum).toEqual(a.plain.map((x, i) => x + -2 * b.plain[i]!));
    }),
  );
});

test('a vector is read from what it is written as', () => {
  fc.assert(
    fc.property(vectorOfSize(4), ({ vector }) => {
      expect(Vectors.parse(Vectors.stringify(vector))).toEqual(vector);
    }),
  );
});

describe('written as MLlib writes them', () => {
  test.each([
    ['[1.0,2.0]', Vectors.dense(1, 2)],
    ['[]', Vectors.dense()],
    ['[-0.5,1e-7]', Vectors.dense([-0.5, 1e-7])],
    ['(3,[0,2],[1.0,0.25])', Vectors.sparse(3, [0, 2], [1, 0.25])],
    ['(2,[],[])', Vectors.sparse(2, [])],
  ])('%s', (text, vector) => {
    expect(Vectors.stringify(vector)).toBe(text);
    expect(Vectors.parse(text)).toEqual(vector);
  });

  test('numbers are read as Java and Python write them', () => {
    expect(Vectors.parse(' [ 1, .5, 1.0E-5, NaN, -Infinity, inf ] ')).toEqual([
      ...[1, 0.5, 1e-5, Number.NaN],
      ...[Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ]);
  });

  test.each([
    '',
    '1.0',
    '[1,2',
    '[1 2]',
    '[1,,2]',
    '(2,[0])',
    '(1,[0],[1],[2])',
    '[1]]',
    '[[1]]',
    '[1,]',
  ])('%j is none', (text) => expect(() => Vectors.parse(text)).toThrow(/Cannot parse/));
});

test('sparse vectors are given as arrays, pairs or an object', () => {
  const vector = { size: 4, indices: [1, 3], values: [1, 5.5] };
  expect(Vectors.sparse(4, [1, 3], [1, 5.5])).toEqual(vector);
  expect(
    Vectors.sparse(4, [
      [3, 5.5],
      [1, 1],
    ]),
  ).toEqual(vector);
  expect(Vectors.sparse(4, { 1: 1, 3: 5.5 })).toEqual(vector);
  expect(Vectors.zeros(2)).toEqual([0, 0]);
});

test.each([
  ['too few values', () => Vectors.sparse(3, [0, 1], [1]), 'dimension of the indices match'],
  ['a place twice', () => Vectors.sparse(3, [1, 1], [1, 2]), 'Found duplicate indices: 1.'],
  ['places out of order', () => Vectors.sparse(3, [2, 1], [1, 2]), 'Index 1 follows 2'],
  [
    'a place behind the end',
    () => Vectors.sparse(3, [3], [1]),
    'Index 3 out of bounds for vector of size 3',
  ],
  ['a negative place', () => Vectors.sparse(3, [-1], [1]), 'Found negative index: -1.'],
  ['two sizes', () => Vectors.dot([1], [1, 2]), 'Vector dimensions do not match: 1 and 2.'],
  ['p < 1', () => Vectors.norm([1], 0.5), 'p>=1'],
])('%s: refused', (_, make, message) => {
  expect(make).toThrow(message);
});

test('norms', () => {
  expect(Vectors.norm([3, -4])).toBe(5);
  expect(Vectors.norm([3, -4], 1)).toBe(7);
  expect(Vectors.norm(Vectors.sparse(9, { 2: 3, 7: -4 }), Number.POSITIVE_INFINITY)).toBe(4);
  expect(Vectors.norm([1, 2], 3)).toBeCloseTo(9 ** (1 / 3));
});
