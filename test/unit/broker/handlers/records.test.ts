import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compression } from '../../../../server/node/compression.ts';
import { produceRequest } from '../../../../server/protocol/api/00-produce.ts';
import { fetchRequest, fetchResponse } from '../../../../server/protocol/api/01-fetch.ts';
import {
  deleteRecordsRequest,
  deleteRecordsResponse,
} from '../../../../server/protocol/api/21-delete-records.ts';
import {
  initProducerIdRequest,
  initProducerIdResponse,
} from '../../../../server/protocol/api/22-init-producer-id.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { readBatchHeader } from '../../../../server/protocol/records/batch-header.ts';
import { downConvert } from '../../../../server/protocol/records/message-set.ts';
import { BrokerClient, batchOf, recordsIn } from '../../../harness/broker-client.ts';
import { InProcessBroker } from '../../../harness/in-process-broker.ts';
import { settled } from '../../../harness/manual-clock.ts';

let broker: InProcessBroker;
let client: BrokerClient;

beforeEach(async () => {
  broker = await InProcessBroker.start();
  client = new BrokerClient(await broker.connect());
});
afterEach(() => broker.stop());

describe('Produce', () => {
  test('gives offsets in order and keeps what was sent', async () => {
    await client.createTopic('t');
    expect(await client.produce('t', ['a', 'b'])).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await client.produce('t', ['c'], { acks: 1 })).toMatchObject({ baseOffset: 2 });
    expect(await client.values('t')).toEqual(['0:a', '1:b', '2:c']);
    expect(await client.values('t', 2)).toEqual(['2:c']);
  });

  test('survives a restart', async () => {
    await client.createTopic('t', 3);
    await client.produce('t', ['a', 'b'], { partition: 2 });
    await broker.restart();
    client = new BrokerClient(await broker.connect());
    expect(await client.values('t', 0, { partition: 2 })).toEqual(['0:a', '1:b']);
    expect(await client.produce('t', ['c'], { partition: 2 })).toMatchObject({ baseOffset: 2 });
  });

  test.each([
    [0, 0],
    [1, 0],
    [2, 1],
  ] as const)(
    'version %i brings message sets of magic %i, which are kept as batches',
    async (version, magic) => {
      await client.createTopic('t');
      const set = Buffer.concat(downConvert([batchOf(['a', 'b'])], magic, compression));
      expect(await client.produce('t', new Uint8Array(set), { version })).toMatchObject({
        errorCode: 0,
        baseOffset: 0,
      });
      expect(await client.produce('t', ['c'])).toMatchObject({ baseOffset: 2 });
      expect(await client.values('t')).toEqual(['0:a', '1:b', '2:c']);
      // Clients of today may not send them any more.
      const late = await client.produce('t', new Uint8Array(set), { version: 9 });
      expect(late.errorCode).toBe(ErrorCode.INVALID_RECORD);
    },
  );

  const sendWithoutAcks = (topic: string, value: string) =>
    client.wire.send(produceRequest, 9, {
      acks: 0,
      timeoutMs: 1000,
      topicData: [{ name: topic, partitionData: [{ index: 0, records: batchOf([value]) }] }],
    });

  test('acks=0 has no answer: the next one is that of the next request', async () => {
    await client.createTopic('t');
    sendWithoutAcks('t', 'a');
    sendWithoutAcks('t', 'b');
    expect(await client.values('t')).toEqual(['0:a', '1:b']);
    expect(await client.produce('t', ['c'])).toMatchObject({ baseOffset: 2 });
  });

  test('an error with acks=0 closes the connection, since there is nothing to say it in', async () => {
    sendWithoutAcks('none', 'a');
    await client.wire.closed;
    expect(broker.log.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringMatching(/closed the connection of .* Produce with acks=0 failed/),
    ]);
  });

  test('pipelined requests keep their order', async () => {
    await client.createTopic('t');
    const sent = Array.from({ length: 50 }, (_, i) => client.produce('t', [`v${i}`]));
    const offsets = (await Promise.all(sent)).map(({ baseOffset }) => baseOffset);
    expect(offsets).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(await client.values('t', 48)).toEqual(['48:v48', '49:v49']);
  });

  test.each([
    ['an unknown topic', 'nope', 0, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an unknown partition', 't', 7, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a negative partition', 't', -1, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an internal topic', '__consumer_offsets', 0, 'INVALID_TOPIC_EXCEPTION'],
  ] as const)('%s is refused', async (_, topic, partition, error) => {
    await client.createTopic('t');
    const answer = await client.produce(topic, ['a'], { partition });
    expect(answer).toMatchObject({ errorCode: ErrorCode[error], baseOffset: -1 });
  });

  test('acks other than 0, 1 and -1 are refused', async () => {
    await client.createTopic('t');
    const answer = await client.produce('t', ['a'], { acks: 2 });
    expect(answer.errorCode).toBe(ErrorCode.INVALID_REQUIRED_ACKS);
    expect(await client.offset('t', -1)).toBe(0);
  });

  test('acks=all needs min.insync.replicas, capped at the replicas there are', async () => {
    await client.createTopic('t', 1, { 'min.insync.replicas': '3' });
    expect(await client.produce('t', ['a'])).toMatchObject({ errorCode: 0 });
  });

  test('a batch of a transaction is refused although its request names none', async () => {
    await client.createTopic('t');
    const batch = { producerId: 1, producerEpoch: 0, baseSequence: 0, isTransactional: true };
    expect((await client.produce('t', ['a'], batch)).errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION);
    expect(await client.offset('t', -1)).toBe(0);
  });

  test('a batch with a broken CRC is refused and nothing is written', async () => {
    await client.createTopic('t');
    const batch = batchOf(['a']);
    batch[batch.length - 1]! ^= 1;
    expect((await client.produce('t', batch)).errorCode).toBe(ErrorCode.CORRUPT_MESSAGE);
    expect(await client.offset('t', -1)).toBe(0);
  });

  test('the topic decides: size, keys, time', async () => {
    await client.createTopic('small', 1, { 'max.message.bytes': '100' });
    const large = await client.produce('small', ['x'.repeat(200)]);
    expect(large.errorCode).toBe(ErrorCode.MESSAGE_TOO_LARGE);
    expect(large.errorMessage).toContain('max.message.bytes');

    await client.createTopic('compacted', 1, { 'cleanup.policy': 'compact' });
    const keyless = await client.produce('compacted', ['a', 'b']);
    expect(keyless.errorCode).toBe(ErrorCode.INVALID_RECORD);
    expect(keyless.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([0, 1]);

    await client.createTopic('stamped', 1, { 'message.timestamp.type': 'LogAppendTime' });
    await broker.clock.advance(5000);
    const stamped = await client.produce('stamped', ['a']);
    expect(stamped.logAppendTimeMs).toBe(broker.clock.now());
    const { records } = await client.fetch('stamped', 0);
    expect(readBatchHeader(records!)).toMatchObject({
      timestampType: 'append',
      maxTimestamp: broker.clock.now(),
    });
  });
});

