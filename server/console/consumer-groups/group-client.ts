import { setTimeout as delay } from 'node:timers/promises';
import { type Cluster, exists } from '../../node/kafka/cluster.ts';
import { type Coordinator, findGroupCoordinator } from '../../node/kafka/coordinator.ts';
import {
  type CommittedOffset,
  commitOffsets,
  committedOffsets,
  type OffsetOf,
} from '../../node/kafka/group-offsets.ts';
import { KafkaError, throwIfError } from '../../node/kafka/kafka-error.ts';
import { byTopic, partitionKey, type TopicPartition } from '../../node/kafka/topic-partition.ts';
import { listOffsetsRequest, listOffsetsResponse } from '../../protocol/api/02-list-offsets.ts';
import { listGroupsRequest, listGroupsResponse } from '../../protocol/api/16-list-groups.ts';
import { deleteGroupsRequest, deleteGroupsResponse } from '../../protocol/api/42-delete-groups.ts';
import { offsetDeleteRequest, offsetDeleteResponse } from '../../protocol/api/47-offset-delete.ts';
import { ErrorCode, isRetriable } from '../../protocol/errors.ts';

/** A group as ListGroups has it. State and type are empty where brokers are too old to tell. */
export interface GroupListing {
  readonly groupId: string;
  readonly state: string;
  readonly type: string;
}

const RETRY_MS = 100;
/** The protocol types of consumer groups: those without members have none. */
const CONSUMER_TYPES = ['consumer', ''];

/** What the tools ask brokers about consumer groups. Errors that time heals are waited out, up to a limit. */
export class GroupClient {
  readonly cluster: Cluster;
  readonly #timeoutMs: number;

  constructor(cluster: Cluster, timeoutMs: number) {
    this.cluster = cluster;
    this.#timeoutMs = timeoutMs;
  }

  /** The consumer groups of all brokers, by name. Empty filters let all through. @throws ToolError */
  async list(
    states: readonly string[] = [],
    types: readonly string[] = [],
  ): Promise<GroupListing[]> {
    const brokers = await this.cluster.brokers();
    const answers = await Promise.all(
      brokers.map(({ nodeId }) =>
        this.retrying(async () => {
          const body = { statesFilter: states, typesFilter: types };
          const answer = await this.cluster.request(
            nodeId,
            listGroupsRequest,
            listGroupsResponse,
            body,
          );
          throwIfError(answer.errorCode);
          return answer.groups;
        }),
      ),
    );
    const passes = (filter: readonly string[], value: string) =>
      filter.length === 0 || filter.some((each) => each.toLowerCase() === value.toLowerCase());
    return answers
      .flat()
      .filter(({ protocolType }) => CONSUMER_TYPES.includes(protocolType))
      .map(({ groupId, groupState, groupType }) => ({
        groupId,
        state: groupState,
        type: groupType,
      }))
      .filter(({ state, type }) => passes(states, state) && passes(types, type))
      .sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
  }

  /** @throws ToolError */
  coordinator(group: string): Promise<Coordinator> {
    return this.retrying(() => findGroupCoordinator(this.cluster, group));
  }

  /** Every offset that the group has committed. @throws ToolError */
  async committed(groupId: string): Promise<CommittedOffset[]> {
    return await this.retrying(() => committedOffsets(this.cluster, groupId));
  }

  /** The partitions of topics. @throws KafkaError for one that is not there */
  async partitionsOf(topics: readonly string[]): Promise<TopicPartition[]> {
    if (topics.length === 0) return [];
    const metadata = await this.cluster.metadata(topics);
    return metadata.topics.flatMap((topic) => {
      throwIfError(topic.errorCode);
      const indexes = topic.partitions.map(({ partitionIndex }) => partitionIndex);
      return indexes
        .sort((a, b) => a - b)
        .map((partition) => ({ topic: topic.name ?? '', partition }));
    });
  }

