import type { AbortedTransaction } from '../../../node/kafka/aborted-transactions.ts';
import { eachFetchedBatch } from '../../../node/kafka/fetched-batches.ts';
import type { Compression } from '../../../protocol/records/compression.ts';
import { eachMessage } from '../../../protocol/records/legacy-message.ts';
import { decodeRecords } from '../../../protocol/records/record-batch.ts';
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
  let next = from;
  for (const batch of eachFetchedBatch(bytes, aborted, compression)) {
    const { at, size, header, isVisible } = batch;
    next = Math.max(next, batch.lastOffset + 1);
    if (header === undefined) {
      for (const message of eachMessage(bytes.subarray(at, at + size), compression)) {
        if (message.offset < from) continue;
        records.push({ ...of, ...message, leaderEpoch: -1, headers: [] });
      }
      continue;
    }
    if (!isVisible) continue;
    const { timestampType, partitionLeaderEpoch: leaderEpoch } = header;
    for (const record of decodeRecords(bytes, compression, at)) {
      if (record.offset >= from) records.push({ ...of, ...record, timestampType, leaderEpoch });
    }
  }
  return { records, next };
}
