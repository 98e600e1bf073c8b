import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MessagesEvent } from '../../../server/contract/messages/service.ts';
import { kafkaConnector } from '../../../server/node/streaming/kafka-cluster-client.ts';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import {
  deleteTopicsRequest,
  deleteTopicsResponse,
} from '../../../server/protocol/api/20-delete-topics.ts';
import { Codec, type CodecName } from '../../../server/protocol/records/compression.ts';
import { BrokerClient } from '../../harness/broker-client.ts';
import { MessagesProcess, reading } from '../../harness/messages-process.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { freePort } from '../../harness/ports.ts';
import { tempFolder } from '../../harness/temp.ts';
import { WireClient } from '../../harness/wire-client.ts';

/** Enough to see that nothing stands still, and not too much for any machine. */
const MANY = 200_000;
/** Rows are answered within this time whatever else goes on, in milliseconds; on a machine with many other things to do. */
const ROWS_MS = 2_000;

const temp = tempFolder('messages-service');
let millrace: MillraceProcess;
let messages: MessagesProcess;
let wire: WireClient;
let client: BrokerClient;

beforeAll(async () => {
  millrace = await startMillrace();
  messages = new MessagesProcess();
  wire = await WireClient.connect(tcpTransport(), { host: '127.0.0.1', port: millrace.port });
  client = new BrokerClient(wire);
});

afterAll(async () => {
  wire?.close();
  await messages?.close();
  await millrace?.stop();
  temp.remove();
});

async function values(panel = 1): Promise<string[]> {
  const { rows } = await messages.request('rows', { from: 0, count: 100 }, panel);
  return rows.map(({ value }) => value.text);
}

describe('a topic of every compression', () => {
  test('is read', async () => {
    await client.createTopic('compressed');
    const codecs = Object.keys(Codec) as CodecName[];
    for (const name of codecs)
      await client.produce('compressed', [`${name} 1`, `${name} 2`], { codec: Codec[name] });
    await messages.read(millrace.bootstrap, reading('compressed', { isolation: 'read_committed' }));
    await messages.status(({ state }) => state === 'done');
    const { rows } = await messages.request('rows', { from: 0, count: 100 });
    // The first records of all batches are of the same time.
    expect(rows.map(({ value, compression }) => `${compression}: ${value.text}`)).toEqual(
      [1, 2].flatMap((number) => codecs.map((name) => `${name}: ${name} ${number}`)),
    );
  });
});

