import {
  describeGroupsRequest,
  describeGroupsResponse,
} from '../../../protocol/api/15-describe-groups.ts';
import {
  consumerGroupDescribeRequest,
  consumerGroupDescribeResponse,
} from '../../../protocol/api/69-consumer-group-describe.ts';
import { decodeAssignment } from '../../../protocol/consumer-protocol.ts';
import { DecodeError } from '../../../protocol/decode-error.ts';
import { ErrorCode } from '../../../protocol/errors.ts';
import { type Coordinator, findGroupCoordinator } from '../coordinator.ts';
import { throwIfError } from '../kafka-error.ts';
import type { TopicPartition } from '../topic-partition.ts';
import type { GroupClient } from './group-client.ts';

export interface MemberDescription {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  readonly assignment: readonly TopicPartition[];
  /** Of groups of the new protocol (KIP-848). */
  readonly epoch?: number;
  readonly target?: readonly TopicPartition[];
}

export interface GroupDescription {
  readonly groupId: string;
  readonly coordinator: Coordinator;
  /** Dead for a group that is not there. */
  readonly state: string;
  readonly assignor: string;
  readonly members: readonly MemberDescription[];
  /** Of groups of the new protocol (KIP-848). */
  readonly epoch?: number;
  readonly assignmentEpoch?: number;
}

/** Describes a group of either protocol, as Kafka's DescribeConsumerGroupsHandler does. @throws UserError */
export function describeGroup(client: GroupClient, group: string): Promise<GroupDescription> {
  return client.retrying(async () => {
    const coordinator = await findGroupCoordinator(client.cluster, group);
    return (
      (await describeNew(client, coordinator, group)) ??
      (await describeClassic(client, coordinator, group))
    );
  });
}

/** Undefined unless the group is one of the new protocol. */
async function describeNew(
  { cluster }: GroupClient,
  coordinator: Coordinator,
  group: string,
): Promise<GroupDescription | undefined> {
  const connection = await cluster.connection(coordinator.nodeId);
  if (connection.version(consumerGroupDescribeRequest) === undefined) return undefined;
  const { groups } = await connection.request(
    consumerGroupDescribeRequest,
    consumerGroupDescribeResponse,
    { groupIds: [group], includeAuthorizedOperations: false },
  );
  const [found] = groups;
  const code = found?.errorCode ?? ErrorCode.GROUP_ID_NOT_FOUND;
  if (code === ErrorCode.GROUP_ID_NOT_FOUND || code === ErrorCode.UNSUPPORTED_VERSION) {
    return undefined;
  }
  throwIfError(code, found!.errorMessage);
  return {
    ...{ groupId: group, coordinator, state: found!.groupState, assignor: found!.assignorName },
    epoch: found!.groupEpoch,
    assignmentEpoch: found!.assignmentEpoch,
    members: found!.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.instanceId,
      clientId: member.clientId,
      host: member.clientHost,
      assignment: toPartitions(member.assignment.topicPartitions),
      epoch: member.memberEpoch,
      target: toPartitions(member.targetAssignment.topicPartitions),
    })),
  };
}

async function describeClassic(
  { cluster }: GroupClient,
  coordinator: Coordinator,
  group: string,
): Promise<GroupDescription> {
  const { groups } = await cluster.request(
    coordinator.nodeId,
    describeGroupsRequest,
    describeGroupsResponse,
    { groups: [group] },
  );
  const found = groups[0]!;
  throwIfError(found.errorCode);
  return {
    ...{ groupId: group, coordinator, state: found.groupState, assignor: found.protocolData },
    members: found.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      host: member.clientHost,
      assignment: readAssignment(member.memberAssignment),
    })),
  };
}

/** A member's partitions as its group's leader has put them. What applications other than consumers put there is nobody's to read. */
export function readAssignment(bytes: Uint8Array): TopicPartition[] {
  if (bytes.length === 0) return [];
  try {
    return decodeAssignment(bytes).assignedPartitions.flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    );
  } catch (error) {
    if (error instanceof DecodeError) return [];
    throw error;
  }
}

function toPartitions(
  topics: readonly { readonly topicName: string; readonly partitions: readonly number[] }[],
): TopicPartition[] {
  return topics.flatMap(({ topicName: topic, partitions }) =>
    partitions.map((partition) => ({ topic, partition })),
  );
}
