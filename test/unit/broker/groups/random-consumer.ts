import type { FetchedOffset } from '../../../../server/broker/groups/group-coordinator.ts';
import type { JoinResult } from '../../../../server/broker/groups/results.ts';
import { encodeSubscription } from '../../../../server/protocol/consumer-protocol.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import type { GroupHarness } from './group-harness.ts';

const TOPIC = 't';

/** What must hold whatever clients do; told of every answer by the clients. */
export class GroupChecker {
  /** What did not hold. Clients hear their answers on their own time, where nothing can be thrown. */
  readonly violations: string[] = [];
  /** The highest generation formed since the coordinator last started. */
  #formed = 0;
  /** The highest generation whose assignment anyone was given, and which is therefore in the log. */
  #written = 0;
  /** Who got which partition, by generation. */
  readonly #owners = new Map<string, string>();
  /** By partition: the last offset acknowledged, and later ones whose fate is not known. */
  readonly #committed = new Map<number, { acknowledged: number; possible: Set<number> }>();

  /** A restart may take back generations that were not written, but no others. */
  restarted(): void {
    this.#formed = this.#written;
  }

  joined(generationId: number): void {
    if (generationId < this.#formed) {
      this.violations.push(`generation ${generationId} after ${this.#formed}`);
    }
    this.#formed = generationId;
  }

  /** What was assigned once in a generation holds for good, restarts or not. */
  assigned(generationId: number, member: string, partitions: readonly number[]): void {
    this.#written = Math.max(this.#written, generationId);
    for (const partition of partitions) {
      const key = `generation ${generationId}, partition ${partition}`;
      const owner = this.#owners.get(key) ?? member;
      if (owner !== member) this.violations.push(`${key} is given to ${owner} and ${member}`);
      this.#owners.set(key, member);
    }
  }

  committing(partition: number, offset: number): void {
    this.#of(partition).possible.add(offset);
  }

  /** The generation below which a member that commits now is a zombie. */
  get oldestGeneration(): number {
    return this.#written;
  }

  zombieCommitted(generationId: number, oldest: number): void {
    this.violations.push(`a commit of generation ${generationId} was taken in ${oldest}`);
  }

  committed(partition: number, offset: number): void {
    const state = this.#of(partition);
    // Acknowledged in the order of the log, so that whatever was sent before is overwritten.
    for (const possible of state.possible) if (possible < offset) state.possible.delete(possible);
    state.possible.delete(offset);
    state.acknowledged = offset;
  }

  /** What is refused is not in the log: in these tests an append fails before anything is written. */
  refused(partition: number, offset: number): void {
    this.#of(partition).possible.delete(offset);
  }

  /** Every partition has what was acknowledged last, or something later of unknown fate. */
  checkCommitted(fetched: readonly FetchedOffset[]): void {
    const offsets = new Map(
      fetched.map(({ partition, committed }) => [partition, committed?.offset]),
    );
    for (const [partition, { acknowledged, possible }] of this.#committed) {
      const offset = offsets.get(partition) ?? -1;
      if (offset === acknowledged || possible.has(offset)) continue;
      this.violations.push(
        `partition ${partition} has ${offset}, and ${acknowledged} was committed`,
      );
    }
  }

  #of(partition: number) {
    let state = this.#committed.get(partition);
    if (state === undefined) {
      state = { acknowledged: -1, possible: new Set() };
      this.#committed.set(partition, state);
    }
    return state;
  }
}

/** Offsets are numbered through over all clients, so that later ones are larger. */
let nextOffset = 0;

/**
 * A consumer that does what a real one does when it `behave`s, and anything else when it acts at random:
 * dies and comes back, repeats itself, leaves, uses what it knew before.
 */
export class RandomConsumer {
  readonly #name: string;
  readonly #groupId: string;
  readonly #partitions: number;
  readonly #harness: GroupHarness;
  readonly #checker: GroupChecker;
  readonly #instance: string | null;
  #memberId = '';
  #generationId = -1;
  #leads: readonly string[] | undefined;
  #waiting = 0;
  state: 'out' | 'joining' | 'joined' | 'syncing' | 'stable' = 'out';
  assignment: readonly number[] = [];
  /** Answers to what it asked in an earlier life are not for it. */
  #life = 0;

  constructor(
    name: string,
    groupId: string,
    partitions: number,
    harness: GroupHarness,
    checker: GroupChecker,
  ) {
    this.#name = name;
    this.#groupId = groupId;
    this.#partitions = partitions;
    this.#harness = harness;
    this.#checker = checker;
    // Every other one is a static member.
    this.#instance = Number(name.slice(1)) % 2 === 0 ? null : `instance-${name}`;
  }

