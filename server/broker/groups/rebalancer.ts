import type { Clock } from '../../ports/clock.ts';
import { counted, type Logger } from '../../ports/logger.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { GroupConfig } from './config.ts';
import type { Group } from './group.ts';
import type { GroupStore } from './group-store.ts';
import type { Member } from './member.ts';
import { joinError, NO_BYTES, syncError, synced } from './results.ts';

/**
 * How long a JoinGroup request of a new member may wait. It cannot send heartbeats, and clients that gave
 * up would otherwise stay in the rebalance for as long as it lasts (GroupCoordinator.NewMemberJoinTimeoutMs).
 */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 5 * 60_000;

/**
 * Moves groups from one generation to the next, and drops members that are not heard of: what Kafka's
 * GroupCoordinator does with its purgatories. Everything happens in the call or in a timer of the clock;
 * nothing waits for the log but the assignment (see `SyncGroups`).
 */
export class Rebalancer {
  readonly #store: GroupStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #config: () => GroupConfig;

  constructor(store: GroupStore, clock: Clock, logger: Logger, config: () => GroupConfig) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
    this.#config = config;
  }

  // Members come, are heard of, and go

  /** Makes someone a member; the caller then awaits the member's join. */
  addMember(group: Group, member: Member, reason: string): void {
    member.isNew = true;
    if (group.is('PreparingRebalance') && group.generationId === 0) group.newMemberAdded = true;
    group.add(member);
    this.#expectWithin(group, member, NEW_MEMBER_JOIN_TIMEOUT_MS);
    this.prepareIfPossible(group, reason);
  }

  /** Reserves an id for a client that has to come back with it (MEMBER_ID_REQUIRED). */
  addPendingMember(group: Group, memberId: string, sessionTimeoutMs: number): void {
    const expiry = this.#clock.after(sessionTimeoutMs, () => {
      this.#logger.debug(`group ${group.groupId}: ${memberId} never joined`);
      this.removePendingMember(group, memberId);
    });
    group.addPending(memberId, expiry);
  }

  removePendingMember(group: Group, memberId: string): void {
    group.removePending(memberId);
    this.tryCompleteJoin(group);
  }

  /** The member has been heard of: its session begins anew. */
  heardOf(group: Group, member: Member): void {
    this.#expectWithin(group, member, member.sessionTimeoutMs);
  }

  /**
   * Takes a member out and has the others share its part. Whatever it still waits for is answered with
   * UNKNOWN_MEMBER_ID, on which a client that is alive joins anew.
   */
  removeMember(group: Group, member: Member, reason: string): void {
    member.answerJoin(joinError(ErrorCode.UNKNOWN_MEMBER_ID, ''));
    member.answerSync(syncError(ErrorCode.UNKNOWN_MEMBER_ID));
    group.remove(member);
    if (group.is('Stable', 'CompletingRebalance')) this.prepareIfPossible(group, reason);
    else this.tryCompleteJoin(group);
  }

  // From one generation to the next

  prepareIfPossible(group: Group, reason: string): void {
    if (group.canRebalance) this.prepare(group, reason);
  }

  /** Starts to wait for every member to join; an empty group, for as many as come at about the same time. */
  prepare(group: Group, reason: string): void {
    if (group.is('CompletingRebalance')) {
      this.failAssignment(group, ErrorCode.REBALANCE_IN_PROGRESS);
    }
    this.#endSyncPhase(group);
    const wasEmpty = group.is('Empty');
    group.transitionTo('PreparingRebalance');
    this.#logger.debug(
      `group ${group.groupId}: rebalancing after generation ${group.generationId} (${reason})`,
    );
    if (wasEmpty) {
      const delayMs = this.#config().initialRebalanceDelayMs;
      this.#awaitFirstMembers(group, delayMs, Math.max(group.rebalanceTimeoutMs - delayMs, 0));
    } else {
      this.#awaitMembers(group);
    }
  }

  /** Forms the next generation if nobody is missing any more; to be called when that may have changed. */
  tryCompleteJoin(group: Group): void {
    if (group.joinPhase === undefined || group.joinPhase.initial) return;
    if (group.hasAllMembersJoined) this.#completeJoin(group);
  }

  /** The member has sent its SyncGroup. */
  hasSynced(group: Group, member: Member): void {
    group.removePendingSync(member.memberId);
    if (group.pendingSyncMembers.length === 0) this.#endSyncPhase(group);
  }

  /** Gives every member what the leader has assigned to it. */
  propagateAssignment(group: Group, assignmentOf: (member: Member) => Uint8Array): void {
    const { protocolType = null, protocolName = null } = group;
    for (const member of group.members) {
      member.assignment = assignmentOf(member);
      const wasWaiting = member.answerSync(synced(protocolType, protocolName, member.assignment));
      // While it waited, its session may have run out without effect.
      if (wasWaiting) this.heardOf(group, member);
    }
  }

  /** Sends away the members that wait for an assignment. */
  failAssignment(group: Group, errorCode: number): void {
    for (const member of group.members) {
      member.assignment = NO_BYTES;
      if (member.answerSync(syncError(errorCode))) this.heardOf(group, member);
    }
  }

  // Partitions of the log come and go

  /** Takes up a group that has been read from the log: its members have one session to show themselves. */
  resume(group: Group): void {
    if (group.size > this.#config().maxSize) {
      this.prepare(
        group,
        `has ${group.size} members, and group.max.size is ${this.#config().maxSize}`,
      );
    }
    for (const member of group.members) this.heardOf(group, member);
  }

  /** Drops a group that another broker coordinates from now on, and tells whoever waits. */
  abandon(group: Group): void {
    group.joinPhase?.timer.cancel();
    group.joinPhase = undefined;
    this.#endSyncPhase(group);
    group.clearPending();
    group.transitionTo('Dead');
    for (const member of group.members) {
      member.session?.cancel();
      member.answerJoin(joinError(ErrorCode.NOT_COORDINATOR, member.memberId));
      member.answerSync(syncError(ErrorCode.NOT_COORDINATOR));
    }
  }

  /**
   * Kafka's InitialDelayedJoin: waits `delayMs`, and as long again whenever someone has come meanwhile, but
   * not beyond the rebalance timeout, of which `remainingMs` are left after this delay.
   */
  #awaitFirstMembers(group: Group, delayMs: number, remainingMs: number): void {
    const timer = this.#clock.after(delayMs, () => {
      if (!group.newMemberAdded || remainingMs === 0) {
        this.#completeJoin(group);
        return;
      }
      group.newMemberAdded = false;
      const next = Math.min(this.#config().initialRebalanceDelayMs, remainingMs);
      this.#awaitFirstMembers(group, next, Math.max(remainingMs - next, 0));
    });
    group.joinPhase = { timer, initial: true };
  }

  #awaitMembers(group: Group): void {
    const timer = this.#clock.after(group.rebalanceTimeoutMs, () => this.#completeJoin(group));
    group.joinPhase = { timer, initial: false };
    this.tryCompleteJoin(group);
  }

  /** Everyone has joined, or time is up for those who have not. */
  #completeJoin(group: Group): void {
    group.joinPhase?.timer.cancel();
    group.joinPhase = undefined;
    // A static member may be away for as long as its session lasts.
    for (const member of [...group.members]) {
      if (member.isAwaitingJoin || member.isStatic) continue;
      this.#logger.info(
        `group ${group.groupId}: ${member.memberId} did not rejoin in time and is removed`,
      );
      group.remove(member);
    }
    if (group.size > 0 && !group.electJoinedLeader()) {
      // Only static members, and none of them here: wait on, until one comes or their sessions end.
      this.#awaitMembers(group);
      return;
    }
    group.initNextGeneration();
    if (group.is('Empty')) {
      this.#logger.info(`group ${group.groupId}: empty since generation ${group.generationId}`);
      // Should this fail, a restart brings back the generation before, whose members soon time out.
      void this.#store.storeGroup(group, () => NO_BYTES);
      return;
    }
    this.#logger.info(
      `group ${group.groupId}: generation ${group.generationId} has ${counted(group.size, 'member')}`,
    );
    this.#answerJoins(group);
    group.syncPhase = this.#clock.after(group.rebalanceTimeoutMs, () => this.#expireSync(group));
  }

  #answerJoins(group: Group): void {
    const { protocolType = null, protocolName = null, leaderId = '', generationId } = group;
    for (const member of group.members) {
      member.answerJoin({
        errorCode: ErrorCode.NONE,
        memberId: member.memberId,
        generationId,
        protocolType,
        protocolName,
        leader: leaderId,
        skipAssignment: false,
        members: group.isLeader(member.memberId) ? group.joinedMembers() : [],
      });
      this.heardOf(group, member);
      member.isNew = false;
      group.addPendingSync(member.memberId);
    }
  }

  /** Whoever has joined but not sent its SyncGroup by now holds up the others, or has died (KAFKA-13435). */
  #expireSync(group: Group): void {
    group.syncPhase = undefined;
    const missing = group.pendingSyncMembers;
    if (missing.length === 0) return;
    for (const memberId of missing) {
      const member = group.get(memberId)!;
      member.answerJoin(joinError(ErrorCode.UNKNOWN_MEMBER_ID, ''));
      group.remove(member);
    }
    this.#logger.info(`group ${group.groupId}: removed ${missing.join(', ')}, which never synced`);
    this.prepare(group, 'members did not send SyncGroup');
  }

  #endSyncPhase(group: Group): void {
    group.clearPendingSync();
    group.syncPhase?.cancel();
    group.syncPhase = undefined;
  }

  #expectWithin(group: Group, member: Member, timeoutMs: number): void {
    member.session?.cancel();
    member.session = this.#clock.after(timeoutMs, () => this.#expireSession(group, member));
  }

  #expireSession(group: Group, member: Member): void {
    // While its request waits here, it is the broker that is slow; a new member's time is limited anyway.
    if (!member.isNew && (member.isAwaitingJoin || member.isAwaitingSync)) return;
    this.#logger.info(
      `group ${group.groupId}: ${member.memberId} was not heard of for ${member.sessionTimeoutMs} ms and is removed`,
    );
    this.removeMember(group, member, `${member.memberId} has failed`);
  }
}
