/**
 * How far logs are replicated, as the store keeps it (Kafka's `replication-offset-checkpoint`). Written now
 * and then: after a crash a log's high watermark is an older one, never one that had not been reached.
 */
import { idIn, Kind, keyOf, kinds } from './keys.ts';
import { pagesOf, type Store, type StoreOperation } from './store.ts';

const BYTES = 8;

/** Puts the high watermark of log `id`. */
export function putHighWatermark(id: number, offset: number): StoreOperation {
  const value = new Uint8Array(BYTES);
  new DataView(value.buffer).setBigInt64(0, BigInt(offset));
  return { type: 'put', key: keyOf(Kind.highWatermark, id), value };
}

export function deleteHighWatermark(id: number): StoreOperation {
  return { type: 'delete', key: keyOf(Kind.highWatermark, id) };
}

/** The high watermarks of all logs that have had one, by the logs' numbers. @throws StoreError */
export async function readHighWatermarks(store: Store): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  const range = kinds(Kind.highWatermark, Kind.highWatermark);
  for await (const page of pagesOf(store, range)) {
    for (const { key, value } of page) {
      const view = new DataView(value.buffer, value.byteOffset, value.length);
      if (value.length === BYTES) found.set(idIn(key), Number(view.getBigInt64(0)));
    }
  }
  return found;
}
