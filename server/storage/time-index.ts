/**
 * A sparse index from times to offsets. Every so many bytes of a segment an entry tells the latest
 * timestamp among the segment's batches before an offset; as the latest so far, it never falls, so
 * that the first batch that reaches a time lies after the last entry below that time.
 */
import { Kind, keyOf, offsetIn, offsetsOf } from './keys.ts';
import type { Segment } from './segment.ts';
import { pagesOf, type Store, type StoreOperation } from './store.ts';

/** How much of a segment a look-up reads through at most, batches aside. */
const INTERVAL_BYTES = 1024 * 1024;

/** Whether the next batch of `segment` is due an entry. */
export function isDue(segment: Segment): boolean {
  return segment.sizeInBytes - segment.indexedBytes >= INTERVAL_BYTES;
}

/** The entry for the batch at `offset`, the next one of `segment`. */
export function timeEntry(id: number, offset: number, segment: Segment): StoreOperation {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigInt64(0, BigInt(segment.maxTimestamp));
  return { type: 'put', key: keyOf(Kind.time, id, offset), value };
}

/**
 * An offset of `segment`, at least `from`, before which no batch of the segment reaches `timestamp`.
 * @param end the offset at which the segment ends
 */
export async function searchStart(
  store: Store,
  id: number,
  segment: Segment,
  { from, end, timestamp }: { from: number; end: number; timestamp: number },
): Promise<number> {
  let start = Math.max(from, segment.baseOffset);
  for await (const page of pagesOf(store, offsetsOf(Kind.time, id, start, end))) {
    for (const { key, value } of page) {
      if (latestBefore(value) >= timestamp) return start;
      start = offsetIn(key);
    }
  }
  return start;
}

function latestBefore(value: Uint8Array): number {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Number(view.getBigInt64(0));
}
