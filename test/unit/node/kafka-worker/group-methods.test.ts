import { expect, test } from 'vitest';
import type { Cluster } from '../../../../server/node/kafka/cluster.ts';
import { groupMethods } from '../../../../server/node/kafka-worker/group-methods.ts';
import { UserError } from '../../../../server/node/user-error.ts';

/** Deletes all groups but those whose coordinator does not answer. */
function clusterWithout(silent: string): { cluster: Cluster; deleted: string[] } {
  const deleted: string[] = [];
  const request = async (_: unknown, { name }: { name: string }, __: unknown, body: object) => {
    if (name === 'FindCoordinatorRequest') {
      return { errorCode: 0, coordinators: [], nodeId: 1, host: 'kafka.example', port: 9092 };
    }
    const [group = ''] = (body as { groupsNames: string[] }).groupsNames;
    if (group === silent) throw new UserError('Broker 1 does not answer.');
    deleted.push(group);
    return { results: [{ groupId: group, errorCode: 0 }] };
  };
  return { cluster: { request } as unknown as Cluster, deleted };
}

test('a group whose coordinator does not answer keeps no others from being deleted', async () => {
  const { cluster, deleted } = clusterWithout('audit');
  const { deleteGroups } = groupMethods(async () => cluster);
  expect(await deleteGroups(['orders', 'audit', 'billing'])).toEqual([
    { what: 'audit', message: 'Broker 1 does not answer.' },
  ]);
  expect(deleted).toEqual(['orders', 'billing']);
});
