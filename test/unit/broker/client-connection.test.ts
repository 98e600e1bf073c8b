import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { produceRequest } from '../../../server/protocol/api/00-produce.ts';
import { fetchRequest, fetchResponse } from '../../../server/protocol/api/01-fetch.ts';
import { metadataRequest, metadataResponse } from '../../../server/protocol/api/03-metadata.ts';
import {
  apiVersionsRequest,
  apiVersionsResponse,
} from '../../../server/protocol/api/18-api-versions.ts';
import { ErrorCode } from '../../../server/protocol/errors.ts';
import { FrameReader } from '../../../server/protocol/framing.ts';
import { decodeResponse, encodeRequest } from '../../../server/protocol/headers.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import { BrokerClient, batchOf } from '../../harness/broker-client.ts';
import { InProcessBroker } from '../../harness/in-process-broker.ts';
import { settled } from '../../harness/manual-clock.ts';
import { FaultyStore } from '../storage/faulty-store.ts';

let broker: InProcessBroker;

beforeEach(async () => {
  broker = await InProcessBroker.start({
    'socket.request.max.bytes': '100000',
    'connections.max.idle.ms': '60000',
    'max.connections': '20',
  });
});
afterEach(() => broker.stop());

const warnings = () => broker.log.filter((line) => line.startsWith('warn'));

describe('ApiVersions', () => {
  test('tells what is served, Produce from version 0 on', async () => {
    const wire = await broker.connect();
    const { errorCode, apiKeys } = await wire.request(apiVersionsRequest, apiVersionsResponse, 3, {
      clientSoftwareName: 'test',
      clientSoftwareVersion: '1.0',
    });
    expect(errorCode).toBe(0);
    const served = new Map(
      apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, [minVersion, maxVersion]]),
    );
    expect(served.get(0)).toEqual([0, 12]);
    expect(served.get(1)).toEqual([0, 17]);
    for (const key of [10, 11, 12, 13, 14]) expect(served.get(key)?.[0]).toBe(0);
    expect(served.get(4)).toEqual([5, 7]);
    expect(served.has(52)).toBe(false);
  });

  test('a version of the future is answered in version 0 with the range (KIP-511)', async () => {
    const wire = await broker.connect();
    // Key 18, version 99, correlation id 7, no client id, and a body that nobody can read.
    wire.sendBytes(Uint8Array.of(0, 0, 0, 12, 0, 18, 0, 99, 0, 0, 0, 7, 0xff, 0xff, 0, 9));
    const { correlationId, body } = decodeResponse(apiVersionsResponse, 0, await wire.nextFrame());
    expect(correlationId).toBe(7);
    expect(body).toMatchObject({
      errorCode: ErrorCode.UNSUPPORTED_VERSION,
      apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }],
    });
  });

  test('a software name that is none is refused', async () => {
    const wire = await broker.connect();
    const { errorCode } = await wire.request(apiVersionsRequest, apiVersionsResponse, 3, {
      clientSoftwareName: '-bad name-',
      clientSoftwareVersion: '1',
    });
    expect(errorCode).toBe(ErrorCode.INVALID_REQUEST);
  });
});

