import type { Measured } from '../../../contract/kafka-client/cluster.ts';
import { listGroupsRequest, listGroupsResponse } from '../../../protocol/api/16-list-groups.ts';
import { ErrorCode } from '../../../protocol/errors.ts';
import type { Cluster } from '../../kafka/cluster.ts';
import { isOfConsumers } from '../../kafka/groups/group-client.ts';
import { throwIfError } from '../../kafka/kafka-error.ts';
import { Sum } from './sum.ts';

/** How many consumer groups there are: each broker tells of those that it coordinates. */
export async function countGroups(cluster: Cluster, brokers: readonly number[]): Promise<Measured> {
  const sum = new Sum();
  await Promise.all(
    brokers.map(async (broker) => {
      try {
        const body = { statesFilter: [], typesFilter: [] };
        const answer = await cluster.request(broker, listGroupsRequest, listGroupsResponse, body);
        // A coordinator that is still reading its groups tells of those that it has read.
        if (answer.errorCode === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) sum.add(undefined);
        else throwIfError(answer.errorCode);
        sum.add(answer.groups.filter(isOfConsumers).length);
      } catch {
        sum.add(undefined);
      }
    }),
  );
  return sum.measured;
}
