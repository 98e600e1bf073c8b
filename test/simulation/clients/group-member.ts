import {
  offsetCommitRequest,
  offsetCommitResponse,
} from '../../../server/protocol/api/08-offset-commit.ts';
import {
  offsetFetchRequest,
  offsetFetchResponse,
} from '../../../server/protocol/api/09-offset-fetch.ts';
import { joinGroupRequest, joinGroupResponse } from '../../../server/protocol/api/11-join-group.ts';
import { heartbeatRequest, heartbeatResponse } from '../../../server/protocol/api/12-heartbeat.ts';
import {
  leaveGroupRequest,
  leaveGroupResponse,
} from '../../../server/protocol/api/13-leave-group.ts';
import { syncGroupRequest, syncGroupResponse } from '../../../server/protocol/api/14-sync-group.ts';
import {
  decodeAssignment,
  encodeAssignment,
  encodeSubscription,
} from '../../../server/protocol/consumer-protocol.ts';
import { ErrorCode, errorName } from '../../../server/protocol/errors.ts';
import type { Committed } from '../history.ts';
import { Fetcher } from './fetcher.ts';
import type { KafkaClient } from './kafka-client.ts';

const SESSION_TIMEOUT_MS = 6_000;
const REBALANCE_TIMEOUT_MS = 8_000;
const HEARTBEAT_MS = 1_000;
/** So often all positions are committed, whether they have moved or not, as `auto.commit.interval.ms`. */
const COMMIT_MS = 5_000;

/** Now and then a member leaves and begins anew, at a heartbeat. */
const LEAVES = 0.02;

export interface GroupMemberOptions {
  readonly group: string;
  readonly topic: string;
  readonly partitions: number;
  readonly isStrict: boolean;
  readonly instance: string | null;
}

/** Left the group's present generation, with or without being told. */
class Rejoin extends Error {}

/**
 * A consumer in a group, as client libraries have it: joins, divides the partitions if it leads, reads its share from
 * where the group has got to, commits after it has processed, and joins again whenever it is told to. All in
 * one loop: heartbeats go out between fetches.
 */
export class GroupMember {
  readonly #client: KafkaClient;
  readonly #group: string;
  readonly #topic: string;
  readonly #partitions: number;
  readonly #fetcher: Fetcher;
  #memberId = '';
  #generation = -1;
  #coordinator = -1;
  /** Next offset to read of each partition that is its own. */
  #positions = new Map<number, number>();
  readonly #committedUpTo = new Map<number, number>();
  /** Name of a static member (KIP-345), which keeps its share when its process is replaced; null for others. */
  readonly #instance: string | null;

  constructor(
    client: KafkaClient,
    { group, topic, partitions, isStrict, instance }: GroupMemberOptions,
  ) {
    this.#client = client;
    this.#group = group;
    this.#topic = topic;
    this.#partitions = partitions;
    this.#fetcher = new Fetcher(client, topic, isStrict);
    this.#fetcher.onReset = (partition, position) => this.#positions.set(partition, position);
    this.#instance = instance;
  }

  /** Takes part in the group for ever. */
  async run(): Promise<void> {
    await this.#client.refresh(this.#topic);
    for (;;) {
      try {
        if (this.#coordinator < 0) {
          this.#coordinator = await this.#client.coordinatorOf(this.#group);
        }
        await this.#join();
        await this.#consume();
      } catch (error) {
        if (!(error instanceof Rejoin)) {
          // The coordinator may be elsewhere by now.
          this.#coordinator = -1;
          await this.#client.refresh(this.#topic);
        }
        this.#client.note(`group: ${(error as Error).message}`);
        await this.#client.pause();
      }
    }
  }

