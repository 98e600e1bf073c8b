import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kafkaConnector } from '../../../../server/node/streaming/kafka-cluster-client.ts';
import {
  deleteTopicsRequest,
  deleteTopicsResponse,
} from '../../../../server/protocol/api/20-delete-topics.ts';
import {
  createPartitionsRequest,
  createPartitionsResponse,
} from '../../../../server/protocol/api/37-create-partitions.ts';
import {
  type KafkaClient,
  type KafkaParameters,
  type KafkaRecord,
  OffsetOutOfRange,
} from '../../../../server/streaming/kafka/kafka-client.ts';
import type { BrokerClient } from '../../../harness/broker-client.ts';
import { LoopbackCluster } from '../../../harness/loopback-cluster.ts';
import { freePort } from '../../../harness/ports.ts';

let cluster: LoopbackCluster;
let broker: BrokerClient;
let kafka: KafkaClient;
const clients: KafkaClient[] = [];
const warnings: string[] = [];

beforeAll(async () => {
  cluster = await LoopbackCluster.start();
  broker = await cluster.client();
  kafka = connect();
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await cluster.stop();
});

function connect(parameters: KafkaParameters = {}): KafkaClient {
  const silence = () => {};
  const warn = (line: string) => void warnings.push(line);
  const connector = kafkaConnector({ error: silence, warn, info: silence, debug: silence });
  const client = connector({ 'bootstrap.servers': cluster.bootstrap, ...parameters });
  clients.push(client);
  return client;
}

const text = (bytes: Uint8Array | null) =>
  bytes === null ? null : new TextDecoder().decode(bytes);
const bytes = (of: string) => new TextEncoder().encode(of);
const shown = (records: readonly KafkaRecord[]) =>
  records.map(({ offset, value }) => `${offset}:${text(value)}`);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => `v${i}`);

describe('topics', () => {
  test('partitions of those that exist come in order', async () => {
    await broker.createTopic('two', 2);
    await broker.createTopic('one', 1);
    expect(await kafka.partitionsOf(['two', 'nowhere', 'one'])).toEqual([
      { topic: 'one', partition: 0 },
      { topic: 'two', partition: 0 },
      { topic: 'two', partition: 1 },
    ]);
    expect(await kafka.partitionsOf([])).toEqual([]);
    const names = await kafka.topics();
    expect(names).toEqual(expect.arrayContaining(['one', 'two']));
    expect(names).not.toContain('nowhere');
  });

  test('partitions that are added are found and read', async () => {
    await broker.createTopic('growing');
    await kafka.offsets([{ topic: 'growing', partition: 0 }], 'latest');
    await broker.wire.request(createPartitionsRequest, createPartitionsResponse, 2, {
      topics: [{ name: 'growing', count: 2, assignments: null }],
      timeoutMs: 5_000,
      validateOnly: false,
    });
    expect(await kafka.partitionsOf(['growing'])).toHaveLength(2);
    await broker.produce('growing', ['new'], { partition: 1 });
    expect(shown(await kafka.read({ topic: 'growing', partition: 1 }, 0, 1))).toEqual(['0:new']);
  });
});

