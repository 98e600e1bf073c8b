import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  listOffsetsRequest,
  listOffsetsResponse,
} from '../../../../server/protocol/api/02-list-offsets.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessBroker } from '../../../harness/in-process-broker.ts';

const START = Date.UTC(2024, 0, 1);
const [EARLIEST, MAX_TIMESTAMP, EARLIEST_LOCAL, LATEST_TIERED] = [-2, -3, -4, -5];

let broker: InProcessBroker;
let client: BrokerClient;

beforeEach(async () => {
  broker = await InProcessBroker.start();
  client = new BrokerClient(await broker.connect());
  await client.createTopic('t');
  await client.produce('t', ['a', 'b', 'c']);
});
afterEach(() => broker.stop());

async function list(
  timestamp: number,
  version: number,
  { topic = 't', partitionIndex = 0, maxNumOffsets = 10, currentLeaderEpoch = -1 } = {},
) {
  const { topics } = await client.wire.request(listOffsetsRequest, listOffsetsResponse, version, {
    replicaId: -1,
    topics: [
      {
        name: topic,
        partitions: [{ partitionIndex, timestamp, maxNumOffsets, currentLeaderEpoch }],
      },
    ],
  });
  return topics[0]!.partitions[0]!;
}

test.each([1, 5, 9])('version %i finds the ends and records by time', async (version) => {
  expect(await list(-1, version)).toMatchObject({ errorCode: 0, offset: 3, timestamp: -1 });
  expect(await list(EARLIEST!, version)).toMatchObject({ offset: 0, timestamp: -1 });
  expect(await list(START + 1, version)).toMatchObject({ offset: 1, timestamp: START + 1 });
  expect(await list(START + 3, version)).toMatchObject({ offset: -1, timestamp: -1 });
});

test('version 0 lists offsets up to a time, newest first', async () => {
  const offsets = async (timestamp: number, maxNumOffsets = 10) =>
    (await list(timestamp, 0, { maxNumOffsets })).oldStyleOffsets;
  expect(await offsets(-1)).toEqual([3, 0]);
  expect(await offsets(-1, 1)).toEqual([3]);
  expect(await offsets(EARLIEST!)).toEqual([0]);
  expect(await offsets(START + 1)).toEqual([1, 0]);
  expect(await offsets(START + 1000)).toEqual([3, 0]);
});

describe('special times', () => {
  test.each([
    ['the largest timestamp', MAX_TIMESTAMP!, 7, { offset: 2, timestamp: START + 2 }],
    ['the earliest local offset', EARLIEST_LOCAL!, 8, { offset: 0, timestamp: -1 }],
    ['the latest tiered offset', LATEST_TIERED!, 9, { offset: -1, timestamp: -1 }],
  ])('%s comes with its version', async (_, timestamp, version, found) => {
    expect(await list(timestamp, version)).toMatchObject({ errorCode: 0, ...found });
    expect(await list(timestamp, version - 1)).toMatchObject({
      errorCode: ErrorCode.UNSUPPORTED_VERSION,
      offset: -1,
      timestamp: -1,
    });
  });

  test('of no version are refused', async () => {
    expect((await list(-6, 9)).errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION);
  });

  test('an empty partition has no largest timestamp', async () => {
    await client.createTopic('empty');
    expect(await list(MAX_TIMESTAMP!, 9, { topic: 'empty' })).toMatchObject({
      errorCode: 0,
      offset: -1,
      timestamp: -1,
    });
  });
});

test('errors: unknown partition, other leader epochs', async () => {
  const errorCode = async (options: Parameters<typeof list>[2]) =>
    (await list(-1, 9, options)).errorCode;
  expect(await errorCode({ topic: 'none' })).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  expect(await errorCode({ partitionIndex: 1 })).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  expect(await errorCode({ currentLeaderEpoch: 0 })).toBe(0);
  expect(await errorCode({ currentLeaderEpoch: 5 })).toBe(ErrorCode.UNKNOWN_LEADER_EPOCH);
});
