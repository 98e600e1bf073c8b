/**
 * Port: one broker's durable map from binary keys to binary values, ordered by key, bytewise.
 *
 * What a `write` that has resolved put there survives the end of the process, however it ends.
 * Keys and values that are handed over, and those that come back, must not be changed afterwards.
 * Keys that start with the byte 255 belong to the store itself (see `format.ts`).
 *
 * Every method rejects with a StoreError (`store-error.ts`) when the store cannot do it.
 */
export interface Store {
  /** The value of `key`, if there is one. */
  get(key: Uint8Array): Promise<Uint8Array | undefined>;

  /** The values of `keys`, in their order. */
  getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]>;

  /**
   * One page of the entries in [gte, lt), in order of their keys or the reverse of it: at least one
   * if there is any, at most `limit`, and none more where another value as large as the last would
   * bring the page's values above `maxBytes`.
   * A page is a consistent view of the store at the time of the call.
   */
  range(range: PageRange): Promise<StoreEntry[]>;

  /** The values of a page, without their keys, which is cheaper for many small ones. */
  values(range: PageRange): Promise<Uint8Array[]>;

  /** Does all of `operations`, in order, or none. */
  write(operations: readonly StoreOperation[]): Promise<void>;

  /** Deletes the entries in [gte, lt); a crash meanwhile can leave some of them. */
  clear(gte: Uint8Array, lt: Uint8Array): Promise<void>;

  /** About how many bytes of disk the entries in [gte, lt) take; what was written lately may be missing. */
  approximateSize(gte: Uint8Array, lt: Uint8Array): Promise<number>;

  /** Gives the space of deleted entries in [gte, lt) back, and that of overwritten ones. */
  compact(gte: Uint8Array, lt: Uint8Array): Promise<void>;

  /** Gives back the memory that recent writes occupy, and makes the next opening quicker. */
  flush(): Promise<void>;

  /** Nothing else may be called from here on; does nothing the second time. */
  close(): Promise<void>;
}

export interface StoreEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export type StoreOperation =
  | { readonly type: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: 'delete'; readonly key: Uint8Array };

export interface KeyRange {
  /** The first key of the range. */
  readonly gte: Uint8Array;
  /** The first key after the range. */
  readonly lt: Uint8Array;
}

export interface PageRange extends KeyRange {
  readonly reverse?: boolean;
  /** Entries at most; no limit without it. */
  readonly limit?: number;
  /** Bytes of values; `DEFAULT_PAGE_BYTES` without it. */
  readonly maxBytes?: number;
}

export const DEFAULT_PAGE_BYTES = 1024 * 1024;

/** Whether a page with these values ends here (see `Store.range`). */
export function isFull(bytes: number, lastValue: Uint8Array, maxBytes: number): boolean {
  return bytes + lastValue.length > maxBytes;
}

/** The entries of a range in order, page by page; each page sees the store as it is by then. */
export async function* pagesOf(
  store: Store,
  { gte, lt, maxBytes = DEFAULT_PAGE_BYTES }: KeyRange & { maxBytes?: number },
): AsyncGenerator<StoreEntry[]> {
  let from = gte;
  for (;;) {
    const page = await store.range({ gte: from, lt, maxBytes });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    const bytes = page.reduce((sum, { value }) => sum + value.length, 0);
    if (!isFull(bytes, last.value, maxBytes)) return;
    from = keyAfter(last.key);
  }
}

/** The smallest key greater than `key`. */
function keyAfter(key: Uint8Array): Uint8Array {
  const after = new Uint8Array(key.length + 1);
  after.set(key);
  return after;
}
