/** What clients are told by brokers that lead, that follow, and that have just become leader. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { produceRequest, produceResponse } from '../../../../server/protocol/api/00-produce.ts';
import { fetchRequest, fetchResponse } from '../../../../server/protocol/api/01-fetch.ts';
import {
  listOffsetsRequest,
  listOffsetsResponse,
} from '../../../../server/protocol/api/02-list-offsets.ts';
import {
  deleteRecordsRequest,
  deleteRecordsResponse,
} from '../../../../server/protocol/api/21-delete-records.ts';
import {
  offsetForLeaderEpochRequest,
  offsetForLeaderEpochResponse,
} from '../../../../server/protocol/api/23-offset-for-leader-epoch.ts';
import {
  describeLogDirsRequest,
  describeLogDirsResponse,
} from '../../../../server/protocol/api/35-describe-log-dirs.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { recordsOf, TOPIC_ID } from './test-partitions.ts';
import { TestReplicas } from './test-replicas.ts';

let replicas: TestReplicas;
beforeEach(async () => {
  replicas = await TestReplicas.open();
  await replicas.lead(1, 5);
  await replicas.produce(1, ['a', 'b']);
  await settled();
});
afterEach(() => replicas.close());

async function produce(id: number, version: number) {
  const { responses, nodeEndpoints } = await replicas.serve(
    ...([id, produceRequest, produceResponse, version] as const),
    {
      ...{ transactionalId: null, acks: -1, timeoutMs: 1000 },
      topicData: [{ name: 't', partitionData: [{ index: 0, records: recordsOf('c') }] }],
    },
  );
  return { ...responses[0]!.partitionResponses[0]!, nodeEndpoints };
}

async function fetch(id: number, { offset = 0, epoch = -1, lastEpoch = -1, version = 16 } = {}) {
  const asked = {
    ...{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1000 },
    ...{ currentLeaderEpoch: epoch, lastFetchedEpoch: lastEpoch },
  };
  const { responses } = await replicas.serve(
    ...([id, fetchRequest, fetchResponse, version] as const),
    { maxWaitMs: 0, minBytes: 0, topics: [{ topicId: TOPIC_ID, partitions: [asked] }] },
  );
  return responses[0]!.partitions[0]!;
}

async function offset(
  id: number,
  timestamp: number,
  { epoch = -1, version = 7, replicaId = -1 } = {},
) {
  const { topics } = await replicas.serve(
    ...([id, listOffsetsRequest, listOffsetsResponse, version] as const),
    {
      ...{ replicaId, isolationLevel: 0 },
      topics: [
        { name: 't', partitions: [{ partitionIndex: 0, currentLeaderEpoch: epoch, timestamp }] },
      ],
    },
  );
  return topics[0]!.partitions[0]!;
}

async function epochEnd(id: number, leaderEpoch: number, currentLeaderEpoch = -1) {
  const { topics } = await replicas.serve(
    ...([id, offsetForLeaderEpochRequest, offsetForLeaderEpochResponse, 4] as const),
    { topics: [{ topic: 't', partitions: [{ partition: 0, currentLeaderEpoch, leaderEpoch }] }] },
  );
  return topics[0]!.partitions[0]!;
}

describe('a follower', () => {
  const refusal = { errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER };

  test('refuses what only the leader answers', async () => {
    expect(await produce(2, 9)).toMatchObject(refusal);
    expect(await fetch(2)).toMatchObject(refusal);
    expect(await offset(2, -1)).toMatchObject(refusal);
    expect(await epochEnd(2, 5)).toMatchObject(refusal);
    const { topics } = await replicas.serve(2, deleteRecordsRequest, deleteRecordsResponse, 2, {
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, offset: 1 }] }],
      timeoutMs: 1000,
    });
    expect(topics[0]!.partitions[0]).toMatchObject(refusal);
  });

  test('says who leads, to clients that understand it (KIP-951)', async () => {
    const currentLeader = { leaderId: 1, leaderEpoch: 5 };
    expect(await produce(2, 10)).toMatchObject({ ...refusal, currentLeader });
    expect(await fetch(2)).toMatchObject({ ...refusal, currentLeader });
    expect((await fetch(2, { version: 15 })).currentLeader).toEqual({
      leaderId: -1,
      leaderEpoch: -1,
    });
  });

  test('tells how much it holds', async () => {
    const described = await replicas.serve(2, describeLogDirsRequest, describeLogDirsResponse, 4, {
      topics: null,
    });
    const size = replicas.partition(1).log.sizeInBytes;
    expect(described.results[0]!.topics).toMatchObject([
      { name: 't', partitions: [{ partitionIndex: 0, partitionSize: size, offsetLag: 0 }] },
    ]);
  });
});

describe('leader epochs that clients name', () => {
  test.each([
    ['older', 4, ErrorCode.FENCED_LEADER_EPOCH],
    ['the leader’s', 5, ErrorCode.NONE],
    ['newer', 6, ErrorCode.UNKNOWN_LEADER_EPOCH],
  ])('%s', async (_, epoch, errorCode) => {
    expect(await fetch(1, { epoch })).toMatchObject({ errorCode });
    expect(await offset(1, -1, { epoch })).toMatchObject({ errorCode });
    expect(await epochEnd(1, 5, epoch)).toMatchObject({ errorCode });
  });

  test('are answered with where their records end', async () => {
    await replicas.lead(1, 8);
    await replicas.produce(1, ['c']);
    expect(await epochEnd(1, 5)).toMatchObject({ leaderEpoch: 5, endOffset: 2 });
    expect(await epochEnd(1, 7)).toMatchObject({ leaderEpoch: 5, endOffset: 2 });
    expect(await epochEnd(1, 8)).toMatchObject({ leaderEpoch: 8, endOffset: 3 });
    expect(await epochEnd(1, 9)).toMatchObject({ leaderEpoch: -1, endOffset: -1 });
  });

  test('of the last record fetched show where logs part (KIP-595)', async () => {
    await replicas.lead(1, 8);
    await replicas.produce(1, ['c']);
    const none = { epoch: -1, endOffset: -1 };
    expect((await fetch(1, { offset: 2, lastEpoch: 5 })).divergingEpoch).toEqual(none);
    expect((await fetch(1, { offset: 3, lastEpoch: 8 })).divergingEpoch).toEqual(none);
    const parted = { epoch: 5, endOffset: 2 };
    expect((await fetch(1, { offset: 3, lastEpoch: 5 })).divergingEpoch).toEqual(parted);
    expect((await fetch(1, { offset: 2, lastEpoch: 7 })).divergingEpoch).toEqual(parted);
  });
});

describe('offsets that a leader tells', () => {
  test('carry the epoch of the record that is there', async () => {
    await replicas.lead(1, 8);
    await replicas.produce(1, ['c']);
    expect(await offset(1, -2)).toMatchObject({ offset: 0, leaderEpoch: 5 });
    expect(await offset(1, -1)).toMatchObject({ offset: 3, leaderEpoch: 8 });
    expect(await offset(1, 0)).toMatchObject({ offset: 0, timestamp: 0, leaderEpoch: 5 });
  });

  test('end with the log’s end for followers, for others with what is replicated', async () => {
    await replicas.kill(3);
    await replicas.produce(1, ['c'], 1);
    expect(await offset(1, -1)).toMatchObject({ offset: 2 });
    expect(await offset(1, -1, { replicaId: 2 })).toMatchObject({ offset: 3 });
  });

  test('are not available before it knows how far its predecessor’s records are replicated (KIP-207)', async () => {
    await replicas.kill(3);
    await replicas.produce(1, ['c'], 1);
    await settled();
    await replicas.lead(2, 9, { tell: [2] });
    expect(replicas.partition(2).highWatermark).toBe(2);
    expect(await offset(2, -1)).toMatchObject({ errorCode: ErrorCode.OFFSET_NOT_AVAILABLE });
    expect(await offset(2, -1, { version: 4 })).toMatchObject({
      errorCode: ErrorCode.LEADER_NOT_AVAILABLE,
    });
    expect(await offset(2, -2)).toMatchObject({ errorCode: 0, offset: 0 });
    // A consumer that was further has nothing to read yet, but is not out of range either.
    expect(await fetch(2, { offset: 3 })).toMatchObject({ errorCode: 0, highWatermark: 2 });
    await replicas.start(3);
    await replicas.lead(2, 9, { tell: [1, 3] });
    expect(await offset(2, -1)).toMatchObject({ errorCode: 0, offset: 3 });
  });
});

test('consumers read no further than the high watermark', async () => {
  await replicas.kill(3);
  await replicas.produce(1, ['c'], 1);
  await settled();
  const read = await fetch(1);
  expect(read.highWatermark).toBe(2);
  expect(read.records?.length).toBe(recordsOf('a', 'b').length);
  expect(await fetch(1, { offset: 4 })).toMatchObject({ errorCode: ErrorCode.OFFSET_OUT_OF_RANGE });
});
