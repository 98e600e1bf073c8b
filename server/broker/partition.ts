import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import type { Appended, PartitionLog } from '../storage/partition-log.ts';
import type { TopicConfig } from './config/topic-config.ts';
import { type LeaderAndIsr, UNDECIDED } from './replication/leader-and-isr.ts';
import { type LeaderPorts, PartitionLeader } from './replication/partition-leader.ts';

/** How long acks=all waits where nobody says how long (a producer's request.timeout.ms). */
const REPLICATION_TIMEOUT_MS = 30_000;

type Listener = (bytes: number) => void;

/**
 * One partition on a broker that has a replica of it: the log, who leads, how far records may be read, and
 * who waits for more (kafka.cluster.Partition).
 */
export class Partition {
  readonly log: PartitionLog;
  config: TopicConfig;
  readonly #ports: LeaderPorts;
  #state = UNDECIDED;
  #leader: PartitionLeader | undefined;
  #readers: Set<Listener> | undefined;
  #replicators: Set<Listener> | undefined;
  /** Written since the readers were told of more, in bytes. */
  #untoldBytes = 0;
  #released = false;

  constructor(log: PartitionLog, config: TopicConfig, ports: LeaderPorts) {
    this.log = log;
    this.config = config;
    this.#ports = ports;
  }

  get topic(): string {
    return this.log.topic;
  }

  get number(): number {
    return this.log.partition;
  }

  /** Who leads and who is in sync, as far as this broker knows. */
  get state(): LeaderAndIsr {
    return this.#leader?.state ?? this.#state;
  }

  get leaderEpoch(): number {
    return this.#state.leaderEpoch;
  }

  get isLeader(): boolean {
    return this.#leader !== undefined;
  }

  /** What the leader knows of its followers. @throws KafkaError NOT_LEADER_OR_FOLLOWER */
  get leader(): PartitionLeader {
    if (this.#leader === undefined) throw new KafkaError(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    return this.#leader;
  }

  /** Offsets below are readable: all in-sync replicas have them. */
  get highWatermark(): number {
    return this.log.highWatermark;
  }

  /** Offsets below are decided, for read_committed: transactions will hold it back. */
  get lastStableOffset(): number {
    return this.highWatermark;
  }

  /**
   * Becomes leader, or goes on as leader in a new epoch (Partition.makeLeader). The log must not be
   * fetched into any more.
   * @throws StoreError when a truncation of the log cannot be brought to its end
   */
  async makeLeader(state: LeaderAndIsr): Promise<void> {
    const { log } = this;
    // What it has fetched last may still be on its way to the store, and counts from the beginning.
    const isWriting = () => this.#leader === undefined && log.writtenEndOffset < log.logEndOffset;
    while (log.isBlocked || isWriting()) await (log.isBlocked ? log.unblocked() : log.settled());
    log.assignEpoch(state.leaderEpoch);
    this.#state = state;
    if (this.#leader !== undefined) return this.#leader.update(state);
    this.#leader = new PartitionLeader(log, state, this.#ports, () => this.#tellReaders());
  }

  /** Follows another leader, or none (Partition.makeFollower). */
  makeFollower(state: LeaderAndIsr): void {
    this.#state = state;
    this.#resign();
  }

  /**
   * Refuses a client or follower whose idea of the leader is not this broker's (KIP-320); -1 is one
   * without any.
   * @throws KafkaError FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH
   */
  checkLeaderEpoch(epoch: number): void {
    if (epoch === -1 || epoch === this.leaderEpoch) return;
    throw epoch < this.leaderEpoch
      ? new KafkaError(ErrorCode.FENCED_LEADER_EPOCH)
      : new KafkaError(ErrorCode.UNKNOWN_LEADER_EPOCH);
  }

  /**
   * Appends validated batches as the leader and resolves when as many replicas as `acks` asks for have
   * them. Offsets are given in the order of the calls.
   * @throws KafkaError NOT_LEADER_OR_FOLLOWER; NOT_ENOUGH_REPLICAS before anything is written; what the log
   * throws; for acks=-1 what `PartitionLeader.replicated` throws.
   */
  async append(
    batches: Uint8Array,
    acks: number,
    timeoutMs = REPLICATION_TIMEOUT_MS,
  ): Promise<Appended> {
    while (this.log.isBlocked) await this.log.unblocked();
    const { leader } = this;
    const minInSync = acks === -1 ? this.config.get('min.insync.replicas') : 0;
    if (acks === -1) leader.checkInSync(minInSync);
    const appended = await this.log.append(batches, {
      leaderEpoch: this.leaderEpoch,
      origin: 'client',
    });
    if (!appended.duplicate) this.#written(batches.length);
    if (acks !== -1) return appended;
    // It may have resigned meanwhile, and nobody would tell who comes late.
    if (this.#leader !== leader) throw new KafkaError(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    const end = appended.lastOffset + 1;
    if (!leader.isReplicated(end, minInSync)) await leader.replicated(end, minInSync, timeoutMs);
    return appended;
  }

  /**
   * Deletes the records below `offset` as the leader, and resolves with the low watermark when all in-sync
   * replicas have (Partition.deleteRecordsOnLeader).
   * @throws KafkaError NOT_LEADER_OR_FOLLOWER; OFFSET_OUT_OF_RANGE beyond the high watermark;
   * REQUEST_TIMED_OUT. StoreError
   */
  async deleteRecords(offset: number, timeoutMs: number): Promise<number> {
    const { leader } = this;
    if (offset < 0 || offset > this.highWatermark) {
      throw new KafkaError(ErrorCode.OFFSET_OUT_OF_RANGE);
    }
    await this.log.advanceStart(offset);
    tell(this.#replicators, 1);
    return await leader.deleted(offset, timeoutMs);
  }

  /**
   * Calls `listener` whenever more can be read, with about the number of bytes; with 0 when waiting has
   * become pointless. Returns a function that stops it.
   */
  onReadable(listener: Listener): () => void {
    this.#readers ??= new Set();
    this.#readers.add(listener);
    return () => this.#readers?.delete(listener);
  }

  /** As `onReadable`, for followers, to whom everything written is readable and the high watermark news. */
  onReplicable(listener: Listener): () => void {
    this.#replicators ??= new Set();
    this.#replicators.add(listener);
    return () => this.#replicators?.delete(listener);
  }

  /** Whether nothing more will ever be readable here. */
  get released(): boolean {
    return this.#released;
  }

  /** Lets go whoever waits, as when the partition is deleted. */
  release(): void {
    this.#released = true;
    this.#resign();
    this.#readers?.clear();
    this.#replicators?.clear();
  }

  #resign(): void {
    this.#leader?.resign();
    this.#leader = undefined;
    tell(this.#readers, 0);
    tell(this.#replicators, 0);
  }

  #written(bytes: number): void {
    this.#untoldBytes += bytes;
    this.#leader?.appended();
    tell(this.#replicators, bytes);
  }

  #tellReaders(): void {
    const bytes = this.#untoldBytes;
    this.#untoldBytes = 0;
    // More may be readable although nothing has been written, as after an election.
    tell(this.#readers, Math.max(1, bytes));
    tell(this.#replicators, 1);
  }
}

function tell(listeners: ReadonlySet<Listener> | undefined, bytes: number): void {
  if (listeners !== undefined) for (const listener of listeners) listener(bytes);
}
