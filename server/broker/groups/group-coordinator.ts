import type { Clock, Timer } from '../../ports/clock.ts';
import { counted, type Logger } from '../../ports/logger.ts';
import type { Random } from '../../ports/random.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Compression } from '../../protocol/records/compression.ts';
import { CommitOffsets, type CommitRequest } from './commit-offsets.ts';
import type { OffsetAndMetadata, TopicPartition } from './committed-offsets.ts';
import type { GroupConfig } from './config.ts';
import { deleteGroup, deleteOffsets } from './delete.ts';
import { type DescribedGroup, describeGroup, UNKNOWN_GROUP } from './describe.ts';
import { GroupStore } from './group-store.ts';
import { JoinGroups, type JoinRequest } from './join-group.ts';
import { LeaveGroups, type LeavingMember } from './leave-group.ts';
import { OFFSETS_TOPIC, type OffsetsTopic } from './offsets-topic.ts';
import { Rebalancer } from './rebalancer.ts';
import { type MemberIdentity, refuseGeneration } from './refuse-member.ts';
import { type JoinResult, joinError, type SyncResult, syncError } from './results.ts';
import { expiredOffsets } from './retention.ts';
import { SyncGroups, type SyncRequest } from './sync-group.ts';

export interface GroupCoordinatorOptions {
  readonly topic: OffsetsTopic;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly compression: Compression;
  /** Asked whenever it matters, so that altered values take effect. */
  readonly config: () => GroupConfig;
}

export interface HeartbeatRequest extends MemberIdentity {
  readonly groupId: string;
}

export interface FetchedOffset extends TopicPartition {
  readonly errorCode: number;
  /** Undefined where the group has committed nothing. */
  readonly committed: OffsetAndMetadata | undefined;
}

export interface ListedGroup {
  readonly groupId: string;
  readonly protocolType: string;
  readonly groupState: string;
  readonly groupType: string;
}

/** The one type of groups there is; KIP-848 brings another. */
const CLASSIC = 'classic';

/**
 * The group coordinator of one broker: consumers join groups, share partitions among themselves, and keep
 * their positions with it (Kafka's classic GroupCoordinator). It knows nothing of the wire: handlers
 * translate. Requests are answered with error codes, never by throwing.
 *
 * A group belongs to a partition of `__consumer_offsets`, and is coordinated by the broker that leads it:
 * the broker calls `onPartitionElected` and `onPartitionResigned` as leadership comes and goes, in that order.
 */
export class GroupCoordinator {
  readonly #options: GroupCoordinatorOptions;
  readonly #store: GroupStore;
  readonly #rebalancer: Rebalancer;
  readonly #joins: JoinGroups;
  readonly #syncs: SyncGroups;
  readonly #leaves: LeaveGroups;
  readonly #commits: CommitOffsets;
  #sweep: Timer | undefined;
  #active = true;

  constructor(options: GroupCoordinatorOptions) {
    const { clock, config, logger, random } = options;
    this.#options = options;
    this.#store = new GroupStore(options);
    this.#rebalancer = new Rebalancer(this.#store, clock, logger, config);
    this.#joins = new JoinGroups(this.#store, this.#rebalancer, config, random, logger);
    this.#syncs = new SyncGroups(this.#store, this.#rebalancer, logger);
    this.#leaves = new LeaveGroups(this.#store, this.#rebalancer, logger);
    this.#commits = new CommitOffsets(this.#store, this.#rebalancer, config);
  }

  /** Answers whoever waits with NOT_COORDINATOR, and stops every timer. What is written stays. */
  close(): void {
    this.#active = false;
    this.#sweep?.cancel();
    this.#resignAll();
  }

