import type { Logger } from '../../ports/logger.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { Group } from './group.ts';
import type { GroupStore } from './group-store.ts';
import type { Member } from './member.ts';
import type { Rebalancer } from './rebalancer.ts';
import { type MemberIdentity, refuseGeneration } from './refuse-member.ts';
import { NO_BYTES, type SyncResult, syncError, synced } from './results.ts';

export interface SyncRequest extends MemberIdentity {
  readonly groupId: string;
  /** Null for a client too old to say (before v5). */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** From the leader: what each member is to have. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
}

/** SyncGroup (Kafka's GroupCoordinator.handleSyncGroup). */
export class SyncGroups {
  readonly #store: GroupStore;
  readonly #rebalancer: Rebalancer;
  readonly #logger: Logger;

  constructor(store: GroupStore, rebalancer: Rebalancer, logger: Logger) {
    this.#store = store;
    this.#rebalancer = rebalancer;
    this.#logger = logger;
  }

  /** Answers when the leader's assignment is written to the log; the group is this broker's. */
  async sync(request: SyncRequest): Promise<SyncResult> {
    const group = this.#store.get(request.groupId);
    if (group === undefined) return syncError(ErrorCode.UNKNOWN_MEMBER_ID);
    const refusal = refuseGeneration(group, request) ?? refuseProtocol(group, request);
    if (refusal !== undefined) return syncError(refusal);
    const member = group.get(request.memberId)!;
    if (group.is('PreparingRebalance')) return syncError(ErrorCode.REBALANCE_IN_PROGRESS);

    this.#rebalancer.hasSynced(group, member);
    if (group.is('Stable')) {
      this.#rebalancer.heardOf(group, member);
      return synced(group.protocolType ?? null, group.protocolName ?? null, member.assignment);
    }
    const answer = member.awaitSync();
    const isStored = group.storing === group.generationId;
    if (group.isLeader(member.memberId) && !isStored) void this.#assign(group, request);
    return answer;
  }

  /**
   * Writes the leader's assignment and hands it out, unless the group has moved on meanwhile. An assignment
   * that is repeated while the first is being written counts for nothing: log and members must agree.
   */
  async #assign(group: Group, { assignments }: SyncRequest): Promise<void> {
    const { generationId } = group;
    const byMember = new Map(
      assignments.map(({ memberId, assignment }) => [memberId, assignment.slice()]),
    );
    const assignmentOf = (member: Member) => byMember.get(member.memberId) ?? NO_BYTES;
    const without = [...group.members].filter(({ memberId }) => !byMember.has(memberId));
    if (without.length > 0) {
      this.#logger.warn(
        `group ${group.groupId}: the leader of generation ${generationId} assigned nothing to ` +
          without.map(({ memberId }) => memberId).join(', '),
      );
    }
    group.storing = generationId;
    const errorCode = await this.#store.storeGroup(group, assignmentOf);
    if (group.storing === generationId) group.storing = undefined;
    if (!group.is('CompletingRebalance') || group.generationId !== generationId) return;
    if (errorCode === ErrorCode.NONE) {
      this.#rebalancer.propagateAssignment(group, assignmentOf);
      group.transitionTo('Stable');
    } else {
      this.#rebalancer.failAssignment(group, errorCode);
      this.#rebalancer.prepareIfPossible(group, 'the assignment could not be stored');
    }
  }
}

/** KIP-559: a client that computes an assignment for another protocol than the group's has gone wrong. */
function refuseProtocol(group: Group, { protocolType, protocolName }: SyncRequest) {
  const agrees =
    (protocolType === null || protocolType === group.protocolType) &&
    (protocolName === null || protocolName === group.protocolName);
  return agrees ? undefined : ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
}
