import { ErrorCode } from '../../protocol/errors.ts';
import type { OffsetAndMetadata, TopicPartition } from './committed-offsets.ts';
import type { GroupConfig } from './config.ts';
import type { Group } from './group.ts';
import type { GroupStore } from './group-store.ts';
import type { Rebalancer } from './rebalancer.ts';
import { type MemberIdentity, refuseGeneration } from './refuse-member.ts';

export interface OffsetToCommit {
  readonly of: TopicPartition;
  readonly committed: OffsetAndMetadata;
}

/** `generationId` is −1 and `memberId` empty for a client that manages its partitions itself. */
export interface CommitRequest extends MemberIdentity {
  readonly groupId: string;
  readonly offsets: readonly OffsetToCommit[];
}

/** OffsetCommit (Kafka's GroupCoordinator.handleCommitOffsets). */
export class CommitOffsets {
  readonly #store: GroupStore;
  readonly #rebalancer: Rebalancer;
  readonly #config: () => GroupConfig;

  constructor(store: GroupStore, rebalancer: Rebalancer, config: () => GroupConfig) {
    this.#store = store;
    this.#rebalancer = rebalancer;
    this.#config = config;
  }

  /** An error code for each offset, in the order of the request; the group is this broker's. */
  async commit(request: CommitRequest): Promise<number[]> {
    const { groupId, generationId, offsets } = request;
    if (offsets.length === 0) return [];
    let group = this.#store.get(groupId);
    if (group === undefined) {
      if (generationId >= 0) return offsets.map(() => ErrorCode.ILLEGAL_GENERATION);
      group = this.#store.getOrCreate(groupId);
    }
    const refusal = refuseCommit(group, request);
    if (refusal !== undefined) return offsets.map(() => refusal);
    // Heartbeats tell a member of a rebalance that is being prepared; what it has consumed still counts.
    const member = group.get(request.memberId);
    if (member !== undefined) this.#rebalancer.heardOf(group, member);

    const tooLarge = ({ committed }: OffsetToCommit) =>
      committed.metadata.length > this.#config().offsetMetadataMaxBytes;
    const storable = offsets.filter((offset) => !tooLarge(offset));
    const outcome =
      storable.length === 0 ? ErrorCode.NONE : await this.#store.storeOffsets(group, storable);
    return offsets.map((offset) =>
      tooLarge(offset) ? ErrorCode.OFFSET_METADATA_TOO_LARGE : outcome,
    );
  }
}

function refuseCommit(group: Group, request: CommitRequest): number | undefined {
  const { generationId, memberId, groupInstanceId } = request;
  // An administrator, or a consumer that does not use group management, may commit while nobody is there.
  if (generationId < 0 && group.is('Empty')) return undefined;
  if (generationId < 0 && memberId === '' && groupInstanceId === null) {
    return ErrorCode.UNKNOWN_MEMBER_ID;
  }
  const refusal = refuseGeneration(group, request);
  if (refusal !== undefined) return refusal;
  // The member knows the new generation but not yet its part in it, so that what it commits may be
  // another's by now.
  return group.is('CompletingRebalance') ? ErrorCode.REBALANCE_IN_PROGRESS : undefined;
}
