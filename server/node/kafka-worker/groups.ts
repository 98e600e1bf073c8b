import { listGroupsV4, listGroupsV5 } from '@platformatic/kafka';
import type { GroupOffset, GroupSnapshot } from '../../contract/kafka-client/groups.ts';
import type {
  CommittedOffset,
  GroupDetails,
  GroupMember,
  GroupSummary,
} from '../../contract/kafka-client/model.ts';
import type { Cluster } from '../kafka/cluster.ts';
import type { CommittedOffset as Committed } from '../kafka/group-offsets.ts';
import {
  describeGroup,
  type GroupDescription,
  type MemberDescription,
} from '../kafka/groups/describe-group.ts';
import { GroupClient } from '../kafka/groups/group-client.ts';
import { SpecialTime } from '../kafka/list-offsets.ts';
import { byTopic, comparePartitions, partitionKey } from '../kafka/topic-partition.ts';
import type { Connections } from './connections.ts';
import { tolerant } from './errors.ts';

/** What is looked at again and again waits for nothing: the next look comes soon. */
const AT_ONCE = 0;

/** The groups that each broker coordinates; those of brokers that do not answer are missing. */
export async function readGroups(connections: Connections): Promise<GroupSummary[]> {
  const api = await connections.version(listGroupsV5.api, listGroupsV4.api);
  const outcomes = await Promise.allSettled(
    connections.brokers.map(async ({ id }) =>
      tolerant(api.async(await connections.to(id), [], [])),
    ),
  );
  return outcomes
    .flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value.groups : []))
    .map(({ groupId, groupState, protocolType }) => ({
      name: groupId,
      state: groupState,
      protocolType,
    }));
}

/** Members and committed offsets of a group, without the partitions' latest offsets. @throws UserError */
export async function readGroupDetails(cluster: Cluster, group: string): Promise<GroupDetails> {
  const client = new GroupClient(cluster, AT_ONCE);
  const [description, committed] = await described(client, group);
  const members = membersOf(description);
  return {
    coordinator: description.coordinator.nodeId,
    strategy: description.assignor,
    members,
    offsets: withMembers(committed, members),
  };
}

/** Everything about a group; offsets whose leaders do not answer are missing. @throws UserError */
export async function readGroup(cluster: Cluster, name: string): Promise<GroupSnapshot> {
  const client = new GroupClient(cluster, AT_ONCE);
  const [description, committed] = await described(client, name);
  const members = membersOf(description);
  const offsets = withMembers(committed, members);
  const [earliest, latest] = await Promise.all([
    client.offsetsAt(offsets, SpecialTime.earliest, { tolerant: true }),
    client.offsetsAt(offsets, SpecialTime.latest, { tolerant: true }),
  ]);
  const { nodeId, host, port } = description.coordinator;
  return {
    name,
    state: description.state,
    protocol: description.epoch === undefined ? 'classic' : 'consumer',
    coordinator: { id: nodeId, host, port },
    strategy: description.assignor,
    members,
    offsets: offsets.map((row): GroupOffset => {
      const bounds = {
        earliest: earliest.get(partitionKey(row)),
        latest: latest.get(partitionKey(row)),
      };
      return {
        ...row,
        ...(bounds.earliest !== undefined && { earliest: bounds.earliest }),
        ...(bounds.latest !== undefined && { latest: bounds.latest }),
      };
    }),
  };
}

/** Committed and assigned partitions in order, each with the member that reads it. */
export function withMembers(
  committed: readonly Committed[],
  members: readonly GroupMember[],
): CommittedOffset[] {
  const rows = new Map<string, CommittedOffset>(
    committed.map((each) => [
      partitionKey(each),
      { topic: each.topic, partition: each.partition, committed: each.offset },
    ]),
  );
  for (const { id, assigned } of members) {
    for (const { topic, partitions } of assigned) {
      for (const partition of partitions) {
        const key = partitionKey({ topic, partition });
        rows.set(key, { ...(rows.get(key) ?? { topic, partition }), member: id });
      }
    }
  }
  return [...rows.values()].sort(comparePartitions);
}

function described(client: GroupClient, group: string): Promise<[GroupDescription, Committed[]]> {
  return Promise.all([describeGroup(client, group), client.committed(group)]);
}

function membersOf({ members }: GroupDescription): GroupMember[] {
  return members.map(memberOf).sort((a, b) => (a.clientId + a.id < b.clientId + b.id ? -1 : 1));
}

function memberOf(member: MemberDescription): GroupMember {
  return {
    id: member.memberId,
    instanceId: member.groupInstanceId,
    clientId: member.clientId,
    // Brokers write addresses as Java does.
    host: member.host.replace(/^\//, ''),
    assigned: byTopic(member.assignment).map(([topic, partitions]) => ({
      topic,
      partitions: partitions.map(({ partition }) => partition).sort((a, b) => a - b),
    })),
  };
}
