import { describe, expect, test } from 'vitest';
import { hashCode, nonNegativeMod } from '../../../../server/streaming/shuffle/hash-code.ts';
import { HashPartitioner } from '../../../../server/streaming/shuffle/hash-partitioner.ts';
import { fc } from '../../../harness/fast-check.ts';

// What jshell answers.
describe('hash codes are those of Java', () => {
  test.each<[unknown, number]>([
    ['', 0],
    ['a', 97],
    ['hello', 99162322],
    ['polygenelubricants', -2147483648],
    ['żółć', 11564348],
    [0, 0],
    [-0, 0],
    [-1, -1],
    [2147483647, 2147483647],
    [2147483648, -2147483648],
    [-2147483649, -2147483648],
    [2 ** 40, 256],
    [1.5, 1073217536],
    [-0.25, -1076887552],
    [Number.NaN, 2146959360],
    [Number.POSITIVE_INFINITY, 2146435072],
    [true, 1231],
    [false, 1237],
    [null, 0],
    [undefined, 0],
    [5n, 5],
    [-1n, 0],
    [2n ** 64n, 961],
    [-(2n ** 64n), -961],
    [new Date(1_700_000_000_000), -807048821],
    [[], 1],
    [['a', 1], 3969],
    [[[1, 2], 'b'], 31873],
    [{}, 0],
    [{ a: 1 }, 96],
    [{ b: 'x', a: 1 }, 122],
    [123456789012345678901234567890n, 1915528825],
  ])('%o has %d', (key, hash) => {
    expect(hashCode(key)).toBe(hash);
  });

  test('the order of properties does not matter', () => {
    expect(hashCode({ a: 1, b: 'x' })).toBe(hashCode({ b: 'x', a: 1 }));
  });

  test('remainders are never negative', () => {
    expect(nonNegativeMod(-7, 3)).toBe(2);
    expect(nonNegativeMod(-2147483648, 7)).toBe(5);
    fc.assert(
      fc.property(fc.anything({ withDate: true, withBigInt: true }), fc.nat(50), (key, n) => {
        const partition = new HashPartitioner(n + 1).partitionOf(key);
        expect(partition).toBeGreaterThanOrEqual(0);
        expect(partition).toBeLessThanOrEqual(n);
      }),
    );
  });
});
