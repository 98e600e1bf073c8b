import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import type { Properties } from '../../../server/node/kafka/properties.ts';
import { inDist } from '../../harness/places.ts';

let topics = 0;

/** What the panels of groups, topics and the cluster ask of the Kafka worker. */
export function groupsAndOverviewsTests(properties: () => Properties): void {
  const topic = `looked-at-${++topics}`;
  const group = `${topic}-group`;
  const definition = {
    ...{ name: topic, partitions: 2, replicationFactor: 1 },
    configs: { 'retention.ms': '3600000' },
  };
  const offsets = [0, 1].map((partition) => ({ topic, partition, offset: 0 }));
  let client: KafkaClient;

  beforeAll(async () => {
    client = new KafkaClient(inDist('kafka-worker.js'), properties());
    await client.call('createTopic', definition);
    // Until the broker knows of it, too.
    await vi.waitUntil(async () => (await client.call('partitions', topic)).length === 2, {
      timeout: 20_000,
    });
  });

  afterAll(() => client?.dispose());

  test('a group is made, looked at, planned for and deleted', async () => {
    expect(await client.call('commitOffsets', { group, offsets })).toEqual([]);
    expect(await client.call('groupNames', null)).toContain(group);
    const row = { topic, committed: 0, latest: 0, earliest: 0 };
    expect(await client.call('group', group)).toMatchObject({
      state: 'Empty',
      coordinator: { id: 1 },
      members: [],
      offsets: [
        { ...row, partition: 0 },
        { ...row, partition: 1 },
      ],
    });
    const target = { kind: 'shift', by: 5 } as const;
    const plan = await client.call('planReset', { group, target });
    expect(plan).toMatchObject([
      { partition: 0, before: 0, after: 0, note: { kind: 'beyondLatest', wanted: 5 } },
      { partition: 1, before: 0, after: 0 },
    ]);
    const readers = await client.call('topicReaders', topic);
    expect(readers).toMatchObject({ silent: [], groups: [{ group, state: 'Empty', members: 0 }] });
    const partitions = [{ topic, partition: 1 }];
    expect(await client.call('deleteOffsets', { group, partitions })).toEqual([]);
    expect((await client.call('group', group)).offsets).toHaveLength(1);
    expect(await client.call('deleteGroups', [group])).toEqual([]);
    expect((await client.call('group', group)).state).toBe('Dead');
  });

  test('a topic is looked at, and can be made again', async () => {
    const snapshot = await client.call('topic', topic);
    expect(snapshot.id).toMatch(/^[\w-]{22}$/);
    expect(snapshot.partitions).toMatchObject([{ leader: 1, latest: 0 }, { isr: [1] }]);
    expect(await client.call('topicDefinition', topic)).toEqual(definition);
    const again = { ...definition, name: `${topic}-again` };
    expect(await client.call('whyNotCreate', again)).toBeNull();
    const wrong = { ...again, configs: { 'retention.ms': 'soon' } };
    expect(await client.call('whyNotCreate', wrong)).toMatch(/retention\.ms/);
  });

  test('the cluster is looked at', async () => {
    const first = await client.call('clusterOverview', { anew: true });
    expect(first.period).toBeNull();
    expect(first.brokers).toMatchObject([
      { id: 1, disk: expect.any(Number), volume: { total: expect.any(Number) } },
    ]);
    expect(first.health).toMatchObject({ offline: 0, underReplicated: 0, notPreferred: 0 });
    // Rates are told once the looks are apart.
    await expect
      .poll(() => client.call('clusterOverview', { anew: false }), { timeout: 20_000 })
      .toMatchObject({ period: expect.any(Number), rates: { records: { partial: false } } });
  });
}