  /** Resolves when the groups of the partition, which this broker now leads, are read and served. */
  onPartitionElected(partition: number): Promise<void> {
    if (this.#sweep === undefined) this.#scheduleSweep();
    return this.#store.load(partition, (group) => this.#rebalancer.resume(group));
  }

  onPartitionResigned(partition: number): void {
    this.#store.unload(partition, (group) => this.#rebalancer.abandon(group));
  }

  /** Forgets every group's offsets in topics that are no more, before a topic of the same name can come. */
  async onTopicsDeleted(topics: readonly string[]): Promise<void> {
    if (topics.includes(OFFSETS_TOPIC)) this.#resignAll();
    await Promise.all(
      this.#store.groups().map((group) => {
        const gone = topics.flatMap((topic) => group.offsets.partitions(topic));
        return gone.length === 0 ? undefined : this.#store.remove(group, gone);
      }),
    );
  }

  /**
   * The partition of `__consumer_offsets` whose leader coordinates the group; creates the topic if need be.
   * @throws KafkaError when it cannot be created
   */
  async partitionFor(groupId: string): Promise<number> {
    const partition = this.#store.partitionFor(groupId);
    if (partition !== undefined) return partition;
    await this.#options.topic.ensure();
    const created = this.#store.partitionFor(groupId);
    if (created === undefined) throw new KafkaError(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    // The first client need not be sent away until a log is read that has nothing in it.
    await this.#store.loaded(created);
    return created;
  }

  async joinGroup(request: JoinRequest): Promise<JoinResult> {
    const refusal = this.#refuse(request.groupId);
    if (refusal !== undefined) return joinError(refusal, request.memberId);
    return this.#joins.join(request);
  }

  async syncGroup(request: SyncRequest): Promise<SyncResult> {
    const refusal = this.#refuse(request.groupId);
    if (refusal === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) {
      // The rebalance that this belongs to is lost, and old clients do not expect the real error here.
      return syncError(ErrorCode.REBALANCE_IN_PROGRESS);
    }
    if (refusal !== undefined) return syncError(refusal);
    return this.#syncs.sync(request);
  }

  /** The error code to answer with. */
  heartbeat(request: HeartbeatRequest): number {
    const refusal = this.#refuse(request.groupId);
    // Its session begins when its group is loaded: no reason to alarm the member.
    if (refusal === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) return ErrorCode.NONE;
    if (refusal !== undefined) return refusal;
    const group = this.#store.get(request.groupId);
    if (group === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
    const mistake = refuseGeneration(group, request);
    if (mistake !== undefined) return mistake;
    this.#rebalancer.heardOf(group, group.get(request.memberId)!);
    return group.is('PreparingRebalance') ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
  }

  /** An error for all, or one for each that is to leave. */
  leaveGroup(
    groupId: string,
    leaving: readonly LeavingMember[],
  ): { readonly errorCode: number; readonly members: readonly number[] } {
    const refusal = this.#refuse(groupId);
    if (refusal !== undefined) return { errorCode: refusal, members: [] };
    return { errorCode: ErrorCode.NONE, members: this.#leaves.leave(groupId, leaving) };
  }

  /** An error code for each offset, in the order of the request. */
  async commitOffsets(request: CommitRequest): Promise<number[]> {
    const refusal = this.#refuse(request.groupId, 'offsets');
    if (refusal !== undefined) return request.offsets.map(() => refusal);
    return this.#commits.commit(request);
  }

  /**
   * @param partitions all that the group has offsets for, if undefined
   * @param requireStable to be told UNSTABLE_OFFSET_COMMIT where a newer offset is being written (KIP-447)
   */
  fetchOffsets(
    groupId: string,
    partitions: readonly TopicPartition[] | undefined,
    requireStable: boolean,
  ): { readonly errorCode: number; readonly offsets: readonly FetchedOffset[] } {
    const refusal = this.#refuse(groupId, 'offsets');
    if (refusal !== undefined) return { errorCode: refusal, offsets: [] };
    const offsets = this.#store.get(groupId)?.offsets;
    const asked = partitions ?? [...(offsets?.all() ?? [])];
    return {
      errorCode: ErrorCode.NONE,
      offsets: asked.map((of) => {
        const { topic, partition } = of;
        return requireStable && offsets?.isUnstable(of)
          ? {
              topic,
              partition,
              errorCode: ErrorCode.UNSTABLE_OFFSET_COMMIT,
              committed: undefined,
            }
          : { topic, partition, errorCode: ErrorCode.NONE, committed: offsets?.get(of) };
      }),
    };
  }

  /** Groups in one of `states` (any case) and of one of `types`; no filter where none is given. */
  listGroups(
    states: readonly string[],
    types: readonly string[],
  ): { readonly errorCode: number; readonly groups: readonly ListedGroup[] } {
    if (!this.#active) return { errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, groups: [] };
    const wantedStates = new Set(states.map((state) => state.toLowerCase()));
    const ofType = types.length === 0 || types.some((type) => type.toLowerCase() === CLASSIC);
    const groups = (ofType ? this.#store.groups() : [])
      .filter(({ state }) => wantedStates.size === 0 || wantedStates.has(state.toLowerCase()))
      .map((group) => ({
        groupId: group.groupId,
        protocolType: group.protocolType ?? '',
        groupState: group.state,
        groupType: CLASSIC,
      }));
    const errorCode = this.#store.isLoading
      ? ErrorCode.COORDINATOR_LOAD_IN_PROGRESS
      : ErrorCode.NONE;
    return { errorCode, groups };
  }

  /** A group that nobody knows is described as dead, without an error. */
  describeGroup(groupId: string): DescribedGroup {
    const refusal = this.#refuse(groupId, 'offsets');
    if (refusal !== undefined) return { ...UNKNOWN_GROUP, groupState: '', errorCode: refusal };
    const group = this.#store.get(groupId);
    return group === undefined ? UNKNOWN_GROUP : describeGroup(group);
  }

  /** An error code for each group, once its end is written. */
  async deleteGroups(groupIds: readonly string[]): Promise<number[]> {
    return Promise.all(
      groupIds.map(
        (groupId) => this.#refuse(groupId, 'offsets') ?? deleteGroup(this.#store, groupId),
      ),
    );
  }

  /** An error for all, or one for each partition in the order of the request, once it is written. */
  async deleteOffsets(
    groupId: string,
    partitions: readonly TopicPartition[],
  ): Promise<{ readonly errorCode: number; readonly partitions: readonly number[] }> {
    const refusal = this.#refuse(groupId);
    if (refusal !== undefined) return { errorCode: refusal, partitions: [] };
    return deleteOffsets(this.#store, groupId, partitions);
  }

  /**
   * Why a request about the group cannot be served here now. APIs that only deal with offsets take the
   * empty group id, which old clients could commit under (GroupCoordinator.isValidGroupId).
   */
  #refuse(groupId: string, about: 'members' | 'offsets' = 'members'): number | undefined {
    if (groupId === '' && about === 'members') return ErrorCode.INVALID_GROUP_ID;
    if (!this.#active) return ErrorCode.COORDINATOR_NOT_AVAILABLE;
    switch (this.#store.ownership(groupId)) {
      case 'owned':
        return undefined;
      case 'loading':
        return ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
      case 'elsewhere':
        return ErrorCode.NOT_COORDINATOR;
    }
  }

  #resignAll(): void {
    for (const partition of this.#store.partitions) this.onPartitionResigned(partition);
  }

  #scheduleSweep(): void {
    const { clock, config } = this.#options;
    this.#sweep = clock.after(config().offsetsRetentionCheckIntervalMs, () => {
      this.#scheduleSweep();
      void this.#removeExpired();
    });
  }

  async #removeExpired(): Promise<void> {
    const { clock, config, logger } = this.#options;
    const now = clock.now();
    let removed = 0;
    await Promise.all(
      this.#store.groups().map((group) => {
        const expired = expiredOffsets(group, now, config().offsetsRetentionMs);
        removed += expired.length;
        return this.#store.remove(group, expired);
      }),
    );
    if (removed > 0) {
      logger.info(`removed ${counted(removed, 'committed offset')} past offsets.retention.minutes`);
    }
  }
}
