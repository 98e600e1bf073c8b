import { readBatchHeader } from '../protocol/records/batch-header.ts';
import { Kind, offsetIn, offsetsOf } from './keys.ts';
import { pagesOf, type Store } from './store.ts';

/** A batch as it is stored. */
export interface StoredBatch {
  readonly baseOffset: number;
  readonly bytes: Uint8Array;
}

/** The batches of log `id` whose base offset is in [from, to), one after the other. */
export async function* eachStoredBatch(
  store: Store,
  id: number,
  from: number,
  to: number,
): AsyncGenerator<StoredBatch> {
  for await (const page of pagesOf(store, offsetsOf(Kind.batch, id, from, to))) {
    for (const { key, value } of page) yield { baseOffset: offsetIn(key), bytes: value };
  }
}

/** The batch of log `id` that begins before `offset` and reaches it or beyond, if there is one. */
export async function batchAround(
  store: Store,
  id: number,
  offset: number,
): Promise<StoredBatch | undefined> {
  const before = offsetsOf(Kind.batch, id, 0, offset);
  const [entry] = await store.range({ ...before, reverse: true, limit: 1 });
  if (entry === undefined || readBatchHeader(entry.value).lastOffset < offset) return undefined;
  return { baseOffset: offsetIn(entry.key), bytes: entry.value };
}

export interface ReadLimits {
  /** Nothing at or above this offset is returned. */
  readonly upTo: number;
  /** Of all batches together. There may be no more where another one like the last would exceed it. */
  readonly maxBytes: number;
  /** Whether the first batch is returned even if it is larger than that (KIP-74). */
  readonly minOneBatch: boolean;
}

/** The batches of log `id` from the one that holds `from`, read from the store. */
export async function readStored(
  store: Store,
  id: number,
  from: number,
  limits: ReadLimits,
): Promise<Uint8Array[]> {
  const range = offsetsOf(Kind.batch, id, from, limits.upTo);
  const batches = await store.values({ ...range, maxBytes: limits.maxBytes });
  // A consumer goes on where the last batch ended, so that one usually begins right here.
  if (batches.length === 0 || readBatchHeader(batches[0]!).baseOffset !== from) {
    const first = await batchAround(store, id, from);
    if (first !== undefined) batches.unshift(first.bytes);
  }
  return withinLimits(batches, limits);
}

/** As many of `batches` from the first on as `limits` allow. */
export function withinLimits(batches: readonly Uint8Array[], limits: ReadLimits): Uint8Array[] {
  const { upTo, maxBytes, minOneBatch } = limits;
  let bytes = 0;
  let count = 0;
  for (const batch of batches) {
    bytes += batch.length;
    if (bytes > maxBytes && !(minOneBatch && count === 0)) break;
    count++;
  }
  // Only the last one can reach beyond, as the next begins there at the latest.
  if (count > 0 && readBatchHeader(batches[count - 1]!).lastOffset >= upTo) count--;
  return batches.slice(0, count);
}
