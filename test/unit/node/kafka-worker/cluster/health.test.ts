import { describe, expect, test } from 'vitest';
import { MOST_TROUBLED } from '../../../../../server/contract/kafka-client/cluster.ts';
import type { TopicMetadata } from '../../../../../server/node/kafka/cluster.ts';
import { healthOf } from '../../../../../server/node/kafka-worker/cluster/health.ts';

type Shape = readonly [leader: number, replicas: readonly number[], isr: readonly number[]];

function topic(name: string, ...partitions: readonly Shape[]): TopicMetadata {
  return {
    errorCode: 0,
    name,
    topicId: '',
    isInternal: false,
    topicAuthorizedOperations: 0,
    partitions: partitions.map(([leaderId, replicaNodes, isrNodes], partitionIndex) => ({
      errorCode: 0,
      partitionIndex,
      leaderId,
      leaderEpoch: 0,
      replicaNodes: [...replicaNodes],
      isrNodes: [...isrNodes],
      offlineReplicas: [],
    })),
  };
}

const known = (value: number) => ({ value, partial: false });

describe('health', () => {
  test('of a cluster without trouble is none, and known to be none', () => {
    expect(healthOf([topic('a', [1, [1, 2], [2, 1]])], () => 2)).toEqual({
      health: {
        offline: 0,
        belowMinIsr: known(0),
        atMinIsr: known(0),
        underReplicated: 0,
        notPreferred: 0,
      },
      troubledPartitions: 0,
      troubled: [],
    });
    expect(healthOf([], () => undefined).health.belowMinIsr).toEqual(known(0));
  });

  test('counts what is wrong and lists it, the worst first', () => {
    const a = topic(
      'a',
      [1, [1, 2, 3], [1, 2, 3]],
      [2, [1, 2, 3], [2, 3]],
      [3, [1, 2, 3], [3]],
      [-1, [1], [1]],
    );
    const b = topic('b', [3, [1, 3], [3]]);
    const { health, troubled } = healthOf([a, b], (name) => (name === 'a' ? 2 : 1));
    expect(health).toEqual({
      offline: 1,
      belowMinIsr: known(1),
      atMinIsr: known(2),
      underReplicated: 3,
      notPreferred: 3,
    });
    expect(troubled.map((each) => [each.topic, each.partition, ...each.troubles])).toEqual([
      ['a', 3, 'offline'],
      ['a', 2, 'belowMinIsr', 'underReplicated'],
      ['a', 1, 'atMinIsr', 'underReplicated'],
      ['b', 0, 'atMinIsr', 'underReplicated'],
    ]);
    expect(troubled[0]).toMatchObject({ leader: -1, replicas: [1], isr: [1], minIsr: 2 });
  });

  test('takes as many replicas in sync as there are for enough, unless the topic asks for more', () => {
    const single = topic('a', [1, [1], [1]]);
    expect(healthOf([single], () => 1).troubled).toEqual([]);
    expect(healthOf([single], () => 2).troubled[0]?.troubles).toEqual(['belowMinIsr']);
  });

  test('does not know what a topic asks for that is not told', () => {
    const { health, troubled } = healthOf(
      [topic('a', [1, [1, 2], [1]]), topic('b', [1, [1, 2], [1]])],
      (name) => (name === 'a' ? 2 : undefined),
    );
    expect(health.belowMinIsr).toEqual({ value: 1, partial: true });
    expect(health.underReplicated).toBe(2);
    expect(troubled.map(({ minIsr }) => minIsr)).toEqual([2, null]);
    const nothing = healthOf([topic('a', [1, [1, 2], [1]])], () => undefined);
    expect(nothing.health.atMinIsr).toEqual({ value: null, partial: true });
  });

  test('lists some of very many, and counts all', () => {
    const shapes = Array.from({ length: 3000 }, (): Shape => [1, [1, 2], [1]]);
    const found = healthOf([topic('a', ...shapes), topic('b', [-1, [2], [2]])], () => 1);
    expect(found.troubledPartitions).toBe(3001);
    expect(found.troubled).toHaveLength(MOST_TROUBLED);
    expect(found.troubled[0]?.topic).toBe('b');
  });
});
