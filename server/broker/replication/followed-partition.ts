import type { FetchResponse } from '../../protocol/api/01-fetch.ts';
import { eachBatch, isIntact } from '../../protocol/records/batch-header.ts';
import { RecordsError } from '../../protocol/records/records-error.ts';
import { latestEpoch } from '../../storage/leader-epochs.ts';
import type { PartitionLog } from '../../storage/partition-log.ts';
import type { Partition } from '../partition.ts';

/** What a leader answers about one partition. */
export type FetchedData = FetchResponse['responses'][number]['partitions'][number];

/** The last epoch up to the one asked for that the leader has, and where it ends. */
interface EpochEnd {
  readonly epoch: number;
  readonly endOffset: number;
}

/** Where the leader's log begins and ends. */
export interface LeaderOffsets {
  latest(): Promise<number>;
  earliest(): Promise<number>;
}

/**
 * A partition on a broker that follows another one, in one leader epoch (ReplicaFetcherThread's part of a
 * partition): makes its log what the leader's is. Once the broker has heard of another epoch nothing is done
 * to the log any more, whatever comes from the old leader.
 */
export class FollowedPartition {
  readonly partition: Partition;
  readonly leaderEpoch: number;
  /** How often in a row fetching it has failed. */
  failures = 0;
  /** Without leader epochs only what is known to be replicated is sure to be the leader's, too. */
  #isUnsure: boolean;

  /** @param partition as it is, a follower in its current epoch */
  constructor(partition: Partition) {
    this.partition = partition;
    this.leaderEpoch = partition.leaderEpoch;
    const { leaderEpochs, logEndOffset, highWatermark } = partition.log;
    this.#isUnsure = leaderEpochs.length === 0 && logEndOffset > highWatermark;
  }

  /** Whether the broker still follows in this epoch. */
  get isCurrent(): boolean {
    const { partition } = this;
    return partition.leaderEpoch === this.leaderEpoch && !partition.isLeader && !partition.released;
  }

  /** What is to be fetched next. Only what is written counts: by asking for the rest it is acknowledged. */
  get position() {
    const { log } = this.partition;
    return {
      partition: log.partition,
      currentLeaderEpoch: this.leaderEpoch,
      fetchOffset: log.writtenEndOffset,
      lastFetchedEpoch: latestEpoch(log.leaderEpochs),
      logStartOffset: log.logStartOffset,
    };
  }

  /**
   * Takes on what the leader has answered: records, or where the logs part; how far records are replicated,
   * and which ones are deleted.
   * @returns whether something else is to be fetched next
   * @throws RecordsError for damaged records, KafkaError, StoreError
   */
  async take(data: FetchedData): Promise<boolean> {
    const { log } = this.partition;
    if (this.#isUnsure) {
      await this.#truncate(log.highWatermark);
      this.#isUnsure = false;
      return true;
    }
    if (data.divergingEpoch.epoch >= 0) {
      await this.#truncate(truncationOffset(log, data.divergingEpoch));
      return true;
    }
    const { records } = data;
    const hasRecords = records !== null && records.length > 0;
    if (hasRecords) await this.#append(records);
    if (!this.isCurrent) return false;
    log.raiseHighWatermark(data.highWatermark);
    const start = Math.min(data.logStartOffset, log.writtenEndOffset);
    if (start <= log.logStartOffset) return hasRecords;
    await log.advanceStart(start);
    return true;
  }

  /**
   * Finds a place in the leader's log again when it has nothing at the offset that was asked for
   * (AbstractFetcherThread.fetchOffsetAndTruncate): it ends earlier after an election of a replica that was
   * not in sync, or begins later since its records have been deleted.
   * @throws KafkaError, StoreError, and what asking the leader throws
   */
  async recover(leader: LeaderOffsets): Promise<void> {
    const { log } = this.partition;
    const latest = await leader.latest();
    if (latest < log.logEndOffset) return await this.#truncate(latest);
    const earliest = await leader.earliest();
    if (earliest <= log.logEndOffset || !(await this.#isReady())) return;
    await log.truncateFullyAndStartAt(earliest);
  }

  async #append(records: Uint8Array): Promise<void> {
    const { log } = this.partition;
    const first = firstOffset(records);
    if (first < log.logEndOffset && log.logStartOffset === log.logEndOffset) {
      // The leader's records begin within a batch, which comes as a whole.
      if (await this.#isReady()) await log.truncateFullyAndStartAt(first);
    }
    if (!(await this.#isReady())) return;
    await log.append(records, { leaderEpoch: this.leaderEpoch, origin: 'replication' });
  }

  async #truncate(offset: number): Promise<void> {
    if (await this.#isReady()) await this.partition.log.truncateTo(offset);
  }

  /** Whether the log may be changed, and would be at once. */
  async #isReady(): Promise<boolean> {
    const { log } = this.partition;
    while (log.isBlocked) await log.unblocked();
    return this.isCurrent;
  }
}

/**
 * Where to cut the log off, so that what remains is the leader's, too; or at least so much that the next
 * answer tells more (AbstractFetcherThread.getOffsetTruncationState; KIP-101, KIP-279).
 */
export function truncationOffset(
  log: Pick<PartitionLog, 'epochEndOffset' | 'logEndOffset'>,
  leader: EpochEnd,
): number {
  const own = log.epochEndOffset(leader.epoch);
  if (own.epoch < 0) return Math.min(leader.endOffset, log.logEndOffset);
  // That epoch of the leader's is not here: what is here of an earlier one may be the leader's or not.
  if (own.epoch !== leader.epoch) return Math.min(own.endOffset, log.logEndOffset);
  return Math.min(own.endOffset, leader.endOffset, log.logEndOffset);
}

/** Where the batches begin. @throws RecordsError if one of them is not as it was written */
function firstOffset(records: Uint8Array): number {
  let first = -1;
  for (const { at, header } of eachBatch(records)) {
    if (!isIntact(records, at)) {
      const why = `the checksum of the batch at offset ${header.baseOffset} does not match`;
      throw new RecordsError('CORRUPT_MESSAGE', why);
    }
    if (first === -1) first = header.baseOffset;
  }
  return first;
}
