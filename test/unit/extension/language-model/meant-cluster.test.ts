import { describe, expect, test } from 'vitest';
import { LOCAL } from '../../../../extension/clusters/cluster-id.ts';
import type { Clusters, ReachableCluster } from '../../../../extension/clusters/clusters.ts';
import { consumerGroups } from '../../../../extension/language-model/consumer-groups.ts';
import { listClusters } from '../../../../extension/language-model/list-clusters.ts';
import { listTopics } from '../../../../extension/language-model/list-topics.ts';
import { meantCluster } from '../../../../extension/language-model/meant-cluster.ts';
import { meantTopic } from '../../../../extension/language-model/meant-topic.ts';
import { peekMessages } from '../../../../extension/language-model/peek-messages.ts';
import { produceMessages } from '../../../../extension/language-model/produce-messages.ts';
import type { ToolAccess } from '../../../../extension/language-model/tool.ts';
import { ToolInput } from '../../../../extension/language-model/tool-input.ts';

const summary = (name: string) => ({
  ...{ name, id: name, internal: name.startsWith('__'), partitions: 2, replicationFactor: 1 },
  ...{ offline: 0, underReplicated: name === 'clicks' ? 1 : 0, reassigning: 0 },
});
const topics = ['orders', 'clicks', '__consumer_offsets'].map(summary);

/** A cluster whose client knows its topics and no more. */
function cluster(id: string, name: string, readOnly = false): ReachableCluster {
  const answers: Record<string, unknown> = {
    topics: { topics, brokers: 1 },
    groupNames: ['billing', 'shipping'],
  };
  const kafka = {
    bootstrap: `${id}:9092`,
    call: async (method: string) => {
      if (method in answers) return answers[method];
      throw new Error(`${method} was not expected`);
    },
  };
  const connection = {
    ...{ id, name, readOnly, revision: 1 },
    properties: { 'security.protocol': 'SASL_SSL' },
  };
  return { id, name, kafka, ...(id !== LOCAL && { connection }) } as never;
}

function access(all: readonly ReachableCluster[], isTrusted = true): ToolAccess {
  const nothing = () => {
    throw new Error('no records were to be touched');
  };
  return {
    clusters: {
      all,
      connected: all.filter(({ id }) => id !== LOCAL) as never as Clusters['connected'],
      get: (id) => all.find((each) => each.id === id),
    },
    attach: async () => undefined,
    isTrusted: () => isTrusted,
    records: {
      service: { newPanel: nothing, request: nothing } as never,
      serviceClusters: { of: nothing },
    },
  };
}

const local = cluster(LOCAL, 'Lokaler Cluster');
const production = cluster('c1', 'Production', true);
const signal = new AbortController().signal;
const named = (name?: string) => new ToolInput({ cluster: name });

describe('the cluster that is meant', () => {
  test('is the local one, however it is called', async () => {
    for (const name of [undefined, 'local', 'Local Cluster', 'lokaler cluster']) {
      expect(await meantCluster(named(name), access([local, production]))).toBe(local);
    }
  });

  test('is found by name, whatever its case', async () => {
    expect(await meantCluster(named('production'), access([local, production]))).toBe(production);
  });

  test('that does not run is started by a command that is named', async () => {
    await expect(meantCluster(named(), access([production]))).rejects.toThrow(
      'The local cluster is not running. Run the VS Code command "Millrace: Start Local Cluster" (millrace.startCluster), or ask the user to. Or give another cluster\'s name: Production.',
    );
  });

  test('that is not there is perhaps another', async () => {
    await expect(meantCluster(named('Productoin'), access([production]))).rejects.toThrow(
      'There is no cluster Productoin. Did you mean Production?',
    );
    await expect(meantCluster(named('x'), access([production]))).rejects.toThrow(
      'There is no cluster x. There are: Local Cluster, Production.',
    );
  });

  test('must be the only one of its name', async () => {
    const both = [production, cluster('c2', 'production')];
    await expect(meantCluster(named('Production'), access(both))).rejects.toThrow(
      'There are several connections named Production',
    );
  });
});

