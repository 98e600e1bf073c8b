import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { metadataRequest, metadataResponse } from '../../../../server/protocol/api/03-metadata.ts';
import {
  createTopicsRequest,
  createTopicsResponse,
} from '../../../../server/protocol/api/19-create-topics.ts';
import {
  describeConfigsRequest,
  describeConfigsResponse,
} from '../../../../server/protocol/api/32-describe-configs.ts';
import {
  electLeadersRequest,
  electLeadersResponse,
} from '../../../../server/protocol/api/43-elect-leaders.ts';
import {
  incrementalAlterConfigsRequest,
  incrementalAlterConfigsResponse,
} from '../../../../server/protocol/api/44-incremental-alter-configs.ts';
import {
  alterPartitionReassignmentsRequest,
  alterPartitionReassignmentsResponse,
} from '../../../../server/protocol/api/45-alter-partition-reassignments.ts';
import {
  listPartitionReassignmentsRequest,
  listPartitionReassignmentsResponse,
} from '../../../../server/protocol/api/46-list-partition-reassignments.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessCluster } from '../../../harness/in-process-cluster.ts';
import { bytes } from '../../zookeeper/service-harness.ts';

let cluster: InProcessCluster;

beforeEach(async () => {
  cluster = await InProcessCluster.start({ config: { 'min.insync.replicas': '2' } });
});
afterEach(() => cluster.stop());

const client = async (id: number) => new BrokerClient(await cluster.connect(id));

/** Creates a topic with the replicas given, at the controller. */
async function create(name: string, replicas: readonly number[][]): Promise<void> {
  const { wire } = await client(cluster.controller.id);
  const { topics } = await wire.request(createTopicsRequest, createTopicsResponse, 7, {
    topics: [
      {
        name,
        numPartitions: -1,
        replicationFactor: -1,
        assignments: replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
        configs: [],
      },
    ],
  });
  expect(topics[0]).toMatchObject({ errorCode: 0 });
}

/** What a broker says of a topic's partitions: `1 isr 1,2 offline 3`. */
function known(id: number, topic: string): string[] {
  const partitions = cluster.broker(id).image.topic(topic)?.partitions ?? [];
  return partitions.map(({ leader, isr, offlineReplicas }) => {
    const offline = offlineReplicas.length > 0 ? ` offline ${offlineReplicas}` : '';
    return `${leader} isr ${isr}${offline}`;
  });
}

/** Waits until all brokers that run say so of a topic; lets time pass for followers. */
async function allKnow(topic: string, partitions: readonly string[]): Promise<void> {
  for (let round = 0; round < 400; round++) {
    const ids = [...cluster.brokers.keys()];
    if (ids.every((id) => known(id, topic).join(';') === partitions.join(';'))) return;
    await cluster.clock.advance(25);
  }
  const states = [...cluster.brokers.keys()].map((id) => `${id}: ${known(id, topic).join('; ')}`);
  throw new Error(`${states.join('\n')}\n${cluster.log.slice(-60).join('\n')}`);
}

test('three brokers know each other and who is controller', () => {
  for (const { image } of cluster.brokers.values()) {
    expect([...image.brokers.keys()].sort()).toEqual([1, 2, 3]);
    expect(image.controllerId).toBe(1);
  }
});

describe('leadership', () => {
  test('moves when its broker is killed, and records survive', async () => {
    await create('t', [[2, 3, 1]]);
    await allKnow('t', ['2 isr 2,3,1']);
    const producing = (await client(2)).produce('t', ['a']);
    await cluster.clock.advance(1_000);
    expect(await producing).toMatchObject({ errorCode: 0 });
    await cluster.killBroker(2);
    await allKnow('t', ['3 isr 3,1 offline 2']);
    const more = (await client(3)).produce('t', ['b']);
    await cluster.clock.advance(1_000);
    expect(await more).toMatchObject({ errorCode: 0, baseOffset: 1 });
    await cluster.startBroker(2);
    await allKnow('t', ['3 isr 3,1,2']);
    expect(await (await client(3)).values('t')).toEqual(['0:a', '1:b']);
  });

  test('is handed over before a broker stops', async () => {
    await create('t', [
      [2, 3],
      [3, 2],
    ]);
    await allKnow('t', ['2 isr 2,3', '3 isr 3,2']);
    await cluster.stopBroker(2);
    expect(cluster.log).not.toContainEqual(expect.stringMatching(/stopping although/));
    await allKnow('t', ['3 isr 3 offline 2', '3 isr 3 offline 2']);
  });

  test('survives the controller, whose place another takes', async () => {
    await create('t', [[1, 2, 3]]);
    await allKnow('t', ['1 isr 1,2,3']);
    await cluster.killBroker(1);
    await allKnow('t', ['2 isr 2,3 offline 1']);
    expect([2, 3]).toContain(cluster.controller.id);
    await cluster.startBroker(1);
    await allKnow('t', ['2 isr 2,3,1']);
    expect(cluster.broker(1).image.controllerId).toBe(cluster.controller.id);
  });

  test('goes back to the preferred replica when that is asked for', async () => {
    await create('t', [[2, 3]]);
    await cluster.stopBroker(2);
    await cluster.startBroker(2);
    await allKnow('t', ['3 isr 3,2']);
    const { wire } = await client(cluster.controller.id);
    const elect = () =>
      wire.request(electLeadersRequest, electLeadersResponse, 2, {
        electionType: 0,
        topicPartitions: [{ topic: 't', partitions: [0] }],
      });
    const results = [await elect(), await elect()].map(
      ({ replicaElectionResults }) => replicaElectionResults[0]?.partitionResult[0]?.errorCode,
    );
    expect(results).toEqual([0, ErrorCode.ELECTION_NOT_NEEDED]);
    await allKnow('t', ['2 isr 3,2']);
  });
});

