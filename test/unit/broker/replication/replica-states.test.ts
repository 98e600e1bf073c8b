import { beforeEach, describe, expect, test } from 'vitest';
import { type Peer, PeerError } from '../../../../server/broker/peer.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import { StoreError } from '../../../../server/storage/store-error.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { FaultyStore } from '../../storage/faulty-store.ts';
import { leaderAndIsr, recordsOf, stopReplica, TestPartitions } from './test-partitions.ts';

let store: MemoryStore;
let broker: TestPartitions;
beforeEach(async () => {
  store = new MemoryStore();
  broker = await TestPartitions.open({ store });
});

const OTHER_ID = 'AAAAAAAAAAAAAAAAAAAAAg';
const partition = (number = 0) => broker.partitions.get('t', number)!;

describe('LeaderAndIsr', () => {
  test('makes leaders and followers, with one write for all logs', async () => {
    let writes = 0;
    const write = store.write;
    store.write = (operations) => {
      writes++;
      return write.call(store, operations);
    };
    const errors = await broker.tell(
      { partitionIndex: 0, leader: 1, replicas: [1, 2], isr: [1, 2] },
      { partitionIndex: 1, leader: 2, replicas: [1, 2], isr: [1, 2] },
      { partitionIndex: 5, leader: -1, replicas: [1, 2], isr: [2] },
    );
    expect(errors).toEqual([0, 0, 0]);
    expect([0, 1, 5].map((number) => partition(number).isLeader)).toEqual([true, false, false]);
    expect(writes).toBe(1);
  });

  test('gives new logs their topics’ configuration, and later changes of it', async () => {
    broker.topicConfigs.t = { 'segment.bytes': '5000' };
    await broker.tell({});
    expect(partition().log.config.segmentBytes).toBe(5000);
    broker.partitions.configure('t', { 'segment.bytes': '6000' });
    expect(partition().log.config.segmentBytes).toBe(6000);
    expect(partition().config.get('segment.bytes')).toBe(6000);
  });

  test('passes over values in it that are none, as who writes znodes by hand may leave', async () => {
    broker.topicConfigs.t = { 'segment.bytes': '5000', 'retention.ms': 'long' };
    expect(await broker.tell({})).toEqual([ErrorCode.NONE]);
    const { segmentBytes, retentionMs } = partition().log.config;
    expect([segmentBytes, retentionMs]).toEqual([5000, 7 * 24 * 3_600_000]);
    expect(broker.log).toContainEqual(expect.stringMatching(/topic t: .*retention\.ms/));
    broker.partitions.configure('t', { 'segment.bytes': 'some' });
    expect(partition().log.config.segmentBytes).toBe(1 << 30);
  });

  test.each([
    ['an older epoch', 4, ErrorCode.STALE_CONTROLLER_EPOCH],
    ['the same epoch', 5, ErrorCode.STALE_CONTROLLER_EPOCH],
    ['a newer epoch', 6, ErrorCode.NONE],
  ])('%s after 5', async (_, leaderEpoch, expected) => {
    await broker.tell({ leaderEpoch: 5 });
    expect(await broker.tell({ leaderEpoch, leader: 2, replicas: [1, 2] })).toEqual([expected]);
    expect(partition().isLeader).toBe(expected !== ErrorCode.NONE);
  });

  test('of a controller that another has followed does nothing', async () => {
    await broker.partitions.becomeLeaderOrFollower(leaderAndIsr([{}], { controllerEpoch: 3 }));
    const old = leaderAndIsr([{ partitionIndex: 1 }], { controllerEpoch: 2 });
    expect(await broker.partitions.becomeLeaderOrFollower(old)).toEqual({
      errorCode: ErrorCode.STALE_CONTROLLER_EPOCH,
      topics: [],
    });
    expect(broker.partitions.get('t', 1)).toBeUndefined();
  });

  test('refuses a partition that has no replica here', async () => {
    expect(await broker.tell({ leader: 2, replicas: [2, 3] })).toEqual([
      ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    ]);
  });

  test('refuses another topic of the same name', async () => {
    await broker.tell({});
    const other = leaderAndIsr([{ leaderEpoch: 9 }, { partitionIndex: 1 }], { topicId: OTHER_ID });
    expect(await broker.partitions.becomeLeaderOrFollower(other)).toEqual({
      errorCode: 0,
      topics: [
        {
          topicId: OTHER_ID,
          partitionErrors: [
            { partitionIndex: 0, errorCode: ErrorCode.INCONSISTENT_TOPIC_ID },
            { partitionIndex: 1, errorCode: 0 },
          ],
        },
      ],
    });
  });

  test('puts another topic of the same name in its place if the coordination service has that', async () => {
    await broker.tell({});
    await partition(0).append(recordsOf('a'), 1);
    broker.topicId = OTHER_ID;
    const other = leaderAndIsr([{}], { topicId: OTHER_ID });
    const answer = await broker.partitions.becomeLeaderOrFollower(other);
    expect(answer.topics?.[0]?.partitionErrors).toEqual([{ partitionIndex: 0, errorCode: 0 }]);
    expect([partition(0).log.topicId, partition(0).log.logEndOffset]).toEqual([OTHER_ID, 0]);
  });

  test('puts another topic in the place of one that a full disk keeps, when that has room', async () => {
    const slow = new FaultyStore(store);
    broker = await TestPartitions.open({ store: slow });
    await broker.tell({});
    broker.topicId = OTHER_ID;
    slow.fails = () => true;
    const tell = async () => {
      const other = leaderAndIsr([{}], { topicId: OTHER_ID });
      const answer = await broker.partitions.becomeLeaderOrFollower(other);
      return answer.topics?.[0]?.partitionErrors?.map(({ errorCode }) => errorCode);
    };
    expect(await tell()).toEqual([ErrorCode.KAFKA_STORAGE_ERROR]);
    slow.fails = () => false;
    expect(await tell()).toEqual([ErrorCode.NONE]);
    expect(partition(0).log.topicId).toBe(OTHER_ID);
  });

  describe('that tells everything', () => {
    const everything = (...told: Parameters<typeof leaderAndIsr>) =>
      broker.partitions.becomeLeaderOrFollower(leaderAndIsr(told[0], { type: 2, ...told[1] }));
    const held = () => Array.from(broker.logs.all(), ({ topic, partition }) => [topic, partition]);

    beforeEach(async () => {
      await broker.tell({}, { partitionIndex: 1 });
      const other = leaderAndIsr([{}], { topicId: OTHER_ID, topicName: 'u' });
      await broker.partitions.becomeLeaderOrFollower(other);
      broker = await TestPartitions.open({ store });
    });

    test('has logs deleted of topics and replicas that are elsewhere or nowhere', async () => {
      await everything([{ partitionIndex: 1, leaderEpoch: 1 }]);
      expect(held()).toEqual([['t', 1]]);
      expect(broker.log).toContainEqual(expect.stringContaining('deleting 2 replicas'));
    });

    test('also where the broker is to have none', async () => {
      await everything([], { topicStates: [] });
      expect(held()).toEqual([]);
    });

    test('has logs of earlier topics make room', async () => {
      broker.topicId = OTHER_ID;
      const answer = await everything([{ partitionIndex: 1 }], { topicId: OTHER_ID });
      expect(answer.topics?.[0]?.partitionErrors).toEqual([{ partitionIndex: 1, errorCode: 0 }]);
      expect(held()).toEqual([['t', 1]]);
      expect(partition(1).log.topicId).toBe(OTHER_ID);
    });

    test('has nothing deleted that the coordination service wants here, as when it comes late', async () => {
      broker.assigned = [0];
      await everything([], { topicStates: [] });
      expect(held()).toEqual([['t', 0]]);
    });

    test('has nothing deleted whose znode has no id yet, or that nobody can read', async () => {
      broker.assigned = [0];
      broker.topicId = null;
      broker.unreadable.add('u');
      await everything([], { topicStates: [] });
      expect(held()).toEqual([
        ['t', 0],
        ['u', 0],
      ]);
    });
  });

  test('answers with an error for each partition whose log cannot be made', async () => {
    store.write = async () => {
      throw new StoreError('disk-full', 'no space');
    };
    expect(await broker.tell({}, { partitionIndex: 1 })).toEqual([
      ErrorCode.KAFKA_STORAGE_ERROR,
      ErrorCode.KAFKA_STORAGE_ERROR,
    ]);
  });

  test('tells who listens', async () => {
    const heard: string[] = [];
    broker.partitions.onLeader(({ number }) => heard.push(`leader ${number}`));
    broker.partitions.onFollower(({ number }) => heard.push(`follower ${number}`));
    const replicas = { replicas: [1, 2], isr: [1, 2] };
    await broker.tell({ ...replicas }, { ...replicas, partitionIndex: 1, leader: 2 });
    await broker.tell({ ...replicas, leader: 2, leaderEpoch: 1 });
    expect(heard.slice(0, 2).sort()).toEqual(['follower 1', 'leader 0']);
    expect(heard.slice(2)).toEqual(['follower 0']);
  });
});