describe('a panel', () => {
  test('follows what arrives, and fetches nothing while it is paused', async () => {
    await client.createTopic('live', 2);
    await client.produce('live', ['before']);
    await messages.read(
      millrace.bootstrap,
      reading('live', { start: { kind: 'latest' }, stop: {}, order: 'newest' }),
    );
    await messages.status(({ state }) => state === 'live');
    await client.produce('live', ['one']);
    await messages.status(({ matching }) => matching === 1);
    await messages.request('pause', null);
    await client.produce('live', ['two'], { partition: 1 });
    await messages.status(({ state }) => state === 'paused');
    expect(await values()).toEqual(['one']);
    await messages.request('resume', null);
    await messages.status(({ matching }) => matching === 2);
    expect(await values()).toEqual(['two', 'one']);
    await messages.request('stop', null);
    await messages.status(({ state }) => state === 'done');
  });

  test('knows nothing of another', async () => {
    await client.createTopic('mine');
    await client.createTopic('yours');
    await client.produce('mine', ['mine']);
    await client.produce('yours', ['yours']);
    await messages.read(millrace.bootstrap, reading('mine'), 11);
    await messages.read(millrace.bootstrap, reading('yours'), 12);
    await messages.status(({ state }) => state === 'done', 11);
    await messages.status(({ state }) => state === 'done', 12);
    expect([await values(11), await values(12)]).toEqual([['mine'], ['yours']]);
    await messages.request('close', null, 11);
    expect(await values(11)).toEqual([]);
    expect(await values(12)).toEqual(['yours']);
  });

  test('goes on with a topic that was deleted and made again', async () => {
    await client.createTopic('again');
    await client.produce('again', ['old 1', 'old 2']);
    await messages.read(millrace.bootstrap, reading('again', { stop: {} }), 13);
    await messages.status(({ state }) => state === 'live', 13);
    await wire.request(deleteTopicsRequest, deleteTopicsResponse, 5, {
      topicNames: ['again'],
      timeoutMs: 5_000,
    } as never);
    const { problem } = await messages.status((status) => status.problem !== undefined, 13);
    expect(problem).toMatch(/^There is no topic again any more/);
    await client.createTopic('again');
    await client.produce('again', ['new']);
    await messages.status(({ scanned }) => scanned === 3, 13);
    expect((await values(13)).toSorted()).toEqual(['new', 'old 1', 'old 2']);
    await messages.request('close', null, 13);
  });

  test('waits for a cluster that is not there yet', async () => {
    const port = await freePort();
    await messages.read(`localhost:${port}`, reading('later', { stop: {} }), 14);
    const { problem, state } = await messages.status((status) => status.problem !== undefined, 14);
    expect(problem).toMatch(/could not be established: nothing listens there/);
    expect(state).toBe('starting');
    const later = await startMillrace({ port });
    try {
      const laterWire = await WireClient.connect(tcpTransport(), { host: '127.0.0.1', port });
      const laterClient = new BrokerClient(laterWire);
      await laterClient.createTopic('later');
      await laterClient.produce('later', ['at last']);
      laterWire.close();
      await messages.status(({ scanned }) => scanned === 1, 14);
      expect(
        (await messages.status(({ state: now }) => now === 'live', 14)).problem,
      ).toBeUndefined();
    } finally {
      await messages.request('close', null, 14);
      await later.stop();
    }
  });

  test('is told in one sentence what cannot be done', async () => {
    const panel = 15;
    await expect(messages.request('read', reading('x'), panel)).rejects.toThrow(
      /^No cluster has been chosen\.$/,
    );
    const read = (options: Parameters<typeof reading>[1]) =>
      messages.read(millrace.bootstrap, reading('compressed', options), panel);
    await expect(read({ start: { kind: 'offset', offset: -1 } })).rejects.toThrow(
      /^The offset to begin at must be a whole number from 0 on, not -1\.$/,
    );
    await expect(read({ filter: { expression: 'a b' } })).rejects.toThrow(
      /^The expression cannot be read: /,
    );
    await expect(
      read({ value: { format: 'avro', schema: { kind: 'file', path: '/nowhere.avsc' } } }),
    ).rejects.toThrow(/nowhere\.avsc/);
    await expect(messages.request('filter', { text: 'x' }, panel)).rejects.toThrow(
      /^Nothing has been read yet\.$/,
    );
    await expect(messages.read('nowhere', reading('x'), panel)).rejects.toThrow(
      /expected HOST:PORT/,
    );
  });

  test('is told that a topic is not there', async () => {
    await messages.read(millrace.bootstrap, reading('missing'), 16);
    const { state, problem } = await messages.status((status) => status.problem !== undefined, 16);
    expect(['starting', 'failed']).toContain(state);
    expect(problem).toMatch(/^There is no topic missing/);
    await messages.request('close', null, 16);
  });
});