test('a whole cluster that stopped comes back with its topics', async () => {
  await create('t', [[1, 2, 3]]);
  await create('single', [[2]]);
  const producing = (await client(1)).produce('t', ['a']);
  await cluster.clock.advance(1_000);
  await producing;
  for (const id of [1, 2, 3]) await cluster.stopBroker(id);
  for (const id of [1, 2, 3]) await cluster.startBroker(id);
  // Broker 3 was the last in sync, so that nobody else may lead.
  await allKnow('t', ['3 isr 3,1,2']);
  await allKnow('single', ['2 isr 2']);
  expect(await (await client(3)).values('t')).toEqual(['0:a']);
});

test('a partition is moved to another broker', async () => {
  await create('t', [[1, 2]]);
  await allKnow('t', ['1 isr 1,2']);
  const produced = (await client(1)).produce('t', ['a']);
  await cluster.clock.advance(1_000);
  await produced;
  const { wire } = await client(1);
  const list = async () => {
    const { topics } = await wire.request(
      listPartitionReassignmentsRequest,
      listPartitionReassignmentsResponse,
      0,
      { topics: null },
    );
    return topics;
  };
  const { responses } = await wire.request(
    alterPartitionReassignmentsRequest,
    alterPartitionReassignmentsResponse,
    0,
    { topics: [{ name: 't', partitions: [{ partitionIndex: 0, replicas: [3, 2] }] }] },
  );
  expect(responses[0]?.partitions[0]?.errorCode).toBe(0);
  await allKnow('t', ['3 isr 2,3']);
  expect(await list()).toEqual([]);
  await cluster.until(() => cluster.broker(1).partitions.get('t', 0) === undefined);
  expect(await (await client(3)).values('t')).toEqual(['0:a']);
});

describe('whom clients may ask', () => {
  test('only the controller creates topics for clients', async () => {
    await expect((await client(2)).createTopic('t')).rejects.toThrow('NOT_CONTROLLER');
  });

  test('any broker creates topics that clients name', async () => {
    const { wire } = await client(3);
    const { topics } = await wire.request(metadataRequest, metadataResponse, 12, {
      topics: [{ name: 'named' }],
    });
    expect(topics[0]).toMatchObject({ errorCode: 0, partitions: [{ errorCode: 0 }] });
  });

  test('configurations that are altered anywhere hold everywhere', async () => {
    await create('t', [[1], [2], [3]]);
    const { wire } = await client(3);
    const { responses } = await wire.request(
      incrementalAlterConfigsRequest,
      incrementalAlterConfigsResponse,
      1,
      {
        resources: [
          {
            resourceType: 2,
            resourceName: 't',
            configs: [{ name: 'max.message.bytes', configOperation: 0, value: '4321' }],
          },
          {
            resourceType: 4,
            resourceName: '',
            configs: [{ name: 'log.retention.ms', configOperation: 0, value: '1000' }],
          },
        ],
        validateOnly: false,
      },
    );
    expect(responses.map(({ errorCode }) => errorCode)).toEqual([0, 0]);
    for (const id of [1, 2, 3]) {
      const { partitions, config } = cluster.broker(id);
      const own = () => partitions.ofTopic('t')[0]?.config;
      await cluster.until(() => own()?.get('max.message.bytes') === 4321, `topic on ${id}`);
      await cluster.until(() => config.get('log.retention.ms') === 1000, `broker ${id}`);
      await cluster.until(() => own()?.get('retention.ms') === 1000, `default on ${id}`);
    }
    const { results } = await (await client(2)).wire.request(
      describeConfigsRequest,
      describeConfigsResponse,
      4,
      {
        resources: [
          { resourceType: 2, resourceName: 't', configurationKeys: ['max.message.bytes'] },
        ],
      },
    );
    expect(results[0]?.configs[0]?.value).toBe('4321');
  });

  test('an old tool’s change of configuration is heard of, and its note goes in time', async () => {
    await create('t', [[2]]);
    const { coordination } = cluster;
    await coordination.setData(
      '/config/topics/t',
      bytes('{"version":1,"config":{"max.message.bytes":"99"}}'),
    );
    const note = bytes('{"version":1,"entity_type":"topics","entity_name":"t"}');
    const sequential = { mode: 'persistentSequential' } as const;
    await coordination.create('/config/changes/config_change_', note, sequential);
    const partition = cluster.broker(2).partitions.get('t', 0)!;
    await cluster.until(() => partition.config.get('max.message.bytes') === 99);
    await cluster.clock.advance(16 * 60_000);
    await coordination.create('/config/changes/config_change_', note, sequential);
    const notes = async () => (await coordination.getChildren('/config/changes')).children.length;
    await cluster.until(async () => (await notes()) === 1, 'one note is left');
  });
});

test('racks are spread over', async () => {
  await cluster.stop();
  cluster = await InProcessCluster.start({ brokers: 4, racks: { 1: 'a', 2: 'a', 3: 'b', 4: 'b' } });
  const { wire } = await client(1);
  await wire.request(createTopicsRequest, createTopicsResponse, 7, {
    topics: [{ name: 't', numPartitions: 8, replicationFactor: 2, assignments: [], configs: [] }],
  });
  for (const { replicas } of cluster.broker(1).image.topic('t')!.partitions) {
    expect(replicas.filter((id) => id <= 2)).toHaveLength(1);
  }
});
