import { ErrorCode } from '../../protocol/errors.ts';
import type { Group } from './group.ts';
import { NO_BYTES } from './results.ts';

/** What DescribeGroups tells of a group. */
export interface DescribedGroup {
  readonly errorCode: number;
  /** Empty with an error. */
  readonly groupState: string;
  readonly protocolType: string;
  /** The protocol selected; empty unless the group is stable. */
  readonly protocolData: string;
  readonly members: readonly DescribedMember[];
}

export interface DescribedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** As the assignment, empty unless the group is stable. */
  readonly memberMetadata: Uint8Array;
  readonly memberAssignment: Uint8Array;
}

/** A group that does not exist is dead, which is not an error. */
export const UNKNOWN_GROUP: DescribedGroup = {
  errorCode: ErrorCode.NONE,
  groupState: 'Dead',
  protocolType: '',
  protocolData: '',
  members: [],
};

export function describeGroup(group: Group): DescribedGroup {
  const protocol = group.is('Stable') ? group.protocolName : undefined;
  return {
    errorCode: ErrorCode.NONE,
    groupState: group.state,
    protocolType: group.protocolType ?? '',
    protocolData: protocol ?? '',
    members: [...group.members].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      memberMetadata: protocol === undefined ? NO_BYTES : member.metadata(protocol),
      memberAssignment: protocol === undefined ? NO_BYTES : member.assignment,
    })),
  };
}
