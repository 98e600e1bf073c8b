import { compression } from '../../server/node/compression.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Logger } from '../../server/ports/logger.ts';
import { eachBatch } from '../../server/protocol/records/batch-header.ts';
import { decodeRecords } from '../../server/protocol/records/record-batch.ts';
import { Logs } from '../../server/storage/logs.ts';
import type { PartitionLog } from '../../server/storage/partition-log.ts';
import type { Store } from '../../server/storage/store.ts';

/** A record as it lies on a disk. */
export interface StoredRecord {
  readonly offset: number;
  readonly value: string;
  readonly leaderEpoch: number;
}

/** One replica of a partition when all is over. */
export interface FinalLog {
  readonly broker: number;
  readonly partition: number;
  /** Where it begins: what lay before has been deleted. */
  readonly start: number;
  readonly records: readonly StoredRecord[];
}

const utf8 = new TextDecoder();

/** The partitions of `topic` that a broker's disk holds, as a broker that starts on it would find them. */
export async function readLogs(store: Store, broker: number, topic: string): Promise<FinalLog[]> {
  const logs = await Logs.open(store, { clock: standing, logger: silent, compression });
  const found: FinalLog[] = [];
  for (const log of logs.ofTopic(topic)) {
    const { partition, logStartOffset: start } = log;
    found.push({ broker, partition, start, records: await recordsOf(log) });
  }
  return found;
}

async function recordsOf(log: PartitionLog): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  const upTo = log.writtenEndOffset;
  for (let from = log.logStartOffset; from < upTo; ) {
    const batches = await log.read(from, { maxBytes: 1024 * 1024, upTo, minOneBatch: true });
    for (const bytes of batches) {
      for (const { header } of eachBatch(bytes)) {
        for (const { offset, value } of decodeRecords(bytes, compression)) {
          const text = utf8.decode(value ?? new Uint8Array(0));
          // A batch may begin before the log does.
          if (offset < log.logStartOffset) continue;
          records.push({ offset, value: text, leaderEpoch: header.partitionLeaderEpoch });
        }
        from = header.lastOffset + 1;
      }
    }
  }
  return records;
}

const standing: Clock = { now: () => 0, monotonic: () => 0, after: () => ({ cancel: () => {} }) };
const nothing = () => {};
const silent: Logger = { error: nothing, warn: nothing, info: nothing, debug: nothing };
