import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PartitionReplicas } from '../../../../extension/clusters/kafka/model.ts';
import { planReassignment, planRemoval } from '../../../../extension/clusters/reassignment-plan.ts';

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

/** `0: 1 → 2` */
const written = (moves: ReturnType<typeof planReassignment>) =>
  moves.map(({ partition, from, replicas }) => `${partition}: ${from} → ${replicas}`);

describe('a reassignment', () => {
  test.each<[string, number[][], number[], number, string[]]>([
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
  ])('%s', (_what, assignment, brokers, factor, moves) => {
    expect(written(planReassignment(partitionsOn(...assignment), brokers, factor))).toEqual(moves);
  });

  test('is even, whatever there was', () => {
    const ids = fc.integer({ min: 1, max: 6 });
    const replicas = fc.uniqueArray(ids, { minLength: 1, maxLength: 4 });
    const brokers = fc.uniqueArray(ids, { minLength: 1 });
    fc.assert(
      fc.property(fc.array(replicas), brokers, ids, (assignment, brokers, wanted) => {
        const factor = Math.min(wanted, brokers.length);
        const partitions = partitionsOn(...assignment);
        const moves = planReassignment(partitions, brokers, factor);
        const after = partitions.map(
          ({ partition, replicas }) =>
            moves.find((move) => move.partition === partition)?.replicas ?? replicas,
        );
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
  test.each<[string, number[][], number[], string[]]>([
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
    ['leaves what nobody else could have', [[3]], [], []],
    ['leaves what it does not have', [[1]], [1, 2], []],
  ])('%s', (_what, assignment, others, moves) => {
    expect(written(planRemoval(partitionsOn(...assignment), 3, others))).toEqual(moves);
  });
});
