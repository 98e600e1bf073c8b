import { ErrorCode } from '../../protocol/errors.ts';

/** What a JoinGroup request is answered with. */
export interface JoinResult {
  readonly errorCode: number;
  readonly memberId: string;
  /** −1 with an error. */
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** The leader's member id; empty with an error. */
  readonly leader: string;
  /** KIP-814: the leader is told of the members, but must not assign. */
  readonly skipAssignment: boolean;
  /** Everyone in the generation, for the leader; nobody for the others. */
  readonly members: readonly JoinedMember[];
}

export interface JoinedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** Its metadata for the protocol that was selected. */
  readonly metadata: Uint8Array;
}

/** What a SyncGroup request is answered with. */
export interface SyncResult {
  readonly errorCode: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Uint8Array;
}

/** Not to be written to: shared by all that have nothing. */
export const NO_BYTES = new Uint8Array(0);

export function joinError(errorCode: number, memberId: string): JoinResult {
  return {
    errorCode,
    memberId,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    members: [],
  };
}

export function syncError(errorCode: number): SyncResult {
  return { errorCode, protocolType: null, protocolName: null, assignment: NO_BYTES };
}

export function synced(
  protocolType: string | null,
  protocolName: string | null,
  assignment: Uint8Array,
): SyncResult {
  return { errorCode: ErrorCode.NONE, protocolType, protocolName, assignment };
}
