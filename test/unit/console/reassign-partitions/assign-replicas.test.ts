import { expect, test } from 'vitest';
import { assignReplicas } from '../../../../server/console/reassign-partitions/assign-replicas.ts';
import { fc } from '../../../harness/fast-check.ts';

const brokers = (...racks: (string | undefined)[]) => racks.map((rack, id) => ({ id, rack }));
const fromZero = () => 0;

test('as in the documentation of Kafka’s AdminUtils', () => {
  const five = brokers(...Array.from({ length: 5 }, () => undefined));
  expect(assignReplicas(five, 10, 3, fromZero)).toEqual([
    [0, 1, 2],
    [1, 2, 3],
    [2, 3, 4],
    [3, 4, 0],
    [4, 0, 1],
    [0, 2, 3],
    [1, 3, 4],
    [2, 4, 0],
    [3, 0, 1],
    [4, 1, 2],
  ]);
  const onRacks = brokers('rack1', 'rack3', 'rack3', 'rack2', 'rack2', 'rack1');
  expect(assignReplicas(onRacks, 7, 3, fromZero)).toEqual([
    [0, 3, 1],
    [3, 1, 5],
    [1, 5, 4],
    [5, 4, 2],
    [4, 2, 0],
    [2, 0, 3],
    [0, 4, 2],
  ]);
});

test('no broker has a partition twice, and none much more than another', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 8 }),
      (count, partitions, wanted, start) => {
        const replicas = Math.min(wanted, count);
        const all = brokers(...Array.from({ length: count }, () => undefined));
        const assigned = assignReplicas(all, partitions, replicas, (below) => start % below);
        expect(assigned).toHaveLength(partitions);
        for (const each of assigned) expect(new Set(each).size).toBe(replicas);
        const leads = all.map(({ id }) => assigned.filter(([first]) => first === id).length);
        expect(Math.max(...leads) - Math.min(...leads)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('racks get a second replica only when each has one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 3, maxLength: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 8 }),
      (racks, wanted, start) => {
        const replicas = Math.min(wanted, racks.length);
        const all = brokers(...racks);
        for (const each of assignReplicas(all, 12, replicas, (below) => start % below)) {
          const used = new Set(each.map((id) => racks[id]));
          expect(used.size).toBe(Math.min(replicas, new Set(racks).size));
        }
      },
    ),
  );
});

test('there must be brokers enough', () => {
  expect(() => assignReplicas(brokers(undefined), 1, 2)).toThrow(
    'Replication factor: 2 larger than available brokers: 1.',
  );
});