describe('idempotent producers', () => {
  const initProducerId = (ids = {}) =>
    client.wire.request(initProducerIdRequest, initProducerIdResponse, 4, {
      transactionalId: null,
      transactionTimeoutMs: 1000,
      ...ids,
    });

  test('a repeated batch is answered as the first time, and written once', async () => {
    await client.createTopic('t');
    const { producerId, producerEpoch } = await initProducerId();
    const send = (value: string, baseSequence: number) =>
      client.produce('t', [value], { producerId, producerEpoch, baseSequence });
    expect(await send('a', 0)).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(await send('b', 1)).toMatchObject({ errorCode: 0, baseOffset: 1 });
    expect(await send('a', 0)).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect((await send('d', 3)).errorCode).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(await client.values('t')).toEqual(['0:a', '1:b']);
  });

  test('duplicates are known after a restart, and old epochs are fenced', async () => {
    await client.createTopic('t');
    const { producerId } = await initProducerId();
    await client.produce('t', ['a'], { producerId, producerEpoch: 1, baseSequence: 0 });
    await broker.restart();
    client = new BrokerClient(await broker.connect());
    const again = await client.produce('t', ['a'], {
      producerId,
      producerEpoch: 1,
      baseSequence: 0,
    });
    expect(again).toMatchObject({ errorCode: 0, baseOffset: 0 });
    const stale = await client.produce('t', ['z'], {
      producerId,
      producerEpoch: 0,
      baseSequence: 0,
    });
    expect(stale.errorCode).toBe(ErrorCode.INVALID_PRODUCER_EPOCH);
    expect(await client.values('t')).toEqual(['0:a']);
  });

  test('ids are given out once, also across restarts and to who brings an id along', async () => {
    const ids = [await initProducerId(), await initProducerId()].map(
      ({ producerId }) => producerId,
    );
    await broker.restart();
    client = new BrokerClient(await broker.connect());
    ids.push((await initProducerId()).producerId);
    const brought = await initProducerId({ producerId: ids[0], producerEpoch: 4 });
    expect(brought).toMatchObject({ errorCode: 0, producerEpoch: 0 });
    expect(new Set([...ids, brought.producerId]).size).toBe(4);
    const broken = await initProducerId({ producerId: ids[0] });
    expect(broken.errorCode).toBe(ErrorCode.INVALID_REQUEST);
  });

  test('transactions are refused plainly', async () => {
    const { errorCode } = await initProducerId({ transactionalId: 'tx' });
    expect(errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION);
  });
});

