import { setTimeout as delay } from 'node:timers/promises';
import { listGroupsRequest, listGroupsResponse } from '../../../protocol/api/16-list-groups.ts';
import {
  deleteGroupsRequest,
  deleteGroupsResponse,
} from '../../../protocol/api/42-delete-groups.ts';
import {
  offsetDeleteRequest,
  offsetDeleteResponse,
} from '../../../protocol/api/47-offset-delete.ts';
import { ErrorCode, isRetriable } from '../../../protocol/errors.ts';
import { type Cluster, exists } from '../cluster.ts';
import { type Coordinator, findGroupCoordinator } from '../coordinator.ts';
import {
  type CommittedOffset,
  commitEachOffset,
  commitOffsets,
  committedOffsets,
  type OffsetOf,
} from '../group-offsets.ts';
import { KafkaError, throwIfError } from '../kafka-error.ts';
import { listOffsets } from '../list-offsets.ts';
import { byTopic, partitionKey, type TopicPartition } from '../topic-partition.ts';

/** A group as ListGroups has it. State and type are empty where brokers are too old to tell. */
export interface GroupListing {
  readonly groupId: string;
  readonly state: string;
  readonly type: string;
}

const RETRY_MS = 100;

/** Whether a group that is listed is one of consumers: others use the protocol, too, and groups without members may have no type. */
export function isOfConsumers({ protocolType }: { readonly protocolType: string }): boolean {
  return protocolType === 'consumer' || protocolType === '';
}

/** Of partitions that are not there, or have no leader, or are not to be seen. */
const WITHOUT_OFFSETS: readonly number[] = [
  ErrorCode.LEADER_NOT_AVAILABLE,
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.TOPIC_AUTHORIZATION_FAILED,
];

/** What tools and the extension ask brokers about consumer groups. Errors that time heals are waited out, up to a limit. */
export class GroupClient {
  readonly cluster: Cluster;
  readonly #timeoutMs: number;

  constructor(cluster: Cluster, timeoutMs: number) {
    this.cluster = cluster;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The consumer groups of all brokers, by name. Empty filters let all through. If `tolerant`, those of brokers that do not answer
   * are missing, as long as one does.
   * @throws UserError
   */
  async list(
    states: readonly string[] = [],
    types: readonly string[] = [],
    { tolerant = false } = {},
  ): Promise<GroupListing[]> {
    // Who is there now: brokers come and go while a client lives.
    const { brokers } = await this.cluster.metadata([]);
    const outcomes = await Promise.allSettled(
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
    const answers = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined && (!tolerant || answers.length === 0)) throw failed.reason;
    const passes = (filter: readonly string[], value: string) =>
      filter.length === 0 || filter.some((each) => each.toLowerCase() === value.toLowerCase());
    return answers
      .flat()
      .filter(isOfConsumers)
      .map(({ groupId, groupState, groupType }) => ({
        groupId,
        state: groupState,
        type: groupType,
      }))
      .filter(({ state, type }) => passes(states, state) && passes(types, type))
      .sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
  }

  /** @throws UserError */
  coordinator(group: string): Promise<Coordinator> {
    return this.retrying(() => findGroupCoordinator(this.cluster, group));
  }

  /** Every offset that the group has committed. @throws UserError */
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
   * The offsets of a time (milliseconds, or a `SpecialTime`) by `partitionKey`; -1 where there is no record since. Partitions
   * without a leader are left out, and if `tolerant` those whose leader does not answer or refuses.
   * @throws UserError
   */
  offsetsAt(
    partitions: readonly TopicPartition[],
    timestamp: number,
    { tolerant = false } = {},
  ): Promise<Map<string, number>> {
    const queries = partitions.map(({ topic, partition }) => ({ topic, partition, timestamp }));
    return this.retrying(async () => {
      const found = await listOffsets(this.cluster, queries, { attempts: 1, tolerant });
      const offsets = new Map<string, number>();
      for (const [key, outcome] of found) {
        if (!(outcome instanceof KafkaError)) offsets.set(key, outcome.offset);
        else if (!tolerant && !WITHOUT_OFFSETS.includes(outcome.code)) throw outcome;
      }
      return offsets;
    });
  }

  /** Sets offsets of a group without members. @throws UserError */
  async commit(groupId: string, offsets: readonly OffsetOf[]): Promise<void> {
    await this.retrying(() => commitOffsets(this.cluster, groupId, offsets));
  }

  /**
   * The same; returns each partition's error code by `partitionKey`.
   * @throws UserError
   */
  commitEach(groupId: string, offsets: readonly OffsetOf[]): Promise<Map<string, number>> {
    return this.retrying(() => commitEachOffset(this.cluster, groupId, offsets));
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

  /** Tries again for what time heals. @throws UserError when it does not in time, or never will */
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
}
