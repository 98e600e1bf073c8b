import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { metadataRequest, metadataResponse } from '../../../../server/protocol/api/03-metadata.ts';
import {
  createTopicsRequest,
  createTopicsResponse,
} from '../../../../server/protocol/api/19-create-topics.ts';
import {
  describeLogDirsRequest,
  describeLogDirsResponse,
} from '../../../../server/protocol/api/35-describe-log-dirs.ts';
import {
  createPartitionsRequest,
  createPartitionsResponse,
} from '../../../../server/protocol/api/37-create-partitions.ts';
import {
  describeClusterRequest,
  describeClusterResponse,
} from '../../../../server/protocol/api/60-describe-cluster.ts';
import {
  describeTopicPartitionsRequest,
  describeTopicPartitionsResponse,
} from '../../../../server/protocol/api/75-describe-topic-partitions.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import type { InferInput } from '../../../../server/protocol/schema.ts';
import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessBroker } from '../../../harness/in-process-broker.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { FaultyStore } from '../../storage/faulty-store.ts';

let broker: InProcessBroker;
let client: BrokerClient;

beforeEach(async () => {
  broker = await InProcessBroker.start({ 'num.partitions': '3' });
  client = new BrokerClient(await broker.connect());
});
afterEach(() => broker.stop());

type CreateTopics = InferInput<typeof createTopicsRequest>;

async function create(
  topic: Partial<CreateTopics['topics'][number]>,
  rest: Partial<CreateTopics> = {},
) {
  const { topics } = await client.wire.request(createTopicsRequest, createTopicsResponse, 7, {
    topics: [
      { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...topic },
    ],
    ...rest,
  });
  return topics[0]!;
}

async function metadata(names: readonly string[] | null, allowAutoTopicCreation = false) {
  const { topics } = await client.wire.request(metadataRequest, metadataResponse, 12, {
    topics: names?.map((name) => ({ name })) ?? null,
    allowAutoTopicCreation,
  });
  return topics;
}