describe('Fetch', () => {
  test('waits for the bytes it asks for, and no longer than it says', async () => {
    await client.createTopic('t');
    const consumer = new BrokerClient(await broker.connect());
    let answered = false;
    const waiting = consumer.fetch('t', 0, { maxWaitMs: 500, minBytes: 1 }).then((answer) => {
      answered = true;
      return answer;
    });
    await broker.clock.advance(400);
    expect(answered).toBe(false);
    await client.produce('t', ['late']);
    expect(recordsIn(await waiting)).toEqual(['0:late']);

    const vain = consumer.fetch('t', 1, { maxWaitMs: 500, minBytes: 1 });
    await broker.clock.advance(500);
    expect(recordsIn(await vain)).toEqual([]);
  });

  test('minBytes counts what arrives meanwhile', async () => {
    await client.createTopic('t');
    const size = batchOf(['x']).length;
    const consumer = new BrokerClient(await broker.connect());
    const waiting = consumer.fetch('t', 0, { maxWaitMs: 60_000, minBytes: size * 3 });
    for (const value of ['a', 'b', 'c']) await client.produce('t', [value]);
    expect(recordsIn(await waiting)).toEqual(['0:a', '1:b', '2:c']);
  });

  test('returns whole batches: the one around the offset, and the first even when too large', async () => {
    await client.createTopic('t');
    await client.produce('t', ['a', 'b', 'c']);
    await client.produce('t', ['d']);
    expect(await client.values('t', 1, { partitionMaxBytes: 1 })).toEqual(['0:a', '1:b', '2:c']);
    expect(await client.values('t', 0, { partitionMaxBytes: 0, maxBytes: 0 })).toHaveLength(3);
  });

  test('errors: past the end, before the start, unknown, wrong epoch', async () => {
    await client.createTopic('t');
    await client.produce('t', ['a']);
    const errorAt = async (offset: number) => (await client.fetch('t', offset)).errorCode;
    expect(await errorAt(1)).toBe(0);
    expect(await errorAt(2)).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
    expect((await client.fetch('none', 0)).errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    const epoch = async (currentLeaderEpoch: number) => {
      const { responses } = await client.wire.request(fetchRequest, fetchResponse, 12, {
        maxWaitMs: 0,
        minBytes: 0,
        topics: [
          {
            topic: 't',
            partitions: [
              { partition: 0, fetchOffset: 0, partitionMaxBytes: 100, currentLeaderEpoch },
            ],
          },
        ],
      });
      return responses?.[0]?.partitions[0]?.errorCode;
    };
    expect(await epoch(0)).toBe(0);
    expect(await epoch(9)).toBe(ErrorCode.UNKNOWN_LEADER_EPOCH);
  });

  test('topics go by id from version 13 on', async () => {
    const topicId = await client.createTopic('t');
    await client.produce('t', ['a']);
    const fetch = (id: string) =>
      client.wire.request(fetchRequest, fetchResponse, 13, {
        maxWaitMs: 0,
        minBytes: 0,
        topics: [
          {
            topicId: id,
            partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }],
          },
        ],
      });
    const known = (await fetch(topicId)).responses[0]!;
    expect(known.topicId).toBe(topicId);
    expect(recordsIn(known.partitions[0]!)).toEqual(['0:a']);
    const unknown = (await fetch('ABCDEFGHIJKLMNOPQRSTUQ')).responses[0]!;
    expect(unknown.partitions[0]?.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_ID);
  });

  test.each([0, 1, 2, 3])('version %i gets the message format of its time', async (version) => {
    await client.createTopic('t');
    await client.produce('t', ['a', 'b']);
    const { records } = await client.fetch('t', 0, { version });
    expect(records![16]).toBe(version <= 1 ? 0 : 1);
  });

  test('clients older than zstd are told so by a topic that compresses with it', async () => {
    await client.createTopic('t', 1, { 'compression.type': 'zstd' });
    await client.produce('t', ['a']);
    const error = async (version: number) => (await client.fetch('t', 0, { version })).errorCode;
    expect(await error(9)).toBe(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
    expect(await error(10)).toBe(0);
    expect(await client.values('t')).toEqual(['0:a']);
  });

  test('nothing is undecided: those who read committed records alone get all', async () => {
    await client.createTopic('t');
    await client.produce('t', ['a', 'b']);
    const [committed, uncommitted] = await Promise.all(
      [1, 0].map((isolationLevel) => client.fetch('t', 0, { isolationLevel })),
    );
    expect(recordsIn(committed!)).toEqual(['0:a', '1:b']);
    expect(committed).toMatchObject({ lastStableOffset: 2, highWatermark: 2 });
    expect(committed!.abortedTransactions).toEqual([]);
    expect(uncommitted!.abortedTransactions).toBeNull();
  });

  test('a deleted topic ends the wait', async () => {
    await client.createTopic('t');
    const consumer = new BrokerClient(await broker.connect());
    const waiting = consumer.fetch('t', 0, { maxWaitMs: 60_000, minBytes: 1 });
    await settled();
    await broker.broker.topics.delete(broker.broker.image.topic('t')!, 1_000);
    expect((await waiting).errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  });

  test('a session tells only what is new (KIP-227)', async () => {
    await client.createTopic('t', 2);
    await client.produce('t', ['a']);
    const fetch = (sessionId: number, sessionEpoch: number, offsets: readonly number[]) =>
      client.wire.request(fetchRequest, fetchResponse, 12, {
        maxWaitMs: 0,
        minBytes: 0,
        sessionId,
        sessionEpoch,
        topics: [
          {
            topic: 't',
            partitions: offsets.map((fetchOffset, partition) => ({
              partition,
              fetchOffset,
              partitionMaxBytes: 1000,
            })),
          },
        ],
      });
    const told = (response: Awaited<ReturnType<typeof fetch>>) =>
      response.responses.flatMap(({ partitions }) => partitions.map((p) => p.partitionIndex));
    const first = await fetch(0, 0, [0, 0]);
    expect(told(first)).toEqual([0, 1]);
    const { sessionId } = first;
    expect(sessionId).toBeGreaterThan(0);
    expect(told(await fetch(sessionId, 1, [1]))).toEqual([]);
    await client.produce('t', ['b'], { partition: 1 });
    expect(told(await fetch(sessionId, 2, []))).toEqual([1]);
    expect((await fetch(sessionId, 2, [])).errorCode).toBe(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
    expect((await fetch(12345, 1, [])).errorCode).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
    await fetch(sessionId, -1, []);
    expect((await fetch(sessionId, 3, [])).errorCode).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
  });
});

describe('ListOffsets and DeleteRecords', () => {
  test('earliest, latest, by time, by largest time', async () => {
    await client.createTopic('t');
    const start = Date.UTC(2024, 0, 1);
    await client.produce('t', ['a', 'b', 'c']);
    expect(await client.offset('t', -2)).toBe(0);
    expect(await client.offset('t', -1)).toBe(3);
    expect(await client.offset('t', -3)).toBe(2);
    expect(await client.offset('t', start + 1)).toBe(1);
    expect(await client.offset('t', start - 1000)).toBe(0);
    expect(await client.offset('t', start + 3)).toBe(-1);
  });

  test('deleting records moves the start, and what is below cannot be read', async () => {
    await client.createTopic('t');
    await client.produce('t', ['a', 'b', 'c']);
    const remove = async (offset: number) => {
      const { topics } = await client.wire.request(deleteRecordsRequest, deleteRecordsResponse, 2, {
        timeoutMs: 1000,
        topics: [{ name: 't', partitions: [{ partitionIndex: 0, offset }] }],
      });
      return topics[0]!.partitions[0]!;
    };
    expect(await remove(2)).toMatchObject({ errorCode: 0, lowWatermark: 2 });
    expect((await client.fetch('t', 1)).errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
    expect(await client.offset('t', -2)).toBe(2);
    expect((await remove(4)).errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
    expect(await remove(-1)).toMatchObject({ errorCode: 0, lowWatermark: 3 });
    await broker.restart();
    client = new BrokerClient(await broker.connect());
    expect(await client.offset('t', -2)).toBe(3);
    expect(await client.produce('t', ['d'])).toMatchObject({ baseOffset: 3 });
  });
});
