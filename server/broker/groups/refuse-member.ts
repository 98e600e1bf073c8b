import { ErrorCode } from '../../protocol/errors.ts';
import type { Group } from './group.ts';

/**
 * Why someone may not speak for a member, or undefined if it may: a static member must use the id that
 * its instance has now, and any member an id that the group knows (GroupCoordinator.validateCurrentMember).
 */
export function refuseMember(
  group: Group,
  memberId: string,
  groupInstanceId: string | null,
): number | undefined {
  if (groupInstanceId !== null) {
    const current = group.staticMemberId(groupInstanceId);
    if (current === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
    if (current !== memberId) return ErrorCode.FENCED_INSTANCE_ID;
  }
  return group.has(memberId) ? undefined : ErrorCode.UNKNOWN_MEMBER_ID;
}

/** As `refuseMember`, also for members of a generation that is no more. */
export function refuseGeneration(
  group: Group,
  { memberId, groupInstanceId, generationId }: MemberIdentity,
): number | undefined {
  const refusal = refuseMember(group, memberId, groupInstanceId);
  if (refusal !== undefined) return refusal;
  return generationId === group.generationId ? undefined : ErrorCode.ILLEGAL_GENERATION;
}

/** Who a member says that it is. */
export interface MemberIdentity {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly generationId: number;
}
