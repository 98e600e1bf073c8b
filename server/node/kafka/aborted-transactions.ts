import type { BatchHeader } from '../../protocol/records/batch-header.ts';
import type { Compression } from '../../protocol/records/compression.ts';
import { ControlRecordType, decodeControlKey } from '../../protocol/records/control-record.ts';
import { decodeRecords } from '../../protocol/records/record-batch.ts';

/** A transaction that a reader of committed records leaves out: all of the producer's from this offset on. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

/** Follows a partition's transactions through what a fetch brought, from batch to batch. */
export class AbortedTransactions {
  /** By first offset; those at the front begin next. */
  readonly #ahead: AbortedTransaction[];
  /** Producers that are within an aborted transaction. */
  readonly #open = new Set<number>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#ahead = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Whether no consumer sees the batch. Batches are to be shown in their order. */
  excludes(header: BatchHeader, bytes: Uint8Array, at: number, compression: Compression): boolean {
    while (this.#ahead.length > 0 && this.#ahead[0]!.firstOffset <= header.lastOffset) {
      this.#open.add(this.#ahead.shift()!.producerId);
    }
    if (header.isControl) {
      const [marker] = decodeRecords(bytes, compression, at);
      const isAbort = decodeControlKey(marker?.key ?? null) === ControlRecordType.abort;
      if (isAbort) this.#open.delete(header.producerId);
      return true;
    }
    return header.isTransactional && this.#open.has(header.producerId);
  }
}
