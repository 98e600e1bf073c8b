import { expect, test } from 'vitest';
import type { Cluster } from '../../../../../server/node/kafka/cluster.ts';
import { GroupClient } from '../../../../../server/node/kafka/groups/group-client.ts';
import { UserError } from '../../../../../server/node/user-error.ts';

/** Brokers from 1 on, each of which coordinates a group, or does not answer. */
function brokers(...groups: readonly (string | undefined)[]): Cluster {
  const found = groups.map((_, at) => ({ nodeId: at + 1 }));
  return {
    metadata: async () => ({ brokers: found }),
    request: async (broker: number) => {
      const group = groups[broker - 1];
      if (group === undefined) throw new UserError(`Broker ${broker} does not answer.`);
      const groupId = group;
      const [groupState, groupType, protocolType] = ['Stable', 'classic', 'consumer'];
      return { errorCode: 0, groups: [{ groupId, protocolType, groupState, groupType }] };
    },
  } as unknown as Cluster;
}

const listed = async (cluster: Cluster, tolerant: boolean) =>
  (await new GroupClient(cluster, 0).list([], [], { tolerant })).map(({ groupId }) => groupId);

test('the groups of all brokers are listed by name', async () => {
  expect(await listed(brokers('orders', 'audit'), false)).toEqual(['audit', 'orders']);
});

test('a broker that does not answer is an error, or its groups are missing', async () => {
  const cluster = brokers('orders', undefined);
  await expect(listed(cluster, false)).rejects.toThrow('Broker 2 does not answer.');
  expect(await listed(cluster, true)).toEqual(['orders']);
});

test('that nobody answers is always an error', async () => {
  await expect(listed(brokers(undefined, undefined), true)).rejects.toThrow('does not answer');
});
