import type {
  GroupMethods,
  OffsetsOfGroup,
  PlannedChange,
  RequestedTarget,
  ResetRequest,
  ResetTarget,
  TopicPartition,
} from '../../contract/kafka-client/groups.ts';
import type { Failure } from '../../contract/kafka-client/methods.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { Cluster } from '../kafka/cluster.ts';
import { GroupClient } from '../kafka/groups/group-client.ts';
import { knownOffsets } from '../kafka/groups/known-offsets.ts';
import { planOffset } from '../kafka/groups/plan-offset.ts';
import { formatResetPlan, parseResetPlan } from '../kafka/groups/reset-plan.ts';
import { KafkaError } from '../kafka/kafka-error.ts';
import { comparePartitions, partitionKey } from '../kafka/topic-partition.ts';
import { UserError } from '../user-error.ts';
import { sentence } from './errors.ts';
import { readGroup } from './groups.ts';
import type { Implemented } from './implemented.ts';

/** How long a coordinator that is on the move is waited for, in milliseconds. */
const PATIENCE = 4_000;

/** What can be done with consumer groups. */
export function groupMethods(cluster: () => Promise<Cluster>): Implemented<GroupMethods> {
  const client = async () => new GroupClient(await cluster(), PATIENCE);
  return {
    group: async (name) => readGroup(await cluster(), name),
    groupNames: async () => {
      const groups = await (await client()).list([], [], { tolerant: true });
      return groups.map(({ groupId }) => groupId);
    },
    planReset: async (request) => planReset(await client(), request),
    resetCsv: async ({ group, offsets }) => formatResetPlan(new Map([[group, offsets]]), true),
    commitOffsets: async (wanted) => commit(await client(), wanted),
    deleteOffsets: async ({ group, partitions }) => {
      return failuresOf(partitions, await (await client()).deleteOffsets(group, partitions));
    },
    deleteGroups: async (groups) => deleteGroups(await client(), groups),
  };
}

async function planReset(client: GroupClient, request: ResetRequest): Promise<PlannedChange[]> {
  const { group } = request;
  const target = await targetOf(client, group, request.target);
  const partitions = await partitionsMeant(client, request, target);
  const known = await knownOffsets(client, group, partitions, target);
  return known.map((each): PlannedChange => {
    const { topic, partition, committed, latest } = each;
    return {
      topic,
      partition,
      ...(committed !== undefined && { before: committed }),
      ...(latest !== undefined && { latest }),
      ...planOffset(target, each),
    };
  });
}

/** With what stands in the file, or the other group has committed. @throws UserError if that is nothing */
async function targetOf(
  client: GroupClient,
  group: string,
  requested: RequestedTarget,
): Promise<ResetTarget> {
  switch (requested.kind) {
    case 'file': {
      const offsets = parseResetPlan(requested.csv, group).get(group);
      if (offsets !== undefined) return { kind: 'offsets', offsets };
      throw new UserError(`The file has no offsets for the group ${group}.`);
    }
    case 'group': {
      const offsets = await client.committed(requested.group);
      if (offsets.length > 0) return { kind: 'offsets', offsets };
      throw new UserError(`The group ${requested.group} has committed no offsets.`);
    }
    default:
      return requested;
  }
}

/** Each partition once, in order. */
async function partitionsMeant(
  client: GroupClient,
  { group, scope }: ResetRequest,
  target: ResetTarget,
): Promise<TopicPartition[]> {
  const meant =
    scope !== undefined
      ? [...scope.partitions, ...(await client.partitionsOf(scope.topics))]
      : target.kind === 'offsets'
        ? target.offsets
        : await client.committed(group);
  const once = new Map(meant.map((each) => [partitionKey(each), each]));
  return [...once.values()].sort(comparePartitions);
}

async function commit(client: GroupClient, { group, offsets }: OffsetsOfGroup): Promise<Failure[]> {
  return failuresOf(offsets, await client.commitEach(group, offsets));
}

function failuresOf(
  partitions: readonly TopicPartition[],
  codes: ReadonlyMap<string, number>,
): Failure[] {
  return partitions.flatMap((of) => {
    const code = codes.get(partitionKey(of)) ?? ErrorCode.UNKNOWN_SERVER_ERROR;
    if (code === ErrorCode.NONE) return [];
    return [{ what: partitionKey(of), message: reasonOf(code) }];
  });
}

async function deleteGroups(client: GroupClient, groups: readonly string[]): Promise<Failure[]> {
  const failures = await Promise.all(
    groups.map(async (group): Promise<Failure[]> => {
      try {
        await client.delete(group);
        return [];
      } catch (error) {
        // The others may be deleted by now: each has a reason of its own.
        const message = error instanceof KafkaError ? reasonOf(error.code) : sentence(error);
        return [{ what: group, message }];
      }
    }),
  );
  return failures.flat();
}

/** What a user can do about the refusals that are to be expected; others are in Kafka's words. */
function reasonOf(code: number): string {
  switch (code) {
    // The coordinator takes whoever commits for a member that it does not know.
    case ErrorCode.UNKNOWN_MEMBER_ID:
    case ErrorCode.ILLEGAL_GENERATION:
    case ErrorCode.STALE_MEMBER_EPOCH:
    case ErrorCode.REBALANCE_IN_PROGRESS:
      return 'The group has members. Stop its consumers first: offsets can be set while there are none.';
    case ErrorCode.NON_EMPTY_GROUP:
      return 'The group has members. Stop its consumers first, and wait until they have left.';
    case ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC:
      return 'Members of the group read this topic. Stop its consumers first.';
    case ErrorCode.GROUP_ID_NOT_FOUND:
      return 'There is no such group.';
    default:
      return new KafkaError(code).message;
  }
}