describe('StopReplica', () => {
  beforeEach(() => broker.tell({ leaderEpoch: 5 }, { partitionIndex: 1, leaderEpoch: 5 }));
  const stop = async (leaderEpoch: number, deletePartition: boolean) => {
    const request = stopReplica([{ partitionIndex: 0, leaderEpoch, deletePartition }]);
    const { partitionErrors } = await broker.partitions.stopReplicas(request);
    return partitionErrors.map(({ errorCode }) => errorCode);
  };

  test.each([
    ['an older epoch', 4, ErrorCode.FENCED_LEADER_EPOCH],
    ['the same epoch', 5, ErrorCode.NONE],
    ['none', -1, ErrorCode.NONE],
    ['that of a topic’s deletion', -2, ErrorCode.NONE],
  ])('with %s after 5', async (_, epoch, expected) => {
    expect(await stop(epoch, true)).toEqual([expected]);
    expect(broker.logs.get('t', 0) === undefined).toBe(expected === ErrorCode.NONE);
    expect(broker.partitions.get('t', 1)).toBeDefined();
  });

  test('keeps the log unless told to delete it', async () => {
    expect(await stop(5, false)).toEqual([0]);
    expect(broker.logs.get('t', 0)).toBeDefined();
  });

  test('deletes a log that no partition has been made of', async () => {
    broker = await TestPartitions.open({ store });
    expect(broker.logs.get('t', 0)).toBeDefined();
    expect(await stop(-2, true)).toEqual([0]);
    expect(broker.logs.get('t', 0)).toBeUndefined();
  });

  test('of a controller that another has followed does nothing', async () => {
    const states = [{ partitionIndex: 0, leaderEpoch: 5, deletePartition: true }];
    const request = stopReplica(states, { controllerEpoch: 0 });
    expect(await broker.partitions.stopReplicas(request)).toEqual({
      errorCode: ErrorCode.STALE_CONTROLLER_EPOCH,
      partitionErrors: [],
    });
    expect(broker.logs.get('t', 0)).toBeDefined();
  });
});

