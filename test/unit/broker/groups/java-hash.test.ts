import { describe, expect, test } from 'vitest';
import { coordinatorPartition, javaHashCode } from '../../../../server/broker/groups/java-hash.ts';

describe('Java’s String.hashCode', () => {
  test.each([
    ['', 0],
    ['a', 97],
    ['Aa', 2112],
    ['BB', 2112],
    ['hello', 99162322],
    ['hello world', 1794106052],
    ['polygenelubricants', -2147483648],
    // By UTF-16 code units: two for what lies beyond the basic plane.
    ['😀', 0xd83d * 31 + 0xde00],
  ])('of %j is %i', (text, hash) => {
    expect(javaHashCode(text)).toBe(hash);
  });
});

describe('the partition of a group', () => {
  test('is the absolute value of the hash, not the hash without its sign bit', () => {
    const text = 'consumers';
    const hash = javaHashCode(text);
    expect(hash).toBeLessThan(0);
    expect(coordinatorPartition(text, 50)).toBe(-hash % 50);
    expect(coordinatorPartition(text, 50)).not.toBe((hash & 0x7fffffff) % 50);
  });

  test('is 0 for the one hash without an absolute value', () => {
    expect(coordinatorPartition('polygenelubricants', 50)).toBe(0);
  });
});
