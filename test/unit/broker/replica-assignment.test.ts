import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignReplicas, checkAssignment } from '../../../server/broker/replica-assignment.ts';
import { ErrorCode } from '../../../server/protocol/errors.ts';
import { seededRandom } from '../../harness/seeded-random.ts';

describe('assigning replicas', () => {
  test('every broker leads and holds its share', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.nat(),
        (brokers, partitions, factor, seed) => {
          fc.pre(factor <= brokers.length);
          const replicas = assignReplicas(brokers, partitions, factor, seededRandom(seed));
          expect(() => checkAssignment(new Map(replicas.entries()), brokers)).not.toThrow();
          expect(replicas).toHaveLength(partitions);
          const led = brokers.map((id) => replicas.filter(([leader]) => leader === id).length);
          expect(Math.max(...led) - Math.min(...led)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test.each([
    [[1], 0, 1, ErrorCode.INVALID_PARTITIONS],
    [[1], 1, 0, ErrorCode.INVALID_REPLICATION_FACTOR],
    [[1], 1, 2, ErrorCode.INVALID_REPLICATION_FACTOR],
  ])('brokers %j, %i partitions, %i replicas: error %i', (brokers, partitions, factor, code) => {
    expect(() => assignReplicas(brokers, partitions, factor, seededRandom())).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test.each<[string, [number, number[]][]]>([
    [
      'a gap',
      [
        [0, [1]],
        [2, [1]],
      ],
    ],
    ['no replicas', [[0, []]]],
    ['the same broker twice', [[0, [1, 1]]]],
    [
      'different numbers',
      [
        [0, [1]],
        [1, [1, 2]],
      ],
    ],
    ['an unknown broker', [[0, [9]]]],
  ])('a chosen assignment with %s is refused', (_, entries) => {
    expect(() => checkAssignment(new Map(entries), [1, 2])).toThrow(
      expect.objectContaining({ code: ErrorCode.INVALID_REPLICA_ASSIGNMENT }),
    );
  });
});