describe('offsets', () => {
  test('of the ends and of times', async () => {
    await broker.createTopic('times', 2);
    const start = Date.UTC(2024, 0, 1);
    await broker.produce('times', ['a', 'b', 'c']);
    const partitions = await kafka.partitionsOf(['times']);
    const at = async (position: 'earliest' | 'latest' | { timestamp: number }) =>
      (await kafka.offsets(partitions, position)).map(({ offset }) => offset);
    expect(await at('earliest')).toEqual([0, 0]);
    expect(await at('latest')).toEqual([3, 0]);
    expect(await at({ timestamp: start + 1 })).toEqual([1, 0]);
    expect(await at({ timestamp: start + 1_000 })).toEqual([3, 0]);
  });

  test('a partition that is not there is named', async () => {
    const impatient = connect({ 'request.timeout.ms': 200 });
    await expect(impatient.offsets([{ topic: 'nowhere', partition: 3 }], 'latest')).rejects.toThrow(
      /there is no partition nowhere-3/,
    );
  });

  test('groups commit and find them', async () => {
    await broker.createTopic('grouped', 2);
    const [first, second] = await kafka.partitionsOf(['grouped']);
    expect(await kafka.committed('readers', [first!])).toEqual([]);
    await kafka.commit('readers', [{ ...first!, offset: 7 }]);
    expect(await kafka.committed('readers', [first!, second!])).toEqual([{ ...first, offset: 7 }]);
  });

  test('in ZooKeeper they are where the old consumer had them', async () => {
    const of = { topic: 'grouped', partition: 1 };
    const offsets = kafka.offsetsInZooKeeper(`${cluster.zooKeeper}`, 'receivers');
    expect(await offsets.committed([of])).toEqual([]);
    await offsets.commit([{ ...of, offset: 12 }]);
    await offsets.commit([{ ...of, offset: 13 }]);
    expect(await offsets.committed([of, { ...of, partition: 0 }])).toEqual([{ ...of, offset: 13 }]);
    const again = kafka.offsetsInZooKeeper(`${cluster.zooKeeper}/consumers`, 'receivers');
    expect(await again.committed([of])).toEqual([]);
  });
});