  /** Who leads partitions; undefined for those without a leader, and none for those that are not there. */
  async leaders(
    partitions: readonly TopicPartition[],
  ): Promise<Map<string, { readonly id: number | undefined }>> {
    const topics = new Set(partitions.map(({ topic }) => topic));
    if (topics.size === 0) return new Map();
    const metadata = await this.cluster.metadata([...topics]);
    return new Map(
      metadata.topics
        .filter(exists)
        .flatMap(({ name, partitions: found }) =>
          found.map(({ partitionIndex, leaderId }) => [
            partitionKey({ topic: name ?? '', partition: partitionIndex }),
            { id: leaderId < 0 ? undefined : leaderId },
          ]),
        ),
    );
  }

  /**
   * The offsets of a time (milliseconds, -1 for the log's end, -2 for its beginning) by `partitionKey`; -1 where there is
   * no record since. Partitions without a leader are left out.
   * @throws ToolError
   */
  offsetsAt(
    partitions: readonly TopicPartition[],
    timestamp: number,
  ): Promise<Map<string, number>> {
    return this.retrying(async () => {
      const leaders = await this.leaders(partitions);
      const byLeader = new Map<number, TopicPartition[]>();
      for (const of of partitions) {
        const id = leaders.get(partitionKey(of))?.id;
        if (id !== undefined) byLeader.set(id, [...(byLeader.get(id) ?? []), of]);
      }
      const answers = await Promise.all(
        Array.from(byLeader, ([id, led]) => this.#offsetsFrom(id, led, timestamp)),
      );
      return new Map(answers.flat().map((each) => [partitionKey(each), each.offset]));
    });
  }

  /** Sets offsets of a group without members. @throws ToolError */
  async commit(groupId: string, offsets: readonly OffsetOf[]): Promise<void> {
    await this.retrying(() => commitOffsets(this.cluster, groupId, offsets));
  }

  /** @throws KafkaError GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP and others */
  async delete(group: string): Promise<void> {
    await this.retrying(async () => {
      const { nodeId } = await findGroupCoordinator(this.cluster, group);
      const body = { groupsNames: [group] };
      const { results } = await this.cluster.request(
        nodeId,
        deleteGroupsRequest,
        deleteGroupsResponse,
        body,
      );
      throwIfError(results[0]?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR);
    });
  }

  /**
   * Deletes a group's offsets in partitions; returns each one's error code by `partitionKey`.
   * @throws KafkaError for the group as a whole
   */
  async deleteOffsets(
    groupId: string,
    partitions: readonly TopicPartition[],
  ): Promise<Map<string, number>> {
    return await this.retrying(async () => {
      const { nodeId } = await findGroupCoordinator(this.cluster, groupId);
      const answer = await this.cluster.request(nodeId, offsetDeleteRequest, offsetDeleteResponse, {
        groupId,
        topics: byTopic(partitions).map(([name, each]) => ({
          name,
          partitions: each.map(({ partition }) => ({ partitionIndex: partition })),
        })),
      });
      throwIfError(answer.errorCode);
      return new Map(
        answer.topics.flatMap(({ name: topic, partitions: outcomes }) =>
          outcomes.map(({ partitionIndex: partition, errorCode }) => [
            partitionKey({ topic, partition }),
            errorCode,
          ]),
        ),
      );
    });
  }

  /** Tries again for what time heals. @throws ToolError when it does not in time, or never will */
  async retrying<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#timeoutMs;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const mayHeal = error instanceof KafkaError && isRetriable(error.code);
        if (!mayHeal || performance.now() + RETRY_MS >= deadline) throw error;
        await delay(RETRY_MS);
      }
    }
  }

  async #offsetsFrom(
    leader: number,
    partitions: readonly TopicPartition[],
    timestamp: number,
  ): Promise<OffsetOf[]> {
    const { topics } = await this.cluster.request(leader, listOffsetsRequest, listOffsetsResponse, {
      replicaId: -1,
      isolationLevel: 0,
      topics: byTopic(partitions).map(([name, each]) => ({
        name,
        partitions: each.map(({ partition }) => ({ partitionIndex: partition, timestamp })),
      })),
    });
    return topics.flatMap(({ name: topic, partitions: answers }) =>
      answers.map(({ partitionIndex: partition, errorCode, offset, oldStyleOffsets }) => {
        throwIfError(errorCode);
        return { topic, partition, offset: oldStyleOffsets[0] ?? offset };
      }),
    );
  }
}