test('a topic that is not there is perhaps another', async () => {
  const meant = (topic: string) => meantTopic(new ToolInput({ topic }), production);
  expect((await meant('orders')).partitions).toBe(2);
  await expect(meant('order')).rejects.toThrow(
    'There is no topic order in Production. Did you mean orders?',
  );
  await expect(meant('zzz')).rejects.toThrow('List its topics to see which there are.');
});

test('clusters are listed with how they are reached, and without secrets', async () => {
  const report = await listClusters.run(named(), access([production]), signal);
  expect(report.items).toEqual([
    'Local Cluster: not running. Run the VS Code command "Millrace: Start Local Cluster" (millrace.startCluster), or ask the user to.',
    'Production: a connection to c1:9092 (SASL_SSL, read-only)',
  ]);
});

test('topics are listed by name, internal ones when they are asked for', async () => {
  const list = async (input: object) =>
    (await listTopics.run(new ToolInput(input), access([local]), signal)).items;
  expect(await list({})).toEqual([
    'clicks: 2 partitions, replication factor 1, 1 under-replicated',
    'orders: 2 partitions, replication factor 1',
  ]);
  expect(await list({ includeInternal: true, nameContains: 'CONSUMER' })).toEqual([
    '__consumer_offsets: 2 partitions, replication factor 1, internal',
  ]);
});

test('a group that is not there is perhaps another', async () => {
  const run = consumerGroups.run(new ToolInput({ group: 'biling' }), access([local]), signal);
  await expect(run).rejects.toThrow(
    'There is no consumer group biling in Local Cluster. Did you mean billing?',
  );
});

describe('what reaches records', () => {
  const messages = [{ value: 'x' }];

  test('is refused in Restricted Mode, before anybody is asked', async () => {
    const restricted = access([local], false);
    const input = new ToolInput({ topic: 'orders', messages });
    for (const tool of [peekMessages, produceMessages]) {
      await expect(tool.confirmation?.(input, restricted)).rejects.toThrow(/Restricted Mode/);
      await expect(tool.run(input, restricted, signal)).rejects.toThrow(/Restricted Mode/);
    }
  });

  test('of other clusters is agreed to, that of the local one is not asked for', async () => {
    const ask = (name?: string) =>
      peekMessages.confirmation?.(
        new ToolInput({ topic: 'orders', cluster: name, limit: 5 }),
        access([local, production]),
      );
    expect(await ask()).toBeUndefined();
    await expect(
      peekMessages.confirmation?.(
        new ToolInput({ topic: 'ordres', cluster: 'Production' }),
        access([local, production]),
      ),
    ).rejects.toThrow('Did you mean orders?');
    expect(await ask('Production')).toEqual({
      title: "Let the language model read messages of 'Production'?",
      message:
        'Up to 5 messages of the topic `orders` of `Production` (`c1:9092`) are sent to the language model, keys and values included.',
    });
  });

  test('is not sent to a cluster that is read-only, an internal topic or a partition that is not there', async () => {
    const all = access([local, production]);
    const refused: [object, RegExp][] = [
      [{ topic: 'orders', cluster: 'Production', messages }, /Production is read-only/],
      [{ topic: '__consumer_offsets', messages }, /is internal to Kafka/],
      [{ topic: 'ordres', messages }, /Did you mean orders\?/],
      [
        { topic: 'orders', messages: [{ value: 'x', partition: 2 }] },
        /There is no partition 2: orders has 2, counted from 0\./,
      ],
    ];
    for (const [input, why] of refused) {
      await expect(produceMessages.confirmation?.(new ToolInput(input), all)).rejects.toThrow(why);
      await expect(produceMessages.run(new ToolInput(input), all, signal)).rejects.toThrow(why);
    }
  });

  test('is sent when the user has seen where it goes, and all of it', async () => {
    const asked = await produceMessages.confirmation?.(
      new ToolInput({ topic: 'orders', messages: [{ key: 'k', value: 'v' }] }),
      access([local]),
    );
    expect(asked).toEqual({
      title: "Send 1 message to 'orders' of Local Cluster?",
      message:
        'Topic `orders` of `Local Cluster` (`local:9092`):\n\nMessage 1 of 1\n```text\nkey: (string) k\nvalue: (string) v\n```',
    });
  });
});
