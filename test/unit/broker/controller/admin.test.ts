import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { metadataRequest, metadataResponse } from '../../../../server/protocol/api/03-metadata.ts';
import {
  findCoordinatorRequest,
  findCoordinatorResponse,
} from '../../../../server/protocol/api/10-find-coordinator.ts';
import {
  createTopicsRequest,
  createTopicsResponse,
} from '../../../../server/protocol/api/19-create-topics.ts';
import {
  deleteTopicsRequest,
  deleteTopicsResponse,
} from '../../../../server/protocol/api/20-delete-topics.ts';
import {
  createPartitionsRequest,
  createPartitionsResponse,
} from '../../../../server/protocol/api/37-create-partitions.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { InProcessCluster } from '../../../harness/in-process-cluster.ts';
import type { WireClient } from '../../../harness/wire-client.ts';

let cluster: InProcessCluster;
let wire: WireClient;

beforeEach(async () => {
  cluster = await InProcessCluster.start();
  wire = await cluster.connect(1);
});
afterEach(() => cluster.stop());

async function create(
  name: string,
  replicas: readonly (readonly number[])[],
  timeoutMs = 5_000,
): Promise<number> {
  const assignments = replicas.map((brokerIds, partitionIndex) => ({
    partitionIndex,
    brokerIds: [...brokerIds],
  }));
  const counts = { numPartitions: -1, replicationFactor: -1 };
  const { topics } = await wire.request(createTopicsRequest, createTopicsResponse, 7, {
    topics: [{ name, ...counts, assignments, configs: [] }],
    timeoutMs,
  });
  return topics[0]!.errorCode;
}

async function metadata(name: string, allowAutoTopicCreation = false, by = wire) {
  const { topics } = await by.request(metadataRequest, metadataResponse, 12, {
    topics: [{ name }],
    allowAutoTopicCreation,
  });
  return topics[0]!;
}

async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 400; round++) {
    if (await condition()) return;
    await cluster.clock.advance(25);
  }
  throw new Error(cluster.log.slice(-40).join('\n'));
}

describe('how long an answer is waited for', () => {
  test('who does not wait is told that time is up; the topic comes all the same', async () => {
    expect(await create('t', [[2]], 0)).toBe(ErrorCode.REQUEST_TIMED_OUT);
    await eventually(async () => (await metadata('t')).partitions[0]?.leaderId === 2);
  });

  test('who waits for a leader that does not come is told when time is up', async () => {
    await cluster.killBroker(3);
    await eventually(() => cluster.broker(1).image.brokers.size === 2);
    await cluster.coordination.create(
      '/brokers/topics/lost',
      new TextEncoder().encode('{"version":1,"partitions":{"0":[3]}}'),
    );
    await eventually(() => cluster.broker(1).image.topic('lost') !== undefined);
    expect((await metadata('lost')).partitions).toMatchObject([
      { errorCode: ErrorCode.LEADER_NOT_AVAILABLE, leaderId: -1, offlineReplicas: [3] },
    ]);
    const growing = wire.request(createPartitionsRequest, createPartitionsResponse, 3, {
      topics: [{ name: 'lost', count: 2, assignments: [{ brokerIds: [1] }] }],
      timeoutMs: 1_000,
      validateOnly: false,
    });
    await cluster.clock.advance(1_000);
    expect((await growing).results[0]?.errorCode).toBe(ErrorCode.REQUEST_TIMED_OUT);
    expect((await metadata('lost')).partitions[1]).toMatchObject({ leaderId: 1 });
  });

  test('a topic with a replica that is away is gone for clients at once, its name later', async () => {
    expect(await create('t', [[1, 3]])).toBe(0);
    await cluster.killBroker(3);
    await eventually(() => cluster.broker(1).image.brokers.size === 2);
    const deleting = wire.request(deleteTopicsRequest, deleteTopicsResponse, 5, {
      topicNames: ['t'],
      timeoutMs: 5_000,
    });
    await cluster.clock.advance(1_000);
    expect((await deleting).responses[0]?.errorCode).toBe(0);
    expect((await metadata('t')).errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    expect(await create('t', [[1]])).toBe(ErrorCode.TOPIC_ALREADY_EXISTS);
    await cluster.startBroker(3);
    await eventually(async () => (await create('t', [[1, 3]])) === 0);
    expect(cluster.broker(3).partitions.get('t', 0)?.log.logEndOffset).toBe(0);
  });
});

describe('fewer brokers than replicas are wanted', () => {
  beforeEach(async () => {
    await cluster.stop();
    const config = { 'default.replication.factor': '3', 'offsets.topic.replication.factor': '3' };
    cluster = await InProcessCluster.start({ brokers: 2, config });
    wire = await cluster.connect(1);
  });

  test('a topic that a client names is not created', async () => {
    expect((await metadata('t', true)).errorCode).toBe(ErrorCode.INVALID_REPLICATION_FACTOR);
  });

  test('groups have to wait for a third', async () => {
    const find = async () => {
      const { errorCode } = await wire.request(findCoordinatorRequest, findCoordinatorResponse, 3, {
        key: 'g',
        keyType: 0,
      });
      return errorCode;
    };
    expect(await find()).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    await cluster.startBroker(3);
    await eventually(async () => (await find()) === 0);
    const offsets = cluster.broker(1).image.topic('__consumer_offsets');
    expect(offsets?.partitions[0]?.replicas).toHaveLength(3);
  });
});

describe('a broker that stops', () => {
  test('although nobody can take over says so, after a few attempts', async () => {
    await create('t', [[2, 3]]);
    await eventually(() => cluster.broker(2).partitions.get('t', 0)?.isLeader === true);
    await cluster.killBroker(3);
    await eventually(() => cluster.broker(2).image.topic('t')?.partitions[0]?.isr.length === 1);
    const before = cluster.clock.monotonic();
    await cluster.stopBroker(2);
    expect(cluster.clock.monotonic() - before).toBeGreaterThanOrEqual(1_000);
    expect(cluster.log).toContainEqual(
      expect.stringMatching(/broker 2 warn: stopping although nobody else can lead 1 partition/),
    );
  });

  test('as the only one left is in no hurry for anybody', async () => {
    await create('t', [[1, 2]]);
    await cluster.killBroker(2);
    await cluster.killBroker(3);
    await eventually(() => cluster.broker(1).image.brokers.size === 1);
    const before = cluster.clock.monotonic();
    await cluster.stopBroker(1);
    expect(cluster.clock.monotonic()).toBe(before);
  });
});

test('who comes back first to a broker that starts hears of the whole cluster', async () => {
  await create('t', [[2, 3]]);
  await cluster.stopBroker(2);
  const starting = cluster.startBroker(2);
  let early: WireClient | undefined;
  await cluster.until(async () => {
    early ??= await cluster.connectTo(cluster.address(2)).catch(() => undefined);
    return early !== undefined;
  });
  const asked = metadata('t', false, early);
  await starting;
  expect((await asked).partitions).toMatchObject([{ leaderId: 3, replicaNodes: [2, 3] }]);
});