describe('CreateTopics', () => {
  test('creates, and says what it has created', async () => {
    const created = await create({ numPartitions: -1, replicationFactor: -1 });
    expect(created).toMatchObject({ errorCode: 0, numPartitions: 3, replicationFactor: 1 });
    expect(created.configs?.find(({ name }) => name === 'retention.ms')?.value).toBe('604800000');
    const [topic] = await metadata(['t']);
    expect(topic).toMatchObject({ name: 't', topicId: created.topicId, isInternal: false });
    expect(
      topic!.partitions.map(({ partitionIndex, leaderId }) => [partitionIndex, leaderId]),
    ).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
    ]);
  });

  test('old clients may leave the numbers to the broker too, as kafkajs does', async () => {
    const { topics } = await client.wire.request(createTopicsRequest, createTopicsResponse, 3, {
      topics: [
        { name: 't', numPartitions: -1, replicationFactor: -1, assignments: [], configs: [] },
      ],
    });
    expect(topics[0]?.errorCode).toBe(0);
    expect((await metadata(['t']))[0]?.partitions).toHaveLength(3);
  });

  test('with the replicas that it is given', async () => {
    const assignments = [0, 1].map((partitionIndex) => ({ partitionIndex, brokerIds: [1] }));
    const numbers = { numPartitions: -1, replicationFactor: -1 };
    expect(await create({ ...numbers, assignments })).toMatchObject({
      errorCode: 0,
      numPartitions: 2,
      replicationFactor: 1,
    });
    expect((await metadata(['t']))[0]?.partitions).toHaveLength(2);
  });

  test('only validates when asked to', async () => {
    expect(await create({}, { validateOnly: true })).toMatchObject({ errorCode: 0 });
    expect(await metadata(null)).toEqual([]);
  });

  test.each<[string, Parameters<typeof create>[0], keyof typeof ErrorCode, RegExp]>([
    ['a bad name', { name: 'a b' }, 'INVALID_TOPIC_EXCEPTION', /ASCII alphanumerics/],
    ['no partitions', { numPartitions: 0 }, 'INVALID_PARTITIONS', /non-positive/],
    ['more partitions than a slip', { numPartitions: 2 ** 31 - 1 }, 'POLICY_VIOLATION', /10000/],
    [
      'a name as long as they get',
      { name: 'x'.repeat(32_767) },
      'INVALID_TOPIC_EXCEPTION',
      /length/,
    ],
    [
      'too many replicas',
      { replicationFactor: 2 },
      'INVALID_REPLICATION_FACTOR',
      /larger than available brokers: 1/,
    ],
    [
      'an unknown key',
      { configs: [{ name: 'x', value: '1' }] },
      'INVALID_CONFIG',
      /Unknown topic config name: x/,
    ],
    [
      'a bad value',
      { configs: [{ name: 'retention.ms', value: 'x' }] },
      'INVALID_CONFIG',
      /retention\.ms/,
    ],
    [
      'a null value',
      { configs: [{ name: 'retention.ms', value: null }] },
      'INVALID_CONFIG',
      /Null value/,
    ],
    [
      'counts beside an assignment',
      { assignments: [{ partitionIndex: 0, brokerIds: [1] }] },
      'INVALID_REQUEST',
      /Both numPartitions/,
    ],
    [
      'an assignment to nobody',
      {
        numPartitions: -1,
        replicationFactor: -1,
        assignments: [{ partitionIndex: 0, brokerIds: [7] }],
      },
      'INVALID_REPLICA_ASSIGNMENT',
      /Unknown broker/,
    ],
  ])('%s is refused', async (_, topic, error, message) => {
    const refused = await create(topic);
    expect(refused.errorCode).toBe(ErrorCode[error]);
    expect(refused.errorMessage).toMatch(message);
    expect(await metadata(null)).toEqual([]);
  });

  test('a creation that a full disk broke off is made good when there is room again', async () => {
    await broker.stop();
    const store = new FaultyStore(new MemoryStore());
    broker = await InProcessBroker.start({}, store);
    client = new BrokerClient(await broker.connect());
    store.fails = () => true;
    expect((await create({ numPartitions: 2 })).errorCode).toBe(ErrorCode.KAFKA_STORAGE_ERROR);
    await settled();
    expect((await metadata(['t']))[0]?.partitions).toMatchObject([
      { leaderId: -1, offlineReplicas: [1] },
      { leaderId: -1, offlineReplicas: [1] },
    ]);
    store.fails = () => false;
    expect((await create({ numPartitions: 2 })).errorCode).toBe(ErrorCode.TOPIC_ALREADY_EXISTS);
    await broker.clock.advance(10_000);
    expect((await metadata(['t']))[0]?.partitions).toHaveLength(2);
    expect(await client.produce('t', ['a'], { partition: 1 })).toMatchObject({ errorCode: 0 });
  });

  test('a name that is taken, or differs only in . and _, is refused', async () => {
    await create({ name: 'a.b' });
    expect((await create({ name: 'a.b' })).errorCode).toBe(ErrorCode.TOPIC_ALREADY_EXISTS);
    expect((await create({ name: 'a_b' })).errorMessage).toMatch(
      /collides with existing topics: a\.b/,
    );
  });

  test('the same name twice in a request is refused, others are created', async () => {
    const topic = { numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };
    const { topics } = await client.wire.request(createTopicsRequest, createTopicsResponse, 5, {
      topics: ['twice', 'once', 'twice'].map((name) => ({ name, ...topic })),
    });
    expect(Object.fromEntries(topics.map(({ name, errorCode }) => [name, errorCode]))).toEqual({
      twice: ErrorCode.INVALID_REQUEST,
      once: 0,
    });
  });
});

