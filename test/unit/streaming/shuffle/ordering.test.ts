import { expect, test } from 'vitest';
import { naturalOrder } from '../../../../server/streaming/shuffle/ordering.ts';
import { fc } from '../../../harness/fast-check.ts';

test('values are in their natural order', () => {
  const ordered = [
    ...[null, false, true, -1, 0, 1.5, 2n, 3, Number.POSITIVE_INFINITY, Number.NaN],
    ...['', 'A', 'a', 'ab', 'b'],
    ...[[], [1], [1, 'a'], [1, 'b'], [2]],
    ...[new Date(1), new Date(2)],
  ];
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      // A NaN beside a bigint has no order of its own.
      if ([a, b].some(Number.isNaN) && [a, b].some((it) => typeof it === 'bigint')) continue;
      expect(Math.sign(naturalOrder(a, b))).toBe(Math.sign(i - j));
    }
  }
});

test('sorting numbers and texts is what it is elsewhere', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true })), (numbers) => {
      // Of two zeros neither is first here; a typed array has the negative one first.
      const withOneZero = numbers.map((number) => number + 0);
      expect(withOneZero.toSorted(naturalOrder)).toEqual([...new Float64Array(withOneZero).sort()]);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.string()), (texts) => {
      expect(texts.toSorted(naturalOrder)).toEqual(texts.toSorted());
    }),
  );
});
