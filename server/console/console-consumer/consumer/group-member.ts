import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../../../node/kafka/cluster.ts';
import { findGroupCoordinator } from '../../../node/kafka/coordinator.ts';
import { KafkaError, throwIfError } from '../../../node/kafka/kafka-error.ts';
import { byTopic, type TopicPartition } from '../../../node/kafka/topic-partition.ts';
import { UserError } from '../../../node/user-error.ts';
import {
  offsetCommitRequest,
  offsetCommitResponse,
} from '../../../protocol/api/08-offset-commit.ts';
import { offsetFetchRequest, offsetFetchResponse } from '../../../protocol/api/09-offset-fetch.ts';
import {
  type JoinGroupResponse,
  joinGroupRequest,
  joinGroupResponse,
} from '../../../protocol/api/11-join-group.ts';
import { heartbeatRequest, heartbeatResponse } from '../../../protocol/api/12-heartbeat.ts';
import { leaveGroupRequest, leaveGroupResponse } from '../../../protocol/api/13-leave-group.ts';
import { syncGroupRequest, syncGroupResponse } from '../../../protocol/api/14-sync-group.ts';
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from '../../../protocol/consumer-protocol.ts';
import { ErrorCode } from '../../../protocol/errors.ts';
import type { Infer, InferInput, Message } from '../../../protocol/schema.ts';

import { assignedByTopic, assignRanges } from './range-assignor.ts';

export interface GroupMemberOptions {
  readonly groupId: string;
  readonly groupInstanceId: string | null;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly retryBackoffMs: number;
  /** How many partitions topics have, for the member that leads; undefined for those that are not there. */
  readonly partitionCounts: (
    topics: readonly string[],
  ) => Promise<(topic: string) => number | undefined>;
  readonly onTrouble: (trouble: string) => void;
}

export type Offset = TopicPartition & { readonly offset: number };

/** Answers after which the coordinator is to be looked for again. */
const ELSEWHERE: readonly number[] = [
  ErrorCode.NOT_COORDINATOR,
  ErrorCode.COORDINATOR_NOT_AVAILABLE,
  ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
];

/**
 * One member of a consumer group by the classic protocol, with the range assignor
 * (org.apache.kafka.clients.consumer.internals.ConsumerCoordinator). It finds the coordinator again when that moves.
 */
export class GroupMember {
  readonly #cluster: Cluster;
  readonly #options: GroupMemberOptions;
  #coordinator: number | undefined;
  #memberId = '';
  #generation = -1;
  #heartbeats: NodeJS.Timeout | undefined;
  #mustJoin = true;
  #onMustJoin: () => void = () => {};