  async #join(): Promise<void> {
    this.#positions.clear();
    this.#committedUpTo.clear();
    const answer = await this.#client.ask(
      this.#coordinator,
      joinGroupRequest,
      joinGroupResponse,
      7,
      {
        groupId: this.#group,
        sessionTimeoutMs: SESSION_TIMEOUT_MS,
        rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
        memberId: this.#memberId,
        groupInstanceId: this.#instance,
        protocolType: 'consumer',
        protocols: [
          {
            name: 'range',
            metadata: encodeSubscription(1, { topics: [this.#topic], ownedPartitions: [] }),
          },
        ],
      },
      REBALANCE_TIMEOUT_MS + 5_000,
    );
    if (answer.errorCode === ErrorCode.MEMBER_ID_REQUIRED) {
      this.#memberId = answer.memberId;
      return await this.#join();
    }
    this.#check(answer.errorCode, 'join');
    this.#memberId = answer.memberId;
    this.#generation = answer.generationId;
    const members = answer.members.map(({ memberId }) => memberId);
    await this.#sync(answer.leader === answer.memberId ? members : []);
  }

  async #sync(members: readonly string[]): Promise<void> {
    const all = Array.from({ length: this.#partitions }, (_, partition) => partition);
    const answer = await this.#client.ask(
      this.#coordinator,
      syncGroupRequest,
      syncGroupResponse,
      5,
      {
        groupId: this.#group,
        generationId: this.#generation,
        memberId: this.#memberId,
        groupInstanceId: this.#instance,
        protocolType: 'consumer',
        protocolName: 'range',
        assignments: members.map((memberId, at) => ({
          memberId,
          assignment: encodeAssignment(1, {
            assignedPartitions: [
              {
                topic: this.#topic,
                partitions: all.filter((partition) => partition % members.length === at),
              },
            ],
          }),
        })),
      },
      REBALANCE_TIMEOUT_MS + 5_000,
    );
    this.#check(answer.errorCode, 'sync');
    const { assignedPartitions } = decodeAssignment(answer.assignment);
    const partitions = assignedPartitions.flatMap((assigned) => assigned.partitions);
    const generation = this.#generation;
    this.#client.history.assigned.push({
      member: this.#instance ?? this.#client.name,
      generation,
      partitions,
    });
    this.#client.note(`generation ${generation}: has ${partitions.join(' ') || 'nothing'}`);
    if (partitions.length > 0) await this.#findPositions(partitions);
  }

  async #findPositions(partitions: readonly number[]): Promise<void> {
    const client = this.#client;
    const invoked = client.now();
    const answer = await client.ask(this.#coordinator, offsetFetchRequest, offsetFetchResponse, 7, {
      groupId: this.#group,
      topics: [{ name: this.#topic, partitionIndexes: [...partitions] }],
    });
    this.#check(answer.errorCode, 'offset fetch');
    for (const { partitionIndex, committedOffset, errorCode } of answer.topics[0]!.partitions) {
      this.#check(errorCode, 'offset fetch');
      client.history.positions.push({
        by: client.name,
        partition: partitionIndex,
        offset: committedOffset,
        invoked,
        answered: client.now(),
      });
      this.#positions.set(partitionIndex, Math.max(committedOffset, 0));
      this.#committedUpTo.set(partitionIndex, Math.max(committedOffset, 0));
    }
  }

  async #consume(): Promise<void> {
    let heartbeatDue = this.#client.now() + HEARTBEAT_MS;
    let commitDue = this.#client.now() + COMMIT_MS;
    for (;;) {
      if (this.#client.now() >= heartbeatDue) {
        await this.#heartbeat();
        heartbeatDue = this.#client.now() + HEARTBEAT_MS;
      }
      if (this.#client.now() >= commitDue) {
        // A commit that was given up may have overtaken a later one: positions that stay must be told again.
        this.#committedUpTo.clear();
        commitDue = this.#client.now() + COMMIT_MS;
      }
      if (this.#positions.size === 0) {
        await this.#client.pause(HEARTBEAT_MS / 2);
        continue;
      }
      const found = await this.#fetch();
      for (const [partition, records] of found) {
        for (const { offset, value } of records) {
          const { name: consumer, history } = this.#client;
          history.consumed.push({ consumer, partition, offset, value });
          this.#positions.set(partition, offset + 1);
        }
      }
      await this.#commit();
    }
  }

  /** Brokers other than the coordinator that cannot be reached are no reason to leave the generation. */
  async #fetch() {
    try {
      return await this.#fetcher.fetch(this.#positions);
    } catch (error) {
      this.#client.note(`cannot fetch: ${(error as Error).message}`);
      await this.#client.pause();
      await this.#client.refresh(this.#topic);
      return new Map<number, { offset: number; value: string }[]>();
    }
  }

  async #commit(): Promise<void> {
    const client = this.#client;
    const due = [...this.#positions].filter(
      ([partition, offset]) => offset > (this.#committedUpTo.get(partition) ?? 0),
    );
    if (due.length === 0) return;
    const commits = due.map(
      ([partition, offset]): Committed => ({
        member: client.name,
        generation: this.#generation,
        partition,
        offset,
        invoked: client.now(),
        outcome: 'unknown',
        answered: Number.POSITIVE_INFINITY,
      }),
    );
    client.history.committed.push(...commits);
    const answer = await client.ask(
      this.#coordinator,
      offsetCommitRequest,
      offsetCommitResponse,
      7,
      {
        groupId: this.#group,
        generationIdOrMemberEpoch: this.#generation,
        memberId: this.#memberId,
        groupInstanceId: this.#instance,
        topics: [
          {
            name: this.#topic,
            partitions: due.map(([partitionIndex, committedOffset]) => ({
              partitionIndex,
              committedOffset,
              committedMetadata: '',
            })),
          },
        ],
      },
    );
    let failure: number = ErrorCode.NONE;
    for (const { partitionIndex, errorCode } of answer.topics[0]!.partitions) {
      const commit = commits.find(({ partition }) => partition === partitionIndex)!;
      if (errorCode === ErrorCode.NONE) {
        commit.outcome = 'acknowledged';
        commit.answered = client.now();
        this.#committedUpTo.set(partitionIndex, commit.offset);
        client.note(`committed ${partitionIndex}:${commit.offset}`);
      } else {
        failure = errorCode;
        if (isRefusal(errorCode)) commit.outcome = 'refused';
      }
    }
    if (failure !== ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) this.#check(failure, 'commit');
  }

  async #heartbeat(): Promise<void> {
    const { errorCode } = await this.#client.ask(
      this.#coordinator,
      heartbeatRequest,
      heartbeatResponse,
      4,
      {
        groupId: this.#group,
        generationId: this.#generation,
        memberId: this.#memberId,
        groupInstanceId: this.#instance,
      },
    );
    this.#check(errorCode, 'heartbeat');
    if (this.#instance === null && this.#client.process.random.chance(LEAVES)) await this.#leave();
  }

  async #leave(): Promise<void> {
    await this.#client.ask(this.#coordinator, leaveGroupRequest, leaveGroupResponse, 4, {
      groupId: this.#group,
      members: [{ memberId: this.#memberId }],
    });
    this.#memberId = '';
    throw new Rejoin('has left');
  }

  /** @throws Rejoin where the member is to join again, Error where it has to look for the coordinator first */
  #check(errorCode: number, what: string): void {
    if (errorCode === ErrorCode.NONE) return;
    const text = `${what}: ${errorName(errorCode)}`;
    switch (errorCode) {
      case ErrorCode.UNKNOWN_MEMBER_ID:
      case ErrorCode.FENCED_INSTANCE_ID:
        this.#memberId = '';
        throw new Rejoin(text);
      case ErrorCode.REBALANCE_IN_PROGRESS:
      case ErrorCode.ILLEGAL_GENERATION:
      case ErrorCode.COORDINATOR_LOAD_IN_PROGRESS:
        throw new Rejoin(text);
      default:
        throw new Error(text);
    }
  }
}

/** Whether the error says for sure that nothing was written; NOT_COORDINATOR also stands for a disk that failed. */
function isRefusal(errorCode: number): boolean {
  return (
    errorCode === ErrorCode.UNKNOWN_MEMBER_ID ||
    errorCode === ErrorCode.FENCED_INSTANCE_ID ||
    errorCode === ErrorCode.ILLEGAL_GENERATION ||
    errorCode === ErrorCode.REBALANCE_IN_PROGRESS ||
    errorCode === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS
  );
}