describe('many records', () => {
  const panel = 21;
  const jsonReading = reading('many', { value: { format: 'json' } });

  beforeAll(async () => {
    await client.createTopic('many', 6);
    const silence = () => {};
    const kafka = kafkaConnector({ error: silence, warn: silence, info: silence, debug: silence })({
      'bootstrap.servers': millrace.bootstrap,
    });
    for (let from = 0; from < MANY; from += 10_000)
      await kafka.send(
        Array.from({ length: 10_000 }, (_, i) => ({
          topic: 'many',
          key: Buffer.from(`key-${from + i}`),
          value: Buffer.from(JSON.stringify({ id: from + i, amount: (from + i) % 100 })),
        })),
      );
    await kafka.close();
    await messages.read(millrace.bootstrap, jsonReading, panel);
    await messages.status(({ state }) => state === 'done', panel);
  });

  afterAll(() => messages.request('close', null, panel));

  test('are all there, in their order', async () => {
    const status = await messages.status(({ state }) => state === 'done', panel);
    expect(status).toMatchObject({ scanned: MANY, kept: MANY, matching: MANY, evicted: 0 });
    expect(status.keptBytes).toBeLessThan(MANY * 150);
    const { rows } = await messages.request('rows', { from: 100_000, count: 100 }, panel);
    const times = rows.map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test.each([
    ['text', { text: 'KEY-19999' }, 11],
    ['a field', { fields: [{ path: 'value.amount', operator: 'is', value: '7' }] }, MANY / 100],
    ['an expression', { expression: 'value.id % 1000 === 5 && key.length > 3' }, MANY / 1_000],
    [
      'a partition and an expression',
      { partitions: [0, 1, 2, 3, 4, 5], expression: 'offset < 0' },
      0,
    ],
    ['nothing', {}, MANY],
  ] as const)('are filtered by %s while rows are asked for', async (_, filter, expected) => {
    let most = 0;
    let isOver = false;
    const asking = (async () => {
      while (!isOver) {
        const began = performance.now();
        await messages.request('rows', { from: 0, count: 50 }, panel);
        most = Math.max(most, performance.now() - began);
      }
    })();
    const { matching } = await messages.filter(filter, panel);
    isOver = true;
    await asking;
    expect(matching).toBe(expected);
    expect(most).toBeLessThan(ROWS_MS);
  });

  test('outlive an expression that never ends', async () => {
    const status = await messages.filter({ expression: '(() => { for (;;); })()' }, panel);
    expect(status.problem).toMatch(
      /^The filter was ended after 2 s on one record\. Does its expression loop/,
    );
    expect(status).toMatchObject({ matching: 0, kept: MANY });
    const again = await messages.filter({ expression: 'value.id === 5' }, panel);
    expect(again).toMatchObject({ matching: 1 });
    expect(again.problem).toBeUndefined();
  });

  test('outlive an expression that fills the memory', async () => {
    const status = await messages.filter(
      { expression: '(() => { const all = []; for (;;) all.push(new Array(1000).fill(all)); })()' },
      panel,
    );
    expect(status.problem).toMatch(/^The filter was ended/);
    expect(await messages.filter({}, panel)).toMatchObject({ matching: MANY });
  });

  test('are written to a file', async () => {
    await messages.filter(
      { fields: [{ path: 'value.amount', operator: 'less', value: '50' }] },
      panel,
    );
    const file = join(temp.path, 'many.jsonl');
    const told = messages.events.length;
    await messages.request('export', { file, format: 'jsonl' }, panel);
    const ended = await messages.event(
      (event) => event.kind === 'export' && event.progress.state !== 'writing',
      panel,
      told,
    );
    expect(ended).toMatchObject({
      progress: { state: 'done', written: MANY / 2, total: MANY / 2 },
    });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(MANY / 2);
    expect(JSON.parse(lines[7]!).value.amount).toBeLessThan(50);
  });

  test('are written to one file at a time', async () => {
    const files = ['one.jsonl', 'other.jsonl'].map((name) => join(temp.path, name));
    const told = messages.events.length;
    const outcomes = await Promise.allSettled(
      files.map((file) => messages.request('export', { file, format: 'jsonl' }, panel)),
    );
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      {
        status: 'rejected',
        reason: {
          message: 'An export is under way already: cancel it, or wait for its end.',
        },
      },
    ]);
    const isOver = (event: MessagesEvent) =>
      event.kind === 'export' && event.progress.state !== 'writing';
    await messages.event(isOver, panel, told);
    expect(files.map((file) => existsSync(file))).toEqual([true, false]);
  });

  test('are gone with a reading that cannot begin', async () => {
    const bad = messages.read(millrace.bootstrap, { ...jsonReading, partitions: [] }, panel);
    await expect(bad).rejects.toThrow('No partition has been chosen.');
    const told = messages.events.length;
    expect(await values(panel)).toEqual([]);
    await expect(messages.request('order', 'oldest', panel)).rejects.toThrow(
      'Nothing has been read yet.',
    );
    expect(messages.events.slice(told).filter((each) => each.panel === panel)).toEqual([]);
  });

  test('are bounded by memory', async () => {
    await messages.read(millrace.bootstrap, { ...jsonReading, memory: 4 * 1024 * 1024 }, 22);
    const status = await messages.status(({ state }) => state === 'done', 22);
    expect(status.keptBytes).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(status.kept + status.evicted).toBe(MANY);
    await messages.request('close', null, 22);
  });
});

test('the process ends when the one that has started it lets go', async () => {
  const other = new MessagesProcess();
  await other.read(millrace.bootstrap, reading('live', { stop: {} }));
  await other.status(({ state }) => state === 'live');
  expect(await other.close()).toBe(0);
});
