import type { Logger } from '../../ports/logger.ts';
import type { Random } from '../../ports/random.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { GroupConfig } from './config.ts';
import type { Group } from './group.ts';
import type { GroupStore } from './group-store.ts';
import { Member, type MemberProtocol } from './member.ts';
import { newMemberId } from './member-id.ts';
import type { Rebalancer } from './rebalancer.ts';
import { refuseMember } from './refuse-member.ts';
import { type JoinResult, joinError, syncError } from './results.ts';

export interface JoinRequest {
  readonly groupId: string;
  /** Empty for a client that has none yet. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly MemberProtocol[];
  readonly reason: string | null;
  /** KIP-394, from v4: a dynamic member first gets an id, and has to join again with it. */
  readonly requireKnownMemberId: boolean;
  /** KIP-814, from v9: a returning static leader is told that it leads, but not to assign. */
  readonly supportSkippingAssignment: boolean;
}

/** JoinGroup (Kafka's GroupCoordinator.handleJoinGroup). */
export class JoinGroups {
  readonly #store: GroupStore;
  readonly #rebalancer: Rebalancer;
  readonly #config: () => GroupConfig;
  readonly #random: Random;
  readonly #logger: Logger;

  constructor(
    store: GroupStore,
    rebalancer: Rebalancer,
    config: () => GroupConfig,
    random: Random,
    logger: Logger,
  ) {
    this.#store = store;
    this.#rebalancer = rebalancer;
    this.#config = config;
    this.#random = random;
    this.#logger = logger;
  }

  /** Answers when the generation that the client is to be in has formed; the group is this broker's. */
  async join(request: JoinRequest): Promise<JoinResult> {
    const { groupId, memberId, sessionTimeoutMs } = request;
    const { minSessionTimeoutMs, maxSessionTimeoutMs } = this.#config();
    if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs) {
      return joinError(ErrorCode.INVALID_SESSION_TIMEOUT, memberId);
    }
    // Whoever has an id got it from a group.
    const group = memberId === '' ? this.#store.getOrCreate(groupId) : this.#store.get(groupId);
    if (group === undefined) return joinError(ErrorCode.UNKNOWN_MEMBER_ID, memberId);

