import { expect, test } from 'vitest';
import { TopicLeaders } from '../../../../server/node/kafka/topic-leaders.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { FakeCluster, metadataOf } from '../../../harness/fake-cluster.ts';

function bench(topics: Parameters<typeof metadataOf>[0]) {
  const fake = new FakeCluster({ Metadata: () => metadataOf(topics) });
  const troubles: string[] = [];
  const leaders = new TopicLeaders(fake.cluster, {
    createTopics: true,
    onTrouble: (trouble) => troubles.push(trouble),
  });
  return { leaders, troubles, fake };
}

test('leaders and counts of partitions are known, and what is not there is not', async () => {
  const { leaders } = bench({ t: [1, -1] });
  await leaders.refresh(['t']);
  expect(leaders.partitionCount('t')).toBe(2);
  expect(leaders.leader('t', 0)).toEqual({ id: 1, epoch: 3 });
  expect(leaders.leader('t', 1)).toBeUndefined();
  expect(leaders.leader('u', 0)).toBeUndefined();
  expect(leaders.partitionCount('u')).toBeUndefined();
});

test('what may heal is told once, until it changes', async () => {
  const { leaders, troubles } = bench({ t: ErrorCode.LEADER_NOT_AVAILABLE, u: [1] });
  await leaders.refresh(['t', 'u']);
  await leaders.refresh(['t', 'u']);
  expect(troubles).toEqual(['t=LEADER_NOT_AVAILABLE']);
  expect(leaders.partitionCount('u')).toBe(1);
});

test('what does not heal is thrown', async () => {
  const { leaders } = bench({ 'a b': ErrorCode.INVALID_TOPIC_EXCEPTION });
  await expect(leaders.refresh(['a b'])).rejects.toThrow(/^a b: /);
});

test('topics are found by their names, without Kafka’s own', async () => {
  const { leaders } = bench({ orders: [1], other: [1], __consumer_offsets: [1] });
  expect(await leaders.refreshMatching((name) => /o.*r/.test(name))).toEqual(['orders', 'other']);
});
