import { describe, expect, test } from 'vitest';
import {
  planReassignment,
  planRemoval,
  type RackedBroker,
} from '../../../../extension/clusters/reassignment-plan.ts';
import type { PartitionReplicas } from '../../../../server/contract/kafka-client/model.ts';
import { fc } from '../../../harness/fast-check.ts';

/** Partitions of one topic on these brokers, which all are in sync. */
function partitionsOn(...assignment: number[][]): PartitionReplicas[] {
  return assignment.map((replicas, partition) => ({
    topic: 't',
    partition,
    leader: replicas[0] ?? -1,
    replicas,
    isr: replicas,
  }));
}

/** Brokers whose racks nobody has named, or which are in these racks: `1a 2a 3b`. */
function brokersOf(ids: readonly number[] | string): RackedBroker[] {
  if (typeof ids !== 'string') return ids.map((id) => ({ id, rack: null }));
  return ids.split(' ').map((each) => ({ id: Number(each[0]), rack: each[1] ?? null }));
}

/** `0: 1 → 2` */
const written = (moves: ReturnType<typeof planReassignment>) =>
  moves.map(({ partition, from, replicas }) => `${partition}: ${from} → ${replicas}`);

describe('a reassignment', () => {
  test.each<[string, number[][], number[] | string, number, string[]]>([
    [
      'leaves alone what is even',
      [
        [1, 2],
        [2, 3],
        [3, 1],
      ],
      [1, 2, 3],
      2,
      [],
    ],
    ['moves away from brokers not chosen', [[1], [2]], [2, 3], 1, ['0: 1 → 3']],
    [
      'adds replicas',
      [[1], [1], [1]],
      [1, 2, 3],
      3,
      ['0: 1 → 2,1,3', '1: 1 → 3,1,2', '2: 1 → 1,2,3'],
    ],
    [
      'drops replicas, the last first',
      [
        [1, 2, 3],
        [2, 3, 1],
      ],
      [1, 2, 3],
      1,
      ['0: 1,2,3 → 1', '1: 2,3,1 → 2'],
    ],
    [
      'spreads to a new broker',
      [
        [1, 2],
        [2, 1],
        [1, 2],
      ],
      [1, 2, 3],
      2,
      ['0: 1,2 → 2,3', '1: 2,1 → 3,1'],
    ],
    [
      'evens leaders out',
      [
        [1, 2],
        [1, 2],
      ],
      [1, 2],
      2,
      ['0: 1,2 → 2,1'],
    ],
    ['gives no more replicas than there are brokers', [[1]], [1, 2], 3, ['0: 1 → 1,2']],
    [
      'brings replicas into different racks',
      [
        [1, 2],
        [3, 4],
      ],
      '1a 2a 3b 4b',
      2,
      ['0: 1,2 → 1,4', '1: 3,4 → 3,2'],
    ],
    ['keeps a replica in each rack', [[1, 2, 3]], '1a 2a 3b', 2, ['0: 1,2,3 → 1,3']],
    ['has more than one in a rack where it must', [[1, 2]], '1a 2a 3b', 3, ['0: 1,2 → 1,2,3']],
    ['looks at no racks if a broker has none', [[1, 2]], '1a 2a 3', 2, []],
  ])('%s', (_what, assignment, brokers, factor, moves) => {
    const plan = planReassignment(partitionsOn(...assignment), brokersOf(brokers), factor);
    expect(written(plan)).toEqual(moves);
  });

  const ids = fc.integer({ min: 1, max: 6 });
  const replicas = fc.uniqueArray(ids, { minLength: 1, maxLength: 4 });
  const brokers = fc.uniqueArray(ids, { minLength: 1 });

  /** Where each partition is then. */
  function outcome(
    partitions: readonly PartitionReplicas[],
    brokers: readonly RackedBroker[],
    factor: number,
  ) {
    const moves = planReassignment(partitions, brokers, factor);
    return partitions.map(
      ({ partition, replicas }) =>
        moves.find((move) => move.partition === partition)?.replicas ?? replicas,
    );
  }

  test('has replicas in as many racks as it can, whatever there was, and spares no broker', () => {
    fc.assert(
      fc.property(fc.array(replicas), brokers, ids, (assignment, brokers, wanted) => {
        const factor = Math.min(wanted, brokers.length);
        const racked = brokers.map((id) => ({ id, rack: id % 3 === 0 ? 'a' : 'b' }));
        const rackOf = (id: number) => racked.find((each) => each.id === id)?.rack;
        const racks = new Set(brokers.map(rackOf)).size;
        const after = outcome(partitionsOn(...assignment), racked, factor);
        for (const each of after) {
          expect(new Set(each).size).toBe(factor);
          expect(new Set(each.map(rackOf)).size).toBe(Math.min(factor, racks));
        }
        const counts = racked.map(({ id, rack }) => ({
          rack,
          count: after.flat().filter((each) => each === id).length,
        }));
        for (const one of counts) {
          for (const other of counts) {
            if (one.rack === other.rack) expect(one.count - other.count).toBeLessThan(2);
          }
        }
      }),
    );
  });

  test('is even, whatever there was', () => {
    fc.assert(
      fc.property(fc.array(replicas), brokers, ids, (assignment, brokers, wanted) => {
        const factor = Math.min(wanted, brokers.length);
        const partitions = partitionsOn(...assignment);
        const after = outcome(partitions, brokersOf(brokers), factor);
        for (const each of after) {
          expect(new Set(each).size).toBe(factor);
          expect(brokers).toEqual(expect.arrayContaining([...each]));
        }
        const counts = brokers.map((id) => after.flat().filter((each) => each === id).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(2);
      }),
    );
  });
});

describe('the removal of a broker', () => {
  test.each<[string, number[][], number[] | string, string[]]>([
    [
      'puts the least loaded in its place',
      [
        [3, 1],
        [1, 2],
        [1, 3],
      ],
      [1, 2],
      ['0: 3,1 → 2,1', '2: 1,3 → 1,2'],
    ],
    ['drops the replica where all others have one', [[1, 2, 3]], [1, 2], ['0: 1,2,3 → 1,2']],
    ['puts one of the same rack in its place', [[3, 1]], '1a 2a 4b', ['0: 3,1 → 4,1']],
    ['does without its rack where it was alone in it', [[3, 1]], '1a 2a', ['0: 3,1 → 2,1']],
    ['leaves what nobody else could have', [[3]], [], []],
    ['leaves what it does not have', [[1]], [1, 2], []],
  ])('%s', (_what, assignment, others, moves) => {
    const plan = planRemoval(partitionsOn(...assignment), 3, brokersOf(others));
    expect(written(plan)).toEqual(moves);
  });
});