describe('Metadata', () => {
  test('creates what is asked for, where that is allowed', async () => {
    expect((await metadata(['new']))[0]?.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    const [created] = await metadata(['new'], true);
    expect(created).toMatchObject({ errorCode: 0, name: 'new' });
    expect(created!.partitions).toHaveLength(3);
    expect((await metadata(['no good'], true))[0]?.errorCode).toBe(
      ErrorCode.INVALID_TOPIC_EXCEPTION,
    );
  });

  test('internal topics come with their own configuration, or not at all', async () => {
    const [offsets] = await metadata(['__consumer_offsets'], true);
    expect(offsets).toMatchObject({ errorCode: 0, isInternal: true });
    expect(offsets!.partitions).toHaveLength(50);
    expect((await metadata(['__transaction_state'], true))[0]).toMatchObject({
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      partitions: [],
    });
  });

  test('two clients that name a new topic at once both get it', async () => {
    const other = new BrokerClient(await broker.connect());
    const ask = (each: BrokerClient) =>
      each.wire.request(metadataRequest, metadataResponse, 9, { topics: [{ name: 'new' }] });
    const answers = await Promise.all([ask(client), ask(other)]);
    expect(answers.map(({ topics }) => topics[0]?.errorCode)).toEqual([0, 0]);
  });

  test('version 0 asks for all with an empty list, later ones with null', async () => {
    await create({});
    const oldest = await client.wire.request(metadataRequest, metadataResponse, 0, { topics: [] });
    expect(oldest.topics).toHaveLength(1);
    expect(await metadata([])).toEqual([]);
    expect(await metadata(null)).toHaveLength(1);
  });

  test('by id', async () => {
    const { topicId } = await create({});
    const ask = (id: string, version = 12) =>
      client.wire.request(metadataRequest, metadataResponse, version, {
        topics: [{ topicId: id, name: null }],
      });
    expect((await ask(topicId)).topics[0]).toMatchObject({ errorCode: 0, name: 't' });
    const unknown = (await ask('ABCDEFGHIJKLMNOPQRSTUQ')).topics[0];
    expect(unknown).toMatchObject({ errorCode: ErrorCode.UNKNOWN_TOPIC_ID, name: null });
    const old = (await ask('ABCDEFGHIJKLMNOPQRSTUQ', 10)).topics[0];
    expect(old).toMatchObject({ errorCode: ErrorCode.UNKNOWN_TOPIC_ID, name: '' });
  });
});

describe('CreatePartitions', () => {
  async function grow(count: number, assignments: { brokerIds: number[] }[] | null = null) {
    const { results } = await client.wire.request(
      createPartitionsRequest,
      createPartitionsResponse,
      3,
      { topics: [{ name: 't', count, assignments }], timeoutMs: 1000, validateOnly: false },
    );
    return results[0]!;
  }

  test('adds partitions that can be written to at once', async () => {
    await create({});
    await client.produce('t', ['kept']);
    expect(await grow(4)).toMatchObject({ errorCode: 0 });
    expect(await client.produce('t', ['a'], { partition: 3 })).toMatchObject({ baseOffset: 0 });
    await broker.restart();
    client = new BrokerClient(await broker.connect());
    expect((await metadata(['t']))[0]?.partitions).toHaveLength(4);
    expect(await client.values('t')).toEqual(['0:kept']);
    expect(await client.values('t', 0, { partition: 3 })).toEqual(['0:a']);
  });

  test.each([
    ['fewer', 1, null, 'INVALID_PARTITIONS'],
    ['more than a slip', 2 ** 31 - 1, null, 'POLICY_VIOLATION'],
    ['as many', 2, null, 'INVALID_PARTITIONS'],
    ['an assignment of another length', 4, [{ brokerIds: [1] }], 'INVALID_REPLICA_ASSIGNMENT'],
    ['an unknown broker', 3, [{ brokerIds: [5] }], 'INVALID_REPLICA_ASSIGNMENT'],
  ] as const)('%s is refused', async (_, count, assignments, error) => {
    await create({ numPartitions: 2 });
    const mutable = assignments?.map(({ brokerIds }) => ({ brokerIds: [...brokerIds] })) ?? null;
    expect((await grow(count, mutable)).errorCode).toBe(ErrorCode[error]);
  });
});

test('partitions that a full disk kept from being added come when there is room', async () => {
  await broker.stop();
  const store = new FaultyStore(new MemoryStore());
  broker = await InProcessBroker.start({}, store);
  client = new BrokerClient(await broker.connect());
  await create({});
  const grow = async () => {
    const { results } = await client.wire.request(
      createPartitionsRequest,
      createPartitionsResponse,
      3,
      {
        topics: [{ name: 't', count: 3, assignments: null }],
        timeoutMs: 1000,
        validateOnly: false,
      },
    );
    return results[0]?.errorCode;
  };
  store.fails = () => true;
  expect(await grow()).toBe(ErrorCode.KAFKA_STORAGE_ERROR);
  store.fails = () => false;
  await broker.clock.advance(10_000);
  expect((await metadata(['t']))[0]?.partitions).toHaveLength(3);
  expect(await client.produce('t', ['a'], { partition: 2 })).toMatchObject({ errorCode: 0 });
});

test('__consumer_offsets keeps its number of partitions', async () => {
  await metadata(['__consumer_offsets'], true);
  const { results } = await client.wire.request(
    createPartitionsRequest,
    createPartitionsResponse,
    3,
    {
      topics: [{ name: '__consumer_offsets', count: 60, assignments: null }],
      timeoutMs: 1000,
      validateOnly: false,
    },
  );
  expect(results[0]?.errorCode).toBe(ErrorCode.INVALID_REQUEST);
});

test('a topic that an old tool wrote without id and leaders is completed', async () => {
  const data = new TextEncoder().encode('{"version":1,"partitions":{"0":[1],"1":[1]}}');
  await broker.coordination.create('/brokers/topics/old', data);
  await broker.restart();
  client = new BrokerClient(await broker.connect());
  const [topic] = await metadata(['old']);
  expect(topic).toMatchObject({ errorCode: 0, name: 'old' });
  expect(topic!.partitions.map(({ leaderId }) => leaderId)).toEqual([1, 1]);
  const id = topic!.topicId;
  await broker.restart();
  client = new BrokerClient(await broker.connect());
  expect((await metadata(['old']))[0]?.topicId).toBe(id);
});

test('DescribeCluster and the registration agree', async () => {
  const answer = await client.wire.request(describeClusterRequest, describeClusterResponse, 1, {
    includeClusterAuthorizedOperations: false,
  });
  expect(answer).toMatchObject({ errorCode: 0, controllerId: 1 });
  expect(answer.clusterId).toHaveLength(22);
  const { data } = await broker.coordination.getData('/brokers/ids/1');
  const registered = JSON.parse(new TextDecoder().decode(data!));
  expect(answer.brokers).toMatchObject([
    { brokerId: 1, host: registered.host, port: registered.port },
  ]);
});

test.each([
  [2, ErrorCode.MISMATCHED_ENDPOINT_TYPE],
  [7, ErrorCode.UNSUPPORTED_ENDPOINT_TYPE],
])('DescribeCluster does not tell of endpoints of type %i', async (endpointType, errorCode) => {
  const answer = await client.wire.request(describeClusterRequest, describeClusterResponse, 1, {
    includeClusterAuthorizedOperations: false,
    endpointType,
  });
  expect(answer).toMatchObject({ errorCode, brokers: [] });
  expect(answer.errorMessage).toMatch(/endpoint/);
});

test('DescribeLogDirs gives sizes', async () => {
  await create({ numPartitions: 2 });
  await client.produce('t', ['a'], { partition: 1 });
  const { results } = await client.wire.request(
    describeLogDirsRequest,
    describeLogDirsResponse,
    4,
    {
      topics: null,
    },
  );
  const partitions = results[0]!.topics[0]!.partitions;
  expect(partitions[0]).toMatchObject({ partitionIndex: 0, partitionSize: 0 });
  expect(partitions[1]!.partitionSize).toBeGreaterThan(60);
});

test('DescribeTopicPartitions goes page by page', async () => {
  await create({ name: 'a', numPartitions: 3 });
  await create({ name: 'b', numPartitions: 2 });
  const seen: string[] = [];
  let cursor: { topicName: string; partitionIndex: number } | null = null;
  for (let pages = 0; pages === 0 || cursor !== null; pages++) {
    expect(pages).toBeLessThan(5);
    const page: Awaited<ReturnType<typeof ask>> = await ask(cursor);
    for (const { name, partitions } of page.topics) {
      for (const { partitionIndex, ...partition } of partitions) {
        seen.push(`${name}-${partitionIndex}`);
        // Java's AdminClient cannot do without them.
        expect(partition).toMatchObject({ eligibleLeaderReplicas: [], lastKnownElr: [] });
      }
    }
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(['a-0', 'a-1', 'a-2', 'b-0', 'b-1']);

  function ask(from: { topicName: string; partitionIndex: number } | null) {
    return client.wire.request(describeTopicPartitionsRequest, describeTopicPartitionsResponse, 0, {
      topics: [],
      responsePartitionLimit: 2,
      cursor: from,
    });
  }
});
