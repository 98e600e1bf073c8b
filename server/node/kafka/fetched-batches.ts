import {
  type BatchHeader,
  LOG_OVERHEAD,
  magicOfBatchAt,
  readBatchHeader,
  sizeOfBatchAt,
} from '../../protocol/records/batch-header.ts';
import { readInt32, readInt64 } from '../../protocol/records/big-endian.ts';
import type { Compression } from '../../protocol/records/compression.ts';
import { type AbortedTransaction, AbortedTransactions } from './aborted-transactions.ts';

/** A batch, or a set of messages older than those, of what a fetch brought. */
export interface BatchInFetch {
  readonly at: number;
  readonly size: number;
  /** Undefined for old messages. */
  readonly header: BatchHeader | undefined;
  readonly lastOffset: number;
  /** Whether consumers see it: it is no control batch, and no aborted transaction's. */
  readonly isVisible: boolean;
}

/**
 * What a fetch brought, one after the other. A batch that the response's end cuts off is left for the next fetch.
 * @param aborted those that a reader of committed records leaves out; null for others
 * @throws RecordsError if what is there is no batch
 */
export function* eachFetchedBatch(
  bytes: Uint8Array,
  aborted: readonly AbortedTransaction[] | null,
  compression: Compression,
): Iterable<BatchInFetch> {
  const transactions = new AbortedTransactions(aborted ?? []);
  for (let at = 0; isWhole(bytes, at); ) {
    const size = sizeOfBatchAt(bytes, at);
    const header = magicOfBatchAt(bytes, at) < 2 ? undefined : readBatchHeader(bytes, at);
    const isHidden = header !== undefined && transactions.excludes(header, bytes, at, compression);
    // An old message has its offset in front, and a set of them its last one's.
    const lastOffset = header?.lastOffset ?? readInt64(bytes, at);
    yield { at, size, header, lastOffset, isVisible: !isHidden };
    at += size;
  }
}

/** Whether all of the batch at `at` has come; at the front it always has. */
function isWhole(bytes: Uint8Array, at: number): boolean {
  const left = bytes.length - at;
  if (at === 0 || left === 0) return left > 0;
  return left >= LOG_OVERHEAD && left >= LOG_OVERHEAD + readInt32(bytes, at + 8);
}
