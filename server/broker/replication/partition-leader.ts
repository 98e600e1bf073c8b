import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { PartitionLog } from '../../storage/partition-log.ts';
import { type FollowerFetch, FollowerReplica } from './follower-replica.ts';
import type { IsrUpdates } from './isr-updates.ts';
import type { LeaderAndIsr } from './leader-and-isr.ts';
import { OffsetWaiters } from './offset-waiters.ts';

/** What the partitions that a broker leads have in common. */
export interface LeaderPorts {
  readonly brokerId: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly isrUpdates: Pick<IsrUpdates, 'write'>;
  /** `replica.lag.time.max.ms` */
  readonly maxLagMs: () => number;
  /** When a broker last fetched anything, by the clock's monotonic time. */
  readonly lastFetchOf: (brokerId: number) => number;
}

const noFollowers: ReadonlyMap<number, FollowerReplica> = new Map();

/**
 * What the leader of a partition knows of its followers, and decides by it: who is in sync, and up to where
 * records are replicated (the leader's part of kafka.cluster.Partition). One for each time that the broker
 * becomes leader; it stays through further epochs of that leadership.
 *
 * The in-sync replicas are changed by writing them to the coordination service. While a change is under way
 * nobody knows which ones a controller would elect from, and so both count: the high watermark waits for all
 * replicas that were, or are perhaps by now, in sync (Kafka's maximal ISR). Of a partition without followers
 * nothing of this costs anything.
 */
export class PartitionLeader {
  readonly #log: PartitionLog;
  readonly #ports: LeaderPorts;
  readonly #onAdvance: () => void;
  #state: LeaderAndIsr;
  #followers = noFollowers;
  /**
   * The in-sync replicas that are being written, one change at a time; or perhaps were, where somebody else has
   * changed the state meanwhile: then nothing more can be written before the controller has told.
   */
  #proposed: readonly number[] | undefined;
  /** The log's, when followers were last compared with it. */
  #endOffset = 0;
  /** Followers that have not come so far may lack records of this epoch. */
  #epochStart = 0;
  #replication: OffsetWaiters | undefined;
  #deletion: OffsetWaiters | undefined;

  /** @param onAdvance called when the high watermark has moved */
  constructor(log: PartitionLog, state: LeaderAndIsr, ports: LeaderPorts, onAdvance: () => void) {
    this.#log = log;
    this.#state = state;
    this.#ports = ports;
    this.#onAdvance = onAdvance;
    this.update(state);
  }

  /** As the coordination service has it, as far as known here. */
  get state(): LeaderAndIsr {
    return this.#state;
  }

  /** Records of this leader's epoch begin here. */
  get epochStart(): number {
    return this.#epochStart;
  }

