import type { TopicReader, TopicReaders } from '../../contract/kafka-client/topics.ts';
import { offsetFetchRequest, offsetFetchResponse } from '../../protocol/api/09-offset-fetch.ts';
import {
  describeGroupsRequest,
  describeGroupsResponse,
} from '../../protocol/api/15-describe-groups.ts';
import { listGroupsRequest, listGroupsResponse } from '../../protocol/api/16-list-groups.ts';
import {
  consumerGroupDescribeRequest,
  consumerGroupDescribeResponse,
} from '../../protocol/api/69-consumer-group-describe.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { Cluster } from '../kafka/cluster.ts';
import { readAssignment } from '../kafka/groups/describe-group.ts';
import { isOfConsumers } from '../kafka/groups/group-client.ts';
import { throwIfError } from '../kafka/kafka-error.ts';

/** Since when several groups can be asked about at once (KIP-709). */
const OFFSETS_OF_SEVERAL = 8;

/**
 * The groups that have offsets of a topic, or members that it is assigned to. Each broker lists the groups that it coordinates,
 * and so is asked about those.
 * @param now milliseconds of a clock that only goes forward
 * @throws UserError when no broker answers
 */
export async function readTopicReaders(
  cluster: Cluster,
  topic: string,
  now: () => number,
): Promise<TopicReaders> {
  const { topics } = await cluster.metadata([topic]);
  const partitions = topics.flatMap((each) => each.partitions.map((one) => one.partitionIndex));
  const brokers = (await cluster.brokers()).map(({ nodeId }) => nodeId);
  const outcomes = await Promise.allSettled(
    brokers.map((broker) => readersAt(cluster, broker, topic, partitions)),
  );
  const at = now();
  const groups = outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' ? outcome.value : [],
  );
  const silent = brokers.filter((_, i) => outcomes[i]?.status === 'rejected');
  groups.sort((a, b) => (a.group < b.group ? -1 : 1));
  return { groups, at, silent };
}

async function readersAt(
  cluster: Cluster,
  broker: number,
  topic: string,
  partitions: readonly number[],
): Promise<TopicReader[]> {
  const listed = await cluster.request(broker, listGroupsRequest, listGroupsResponse, {});
  throwIfError(listed.errorCode);
  const groups = listed.groups.filter(isOfConsumers);
  if (groups.length === 0) return [];
  const names = groups.map(({ groupId }) => groupId);
  const isNew = ({ groupType }: { readonly groupType: string }) => /^consumer$/i.test(groupType);
  const ofProtocol = (which: boolean) =>
    groups.filter((each) => isNew(each) === which).map(({ groupId }) => groupId);
  const [committed, classic, modern] = await Promise.all([
    committedOf(cluster, broker, names, topic, partitions),
    describeClassic(cluster, broker, ofProtocol(false), topic),
    describeModern(cluster, broker, ofProtocol(true), topic),
  ]);
  return groups.flatMap(({ groupId: group, groupState }) => {
    const offsets = new Map(committed.get(group));
    const described = classic.get(group) ?? modern.get(group);
    const { state, assigned } = described ?? { state: groupState, assigned: [] };
    for (const partition of assigned.flat())
      if (!offsets.has(partition)) offsets.set(partition, undefined);
    if (offsets.size === 0) return [];
    const rows = [...offsets].sort(([a], [b]) => a - b);
    return [
      {
        ...{ group, state, members: assigned.length },
        offsets: rows.map(([partition, at]) =>
          at === undefined ? { partition } : { partition, committed: at },
        ),
      },
    ];
  });
}

/** The offsets of the topic's partitions by group; groups that cannot be read at present have none. */
async function committedOf(
  cluster: Cluster,
  broker: number,
  groups: readonly string[],
  topic: string,
  partitions: readonly number[],
): Promise<Map<string, Map<number, number | undefined>>> {
  const connection = await cluster.connection(broker);
  const topics = [{ name: topic, partitionIndexes: [...partitions] }];
  const ask = (names: readonly string[]) =>
    connection.request(offsetFetchRequest, offsetFetchResponse, {
      groupId: names[0] ?? '',
      topics,
      groups: names.map((groupId) => ({ groupId, topics })),
    });
  const takesSeveral = (connection.version(offsetFetchRequest) ?? 0) >= OFFSETS_OF_SEVERAL;
  const answers = takesSeveral
    ? (await ask(groups)).groups
    : await Promise.all(groups.map(async (groupId) => ({ groupId, ...(await ask([groupId])) })));
  return new Map(
    answers.map((answer) => [
      answer.groupId,
      new Map(
        answer.topics.flatMap((each) =>
          each.partitions
            .filter(({ committedOffset, errorCode }) => committedOffset >= 0 && errorCode === 0)
            .map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]),
        ),
      ),
    ]),
  );
}

interface Described {
  readonly state: string;
  /** The topic's partitions that each member has which has some. */
  readonly assigned: readonly (readonly number[])[];
}

async function describeClassic(
  cluster: Cluster,
  broker: number,
  groups: readonly string[],
  topic: string,
): Promise<Map<string, Described>> {
  if (groups.length === 0) return new Map();
  const answer = await cluster.request(broker, describeGroupsRequest, describeGroupsResponse, {
    groups: [...groups],
  });
  return new Map(
    answer.groups
      .filter(({ errorCode }) => errorCode === ErrorCode.NONE)
      .map(({ groupId, groupState, members }) => [
        groupId,
        {
          state: groupState,
          assigned: those(
            members.map(({ memberAssignment }) => partitionsIn(memberAssignment, topic)),
          ),
        },
      ]),
  );
}

/** Groups of the protocol where brokers assign (KIP-848). */
async function describeModern(
  cluster: Cluster,
  broker: number,
  groups: readonly string[],
  topic: string,
): Promise<Map<string, Described>> {
  if (groups.length === 0) return new Map();
  const answer = await cluster.request(
    broker,
    consumerGroupDescribeRequest,
    consumerGroupDescribeResponse,
    { groupIds: [...groups], includeAuthorizedOperations: false },
  );
  return new Map(
    answer.groups
      .filter(({ errorCode }) => errorCode === ErrorCode.NONE)
      .map(({ groupId, groupState, members }) => [
        groupId,
        {
          state: groupState,
          assigned: those(
            members.map(({ assignment }) =>
              assignment.topicPartitions
                .filter(({ topicName }) => topicName === topic)
                .flatMap(({ partitions }) => partitions),
            ),
          ),
        },
      ]),
  );
}

function those(assigned: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return assigned.filter(({ length }) => length > 0);
}

/** None while a group is not stable: nobody has been assigned anything. */
function partitionsIn(assignment: Uint8Array, topic: string): readonly number[] {
  return readAssignment(assignment)
    .filter((each) => each.topic === topic)
    .map(({ partition }) => partition);
}
