import { describe, expect, test } from 'vitest';
import { assignReplicas, checkAssignment } from '../../../server/broker/replica-assignment.ts';
import { ErrorCode } from '../../../server/protocol/errors.ts';
import { fc } from '../../harness/fast-check.ts';
import { seededRandom } from '../../harness/seeded-random.ts';

const withoutRacks = (ids: readonly number[]) => ids.map((id) => ({ id, rack: null }));

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
          const replicas = assignReplicas(
            withoutRacks(brokers),
            partitions,
            factor,
            seededRandom(seed),
          );
          expect(() => checkAssignment(new Map(replicas.entries()), brokers)).not.toThrow();
          expect(replicas).toHaveLength(partitions);
          const led = brokers.map((id) => replicas.filter(([leader]) => leader === id).length);
          expect(Math.max(...led) - Math.min(...led)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('a partition is in as many racks as can be, and every broker leads its share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        (inRacks, partitions, factor, seed) => {
          fc.pre(factor <= inRacks.length);
          const brokers = inRacks.map((rack, id) => ({ id, rack: `r${rack}` }));
          const rackOf = (id: number) => brokers[id]!.rack;
          const racks = new Set(brokers.map(({ rack }) => rack)).size;
          const assignment = assignReplicas(brokers, partitions, factor, seededRandom(seed));
          for (const replicas of assignment) {
            expect(new Set(replicas).size).toBe(factor);
            expect(new Set(replicas.map(rackOf)).size).toBe(Math.min(factor, racks));
          }
          const led = brokers.map(
            ({ id }) => assignment.filter(([leader]) => leader === id).length,
          );
          expect(Math.max(...led) - Math.min(...led)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('racks do not count where a broker has none', () => {
    const brokers = [
      { id: 1, rack: 'a' },
      { id: 2, rack: 'a' },
      { id: 3, rack: null },
    ];
    const led = assignReplicas(brokers, 3, 1, seededRandom()).flat();
    expect(led.sort()).toEqual([1, 2, 3]);
  });

  test('added partitions go on where the first ones ended', () => {
    const brokers = withoutRacks([1, 2, 3]);
    const added = assignReplicas(brokers, 3, 1, seededRandom(), { partitions: 2, first: 2 });
    expect(added).toEqual([[1], [2], [3]]);
  });

  test.each([
    [[1], 0, 1, ErrorCode.INVALID_PARTITIONS],
    [[1], 1, 0, ErrorCode.INVALID_REPLICATION_FACTOR],
    [[1], 1, 2, ErrorCode.INVALID_REPLICATION_FACTOR],
  ])('brokers %j, %i partitions, %i replicas: error %i', (brokers, partitions, factor, code) => {
    const assign = () => assignReplicas(withoutRacks(brokers), partitions, factor, seededRandom());
    expect(assign).toThrow(expect.objectContaining({ code }));
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