    let answer: JoinResult | Promise<JoinResult>;
    if (!this.#hasRoom(group, request)) answer = this.#turnAway(group, request);
    else if (!group.supportsProtocols(request.protocolType, request.protocols)) {
      answer = joinError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId);
    } else if (memberId === '') answer = this.#joinWithoutId(group, request);
    else answer = this.#joinWithId(group, request);
    this.#rebalancer.tryCompleteJoin(group);
    return answer;
  }

  /**
   * Whether the group has a place for the client. While members are being waited for, those that have
   * joined count, so that a group grown too large is cut down to those that come first.
   */
  #hasRoom(group: Group, { memberId, groupInstanceId }: JoinRequest): boolean {
    const staticId = groupInstanceId === null ? undefined : group.staticMemberId(groupInstanceId);
    const member = group.get(memberId === '' ? (staticId ?? '') : memberId);
    if (group.is('Empty', 'Dead')) return true;
    if (group.is('PreparingRebalance')) {
      return member?.isAwaitingJoin || group.awaitingJoin < this.#config().maxSize;
    }
    return member !== undefined || group.size < this.#config().maxSize;
  }

  #turnAway(group: Group, { memberId }: JoinRequest): JoinResult {
    group.removePending(memberId);
    const member = group.get(memberId);
    if (member !== undefined) group.remove(member);
    this.#logger.warn(
      `group ${group.groupId}: refused a member, as group.max.size is ${this.#config().maxSize}`,
    );
    return joinError(ErrorCode.GROUP_MAX_SIZE_REACHED, '');
  }

  #joinWithoutId(group: Group, request: JoinRequest): JoinResult | Promise<JoinResult> {
    const { groupInstanceId, clientId } = request;
    const memberId = newMemberId(groupInstanceId ?? clientId, this.#random);
    if (groupInstanceId !== null) {
      const known = group.staticMemberId(groupInstanceId);
      if (known !== undefined)
        return this.#replaceStatic(group, group.get(known)!, memberId, request);
      return this.#add(group, memberId, request);
    }
    if (!request.requireKnownMemberId) return this.#add(group, memberId, request);
    this.#rebalancer.addPendingMember(group, memberId, request.sessionTimeoutMs);
    return joinError(ErrorCode.MEMBER_ID_REQUIRED, memberId);
  }

  #joinWithId(group: Group, request: JoinRequest): JoinResult | Promise<JoinResult> {
    const { memberId, groupInstanceId } = request;
    if (group.isPending(memberId) && groupInstanceId === null) {
      return this.#add(group, memberId, request);
    }
    const refusal = refuseMember(group, memberId, groupInstanceId);
    if (refusal !== undefined) return joinError(refusal, memberId);
    const member = group.get(memberId)!;
    const unchanged = member.matches(request.protocols);
    if (group.is('CompletingRebalance') && unchanged) {
      // It may have missed the answer to its first request.
      return currentGeneration(group, member);
    }
    if (group.is('Stable') && unchanged && !group.isLeader(memberId)) {
      return currentGeneration(group, member);
    }
    // The leader joins again to have its group rebalanced for reasons that do not show in its metadata,
    // such as new partitions; anyone else because its metadata has changed.
    group.updateMember(
      member,
      request.protocols,
      request.rebalanceTimeoutMs,
      request.sessionTimeoutMs,
    );
    const answer = member.awaitJoin();
    this.#rebalancer.prepareIfPossible(group, `${memberId} joins again${because(request)}`);
    return answer;
  }

  #add(group: Group, memberId: string, request: JoinRequest): Promise<JoinResult> {
    const member = new Member({ ...request, memberId });
    const answer = member.awaitJoin();
    this.#rebalancer.addMember(group, member, `${memberId} joins${because(request)}`);
    return answer;
  }

  /**
   * A static member has come back without its id (KIP-345): it takes the place that it had, under a new
   * id, which fences whoever still uses the old one. A stable group stays as it is, unless what the member
   * now supports would make it choose another protocol.
   */
  #replaceStatic(
    group: Group,
    member: Member,
    memberId: string,
    request: JoinRequest,
  ): Promise<JoinResult> {
    const before = {
      memberId: member.memberId,
      leaderId: group.leaderId,
      protocols: member.protocols,
      rebalanceTimeoutMs: member.rebalanceTimeoutMs,
      sessionTimeoutMs: member.sessionTimeoutMs,
    };
    member.answerJoin(joinError(ErrorCode.FENCED_INSTANCE_ID, member.memberId));
    member.answerSync(syncError(ErrorCode.FENCED_INSTANCE_ID));
    group.replaceStaticMember(member, memberId);
    group.updateMember(
      member,
      request.protocols,
      request.rebalanceTimeoutMs,
      request.sessionTimeoutMs,
    );
    this.#rebalancer.heardOf(group, member);
    const answer = member.awaitJoin();
    const reason = `static member ${request.groupInstanceId} joins again${because(request)}`;
    if (group.is('CompletingRebalance')) {
      // The leader may be assigning to the old id.
      this.#rebalancer.prepare(group, reason);
    } else if (group.is('Stable')) {
      if (group.selectProtocol() === group.protocolName) {
        void this.#storeReplacement(group, member, before, request);
      } else {
        this.#rebalancer.prepare(group, reason);
      }
    }
    return answer;
  }

  /** Has the log know the new id before the member does, so that a restart does not fence it. */
  async #storeReplacement(
    group: Group,
    member: Member,
    before: {
      readonly memberId: string;
      readonly leaderId: string | undefined;
      readonly protocols: readonly MemberProtocol[];
      readonly rebalanceTimeoutMs: number;
      readonly sessionTimeoutMs: number;
    },
    { supportSkippingAssignment }: JoinRequest,
  ): Promise<void> {
    const { memberId } = member;
    const { generationId, protocolType = null, protocolName = null } = group;
    const errorCode = await this.#store.storeGroup(group, ({ assignment }) => assignment);
    // A rebalance that has begun meanwhile answers the member, and writes the group anew.
    const isCurrent = group.is('Stable') && group.generationId === generationId;
    if (!isCurrent || group.get(memberId) !== member) return;
    const generation = { generationId, protocolType, protocolName };
    if (errorCode !== ErrorCode.NONE) {
      group.replaceStaticMember(member, before.memberId);
      group.updateMember(
        member,
        before.protocols,
        before.rebalanceTimeoutMs,
        before.sessionTimeoutMs,
      );
      this.#rebalancer.heardOf(group, member);
      member.answerJoin({
        ...joinError(errorCode, ''),
        ...generation,
        leader: before.leaderId ?? '',
      });
      return;
    }
    const leads = group.isLeader(memberId);
    member.answerJoin({
      errorCode,
      memberId,
      ...generation,
      // Before v9 a leader could not be told not to assign, so that it is not told that it leads.
      leader: (supportSkippingAssignment ? group.leaderId : before.leaderId) ?? '',
      skipAssignment: supportSkippingAssignment && leads,
      members: supportSkippingAssignment && leads ? group.joinedMembers() : [],
    });
    this.#rebalancer.heardOf(group, member);
  }
}

/** The answer to a member that is in the current generation already. */
function currentGeneration(group: Group, member: Member): JoinResult {
  const { generationId, protocolType = null, protocolName = null, leaderId = '' } = group;
  const { memberId } = member;
  return {
    errorCode: ErrorCode.NONE,
    memberId,
    generationId,
    protocolType,
    protocolName,
    leader: leaderId,
    skipAssignment: false,
    members: group.isLeader(memberId) ? group.joinedMembers() : [],
  };
}

function because({ reason }: JoinRequest): string {
  return reason === null || reason === '' ? '' : `: ${reason}`;
}
