import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchRequest, fetchResponse } from '../../../../server/protocol/api/01-fetch.ts';
import {
  deleteTopicsRequest,
  deleteTopicsResponse,
} from '../../../../server/protocol/api/20-delete-topics.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessBroker } from '../../../harness/in-process-broker.ts';

let broker: InProcessBroker;
let client: BrokerClient;
let topicId: string;

beforeEach(async () => {
  broker = await InProcessBroker.start({ 'max.incremental.fetch.session.cache.slots': '2' });
  client = new BrokerClient(await broker.connect());
  topicId = await client.createTopic('t', 2);
});
afterEach(() => broker.stop());

interface Asked {
  readonly sessionId?: number;
  readonly sessionEpoch?: number;
  /** Offsets by partition. */
  readonly offsets?: Readonly<Record<number, number>>;
  readonly forget?: readonly number[];
  readonly version?: number;
  readonly topic?: { topic: string } | { topicId: string };
}

/** The error code of the answer, its session, and the partitions it tells of with their error codes. */
async function fetch(asked: Asked = {}) {
  const { sessionId = 0, sessionEpoch = 0, offsets = {}, forget = [], version = 12 } = asked;
  const topic = asked.topic ?? (version >= 13 ? { topicId } : { topic: 't' });
  const partitions = Object.entries(offsets).map(([partition, fetchOffset]) => ({
    partition: Number(partition),
    fetchOffset,
    partitionMaxBytes: 1000,
  }));
  const answer = await client.wire.request(fetchRequest, fetchResponse, version, {
    ...{ maxWaitMs: 0, minBytes: 0, sessionId, sessionEpoch },
    topics: partitions.length === 0 ? [] : [{ ...topic, partitions }],
    forgottenTopicsData: forget.length === 0 ? [] : [{ ...topic, partitions: [...forget] }],
  });
  const told = answer.responses.flatMap(({ partitions }) =>
    partitions.map(({ partitionIndex, errorCode }) => [partitionIndex, errorCode]),
  );
  return { errorCode: answer.errorCode, sessionId: answer.sessionId, told };
}

test('a partition that is forgotten is told of no more', async () => {
  const { sessionId } = await fetch({ offsets: { 0: 0, 1: 0 } });
  await fetch({ sessionId, sessionEpoch: 1, forget: [1] });
  await client.produce('t', ['a'], { partition: 0 });
  await client.produce('t', ['b'], { partition: 1 });
  expect((await fetch({ sessionId, sessionEpoch: 2 })).told).toEqual([[0, 0]]);
});

test('a session that nothing is left in is over', async () => {
  const { sessionId } = await fetch({ offsets: { 0: 0 } });
  expect(await fetch({ sessionId, sessionEpoch: 1, forget: [0] })).toEqual({
    errorCode: 0,
    sessionId: 0,
    told: [],
  });
  expect((await fetch({ sessionId, sessionEpoch: 2 })).errorCode).toBe(
    ErrorCode.FETCH_SESSION_ID_NOT_FOUND,
  );
});

test('a client that changes between names and ids has to begin anew', async () => {
  const named = await fetch({ offsets: { 0: 0 } });
  const byId = await fetch({ offsets: { 0: 0 }, version: 13 });
  for (const [{ sessionId }, version] of [
    [named, 13],
    [byId, 12],
  ] as const) {
    expect(await fetch({ sessionId, sessionEpoch: 1, version })).toEqual({
      errorCode: ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR,
      sessionId: 0,
      told: [],
    });
  }
  const { sessionId } = named;
  expect(await fetch({ sessionId, sessionEpoch: 1 })).toMatchObject({ errorCode: 0, sessionId });
});

test('a new session ends the one that the client had', async () => {
  const { sessionId } = await fetch({ offsets: { 0: 0 } });
  const renewed = await fetch({ sessionId, offsets: { 0: 0 } });
  expect(renewed.sessionId).toBeGreaterThan(0);
  expect((await fetch({ sessionId, sessionEpoch: 1 })).errorCode).toBe(
    ErrorCode.FETCH_SESSION_ID_NOT_FOUND,
  );
});

test('without room for a session the answer is as good, and names none', async () => {
  for (let i = 0; i < 2; i++) await fetch({ offsets: { 0: 0 } });
  expect(await fetch({ offsets: { 0: 0 } })).toEqual({
    errorCode: 0,
    sessionId: 0,
    told: [[0, 0]],
  });
});

test('an error is told each time, and what comes after it once', async () => {
  const { sessionId } = await fetch({ offsets: { 0: 5 } });
  const again = () => fetch({ sessionId, sessionEpoch: ++epoch });
  let epoch = 0;
  expect((await again()).told).toEqual([[0, ErrorCode.OFFSET_OUT_OF_RANGE]]);
  expect((await again()).told).toEqual([[0, ErrorCode.OFFSET_OUT_OF_RANGE]]);
  epoch++;
  expect((await fetch({ sessionId, sessionEpoch: epoch, offsets: { 0: 0 } })).told).toEqual([
    [0, 0],
  ]);
  expect((await again()).told).toEqual([]);
});

test('a topic that was deleted stays unknown to a session, even when its name comes back', async () => {
  const { sessionId } = await fetch({ offsets: { 0: 0 }, version: 13 });
  await client.wire.request(deleteTopicsRequest, deleteTopicsResponse, 6, {
    topics: [{ topicId }],
    timeoutMs: 1000,
  });
  await client.createTopic('t', 2);
  await client.produce('t', ['a']);
  expect((await fetch({ sessionId, sessionEpoch: 1, version: 13 })).told).toEqual([
    [0, ErrorCode.UNKNOWN_TOPIC_ID],
  ]);
});
