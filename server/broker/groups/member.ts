import type { Timer } from '../../ports/clock.ts';
import { type Deferred, deferred } from './deferred.ts';
import { type JoinResult, NO_BYTES, type SyncResult } from './results.ts';

/** One way of assigning that a member can take part in, and what it says about itself in that protocol. */
export interface MemberProtocol {
  readonly name: string;
  readonly metadata: Uint8Array;
}

export interface MemberDetails {
  readonly memberId: string;
  /** `group.instance.id` of a static member (KIP-345), else null. */
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  readonly protocolType: string;
  /** In the member's order of preference. */
  readonly protocols: readonly MemberProtocol[];
  readonly assignment?: Uint8Array;
}

/** A member of a group (Kafka's MemberMetadata). */
export class Member {
  /** Changes when a static member comes back: the new id fences whoever still uses the old one. */
  memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly protocolType: string;
  rebalanceTimeoutMs: number;
  sessionTimeoutMs: number;
  protocols: readonly MemberProtocol[];
  assignment: Uint8Array;
  /** Until its first generation is formed; it cannot send heartbeats, as it does not know its id. */
  isNew = false;
  /** Runs out when nothing is heard of the member. */
  session: Timer | undefined;
  #join: Deferred<JoinResult> | undefined;
  #sync: Deferred<SyncResult> | undefined;

  constructor(details: MemberDetails) {
    this.memberId = details.memberId;
    this.groupInstanceId = details.groupInstanceId;
    this.clientId = details.clientId;
    this.clientHost = details.clientHost;
    this.protocolType = details.protocolType;
    this.rebalanceTimeoutMs = details.rebalanceTimeoutMs;
    this.sessionTimeoutMs = details.sessionTimeoutMs;
    this.protocols = kept(details.protocols);
    this.assignment = details.assignment ?? NO_BYTES;
  }

  get isStatic(): boolean {
    return this.groupInstanceId !== null;
  }

  get isAwaitingJoin(): boolean {
    return this.#join !== undefined;
  }

  get isAwaitingSync(): boolean {
    return this.#sync !== undefined;
  }

  /**
   * The answer to this member's JoinGroup request, once there is one. A request that is repeated while the
   * first still waits, because the client lost patience or its connection, gets the same answer.
   */
  awaitJoin(): Promise<JoinResult> {
    this.#join ??= deferred();
    return this.#join.promise;
  }

  /** Answers a waiting JoinGroup request; tells whether there was one. */
  answerJoin(result: JoinResult): boolean {
    const waiting = this.#join;
    this.#join = undefined;
    waiting?.resolve(result);
    return waiting !== undefined;
  }

  /** As `awaitJoin`, for SyncGroup. */
  awaitSync(): Promise<SyncResult> {
    this.#sync ??= deferred();
    return this.#sync.promise;
  }

  /** Answers a waiting SyncGroup request; tells whether there was one. */
  answerSync(result: SyncResult): boolean {
    const waiting = this.#sync;
    this.#sync = undefined;
    waiting?.resolve(result);
    return waiting !== undefined;
  }

  /** What the member says about itself in `protocol`. @throws Error when it does not support it. */
  metadata(protocol: string): Uint8Array {
    const found = this.protocols.find(({ name }) => name === protocol);
    if (found === undefined) throw new Error(`${this.memberId} does not support ${protocol}`);
    return found.metadata;
  }

  /** Whether it would join with exactly what it has joined with before. */
  matches(protocols: readonly MemberProtocol[]): boolean {
    const theirs = withoutDuplicates(protocols);
    return (
      theirs.length === this.protocols.length &&
      theirs.every(({ name, metadata }, at) => {
        const mine = this.protocols[at]!;
        return mine.name === name && sameBytes(mine.metadata, metadata);
      })
    );
  }

  /** The protocol that it likes best among those that every member supports. */
  vote(candidates: ReadonlySet<string>): string {
    const choice = this.protocols.find(({ name }) => candidates.has(name));
    if (choice === undefined) throw new Error(`${this.memberId} supports none of the candidates`);
    return choice.name;
  }

  /** Takes what a new JoinGroup request says. */
  update(
    protocols: readonly MemberProtocol[],
    rebalanceTimeoutMs: number,
    sessionTimeoutMs: number,
  ): void {
    this.protocols = kept(protocols);
    this.rebalanceTimeoutMs = rebalanceTimeoutMs;
    this.sessionTimeoutMs = sessionTimeoutMs;
  }
}

/** A copy: what a request carries is a view of its frame, and goes with it. */
function kept(protocols: readonly MemberProtocol[]): readonly MemberProtocol[] {
  return withoutDuplicates(protocols).map(({ name, metadata }) => ({
    name,
    metadata: metadata.slice(),
  }));
}

/** A protocol named twice would be counted twice, and then pass for one that not everybody supports. */
function withoutDuplicates(protocols: readonly MemberProtocol[]): readonly MemberProtocol[] {
  const names = new Set(protocols.map(({ name }) => name));
  if (names.size === protocols.length) return protocols;
  return protocols.filter(({ name }) => names.delete(name));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
