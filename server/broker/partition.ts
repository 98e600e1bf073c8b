import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import type { Appended, PartitionLog } from '../storage/partition-log.ts';
import type { TopicConfig } from './config/topic-config.ts';
import type { PartitionImage } from './metadata/cluster-image.ts';

/**
 * One partition on the broker that leads it: the log, who leads and who is in sync, how far records may
 * be read, and who waits for more (kafka.cluster.Partition).
 */
export class Partition {
  readonly log: PartitionLog;
  #config: TopicConfig;
  #state: PartitionImage;
  readonly #listeners = new Set<(bytes: number) => void>();
  #released = false;

  constructor(log: PartitionLog, state: PartitionImage, config: TopicConfig) {
    this.log = log;
    this.#state = state;
    this.#config = config;
  }

  get topic(): string {
    return this.log.topic;
  }

  get number(): number {
    return this.log.partition;
  }

  get state(): PartitionImage {
    return this.#state;
  }

  get config(): TopicConfig {
    return this.#config;
  }

  /** Takes on what the controller has decided, or what the topic's configuration has become. */
  update(state: PartitionImage, config: TopicConfig): void {
    this.#state = state;
    this.#config = config;
  }

  get leaderEpoch(): number {
    return this.#state.leaderEpoch;
  }

  /** Offsets below are readable: with one replica, all that has been written. */
  get highWatermark(): number {
    return this.log.writtenEndOffset;
  }

  /** Offsets below are decided, for read_committed: transactions will hold it back. */
  get lastStableOffset(): number {
    return this.highWatermark;
  }

  /**
   * Refuses a client whose idea of the leader is not this broker's (KIP-320); -1 is a client without one.
   * @throws KafkaError FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH
   */
  checkLeaderEpoch(epoch: number): void {
    if (epoch === -1 || epoch === this.leaderEpoch) return;
    throw epoch < this.leaderEpoch
      ? new KafkaError(ErrorCode.FENCED_LEADER_EPOCH)
      : new KafkaError(ErrorCode.UNKNOWN_LEADER_EPOCH);
  }

  /**
   * The largest epoch up to `epoch` that has records here, and where they end (KIP-279); -1 and -1 when
   * it is newer than all that is known.
   */
  epochEndOffset(epoch: number): { epoch: number; endOffset: number } {
    if (epoch === this.leaderEpoch) return { epoch, endOffset: this.highWatermark };
    return this.log.epochEndOffset(epoch);
  }

  /**
   * Appends validated batches as the leader and resolves when as many replicas as `acks` asks for have
   * them. Offsets are given in the order of the calls.
   * @throws KafkaError NOT_ENOUGH_REPLICAS before anything is written; what the log throws.
   */
  async append(batches: Uint8Array, acks: number): Promise<Appended> {
    if (acks === -1) {
      const wanted = Math.min(this.#config.get('min.insync.replicas'), this.#state.replicas.length);
      if (this.#state.isr.length < wanted) {
        throw new KafkaError(
          ErrorCode.NOT_ENOUGH_REPLICAS,
          `${this.#state.isr.length} replicas are in sync and min.insync.replicas asks for ${wanted}`,
        );
      }
    }
    const appended = await this.log.append(batches, {
      leaderEpoch: this.leaderEpoch,
      origin: 'client',
    });
    if (!appended.duplicate) this.#tell(batches.length);
    return appended;
  }

  /**
   * Calls `listener` whenever more can be read, with the number of bytes; with 0 when waiting has become
   * pointless. Returns a function that stops it.
   */
  onReadable(listener: (bytes: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether nothing more will ever be readable here. */
  get released(): boolean {
    return this.#released;
  }

  /** Lets go whoever waits, as when the partition is deleted. */
  release(): void {
    this.#released = true;
    this.#tell(0);
    this.#listeners.clear();
  }

  #tell(bytes: number): void {
    for (const listener of this.#listeners) listener(bytes);
  }
}
