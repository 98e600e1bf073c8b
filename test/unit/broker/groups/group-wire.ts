import { expect } from 'vitest';
import {
  offsetCommitRequest,
  offsetCommitResponse,
} from '../../../../server/protocol/api/08-offset-commit.ts';
import {
  offsetFetchRequest,
  offsetFetchResponse,
} from '../../../../server/protocol/api/09-offset-fetch.ts';
import {
  findCoordinatorRequest,
  findCoordinatorResponse,
} from '../../../../server/protocol/api/10-find-coordinator.ts';
import {
  joinGroupRequest,
  joinGroupResponse,
} from '../../../../server/protocol/api/11-join-group.ts';
import {
  syncGroupRequest,
  syncGroupResponse,
} from '../../../../server/protocol/api/14-sync-group.ts';
import { encodeSubscription } from '../../../../server/protocol/consumer-protocol.ts';
import { ErrorCode, errorName } from '../../../../server/protocol/errors.ts';
import type { Infer, InferInput, Message } from '../../../../server/protocol/schema.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessBroker } from '../../../harness/in-process-broker.ts';
import type { WireClient } from '../../../harness/wire-client.ts';

export const METADATA = encodeSubscription(1, { topics: ['t'], ownedPartitions: [] });
export const ASSIGNMENT = new TextEncoder().encode('assignment');

interface Offset {
  partition?: number;
  topic?: string;
  offset: number;
  metadata?: string | null;
  commitTimestamp?: number;
}

/** A broker in this thread with topic `t` of two partitions, and a client that asks it about groups. */
export class GroupWire {
  readonly broker: InProcessBroker;
  wire: WireClient;

  static async open(): Promise<GroupWire> {
    const broker = await InProcessBroker.start();
    const wire = await broker.connect('tester');
    await new BrokerClient(wire).createTopic('t', 2);
    return new GroupWire(broker, wire);
  }

  private constructor(broker: InProcessBroker, wire: WireClient) {
    this.broker = broker;
    this.wire = wire;
  }

  async reconnect(): Promise<void> {
    this.wire = await this.broker.connect('tester');
  }

  /** As `WireClient.request`, with what is due at once happening meanwhile. */
  async ask<Req extends Message, Res extends Message>(
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
  ): Promise<Infer<Res>> {
    const answer = this.wire.request(request, response, version, body);
    await this.broker.clock.advance(1);
    return answer;
  }

  async findCoordinator(groupId = 'g'): Promise<void> {
    const { errorCode } = await this.ask(findCoordinatorRequest, findCoordinatorResponse, 3, {
      key: groupId,
      keyType: 0,
    });
    expect(errorName(errorCode)).toBe('NONE');
  }

  join(version: number, body: Partial<InferInput<typeof joinGroupRequest>> = {}) {
    return this.ask(joinGroupRequest, joinGroupResponse, version, {
      groupId: 'g',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      memberId: '',
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: METADATA }],
      ...body,
    });
  }

  /** Joins as the one member of group `g`, with an assignment. */
  async joinAndSync(joinVersion = 3): Promise<{ memberId: string; generationId: number }> {
    let joined = await this.join(joinVersion);
    if (joined.errorCode === ErrorCode.MEMBER_ID_REQUIRED) {
      joined = await this.join(joinVersion, { memberId: joined.memberId });
    }
    expect(errorName(joined.errorCode)).toBe('NONE');
    const { memberId, generationId } = joined;
    await this.ask(syncGroupRequest, syncGroupResponse, 3, {
      groupId: 'g',
      generationId,
      memberId,
      assignments: [{ memberId, assignment: ASSIGNMENT }],
    });
    return { memberId, generationId };
  }

  /** Commits, as nobody unless told, and gives the names of the errors. */
  async commit(
    version: number,
    offsets: readonly Offset[],
    body: Partial<InferInput<typeof offsetCommitRequest>> = {},
  ): Promise<string[]> {
    const { topics } = await this.ask(offsetCommitRequest, offsetCommitResponse, version, {
      groupId: 'g',
      memberId: '',
      topics: offsets.map(({ topic = 't', partition = 0, offset, metadata = '', ...rest }) => ({
        name: topic,
        partitions: [
          {
            partitionIndex: partition,
            committedOffset: offset,
            committedMetadata: metadata,
            ...(version >= 6 ? { committedLeaderEpoch: 5 } : {}),
            ...rest,
          },
        ],
      })),
      ...body,
    });
    return topics.flatMap(({ partitions }) =>
      partitions.map(({ errorCode }) => errorName(errorCode)),
    );
  }

  /** What group `g` has for the partitions of `t`: `0:5` is offset 5 of partition 0. */
  async fetch(version: number, partitions: readonly number[] | null = [0, 1]) {
    const topics = partitions && [{ name: 't', partitionIndexes: partitions }];
    const response = await this.ask(offsetFetchRequest, offsetFetchResponse, version, {
      groupId: 'g',
      topics,
      groups: [{ groupId: 'g', topics }],
    });
    const group = version >= 8 ? response.groups[0]! : response;
    if (group.errorCode !== ErrorCode.NONE) return [errorName(group.errorCode)];
    return group.topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, committedOffset, errorCode }) =>
        errorCode === ErrorCode.NONE
          ? `${name}-${partitionIndex}:${committedOffset}`
          : `${name}-${partitionIndex} ${errorName(errorCode)}`,
      ),
    );
  }
}
