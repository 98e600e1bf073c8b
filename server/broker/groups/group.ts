import type { Clock, Timer } from '../../ports/clock.ts';
import { CommittedOffsets } from './committed-offsets.ts';
import { type GroupState, isValidTransition } from './group-state.ts';
import type { Member, MemberProtocol } from './member.ts';
import type { JoinedMember } from './results.ts';
import { CONSUMER_PROTOCOL_TYPE, subscribedTopics } from './subscribed-topics.ts';

/** What a group looked like when it was last written to the log. */
export interface GroupSnapshot {
  readonly generationId: number;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  readonly leaderId: string | undefined;
  readonly currentStateTimestamp: number | undefined;
  readonly members: readonly Member[];
}

/**
 * A group: its members, what they have agreed on, and its offsets (Kafka's GroupMetadata). It keeps its own
 * rules (which transitions there are, who leads, which protocol wins), but sends nothing, waits for nothing
 * and writes nothing: `Rebalancer` and `GroupStore` do.
 */
export class Group {
  readonly groupId: string;
  readonly offsets = new CommittedOffsets();
  /** Goes up with each generation that is formed, also an empty one; 0 before the first. */
  generationId = 0;
  protocolType: string | undefined;
  protocolName: string | undefined;
  leaderId: string | undefined;
  /** Milliseconds since the epoch; undefined where the log was written by a Kafka that did not keep it. */
  currentStateTimestamp: number | undefined;

  /** Someone has joined since the initial rebalance was last delayed. */
  newMemberAdded = false;
  /** While members are waited for: when that ends, and whether it may end before (not initially). */
  joinPhase: { readonly timer: Timer; readonly initial: boolean } | undefined;
  /** While members have yet to send their SyncGroup: when they have to. */
  syncPhase: Timer | undefined;
  /** The generation whose assignment is being written. */
  storing: number | undefined;

  readonly #clock: Clock;
  readonly #members = new Map<string, Member>();
  /** Member ids by `group.instance.id`. */
  readonly #staticMembers = new Map<string, string>();
  /** Ids given out by MEMBER_ID_REQUIRED that have not joined yet, each with its expiry. */
  readonly #pendingMembers = new Map<string, Timer>();
  readonly #pendingSyncMembers = new Set<string>();
  /** How many members support each protocol. */
  readonly #supporters = new Map<string, number>();
  #state: GroupState = 'Empty';
  /** Of a consumer group; undefined while it is not known. */
  #subscribedTopics: ReadonlySet<string> | undefined;

  constructor(groupId: string, clock: Clock) {
    this.groupId = groupId;
    this.#clock = clock;
    this.currentStateTimestamp = clock.now();
  }

  static load(groupId: string, snapshot: GroupSnapshot, clock: Clock): Group {
    const group = new Group(groupId, clock);
    group.#state = snapshot.members.length === 0 ? 'Empty' : 'Stable';
    group.generationId = snapshot.generationId;
    group.protocolName = snapshot.protocolName;
    group.leaderId = snapshot.leaderId;
    for (const member of snapshot.members) group.add(member);
    group.protocolType = snapshot.protocolType;
    group.currentStateTimestamp = snapshot.currentStateTimestamp;
    group.#subscribedTopics = subscribedTopics(group);
    return group;
  }

  get state(): GroupState {
    return this.#state;
  }