describe('a connection', () => {
  test('answers pipelined requests in order', async () => {
    const wire = await broker.connect();
    // As kafka-python 2.0.2 does: Metadata right behind ApiVersions.
    const answers = await Promise.all([
      wire.request(apiVersionsRequest, apiVersionsResponse, 0, {}),
      wire.request(metadataRequest, metadataResponse, 0, { topics: [] }),
    ]);
    expect(answers[1].brokers).toHaveLength(1);
  });

  test('that asks for what nobody serves still gets the answers to what came before', async () => {
    await broker.stop();
    const store = new FaultyStore(new MemoryStore());
    broker = await InProcessBroker.start({}, store);
    const client = new BrokerClient(await broker.connect());
    await client.createTopic('t');
    const written = store.holdWrites();
    const answers = [client.produce('t', ['a']), client.produce('t', ['b'])];
    client.wire.sendBytes(Uint8Array.of(0, 0, 0, 10, 9, 9, 0, 0, 0, 0, 0, 9, 0xff, 0xff));
    await settled();
    written();
    expect((await Promise.all(answers)).map(({ baseOffset }) => baseOffset)).toEqual([0, 1]);
    await client.wire.closed;
  });

  test('that produces in vain without acks still gets the answers to what came before', async () => {
    await broker.stop();
    const store = new FaultyStore(new MemoryStore());
    broker = await InProcessBroker.start({}, store);
    const client = new BrokerClient(await broker.connect());
    await client.createTopic('t');
    const written = store.holdWrites();
    const answer = client.produce('t', ['a']);
    client.wire.send(produceRequest, 9, {
      acks: 0,
      timeoutMs: 1000,
      topicData: [{ name: 'none', partitionData: [{ index: 0, records: batchOf(['b']) }] }],
    });
    await settled();
    written();
    expect(await answer).toMatchObject({ errorCode: 0, baseOffset: 0 });
    await client.wire.closed;
  });

  test('that waits in a fetch delays no other', async () => {
    const slow = new BrokerClient(await broker.connect());
    const quick = new BrokerClient(await broker.connect());
    await quick.createTopic('t');
    const waiting = slow.fetch('t', 0, { maxWaitMs: 30_000, minBytes: 1 });
    expect(await quick.produce('t', ['a'])).toMatchObject({ errorCode: 0 });
    await waiting;
  });

  test('whose client reads no answers is read no further, delays no other, and loses nothing', async () => {
    const quick = new BrokerClient(await broker.connect());
    await quick.createTopic('t');
    await quick.produce('t', ['x'.repeat(50_000)]);
    const connection = await broker.transport.connect(broker.broker.address);
    const requests = Array.from({ length: 1000 }, (_, correlationId) =>
      encodeRequest(fetchRequest, 12, correlationId, 'slow', {
        maxWaitMs: 0,
        minBytes: 0,
        topics: [
          {
            topic: 't',
            partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }],
          },
        ],
      }),
    );
    let read = 0;
    for (const request of requests) {
      void Promise.resolve(connection.write(request)).then(() => read++);
      await settled();
    }
    // What the memory between them holds and 100 requests: the rest the broker has not looked at.
    expect(read).toBeLessThan(1000);
    expect(await quick.produce('t', ['y'])).toMatchObject({ errorCode: 0 });

    const answers: number[] = [];
    const frames = new FrameReader(1_000_000);
    for await (const chunk of connection) {
      for (const frame of frames.push(chunk)) {
        const { correlationId, body } = decodeResponse(fetchResponse, 12, frame);
        expect(body.responses[0]?.partitions[0]?.records?.length).toBeGreaterThan(50_000);
        answers.push(correlationId);
      }
      if (answers.length === requests.length) break;
    }
    expect(answers).toEqual(requests.map((_, correlationId) => correlationId));
  });

  test('whose client goes while it waits lets go of everything', async () => {
    const client = new BrokerClient(await broker.connect());
    await client.createTopic('t');
    const consumer = new BrokerClient(await broker.connect());
    const before = broker.clock.pending;
    const waiting = consumer.fetch('t', 0, { maxWaitMs: 2 ** 31 - 1, minBytes: 1 });
    await settled();
    expect(broker.clock.pending).toBe(before + 1);
    consumer.wire.close();
    await expect(waiting).rejects.toThrow('closed');
    await settled();
    expect(broker.clock.pending).toBe(before);
  });

  const text = (value: string) => new TextEncoder().encode(value);
  test.each([
    ['an HTTP request', text('GET / HTTP/1.1\r\n\r\n'), /an HTTP request/],
    ['a TLS hello', Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 1, 0, 1), /TLS/],
    ['a frame that is too large', Uint8Array.of(0, 2, 0, 0, 0, 0), /131072 bytes; at most 100000/],
    [
      'an API that nobody knows',
      Uint8Array.of(0, 0, 0, 10, 9, 9, 0, 0, 0, 0, 0, 1, 0xff, 0xff),
      /key 2313/,
    ],
    [
      'a body cut short',
      Uint8Array.of(0, 0, 0, 10, 0, 3, 0, 1, 0, 0, 0, 1, 0xff, 0xff),
      /malformed Metadata/,
    ],
    ['a header cut short', Uint8Array.of(0, 0, 0, 2, 0, 3), /no Kafka request/],
  ])('that sends %s is closed with one line', async (_, bytes, message) => {
    const wire = await broker.connect();
    wire.sendBytes(bytes);
    await wire.closed;
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toMatch(message);
    // The broker goes on.
    const other = await broker.connect();
    await other.request(apiVersionsRequest, apiVersionsResponse, 0, {});
  });

  test('that is silent for too long is closed; one that waits for an answer is not', async () => {
    const client = new BrokerClient(await broker.connect());
    await client.createTopic('t');
    const idle = await broker.connect();
    const waiting = client.fetch('t', 0, { maxWaitMs: 200_000, minBytes: 1 });
    let closed = false;
    void idle.closed.then(() => {
      closed = true;
    });
    await broker.clock.advance(50_000);
    expect(closed).toBe(false);
    await broker.clock.advance(60_000);
    expect(closed).toBe(true);
    await broker.clock.advance(90_000);
    expect((await waiting).errorCode).toBe(0);
  });

  test('beyond max.connections is refused', async () => {
    const connections = await Promise.all(Array.from({ length: 21 }, () => broker.connect()));
    await connections[20]!.closed;
    expect(warnings()).toEqual([expect.stringContaining('max.connections is 20')]);
  });
});
