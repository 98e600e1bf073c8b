import { afterEach, beforeEach, expect, test } from 'vitest';
import { metadataRequest, metadataResponse } from '../../../../server/protocol/api/03-metadata.ts';
import {
  deleteTopicsRequest,
  deleteTopicsResponse,
} from '../../../../server/protocol/api/20-delete-topics.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { ZERO_UUID } from '../../../../server/protocol/uuid.ts';
import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessBroker } from '../../../harness/in-process-broker.ts';
import { FaultyStore } from '../../storage/faulty-store.ts';

let store: FaultyStore;
let broker: InProcessBroker;
let client: BrokerClient;

async function start(config: Readonly<Record<string, string>> = {}): Promise<void> {
  broker = await InProcessBroker.start(config, store);
  client = new BrokerClient(await broker.connect());
}

beforeEach(async () => {
  store = new FaultyStore(new MemoryStore());
  await start();
});
afterEach(() => broker.stop());

/** The topics there are, by name. */
async function topics(): Promise<Record<string, string>> {
  const { topics } = await client.wire.request(metadataRequest, metadataResponse, 12, {
    topics: null,
  });
  return Object.fromEntries(topics.map(({ name, topicId }) => [name, topicId]));
}

/** Deletes as version 6 names them, and gives the error codes. */
async function remove(
  asked: { name?: string; topicId?: string }[],
  by: BrokerClient = client,
): Promise<number[]> {
  const { responses } = await by.wire.request(deleteTopicsRequest, deleteTopicsResponse, 6, {
    topics: asked.map(({ name = null, topicId = ZERO_UUID }) => ({ name, topicId })),
    timeoutMs: 1000,
  });
  return responses.map(({ errorCode }) => errorCode);
}

/** As older versions name them. */
async function removeNamed(topicNames: string[], version: number): Promise<number[]> {
  const { responses } = await client.wire.request(
    deleteTopicsRequest,
    deleteTopicsResponse,
    version,
    { topicNames, timeoutMs: 1000 },
  );
  return responses.map(({ errorCode }) => errorCode);
}

test('deletes by name and by id; the name is free at once and its log is empty', async () => {
  const topicId = await client.createTopic('t');
  await client.produce('t', ['old']);
  expect(await remove([{ topicId }])).toEqual([0]);
  expect(await client.createTopic('t')).not.toBe(topicId);
  expect(await client.values('t')).toEqual([]);
  expect(await removeNamed(['t', 'none'], 3)).toEqual([0, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]);
  await broker.restart();
  client = new BrokerClient(await broker.connect());
  expect(await topics()).toEqual({});
});

test('takes one of name and id, not both and not neither', async () => {
  const topicId = await client.createTopic('t');
  const invalid = ErrorCode.INVALID_REQUEST;
  expect(await remove([{ name: 't', topicId }, {}])).toEqual([invalid, invalid]);
  expect(await remove([{ topicId: 'ABCDEFGHIJKLMNOPQRSTUQ' }])).toEqual([
    ErrorCode.UNKNOWN_TOPIC_ID,
  ]);
  expect(await topics()).toEqual({ t: topicId });
});

test('by id never deletes a topic that has come to the same name', async () => {
  const topicId = await client.createTopic('t');
  const again = new BrokerClient(await broker.connect());
  const both = remove([{ topicId }, { topicId }]);
  const late = remove([{ topicId }], again);
  expect(await both).toEqual([0, 0]);
  const renewed = await client.createTopic('t');
  await late;
  expect(await remove([{ topicId }])).toEqual([ErrorCode.UNKNOWN_TOPIC_ID]);
  expect(await topics()).toEqual({ t: renewed });
});

test.each([
  [2, ErrorCode.INVALID_REQUEST],
  [3, ErrorCode.TOPIC_DELETION_DISABLED],
])('can be disabled; version %i says so with %i', async (version, errorCode) => {
  await broker.stop();
  await start({ 'delete.topic.enable': 'false' });
  await client.createTopic('t');
  expect(await removeNamed(['t'], version)).toEqual([errorCode]);
});

test('one that a full disk broke off is gone for clients at once, and finished when there is room', async () => {
  await client.createTopic('t');
  await client.produce('t', ['old']);
  store.fails = () => true;
  const removed = remove([{ name: 't' }]);
  await broker.clock.advance(1_000);
  expect(await removed).toEqual([0]);
  expect(await topics()).toEqual({});
  store.fails = () => false;
  await expect(client.createTopic('t')).rejects.toThrow('already exists');
  await broker.clock.advance(10_000);
  await client.createTopic('t');
  expect(await client.values('t')).toEqual([]);
});

test('one that a crash cut short is finished at the start', async () => {
  await client.createTopic('t');
  await client.produce('t', ['old']);
  await broker.coordination.create('/admin/delete_topics/t', null);
  await broker.restart();
  client = new BrokerClient(await broker.connect());
  expect(await topics()).toEqual({});
  const left = async (path: string) => (await broker.coordination.exists(path)) !== undefined;
  await expect.poll(() => left('/admin/delete_topics/t')).toBe(false);
  expect(await left('/brokers/topics/t')).toBe(false);
  await client.createTopic('t');
  expect(await client.values('t')).toEqual([]);
});