  /** What the controller has decided, at the beginning and at each further epoch. */
  update(state: LeaderAndIsr): void {
    const now = this.#ports.clock.monotonic();
    const others = state.replicas.filter((id) => id !== this.#ports.brokerId);
    const before = this.#followers;
    this.#state = state;
    this.#proposed = undefined;
    this.#epochStart = this.#log.logEndOffset;
    this.#endOffset = this.#log.writtenEndOffset;
    this.#followers =
      others.length === 0
        ? noFollowers
        : new Map(others.map((id) => [id, before.get(id) ?? new FollowerReplica(id)]));
    for (const follower of this.#followers.values()) {
      follower.reset(state.isr.includes(follower.brokerId), now);
    }
    this.advance();
  }

  /** Whether enough replicas are in sync for acks=all. @throws KafkaError NOT_ENOUGH_REPLICAS */
  checkInSync(minInSync: number): void {
    const inSync = this.#state.isr.length;
    const wanted = Math.min(minInSync, this.#state.replicas.length);
    if (inSync >= wanted) return;
    throw new KafkaError(
      ErrorCode.NOT_ENOUGH_REPLICAS,
      `${inSync} replicas are in sync and min.insync.replicas asks for ${wanted}`,
    );
  }

  /** Whether all in-sync replicas have the records below `offset`, and are as many as `minInSync` asks for. */
  isReplicated(offset: number, minInSync: number): boolean {
    return this.#log.highWatermark >= offset && this.#hasInSync(minInSync);
  }

  /**
   * Resolves when all in-sync replicas have the records below `offset` (kafka.server.DelayedProduce).
   * @throws KafkaError REQUEST_TIMED_OUT, NOT_LEADER_OR_FOLLOWER when another broker leads meanwhile,
   * NOT_ENOUGH_REPLICAS_AFTER_APPEND when fewer than `minInSync` have them
   */
  async replicated(offset: number, minInSync: number, timeoutMs: number): Promise<void> {
    if (this.#log.highWatermark < offset) {
      this.#replication ??= new OffsetWaiters(this.#ports.clock);
      await this.#replication.wait(offset, timeoutMs);
    }
    if (this.#hasInSync(minInSync)) return;
    throw new KafkaError(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
  }

  /** The records below are deleted on all in-sync replicas. */
  get lowWatermark(): number {
    let lowest = this.#log.logStartOffset;
    for (const { brokerId, logStartOffset } of this.#followers.values()) {
      if (this.#isInSync(brokerId)) lowest = Math.min(lowest, logStartOffset);
    }
    return lowest;
  }

  /**
   * Resolves with the low watermark when it has come to `offset` (kafka.server.DelayedDeleteRecords).
   * @throws KafkaError REQUEST_TIMED_OUT, NOT_LEADER_OR_FOLLOWER
   */
  async deleted(offset: number, timeoutMs: number): Promise<number> {
    if (this.lowWatermark < offset) {
      this.#deletion ??= new OffsetWaiters(this.#ports.clock);
      await this.#deletion.wait(offset, timeoutMs);
    }
    return this.lowWatermark;
  }

  /** @throws KafkaError UNKNOWN_LEADER_EPOCH for a broker that has no replica, as far as known here */
  follower(brokerId: number): FollowerReplica {
    const follower = this.#followers.get(brokerId);
    // It may have heard of a reassignment before this broker has.
    if (follower === undefined) throw new KafkaError(ErrorCode.UNKNOWN_LEADER_EPOCH);
    return follower;
  }

  /**
   * Takes note of where a follower is, which may bring it into sync and the high watermark on.
   * @throws KafkaError as `follower`
   */
  fetched(brokerId: number, fetch: FollowerFetch): void {
    const follower = this.follower(brokerId);
    const before = follower.endOffset;
    follower.fetched(fetch, this.#ports.clock.monotonic());
    this.#expand(follower);
    if (follower.endOffset !== before) this.advance();
    this.#deletion?.reached(this.lowWatermark);
  }

  /** More has been written. */
  appended(): void {
    for (const follower of this.#followers.values()) {
      // A partition in which nothing happens is not fetched each time its follower fetches others.
      if (follower.endOffset === this.#endOffset) {
        follower.hadEverything(this.#ports.lastFetchOf(follower.brokerId));
      }
    }
    this.#endOffset = this.#log.writtenEndOffset;
    this.advance();
  }

  /** Moves the high watermark as far as all in-sync replicas have come. */
  advance(): void {
    if (!this.#log.raiseHighWatermark(this.#replicatedOffset())) return;
    this.#replication?.reached(this.#log.highWatermark);
    this.#onAdvance();
  }

  /** Takes those followers out of sync that have not caught up for too long. To be called now and then. */
  shrink(): void {
    if (this.#followers.size === 0) return;
    // A follower that was waited for without being in sync may have fallen behind.
    this.advance();
    if (this.#proposed !== undefined) return;
    const now = this.#ports.clock.monotonic();
    const late = this.#state.isr.filter((id) => {
      const follower = this.#followers.get(id);
      return follower !== undefined && !this.#isCaughtUp(follower, now);
    });
    if (late.length === 0) return;
    const rest = this.#state.isr.filter((id) => !late.includes(id));
    this.#propose(rest, `${late.join(', ')} behind for ${this.#ports.maxLagMs()} ms`);
  }

  /** Whoever waits is told that another broker leads. */
  resign(): void {
    this.#proposed = undefined;
    const error = new KafkaError(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    this.#replication?.fail(error);
    this.#deletion?.fail(error);
  }

  /**
   * Followers that have caught up but are not in sync yet are waited for too, so that they can come into
   * sync while records keep coming (Partition.maybeIncrementLeaderHW).
   */
  #replicatedOffset(): number {
    let offset = this.#log.writtenEndOffset;
    if (this.#followers.size === 0) return offset;
    const now = this.#ports.clock.monotonic();
    for (const follower of this.#followers.values()) {
      if (follower.endOffset >= offset) continue;
      if (this.#isInSync(follower.brokerId) || this.#isCaughtUp(follower, now)) {
        offset = follower.endOffset;
      }
    }
    return offset;
  }

  #expand(follower: FollowerReplica): void {
    const { brokerId, endOffset } = follower;
    if (this.#proposed !== undefined) return;
    if (this.#state.isr.includes(brokerId)) return;
    if (endOffset < this.#log.highWatermark || endOffset < this.#epochStart) return;
    this.#propose([...this.#state.isr, brokerId], `${brokerId} has caught up`);
  }

  #propose(isr: readonly number[], why: string): void {
    const { topic, partition } = this.#log;
    const { logger, isrUpdates } = this.#ports;
    const before = this.#state;
    const { leader, leaderEpoch, controllerEpoch, partitionEpoch } = before;
    this.#proposed = isr;
    const isWanted = () => this.#proposed === isr;
    const next = { leader, leaderEpoch, controllerEpoch, isr };
    const written = isrUpdates.write({ topic, partition }, next, partitionEpoch, isWanted);
    void written.then((version) => {
      if (!isWanted() || version === undefined) return;
      this.#proposed = undefined;
      this.#state = { ...before, isr, partitionEpoch: version };
      logger.info(`${topic}-${partition}: in sync are now ${isr.join(', ')} (${why})`);
      this.advance();
      this.#deletion?.reached(this.lowWatermark);
      this.#expandQuiet();
    });
  }

  /**
   * Those that have caught up while a change was being written come into sync after it. They may not fetch this
   * partition again before something happens in it; so they must fetch others, or they would be gone.
   */
  #expandQuiet(): void {
    const { clock, lastFetchOf, maxLagMs } = this.#ports;
    const now = clock.monotonic();
    for (const follower of this.#followers.values()) {
      const isThere = follower.hasFetched && now - lastFetchOf(follower.brokerId) <= maxLagMs();
      if (isThere && this.#isCaughtUp(follower, now)) this.#expand(follower);
    }
  }

  #isInSync(brokerId: number): boolean {
    return this.#state.isr.includes(brokerId) || this.#proposed?.includes(brokerId) === true;
  }

  #hasInSync(minInSync: number): boolean {
    const { isr, replicas } = this.#state;
    const inSync = Math.max(isr.length, this.#proposed?.length ?? 0);
    return inSync >= Math.min(minInSync, replicas.length);
  }

  #isCaughtUp(follower: FollowerReplica, now: number): boolean {
    return follower.isCaughtUp(this.#log.writtenEndOffset, now, this.#ports.maxLagMs());
  }
}
