import {
  type AbortedTransaction,
  AbortedTransactions,
} from '../../../node/kafka/aborted-transactions.ts';
import {
  magicOfBatchAt,
  readBatchHeader,
  sizeOfBatchAt,
} from '../../../protocol/records/batch-header.ts';
import type { Compression } from '../../../protocol/records/compression.ts';
import { eachMessage } from '../../../protocol/records/legacy-message.ts';
import { decodeRecords } from '../../../protocol/records/record-batch.ts';
import { RecordsError } from '../../../protocol/records/records-error.ts';
import type { ConsumerRecord } from './consumer-record.ts';

export interface FetchedRecords {
  readonly records: readonly ConsumerRecord[];
  /** Where to go on: behind everything that was read, also what no consumer sees. */
  readonly next: number;
}

/**
 * The records that a fetch from offset `from` brought: without those before it, control records, and, if
 * `aborted` are given, those of aborted transactions. A batch that the response's end cuts off is left for the
 * next fetch.
 * @throws RecordsError if batches cannot be read.
 */
export function readRecords(
  of: { readonly topic: string; readonly partition: number },
  bytes: Uint8Array,
  from: number,
  aborted: readonly AbortedTransaction[] | null,
  compression: Compression,
): FetchedRecords {
  const records: ConsumerRecord[] = [];
  const transactions = new AbortedTransactions(aborted ?? []);
  let next = from;
  for (let at = 0; isWhole(bytes, at); at += sizeOfBatchAt(bytes, at)) {
    if (magicOfBatchAt(bytes, at) < 2) {
      const set = bytes.subarray(at, at + sizeOfBatchAt(bytes, at));
      for (const message of eachMessage(set, compression)) {
        next = Math.max(next, message.offset + 1);
        if (message.offset < from) continue;
        records.push({ ...of, ...message, leaderEpoch: -1, headers: [] });
      }
      continue;
    }
    const header = readBatchHeader(bytes, at);
    next = Math.max(next, header.lastOffset + 1);
    if (transactions.excludes(header, bytes, at, compression)) continue;
    const { timestampType, partitionLeaderEpoch: leaderEpoch } = header;
    for (const record of decodeRecords(bytes, compression, at)) {
      if (record.offset >= from) records.push({ ...of, ...record, timestampType, leaderEpoch });
    }
  }
  return { records, next };
}

/** Whether all of the batch at `at` has come. */
function isWhole(bytes: Uint8Array, at: number): boolean {
  if (at >= bytes.length) return false;
  try {
    sizeOfBatchAt(bytes, at);
    return true;
  } catch (error) {
    if (error instanceof RecordsError && at > 0) return false;
    throw error;
  }
}