test('only the leader serves clients', async () => {
  await broker.tell({ leader: 2, replicas: [1, 2] });
  expect(() => broker.partitions.leader('t', 0)).toThrow(
    expect.objectContaining({ code: ErrorCode.NOT_LEADER_OR_FOLLOWER }),
  );
  // Another broker has it.
  expect(() => broker.partitions.leader('t', 7)).toThrow(
    expect.objectContaining({ code: ErrorCode.NOT_LEADER_OR_FOLLOWER }),
  );
  expect(() => broker.partitions.leader('nowhere', 0)).toThrow(
    expect.objectContaining({ code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION }),
  );
});

test('a follower asks its leader when what it has appended as a leader is written', async () => {
  const slow = new FaultyStore(store);
  const asked: unknown[] = [];
  let close = () => {};
  const leader: Peer = {
    call: (request, _response, _version, body) => {
      if (request.name === 'FetchRequest') asked.push(body);
      return new Promise((_, reject) => {
        close = () => reject(new PeerError('closed'));
      });
    },
    close: () => close(),
  };
  broker = await TestPartitions.open({ store: slow, connect: () => leader });
  await broker.tell({ replicas: [1, 2], isr: [1, 2] });
  const release = slow.holdWrites();
  const appended = partition().append(recordsOf('a'), 1);
  const told = broker.tell({ leader: 2, leaderEpoch: 1, replicas: [1, 2], isr: [1, 2] });
  await settled();
  expect(asked).toEqual([]);
  release();
  await Promise.allSettled([appended, told]);
  await settled();
  expect(asked).toMatchObject([
    { topics: [{ partitions: [{ fetchOffset: 1, lastFetchedEpoch: 0, currentLeaderEpoch: 1 }] }] },
  ]);
  await broker.partitions.close();
});

test.each([false, true])(
  'what a leader is still writing as a follower counts; unless the disk is full: %s',
  async (fails) => {
    const slow = new FaultyStore(store);
    broker = await TestPartitions.open({ store: slow });
    await broker.tell({ leader: 2, replicas: [1, 2], isr: [1, 2] });
    const release = slow.holdWrites();
    slow.fails = () => fails;
    const fetched = partition()
      .log.append(recordsOf('a', 'b'), { leaderEpoch: 0, origin: 'replication' })
      .catch(() => {});
    const led = broker.tell({ leader: 1, replicas: [1, 2], isr: [1], leaderEpoch: 1 });
    release();
    await fetched;
    slow.fails = () => false;
    expect(await led).toEqual([ErrorCode.NONE]);
    const end = fails ? 0 : 2;
    const { leader, highWatermark, log } = partition();
    expect([log.logEndOffset, highWatermark, leader.epochStart]).toEqual([end, end, end]);
  },
);