  is(...states: GroupState[]): boolean {
    return states.includes(this.#state);
  }

  get canRebalance(): boolean {
    return isValidTransition(this.#state, 'PreparingRebalance');
  }

  get isConsumerGroup(): boolean {
    return this.protocolType === CONSUMER_PROTOCOL_TYPE;
  }

  /** @throws Error for a transition that does not exist, which is a mistake in the caller. */
  transitionTo(state: GroupState): void {
    if (!isValidTransition(this.#state, state)) {
      throw new Error(`Group ${this.groupId} cannot go from ${this.#state} to ${state}`);
    }
    this.#state = state;
    this.currentStateTimestamp = this.#clock.now();
  }

  // Members

  get size(): number {
    return this.#members.size;
  }

  get members(): IterableIterator<Member> {
    return this.#members.values();
  }

  has(memberId: string): boolean {
    return this.#members.has(memberId);
  }

  get(memberId: string): Member | undefined {
    return this.#members.get(memberId);
  }

  staticMemberId(groupInstanceId: string): string | undefined {
    return this.#staticMembers.get(groupInstanceId);
  }

  isLeader(memberId: string): boolean {
    return this.leaderId === memberId;
  }

  get rebalanceTimeoutMs(): number {
    let longest = 0;
    for (const member of this.members) longest = Math.max(longest, member.rebalanceTimeoutMs);
    return longest;
  }

  /** The first to come leads, and decides of what type the group is. */
  add(member: Member): void {
    if (this.#members.size === 0) this.protocolType = member.protocolType;
    this.leaderId ??= member.memberId;
    this.#members.set(member.memberId, member);
    if (member.groupInstanceId !== null) {
      this.#staticMembers.set(member.groupInstanceId, member.memberId);
    }
    this.#count(member, 1);
    this.removePending(member.memberId);
  }

  /** Takes a member out; if it led, another does. */
  remove(member: Member): void {
    if (!this.#members.delete(member.memberId)) return;
    this.#count(member, -1);
    member.session?.cancel();
    if (member.groupInstanceId !== null) this.#staticMembers.delete(member.groupInstanceId);
    this.#pendingSyncMembers.delete(member.memberId);
    if (this.isLeader(member.memberId)) this.leaderId = this.#members.keys().next().value;
  }

  updateMember(
    member: Member,
    protocols: readonly MemberProtocol[],
    rebalanceTimeoutMs: number,
    sessionTimeoutMs: number,
  ): void {
    this.#count(member, -1);
    member.update(protocols, rebalanceTimeoutMs, sessionTimeoutMs);
    this.#count(member, 1);
  }

  /** Gives a static member that has come back its new id; everything else stays. */
  replaceStaticMember(member: Member, newMemberId: string): void {
    const oldMemberId = member.memberId;
    this.#members.delete(oldMemberId);
    member.memberId = newMemberId;
    this.#members.set(newMemberId, member);
    this.#staticMembers.set(member.groupInstanceId!, newMemberId);
    if (this.isLeader(oldMemberId)) this.leaderId = newMemberId;
    if (this.#pendingSyncMembers.delete(oldMemberId)) this.#pendingSyncMembers.add(newMemberId);
  }

  // Joining

  isPending(memberId: string): boolean {
    return this.#pendingMembers.has(memberId);
  }

  get hasPending(): boolean {
    return this.#pendingMembers.size > 0;
  }

  addPending(memberId: string, expiry: Timer): void {
    this.#pendingMembers.set(memberId, expiry);
  }

  /** Tells whether it was pending. */
  removePending(memberId: string): boolean {
    this.#pendingMembers.get(memberId)?.cancel();
    return this.#pendingMembers.delete(memberId);
  }

  clearPending(): void {
    for (const memberId of [...this.#pendingMembers.keys()]) this.removePending(memberId);
  }

  get awaitingJoin(): number {
    let count = 0;
    for (const member of this.members) if (member.isAwaitingJoin) count++;
    return count;
  }

  get hasAllMembersJoined(): boolean {
    return this.#pendingMembers.size === 0 && this.awaitingJoin === this.size;
  }

  /**
   * Sees to it that someone who has joined leads the next generation.
   * @returns false when nobody has joined, or there is nobody.
   */
  electJoinedLeader(): boolean {
    if (this.leaderId === undefined) return false;
    if (this.get(this.leaderId)?.isAwaitingJoin) return true;
    for (const member of this.members) {
      if (!member.isAwaitingJoin) continue;
      this.leaderId = member.memberId;
      return true;
    }
    return false;
  }

  /** Whether someone with these could be a member, given who is one. */
  supportsProtocols(protocolType: string, protocols: readonly MemberProtocol[]): boolean {
    if (this.is('Empty')) return protocolType !== '' && protocols.length > 0;
    return (
      this.protocolType === protocolType &&
      protocols.some(({ name }) => (this.#supporters.get(name) ?? 0) === this.size)
    );
  }

  /** The protocol with the most votes among those that all members support; of equals, the first voted for. */
  selectProtocol(): string {
    const candidates = new Set<string>();
    for (const [name, count] of this.#supporters) if (count === this.size) candidates.add(name);
    const votes = new Map<string, number>();
    for (const member of this.members) {
      const choice = member.vote(candidates);
      votes.set(choice, (votes.get(choice) ?? 0) + 1);
    }
    let winner: string | undefined;
    for (const [name, count] of votes) {
      if (winner === undefined || count > votes.get(winner)!) winner = name;
    }
    if (winner === undefined)
      throw new Error(`Group ${this.groupId} has nobody to select a protocol`);
    return winner;
  }

  /** Forms the next generation out of whoever is a member now; an empty one if nobody is. */
  initNextGeneration(): void {
    this.generationId++;
    this.protocolName = this.size === 0 ? undefined : this.selectProtocol();
    this.#pendingSyncMembers.clear();
    this.transitionTo(this.size === 0 ? 'Empty' : 'CompletingRebalance');
    this.#subscribedTopics = subscribedTopics(this);
  }

  /** What the leader is told to base the assignment on. */
  joinedMembers(): JoinedMember[] {
    return [...this.members].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      metadata: member.metadata(this.protocolName!),
    }));
  }

  // Syncing

  get pendingSyncMembers(): readonly string[] {
    return [...this.#pendingSyncMembers];
  }

  addPendingSync(memberId: string): void {
    this.#pendingSyncMembers.add(memberId);
  }

  removePendingSync(memberId: string): void {
    this.#pendingSyncMembers.delete(memberId);
  }

  clearPendingSync(): void {
    this.#pendingSyncMembers.clear();
  }

  // Subscriptions

  /**
   * The topics that the members of a consumer group have subscribed to; undefined where that is not known,
   * because the group is of another type or its members' metadata does not parse.
   */
  get subscribedTopics(): ReadonlySet<string> | undefined {
    return this.#subscribedTopics;
  }

  /** To be safe, true where it is not known. */
  isSubscribedTo(topic: string): boolean {
    return this.#subscribedTopics?.has(topic) ?? true;
  }

  #count(member: Member, step: 1 | -1): void {
    for (const { name } of member.protocols) {
      const count = (this.#supporters.get(name) ?? 0) + step;
      if (count === 0) this.#supporters.delete(name);
      else this.#supporters.set(name, count);
    }
  }
}
