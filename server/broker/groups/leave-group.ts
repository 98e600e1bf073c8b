import type { Logger } from '../../ports/logger.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { Group } from './group.ts';
import type { GroupStore } from './group-store.ts';
import type { Rebalancer } from './rebalancer.ts';
import { refuseMember } from './refuse-member.ts';

export interface LeavingMember {
  /** Empty where an administrator removes a static member by its instance. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly reason: string | null;
}

/** LeaveGroup (Kafka's GroupCoordinator.handleLeaveGroup): an error code for each that is to leave. */
export class LeaveGroups {
  readonly #store: GroupStore;
  readonly #rebalancer: Rebalancer;
  readonly #logger: Logger;

  constructor(store: GroupStore, rebalancer: Rebalancer, logger: Logger) {
    this.#store = store;
    this.#rebalancer = rebalancer;
    this.#logger = logger;
  }

  /** The group is this broker's. */
  leave(groupId: string, leaving: readonly LeavingMember[]): number[] {
    const group = this.#store.get(groupId);
    return leaving.map((member) =>
      group === undefined ? ErrorCode.UNKNOWN_MEMBER_ID : this.#remove(group, member),
    );
  }

  #remove(group: Group, { memberId, groupInstanceId, reason }: LeavingMember): number {
    if (group.isPending(memberId)) {
      this.#rebalancer.removePendingMember(group, memberId);
      return ErrorCode.NONE;
    }
    const id = memberId === '' ? this.#staticMemberId(group, groupInstanceId) : memberId;
    const refusal = refuseMember(group, id, groupInstanceId);
    if (refusal !== undefined) return refusal;
    const why = reason === null || reason === '' ? '' : `: ${reason}`;
    this.#logger.info(`group ${group.groupId}: ${id} has left${why}`);
    this.#rebalancer.removeMember(group, group.get(id)!, `${id} has left${why}`);
    return ErrorCode.NONE;
  }

  #staticMemberId(group: Group, groupInstanceId: string | null): string {
    return (groupInstanceId === null ? undefined : group.staticMemberId(groupInstanceId)) ?? '';
  }
}
