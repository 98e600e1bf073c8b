// The record batches that a broker has stored, byte for byte as a client sent them.

import { dataPaths } from '../../../server/cluster/data-directory.ts';
import { readBatchHeader } from '../../../server/protocol/records/batch-header.ts';
import { idIn, Kind, kinds } from '../../../server/storage/keys.ts';
import { LevelStore } from '../../../server/storage/level-store.ts';
import { readLog } from '../../../server/storage/log-registry.ts';
import { pagesOf, type StoreEntry } from '../../../server/storage/store.ts';

export interface StoredBatch extends StoreEntry {
  readonly partition: number;
}

/** What the stopped broker 1 of the cluster in `data` has of a topic, by partition and offset. */
export async function storedBatches(data: string, topic: string): Promise<StoredBatch[]> {
  const store = await LevelStore.open(dataPaths.broker(data, 1));
  try {
    const partitions = new Map<number, number>();
    for await (const page of pagesOf(store, kinds(Kind.log, Kind.log))) {
      for (const log of page.map(readLog)) {
        if (log.topic === topic) partitions.set(log.id, log.partition);
      }
    }
    const batches: StoredBatch[] = [];
    for await (const page of pagesOf(store, kinds(Kind.batch, Kind.batch))) {
      for (const { key, value } of page) {
        const partition = partitions.get(idIn(key));
        if (partition !== undefined) batches.push({ partition, key, value });
      }
    }
    return batches;
  } finally {
    await store.close();
  }
}

/** The batches about in the order in which they came, by the clients' timestamps. */
export function inOrderOfArrival<Batch extends StoreEntry>(batches: readonly Batch[]): Batch[] {
  return batches
    .map((batch) => ({ batch, sent: readBatchHeader(batch.value).baseTimestamp }))
    .sort((a, b) => a.sent - b.sent)
    .map(({ batch }) => batch);
}

/** The batches' values by partition, each in its order; empty for one that has none. */
export function byPartition(batches: readonly StoredBatch[], partitions: number): Uint8Array[][] {
  const found: Uint8Array[][] = Array.from({ length: partitions }, () => []);
  for (const { partition, value } of batches) found[partition]!.push(value);
  return found;
}

export function sizeOf(batches: readonly StoreEntry[]): number {
  return batches.reduce((sum, { value }) => sum + value.length, 0);
}
