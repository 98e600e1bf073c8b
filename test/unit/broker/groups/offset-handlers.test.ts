import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  offsetFetchRequest,
  offsetFetchResponse,
} from '../../../../server/protocol/api/09-offset-fetch.ts';
import {
  heartbeatRequest,
  heartbeatResponse,
} from '../../../../server/protocol/api/12-heartbeat.ts';
import {
  deleteTopicsRequest,
  deleteTopicsResponse,
} from '../../../../server/protocol/api/20-delete-topics.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';

import { GroupWire } from './group-wire.ts';

let client: GroupWire;

beforeEach(async () => {
  client = await GroupWire.open();
});
afterEach(() => client.broker.stop());

describe('OffsetCommit and OffsetFetch', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('version %i', async (version) => {
    await client.findCoordinator();
    expect(await client.commit(version, [{ offset: 5, metadata: 'note' }])).toEqual(['NONE']);
    expect(await client.fetch(version)).toEqual(['t-0:5', 't-1:-1']);
    if (version >= 2) expect(await client.fetch(version, null)).toEqual(['t-0:5']);
    const { groups } = await client.ask(offsetFetchRequest, offsetFetchResponse, 8, {
      groups: [{ groupId: 'g', topics: null }],
    });
    expect(groups[0]?.topics[0]?.partitions[0]).toEqual({
      partitionIndex: 0,
      committedOffset: 5,
      committedLeaderEpoch: version >= 6 ? 5 : -1,
      metadata: 'note',
      errorCode: 0,
    });
  });

  test('partitions that do not exist are refused, the others taken', async () => {
    await client.findCoordinator();
    const offsets = [
      { topic: 'unknown', offset: 1 },
      { partition: 2, offset: 1 },
      { partition: 1, offset: 1 },
      { partition: -1, offset: 1 },
    ];
    expect(await client.commit(8, offsets)).toEqual([
      'UNKNOWN_TOPIC_OR_PARTITION',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'NONE',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ]);
    expect(await client.fetch(8, null)).toEqual(['t-1:1']);
  });

  test('no note is an empty one', async () => {
    await client.findCoordinator();
    expect(await client.commit(8, [{ offset: 1, metadata: null }])).toEqual(['NONE']);
    const { topics } = await client.ask(offsetFetchRequest, offsetFetchResponse, 5, {
      groupId: 'g',
      topics: null,
    });
    expect(topics[0]?.partitions[0]?.metadata).toBe('');
  });

  test('a retention, and a time of commit', async () => {
    await client.findCoordinator();
    const dayMs = 24 * 3_600_000;
    const now = client.broker.clock.now();
    await client.commit(2, [{ partition: 0, offset: 1 }], { retentionTimeMs: dayMs });
    await client.commit(1, [{ partition: 1, offset: 2, commitTimestamp: now - 6 * dayMs }]);
    expect(await client.fetch(8, null)).toEqual(['t-0:1', 't-1:2']);
    // And what is left until the broker looks next.
    await client.broker.clock.advance(dayMs + 600_000);
    await client.reconnect();
    expect(await client.fetch(8, null)).toEqual([]);
  });

  test('version 0 keeps offsets in ZooKeeper', async () => {
    expect(await client.commit(0, [{ offset: 5 }, { topic: 'unknown', offset: 1 }])).toEqual([
      'NONE',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ]);
    const { data } = await client.broker.coordination.getData('/consumers/g/offsets/t/0');
    expect(new TextDecoder().decode(data!)).toBe('5');
    expect(await client.commit(0, [{ offset: 6 }])).toEqual(['NONE']);
    expect(await client.fetch(0, [0, 1, 2])).toEqual([
      't-0:6',
      't-1:-1',
      't-2 UNKNOWN_TOPIC_OR_PARTITION',
    ]);
    expect(await client.commit(0, [{ offset: 5 }], { groupId: 'a/b' })).toEqual([
      'INVALID_GROUP_ID',
    ]);
    expect(await client.commit(0, [{ offset: 5, metadata: 'x'.repeat(5000) }])).toEqual([
      'OFFSET_METADATA_TOO_LARGE',
    ]);
    await client.broker.coordination.setData(
      '/consumers/g/offsets/t/0',
      new TextEncoder().encode('?'),
    );
    expect(await client.fetch(0, [0])).toEqual(['t-0 UNKNOWN_SERVER_ERROR']);
  });

  test('a group that is not coordinated here, in the words of each version', async () => {
    expect(await client.fetch(1)).toEqual(['t-0 NOT_COORDINATOR', 't-1 NOT_COORDINATOR']);
    expect(await client.fetch(2)).toEqual(['NOT_COORDINATOR']);
    expect(await client.fetch(8)).toEqual(['NOT_COORDINATOR']);
    expect(await client.commit(8, [{ offset: 1 }])).toEqual(['NOT_COORDINATOR']);
  });

  test('several groups at once', async () => {
    await client.findCoordinator();
    await client.commit(8, [{ offset: 1 }]);
    await client.commit(8, [{ offset: 2 }], { groupId: 'h' });
    const { groups } = await client.ask(offsetFetchRequest, offsetFetchResponse, 9, {
      requireStable: true,
      groups: ['g', 'h', 'nobody'].map((groupId) => ({ groupId, topics: null })),
    });
    expect(
      groups.map(({ groupId, topics }) => [groupId, topics[0]?.partitions[0]?.committedOffset]),
    ).toEqual([
      ['g', 1],
      ['h', 2],
      ['nobody', undefined],
    ]);
  });

  test('survive a restart of the broker, members and all', async () => {
    await client.findCoordinator();
    const { memberId, generationId } = await client.joinAndSync();
    const member = { memberId, generationIdOrMemberEpoch: generationId };
    await client.commit(8, [{ offset: 42 }], member);
    await client.broker.restart();
    await client.reconnect();
    expect(await client.fetch(8, null)).toEqual(['t-0:42']);
    const heartbeat = { groupId: 'g', generationId, memberId };
    expect(await client.ask(heartbeatRequest, heartbeatResponse, 4, heartbeat)).toMatchObject({
      errorCode: 0,
    });
    expect(await client.commit(8, [{ offset: 43 }], member)).toEqual(['NONE']);
  });

  test('go with their topic', async () => {
    await client.findCoordinator();
    await client.commit(8, [{ offset: 42 }]);
    await client.ask(deleteTopicsRequest, deleteTopicsResponse, 3, {
      topicNames: ['t'],
      timeoutMs: 1000,
    });
    await new BrokerClient(client.wire).createTopic('t', 2);
    expect(await client.fetch(8, null)).toEqual([]);
  });
});
