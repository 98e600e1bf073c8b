import { DEFAULT_PAGE_BYTES, isFull, type PageRange } from './store.ts';

/**
 * Entries that one call into LevelDB brings back at most. The iterator makes room for as many, and
 * keeps it until it is collected as garbage; most pages have few.
 */
const ENTRIES_AT_FIRST = 64;
const ENTRIES_PER_CALL = 1024;
/** Bytes of entries that one call brings back at most, the last entry aside. */
const LONGEST_CALL_BYTES = 64 * 1024 * 1024;

/** An iterator that keeps less than this need not be made to let go of it. */
const WORTH_RELEASING_BYTES = 32 * 1024;

/** An iterator of classic-level, as far as it is needed; its items are entries or values. */
interface Items<T> {
  nextv(size: number): Promise<T[]>;
  seek(key: Uint8Array): void;
  close(): Promise<void>;
}

/** The options of an iterator that brings back half of a page at a time. */
export function optionsOf({ gte, lt, reverse = false, maxBytes = DEFAULT_PAGE_BYTES }: PageRange) {
  const highWaterMarkBytes = Math.floor(Math.min(maxBytes, LONGEST_CALL_BYTES) / 2);
  return { gte, lt, reverse, highWaterMarkBytes };
}

/** Reads one page of items, of which `bytesOf` gives the value and `resultOf` what is returned. */
export async function readPage<T, R>(
  iterator: Items<T>,
  { lt, limit = Number.POSITIVE_INFINITY, maxBytes = DEFAULT_PAGE_BYTES }: PageRange,
  bytesOf: (item: T) => Uint8Array,
  resultOf: (item: T) => R,
): Promise<R[]> {
  const page: R[] = [];
  let bytes = 0;
  try {
    for (let wanted = ENTRIES_AT_FIRST; ; ) {
      const items = await iterator.nextv(Math.min(wanted, limit - page.length));
      for (const item of items) {
        const value = bytesOf(item);
        page.push(resultOf(item));
        bytes += value.length;
        if (page.length === limit || isFull(bytes, value, maxBytes)) return page;
      }
      const last = items.at(-1);
      if (last === undefined) return page;
      // By what came so far it is known how much more fits.
      const fitting = Math.floor((maxBytes - bytes) / Math.max(1, bytesOf(last).length));
      wanted = Math.min(ENTRIES_PER_CALL, fitting);
    }
  } finally {
    void release(iterator, lt, bytes);
  }
}

/**
 * Closes an iterator. What it read last it keeps until it is collected as garbage, which comes late:
 * that can make up hundreds of megabytes. Reading beyond its end makes it let go. For that LevelDB
 * looks at its last entry, and that is the store's mark, which is small.
 */
async function release(iterator: Items<unknown>, end: Uint8Array, bytes: number): Promise<void> {
  try {
    if (bytes > WORTH_RELEASING_BYTES) {
      iterator.seek(end);
      await iterator.nextv(1);
    }
    await iterator.close();
  } catch {
    // The database is being closed, and with it the iterator.
  }
}