describe('ranges', () => {
  test('give what lies in them, also twice, backwards, and within batches', async () => {
    await broker.createTopic('ranges');
    const of = { topic: 'ranges', partition: 0 };
    for (let i = 0; i < 3; i++) await broker.produce('ranges', [`${i}a`, `${i}b`, `${i}c`]);
    const read = async (from: number, until: number) => shown(await kafka.read(of, from, until));
    expect(await read(0, 2)).toEqual(['0:0a', '1:0b']);
    expect(await read(2, 4)).toEqual(['2:0c', '3:1a']);
    expect(await read(2, 4)).toEqual(['2:0c', '3:1a']);
    expect(await read(4, 9)).toEqual(['4:1b', '5:1c', '6:2a', '7:2b', '8:2c']);
    expect(await read(1, 2)).toEqual(['1:0b']);
    expect(await read(1, 1)).toEqual([]);
    await broker.produce('ranges', ['later']);
    expect(await read(9, 10)).toEqual(['9:later']);
  });

  test('bring key, value, headers and time', async () => {
    await broker.createTopic('whole');
    const record = {
      ...{ topic: 'whole', timestamp: 1_700_000_000_000, key: bytes('k'), value: null },
      headers: [{ key: 'h', value: bytes('x') }],
    };
    await kafka.send([record]);
    const [read] = await kafka.read({ topic: 'whole', partition: 0 }, 0, 1);
    expect(read).toEqual({ ...record, partition: 0, offset: 0 });
  });

  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('of %s batches', async (codec) => {
    await broker.createTopic(`packed-${codec}`);
    const sender = connect({ 'compression.type': codec });
    await sender.send(upTo(50).map((value) => ({ topic: `packed-${codec}`, value: bytes(value) })));
    const of = { topic: `packed-${codec}`, partition: 0 };
    const records = [...(await kafka.read(of, 0, 20)), ...(await kafka.read(of, 20, 50))];
    expect(records.map(({ value }) => text(value))).toEqual(upTo(50));
  });

  test('of many fetches', async () => {
    const small = connect({ 'max.partition.fetch.bytes': 2_000, 'fetch.max.bytes': 4_000 });
    await broker.createTopic('many');
    for (let i = 0; i < 40; i++) await broker.produce('many', [`${'x'.repeat(500)}${i}`]);
    const of = { topic: 'many', partition: 0 };
    const offsets: number[] = [];
    for (const from of [0, 10, 20, 30]) {
      const records = await small.read(of, from, from + 10);
      offsets.push(...records.map(({ offset }) => offset));
    }
    expect(offsets).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  test('that the log has no more are refused', async () => {
    await broker.createTopic('short');
    await broker.produce('short', ['a']);
    const reading = kafka.read({ topic: 'short', partition: 0 }, 5, 6);
    await expect(reading).rejects.toThrow(OffsetOutOfRange);
    await expect(reading).rejects.toThrow(/Fetch position 5 is out of range for partition short-0/);
  });

  test('of a topic that was deleted are refused with a word about that', async () => {
    await broker.createTopic('going');
    await broker.produce('going', ['a', 'b']);
    const impatient = connect({ 'request.timeout.ms': 300 });
    const of = { topic: 'going', partition: 0 };
    expect(await impatient.read(of, 0, 1)).toHaveLength(1);
    await broker.wire.request(deleteTopicsRequest, deleteTopicsResponse, 5, {
      topicNames: ['going'],
      timeoutMs: 5_000,
    });
    await expect(impatient.read(of, 9, 10)).rejects.toThrow(/Has its topic been deleted\?/);
  });
});

describe('sending', () => {
  test('in a transaction is refused in plain words', async () => {
    await broker.createTopic('plain');
    const sending = kafka.send([{ topic: 'plain', value: bytes('x') }], { transactionalId: 't' });
    await expect(sending).rejects.toThrow(/the cluster has no transactions/);
  });

  test('keys choose partitions as Kafka does, and order stays', async () => {
    await broker.createTopic('keyed', 4);
    const values = upTo(200);
    await kafka.send(
      values.map((value) => ({ topic: 'keyed', key: bytes('k'), value: bytes(value) })),
    );
    const ends = await kafka.offsets(await kafka.partitionsOf(['keyed']), 'latest');
    const [only, ...others] = ends.filter(({ offset }) => offset > 0);
    expect(others).toEqual([]);
    const records = await kafka.read(only!, 0, 200);
    expect(records.map(({ value }) => text(value))).toEqual(values);
  });

  test('a partition may be named', async () => {
    await kafka.send([{ topic: 'keyed', partition: 3, key: bytes('k'), value: bytes('named') }]);
    const [end] = await kafka.offsets([{ topic: 'keyed', partition: 3 }], 'latest');
    const records = await kafka.read(end!, end!.offset - 1, end!.offset);
    expect(records.map(({ value }) => text(value))).toEqual(['named']);
  });

  test('a record that is too large is refused', async () => {
    const sending = kafka.send([{ topic: 'keyed', value: new Uint8Array(2_000_000) }]);
    await expect(sending).rejects.toThrow(/sending to topic keyed failed: The message is 2000016 /);
  });
});

describe('parameters', () => {
  test('what nobody knows is warned of', () => {
    warnings.length = 0;
    connect({ 'auto.ofset.reset': 'earliest', 'key.deserializer': 'x', 'ssl.protocol': 'TLS' });
    expect(warnings).toEqual([
      "The configuration 'auto.ofset.reset' was supplied but isn't a known config.",
    ]);
  });

  test('brokers are found by their former names', async () => {
    const connector = kafkaConnector(console as never);
    for (const parameters of [
      { 'metadata.broker.list': cluster.bootstrap },
      { 'zookeeper.connect': cluster.zooKeeper },
    ]) {
      const client = connector(parameters);
      clients.push(client);
      expect(await client.partitionsOf(['keyed'])).toHaveLength(4);
    }
  });

  test('without any, and with what is none, it is said', async () => {
    const connector = kafkaConnector(console as never);
    await expect(connector({}).topics()).rejects.toThrow(/"bootstrap.servers"/);
    await expect(connector({ 'bootstrap.servers': 'here' }).topics()).rejects.toThrow(
      /Invalid url in bootstrap.servers: here/,
    );
    const jks = { 'security.protocol': 'SSL', 'ssl.truststore.location': '/none' };
    await expect(connect(jks).topics()).rejects.toThrow(/ssl.truststore.type=JKS cannot be read/);
  });

  test('where nothing listens it is said after a while', async () => {
    const servers = `127.0.0.1:${await freePort()}`;
    const nobody = connect({ 'bootstrap.servers': servers, 'request.timeout.ms': 200 });
    await expect(nobody.topics()).rejects.toThrow(
      new RegExp(`^Kafka at ${servers}: Connection to ${servers} could not be established`),
    );
  });

  test('a client that was closed says so', async () => {
    const closed = connect();
    await closed.topics();
    await closed.close();
    await expect(closed.topics()).rejects.toThrow('The Kafka client has been closed.');
  });
});
