// Three brokers as processes see them: `millrace start --brokers 3`, and a cluster host that loses one.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterConfig, ClusterStatus } from '../../server/contract/control.ts';
import { Child } from '../harness/child.ts';
import { ControlClient } from '../harness/control-client.ts';
import { readLines } from '../harness/kcat.ts';
import { startMillrace } from '../harness/millrace.ts';
import { inDist, node } from '../harness/places.ts';
import { need } from '../harness/requirements.ts';
import { SteadyProducer } from '../harness/steady-producer.ts';
import { type TempFolder, tempFolder } from '../harness/temp.ts';

const SOON_MS = 10_000;

let folder: TempFolder;
const ends: (() => unknown)[] = [];
beforeEach(() => {
  folder = tempFolder('three-brokers');
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  folder.remove();
});

/** Calls `use` with an administrator that knows no more of the cluster than `bootstrap`. */
async function withAdmin<T>(bootstrap: string, use: (admin: Admin) => Promise<T>): Promise<T> {
  const kafka = new Kafka({ brokers: bootstrap.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Leader, replicas and in-sync replicas of the first partition, as a broker at `bootstrap` knows them. */
async function partitionOf(bootstrap: string, topic: string) {
  const { topics } = await withAdmin(bootstrap, (admin) =>
    admin.fetchTopicMetadata({ topics: [topic] }),
  );
  const { leader = -1, replicas = [], isr = [] } = topics[0]?.partitions[0] ?? {};
  return { leader, replicas: replicas.toSorted(), isr: isr.toSorted() };
}

const create = (bootstrap: string, topic: string) =>
  withAdmin(bootstrap, (admin) =>
    admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true }),
  );

describe('millrace start --brokers 3', () => {
  test('runs three brokers, each of which knows all and the controller', async () => {
    const cluster = await startMillrace({ brokers: 3 });
    ends.push(() => cluster.kill());
    const addresses = cluster.bootstrap.split(',');
    expect(new Set(addresses).size).toBe(3);
    const seen = () =>
      Promise.all(
        addresses.map((address) =>
          withAdmin(address, async (admin) => {
            const { brokers, controller } = await admin.describeCluster();
            return {
              brokers: brokers
                .toSorted((a, b) => a.nodeId - b.nodeId)
                .map(({ nodeId, host, port }) => `${nodeId} ${host}:${port}`),
              controller,
            };
          }),
        ),
      );
    await expect
      .poll(async () => (await seen()).map(({ brokers }) => brokers), { timeout: SOON_MS })
      .toEqual(addresses.map(() => addresses.map((address, at) => `${at + 1} ${address}`)));
    const controllers = new Set((await seen()).map(({ controller }) => controller));
    expect(controllers.size).toBe(1);
    expect(await cluster.stop()).toEqual({ code: 0, signal: null });
  });

  test('gives a topic three replicas, unless told otherwise', async () => {
    const cluster = await startMillrace({ brokers: 3 });
    ends.push(() => cluster.kill());
    await create(cluster.bootstrap, 'usual');
    await expect
      .poll(() => partitionOf(cluster.bootstrap, 'usual'), { timeout: SOON_MS })
      .toMatchObject({ replicas: [1, 2, 3], isr: [1, 2, 3] });

    const overrides = { 'default.replication.factor': 1 };
    const other = await startMillrace({ brokers: 3, overrides });
    ends.push(() => other.kill());
    await create(other.bootstrap, 'single');
    expect((await partitionOf(other.bootstrap, 'single')).replicas).toHaveLength(1);
  });

  test('keeps data by broker, and finds it again', async () => {
    const data = join(folder.path, 'data');
    const first = await startMillrace({ brokers: 3, data });
    ends.push(() => first.kill());
    await create(first.bootstrap, 'kept');
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    expect(readdirSync(data).toSorted()).toEqual([
      'broker-1',
      'broker-2',
      'broker-3',
      'millrace.json',
      'zookeeper',
    ]);

    const again = await startMillrace({ brokers: 3, data });
    ends.push(() => again.kill());
    await expect
      .poll(() => partitionOf(again.bootstrap, 'kept'), { timeout: SOON_MS })
      .toMatchObject({ leader: expect.toSatisfy((id) => id > 0), isr: [1, 2, 3] });
    await again.stop();

    const fewer = await startMillrace({ brokers: 2, data });
    ends.push(() => fewer.kill());
    expect(fewer.stderr()).toContain(
      'broker 3 has data from before and is not among the 2 to start',
    );
    await expect
      .poll(() => partitionOf(fewer.bootstrap, 'kept'), { timeout: SOON_MS })
      .toMatchObject({ leader: expect.toSatisfy((id) => id === 1 || id === 2) });
  });
});

describe('the cluster host', () => {
  /** A host that runs three brokers. */
  async function hosted(): Promise<{ client: ControlClient; status: ClusterStatus }> {
    const path = join(folder.path, 'control.sock');
    const host = await Child.start(node, [inDist('cluster-host.js'), '--control', path]);
    ends.push(() => host.kill());
    await host.line(/^millrace-host ready/, SOON_MS);
    const client = await ControlClient.attach(path);
    const config: ClusterConfig = {
      brokers: 3,
      host: 'localhost',
      port: 0,
      zookeeperPort: 0,
      dataDirectory: join(folder.path, 'data'),
      overrides: {},
    };
    return { client, status: await client.request('start', { config }) };
  }

  test('has another leader at once when it kills the leader, and nothing is lost', async (context) => {
    need(context, 'kcat');
    const { client, status } = await hosted();
    await create(status.bootstrap, 'flights');
    const producer = new SteadyProducer(status.bootstrap, 'flights');
    ends.push(() => producer.kill());
    await expect.poll(() => producer.sent, { timeout: SOON_MS }).toBeGreaterThan(100);

    const { leader } = await partitionOf(status.bootstrap, 'flights');
    const { bootstrap } = await client.request('killBroker', { id: leader });
    // Not after the session's timeout of 18 s.
    await expect
      .poll(() => partitionOf(bootstrap, 'flights'), { timeout: 2_000, interval: 20 })
      .toMatchObject({
        leader: expect.toSatisfy((id) => id > 0 && id !== leader),
        isr: [1, 2, 3].filter((id) => id !== leader),
      });
    const { sent } = producer;
    await expect.poll(() => producer.sent, { timeout: SOON_MS }).toBeGreaterThan(sent + 100);
    await client.request('startBroker', { id: leader });
    await expect
      .poll(() => partitionOf(bootstrap, 'flights'), { timeout: SOON_MS })
      .toMatchObject({ isr: [1, 2, 3] });
    const lines = await producer.finish();
    expect(await readLines(bootstrap, 'flights')).toEqual(lines);
  });

  test('adds brokers and removes them, but not the last that has records', async () => {
    const { client, status } = await hosted();
    const { bootstrap, brokers, config } = await client.request('addBroker', {});
    expect(brokers.map(({ id, state }) => `${id} ${state}`)).toEqual([
      ...['1 running', '2 running', '3 running', '4 running'],
    ]);
    expect(config?.brokers).toBe(4);
    await withAdmin(bootstrap, (admin) =>
      admin.createTopics({
        topics: [{ topic: 'only', replicaAssignment: [{ partition: 0, replicas: [4] }] }],
        waitForLeaders: true,
      }),
    );
    await expect(client.request('removeBroker', { id: 4 })).rejects.toThrow(
      'Without broker 4 records of only would be lost',
    );
    const left = await client.request('removeBroker', { id: 4, force: true });
    expect(left.bootstrap).toBe(status.bootstrap);
    expect(readdirSync(join(folder.path, 'data'))).not.toContain('broker-4');
    expect((await client.request('restart', {})).config?.brokers).toBe(3);
  });
});
