import {
  describeGroupsV5,
  FindCoordinatorKeyTypes,
  findCoordinatorV4,
  findCoordinatorV5,
  findCoordinatorV6,
  listGroupsV4,
  listGroupsV5,
  offsetFetchV8,
  offsetFetchV9,
  Reader,
} from '@platformatic/kafka';
import type {
  CommittedOffset,
  GroupDetails,
  GroupMember,
  GroupSummary,
} from '../../contract/kafka-client/model.ts';
import type { Connections } from './connections.ts';
import { sentenceForCode, tolerant } from './errors.ts';

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

/** Members and committed offsets of a group, without the partitions' latest offsets. */
export async function readGroupDetails(
  connections: Connections,
  group: string,
): Promise<GroupDetails> {
  const coordinator = await findCoordinator(connections, group);
  const connection = await connections.to(coordinator);
  const describe = await connections.version(describeGroupsV5.api);
  const fetch = await connections.version(offsetFetchV9.api, offsetFetchV8.api);
  const [description, committed] = await Promise.all([
    tolerant(describe.async(connection, [group], false)),
    tolerant(fetch.async(connection, [{ groupId: group, memberId: null, memberEpoch: -1 }], false)),
  ]);
  const [described] = description.groups;
  const members = (described?.members ?? []).map((member) => ({
    id: member.memberId,
    instanceId: member.groupInstanceId ?? null,
    clientId: member.clientId,
    host: member.clientHost.replace(/^\//, ''),
    assigned: readAssignment(member.memberAssignment),
  }));
  const offsets = (committed.groups[0]?.topics ?? []).flatMap(({ name, partitions }) =>
    partitions
      .filter(({ committedOffset }) => committedOffset >= 0n)
      .map(({ partitionIndex, committedOffset }) => ({
        topic: name,
        partition: partitionIndex,
        committed: Number(committedOffset),
      })),
  );
  return {
    coordinator,
    strategy: described?.protocolData ?? '',
    members: members.sort((a, b) => (a.clientId + a.id < b.clientId + b.id ? -1 : 1)),
    offsets: withMembers(offsets, members),
  };
}

/** Committed and assigned partitions in order, each with the member that reads it. */
export function withMembers(
  committed: readonly CommittedOffset[],
  members: readonly GroupMember[],
): CommittedOffset[] {
  const rows = new Map<string, CommittedOffset>(
    committed.map((row) => [`${row.topic} ${row.partition}`, row]),
  );
  for (const { id, assigned } of members) {
    for (const { topic, partitions } of assigned) {
      for (const partition of partitions) {
        const key = `${topic} ${partition}`;
        rows.set(key, { ...(rows.get(key) ?? { topic, partition }), member: id });
      }
    }
  }
  return [...rows.values()].sort((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  );
}

async function findCoordinator(connections: Connections, group: string): Promise<number> {
  const api = await connections.version(
    findCoordinatorV6.api,
    findCoordinatorV5.api,
    findCoordinatorV4.api,
  );
  const answer = await tolerant(
    api.async(await connections.any(), FindCoordinatorKeyTypes.GROUP, [group]),
  );
  const [found] = answer.coordinators;
  if (found === undefined || found.errorCode !== 0) {
    throw new Error(sentenceForCode(found?.errorCode ?? -1, found?.errorMessage ?? null));
  }
  return found.nodeId;
}

/** ConsumerProtocolAssignment: only what every version begins with. */
function readAssignment(bytes: Buffer | null): GroupMember['assigned'] {
  if (bytes === null || bytes.length === 0) return [];
  try {
    const reader = Reader.from(bytes);
    reader.skip(2); // its version
    return reader.readArray(
      (each) => ({
        topic: each.readString(false),
        partitions: each.readArray((index) => index.readInt32(), false, false),
      }),
      false,
      false,
    );
  } catch {
    // Applications other than consumers put what they like there.
    return [];
  }
}