  /** @param cluster connections of its own: a request to join may wait for long, and fetches must not wait for it */
  constructor(cluster: Cluster, options: GroupMemberOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** Whether it is to join: at first, and after a rebalance was called or the group lost it. */
  get mustJoin(): boolean {
    return this.#mustJoin;
  }

  /** Is called when it is to join again. */
  onMustJoin(listener: () => void): void {
    this.#onMustJoin = listener;
  }

  /** Has the next poll join again, for other topics or other partitions than before. */
  rejoin(): void {
    if (this.#mustJoin) return;
    this.#mustJoin = true;
    this.#onMustJoin();
  }

  /**
   * Joins the group, however long others take, and returns what it is to read.
   * @throws ToolError for what does not get better by trying again, or when `signal` aborts
   */
  async join(topics: readonly string[], signal: AbortSignal): Promise<TopicPartition[]> {
    clearInterval(this.#heartbeats);
    for (;;) {
      signal.throwIfAborted();
      try {
        const assigned = await this.#joinOnce(topics);
        this.#mustJoin = false;
        const { heartbeatIntervalMs } = this.#options;
        this.#heartbeats = setInterval(() => void this.#heartbeat(), heartbeatIntervalMs);
        return assigned;
      } catch (error) {
        if (!this.#recovers(error)) throw error;
        await delay(this.#options.retryBackoffMs);
      }
    }
  }

  /** The group's offsets in these partitions, of those that have one. @throws ToolError */
  async committed(partitions: readonly TopicPartition[], signal: AbortSignal): Promise<Offset[]> {
    const { groupId } = this.#options;
    const topics = assignedByTopic(partitions).map(({ topic, partitions: partitionIndexes }) => ({
      name: topic,
      partitionIndexes,
    }));
    const answer = await this.#persistently(signal, async () => {
      const response = await this.#ask(offsetFetchRequest, offsetFetchResponse, {
        ...{ groupId, topics, groups: [{ groupId, topics }] },
        requireStable: true,
      });
      const [group] = response.groups;
      const found = group ?? response;
      throwIfError(found.errorCode);
      for (const { partitions } of found.topics) {
        for (const { errorCode } of partitions) throwIfError(errorCode);
      }
      return found.topics;
    });
    return answer.flatMap(({ name: topic, partitions }) =>
      partitions.flatMap(({ partitionIndex: partition, committedOffset: offset }) =>
        offset < 0 ? [] : [{ topic, partition, offset }],
      ),
    );
  }

  /** @throws ToolError; after a rebalance in between the offsets are for others to commit. */
  async commit(offsets: readonly Offset[]): Promise<void> {
    if (offsets.length === 0) return;
    const topics = byTopic(offsets).map(([name, each]) => ({
      name,
      partitions: each.map(({ partition, offset }) => ({
        partitionIndex: partition,
        committedOffset: offset,
        committedMetadata: '',
      })),
    }));
    const { groupId, groupInstanceId } = this.#options;
    const answer = await this.#ask(offsetCommitRequest, offsetCommitResponse, {
      ...{ groupId, groupInstanceId, topics },
      generationIdOrMemberEpoch: this.#generation,
      memberId: this.#memberId,
    });
    for (const { partitions } of answer.topics) {
      for (const { errorCode } of partitions) {
        if (errorCode !== ErrorCode.NONE) this.#recovers(new KafkaError(errorCode));
        throwIfError(errorCode);
      }
    }
  }

  /** Leaves, so that others get its partitions at once; static members stay (KIP-345). */
  async leave(): Promise<void> {
    clearInterval(this.#heartbeats);
    if (this.#memberId === '' || this.#options.groupInstanceId !== null) return;
    const { groupId } = this.#options;
    const reason = 'the consumer is being closed';
    const members = [{ memberId: this.#memberId, reason }];
    const body = { groupId, memberId: this.#memberId, members };
    await this.#ask(leaveGroupRequest, leaveGroupResponse, body);
  }

  async #joinOnce(topics: readonly string[]): Promise<TopicPartition[]> {
    const { groupId, groupInstanceId, sessionTimeoutMs, rebalanceTimeoutMs } = this.#options;
    const joined = await this.#ask(joinGroupRequest, joinGroupResponse, {
      ...{ groupId, groupInstanceId, sessionTimeoutMs, rebalanceTimeoutMs },
      memberId: this.#memberId,
      protocolType: 'consumer',
      protocols: [
        {
          name: 'range',
          metadata: encodeSubscription(3, { topics, userData: null, ownedPartitions: [] }),
        },
      ],
    });
    if (joined.errorCode === ErrorCode.MEMBER_ID_REQUIRED) {
      this.#memberId = joined.memberId;
      return await this.#joinOnce(topics);
    }
    throwIfError(joined.errorCode);
    this.#memberId = joined.memberId;
    this.#generation = joined.generationId;
    const leads = joined.leader === joined.memberId && !joined.skipAssignment;
    const synced = await this.#ask(syncGroupRequest, syncGroupResponse, {
      ...{ groupId, groupInstanceId },
      generationId: joined.generationId,
      memberId: joined.memberId,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: leads ? await this.#assign(joined) : [],
    });
    throwIfError(synced.errorCode);
    if (synced.assignment.length === 0) return [];
    const { assignedPartitions } = decodeAssignment(synced.assignment);
    return assignedPartitions.flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    );
  }

  /** What the leader gives to each member. */
  async #assign({ members }: JoinGroupResponse) {
    const subscriptions = members.map(({ memberId, groupInstanceId, metadata }) => ({
      ...{ memberId, groupInstanceId },
      topics: decodeSubscription(metadata).topics,
    }));
    const topics = new Set(subscriptions.flatMap((subscription) => subscription.topics));
    const counts = await this.#options.partitionCounts([...topics]);
    return Array.from(assignRanges(subscriptions, counts), ([memberId, partitions]) => ({
      memberId,
      assignment: encodeAssignment(0, {
        assignedPartitions: assignedByTopic(partitions),
        userData: null,
      }),
    }));
  }

  async #heartbeat(): Promise<void> {
    const { groupId, groupInstanceId } = this.#options;
    const generationId = this.#generation;
    try {
      const { errorCode } = await this.#ask(heartbeatRequest, heartbeatResponse, {
        ...{ groupId, groupInstanceId, generationId },
        memberId: this.#memberId,
      });
      if (generationId === this.#generation) throwIfError(errorCode);
    } catch (error) {
      // What does not get better is said again, and then thrown, when it joins.
      if (!this.#recovers(error)) this.rejoin();
    }
  }

  /** Takes an error in, and tells whether trying again is right. */
  #recovers(error: unknown): boolean {
    if (!(error instanceof UserError)) return false;
    if (!(error instanceof KafkaError)) {
      this.#options.onTrouble(error.message);
      this.#coordinator = undefined;
      return true;
    }
    if (ELSEWHERE.includes(error.code)) {
      this.#coordinator = undefined;
      return true;
    }
    switch (error.code) {
      case ErrorCode.UNKNOWN_MEMBER_ID:
      case ErrorCode.ILLEGAL_GENERATION:
        this.#memberId = '';
        this.#generation = -1;
        this.rejoin();
        return true;
      case ErrorCode.REBALANCE_IN_PROGRESS:
        this.rejoin();
        return true;
      case ErrorCode.UNSTABLE_OFFSET_COMMIT:
      case ErrorCode.REQUEST_TIMED_OUT:
        return true;
      default:
        return false;
    }
  }

  async #persistently<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (;;) {
      signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        if (!this.#recovers(error)) throw error;
        await delay(this.#options.retryBackoffMs);
      }
    }
  }

  async #ask<Req extends Message, Res extends Message>(
    request: Req,
    response: Res,
    body: InferInput<Req>,
  ): Promise<Infer<Res>> {
    if (this.#coordinator === undefined) {
      const { groupId } = this.#options;
      // The coordinator may be a broker that was not there before.
      await this.#cluster.metadata([]);
      this.#coordinator = (await findGroupCoordinator(this.#cluster, groupId)).nodeId;
    }
    return await this.#cluster.request(this.#coordinator, request, response, body);
  }
}
