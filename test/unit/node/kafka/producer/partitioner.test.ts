import { expect, test } from 'vitest';
import { murmur2, partitionForKey } from '../../../../../server/node/kafka/producer/partitioner.ts';

// The values of org.apache.kafka.common.utils.UtilsTest.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('murmur2 of %s', (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash);
});

test('a key has the same partition always, and no negative one', () => {
  expect(partitionForKey(Buffer.from('foobar'), 7)).toBe((-790332482 & 0x7fffffff) % 7);
  for (let i = 0; i < 1000; i++) {
    const partition = partitionForKey(Buffer.from(`key ${i}`), 5);
    expect(partition).toBeGreaterThanOrEqual(0);
    expect(partition).toBeLessThan(5);
  }
});