  /** Whether an answer is still owed to it. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  get isStable(): boolean {
    return this.state === 'stable';
  }

  actAtRandom(choice: number): void {
    if (choice < 50) this.behave();
    else if (choice < 58) this.#join();
    else if (choice < 64) this.#sync();
    else if (choice < 72) this.#heartbeat();
    else if (choice < 86) this.#commit();
    else if (choice < 90) this.#leave();
    else if (choice < 95) this.#die();
    else if (choice < 97) this.#generationId--;
    else this.#memberId = `${this.#name}-unknown`;
  }

  /** The next thing that a consumer does. */
  behave(): void {
    if (this.state === 'out') this.#join();
    else if (this.state === 'joined') this.#sync();
    else if (this.state === 'stable') this.#heartbeat();
  }

  #die(): void {
    this.#life++;
    this.#forget();
  }

  #forget(): void {
    this.#memberId = '';
    this.#generationId = -1;
    this.#leads = undefined;
    this.state = 'out';
    this.assignment = [];
  }

  #join(): void {
    this.state = 'joining';
    const request = this.#harness.groups.joinGroup({
      groupId: this.#groupId,
      memberId: this.#memberId,
      groupInstanceId: this.#instance,
      clientId: this.#name,
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 30_000,
      protocolType: 'consumer',
      protocols: [
        {
          name: 'range',
          metadata: encodeSubscription(1, { topics: [TOPIC], ownedPartitions: [] }),
        },
      ],
      reason: null,
      requireKnownMemberId: this.#instance === null,
      supportSkippingAssignment: true,
    });
    this.#await(request, (result) => this.#joined(result));
  }

  #joined(result: JoinResult): void {
    switch (result.errorCode) {
      case ErrorCode.NONE:
        this.#checker.joined(result.generationId);
        this.#memberId = result.memberId;
        this.#generationId = result.generationId;
        this.#leads =
          result.leader === result.memberId && !result.skipAssignment
            ? result.members.map(({ memberId }) => memberId)
            : undefined;
        this.state = 'joined';
        return;
      case ErrorCode.MEMBER_ID_REQUIRED:
        this.#memberId = result.memberId;
        this.state = 'out';
        return;
      default:
        this.#forget();
    }
  }

  #sync(): void {
    this.state = 'syncing';
    const [generationId, memberId] = [this.#generationId, this.#memberId];
    const members = this.#leads ?? [];
    const request = this.#harness.groups.syncGroup({
      groupId: this.#groupId,
      memberId,
      groupInstanceId: this.#instance,
      generationId,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: members.map((member, at) => ({
        memberId: member,
        assignment: Uint8Array.from(
          [...Array(this.#partitions).keys()].filter((p) => p % members.length === at),
        ),
      })),
    });
    this.#await(request, ({ errorCode, assignment }) => {
      if (errorCode !== ErrorCode.NONE) {
        if (errorCode === ErrorCode.REBALANCE_IN_PROGRESS) this.state = 'out';
        else this.#forget();
        return;
      }
      this.assignment = [...assignment];
      this.#checker.assigned(generationId, this.#instance ?? memberId, this.assignment);
      this.state = 'stable';
    });
  }

  #heartbeat(): void {
    const errorCode = this.#harness.groups.heartbeat({
      groupId: this.#groupId,
      memberId: this.#memberId,
      groupInstanceId: this.#instance,
      generationId: this.#generationId,
    });
    if (this.state !== 'stable' || errorCode === ErrorCode.NONE) return;
    if (errorCode === ErrorCode.REBALANCE_IN_PROGRESS) this.state = 'out';
    else this.#forget();
  }

  #commit(): void {
    const offset = nextOffset++;
    const partition = this.assignment[0] ?? 0;
    this.#checker.committing(partition, offset);
    const [generationId, oldest] = [this.#generationId, this.#checker.oldestGeneration];
    const request = this.#harness.groups.commitOffsets({
      groupId: this.#groupId,
      memberId: this.#memberId,
      groupInstanceId: this.#instance,
      generationId: this.#generationId,
      offsets: [
        {
          of: { topic: TOPIC, partition },
          committed: {
            offset,
            leaderEpoch: -1,
            metadata: '',
            commitTimestamp: this.#harness.clock.now(),
            expireTimestamp: undefined,
          },
        },
      ],
    });
    this.#waiting++;
    void request.then(([errorCode]) => {
      this.#waiting--;
      if (errorCode !== ErrorCode.NONE) return this.#checker.refused(partition, offset);
      if (generationId >= 0 && generationId < oldest) {
        this.#checker.zombieCommitted(generationId, oldest);
      }
      this.#checker.committed(partition, offset);
    });
  }

  #leave(): void {
    this.#harness.groups.leaveGroup(this.#groupId, [
      { memberId: this.#memberId, groupInstanceId: this.#instance, reason: null },
    ]);
    this.#die();
  }

  /** Has `take` get the answer, unless the client has died meanwhile or has asked something else since. */
  #await<T>(answer: Promise<T>, take: (answer: T) => void): void {
    const life = ++this.#life;
    this.#waiting++;
    void answer.then((value) => {
      this.#waiting--;
      if (this.#life === life) take(value);
    });
  }
}
