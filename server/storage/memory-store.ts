import { compareBytes, retainable } from './bytes.ts';
import {
  DEFAULT_PAGE_BYTES,
  isFull,
  type KeyRange,
  type PageRange,
  type Store,
  type StoreEntry,
  type StoreOperation,
} from './store.ts';

/** Entries per leaf at most; a full leaf is split in halves. */
const LEAF_ENTRIES = 512;

/**
 * A Store in memory, for tests, simulations and clusters that keep nothing: sorted leaves of sorted
 * entries, so that an insertion moves at most one leaf's. It outlives `close`, as a disk would, so
 * that a broker can be restarted on it.
 */
export class MemoryStore implements Store {
  /** Sorted, and none of them empty. */
  readonly #leaves: StoreEntry[][] = [];

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#find(key);
  }

  async getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    return keys.map((key) => this.#find(key));
  }

  async range(range: PageRange): Promise<StoreEntry[]> {
    const { limit = Number.POSITIVE_INFINITY, maxBytes = DEFAULT_PAGE_BYTES } = range;
    const page: StoreEntry[] = [];
    let bytes = 0;
    for (const entry of range.reverse ? this.#down(range) : this.#up(range)) {
      if (page.length >= limit) break;
      page.push(entry);
      bytes += entry.value.length;
      if (isFull(bytes, entry.value, maxBytes)) break;
    }
    return page;
  }

  async values(range: PageRange): Promise<Uint8Array[]> {
    return (await this.range(range)).map(({ value }) => value);
  }

  async write(operations: readonly StoreOperation[]): Promise<void> {
    for (const operation of operations) {
      if (operation.type === 'put') this.#put(operation.key, operation.value);
      else this.#delete(operation.key);
    }
  }

  async clear(gte: Uint8Array, lt: Uint8Array): Promise<void> {
    for (const { key } of [...this.#up({ gte, lt })]) this.#delete(key);
  }

  async approximateSize(gte: Uint8Array, lt: Uint8Array): Promise<number> {
    let size = 0;
    for (const { key, value } of this.#up({ gte, lt })) size += key.length + value.length;
    return size;
  }

  async compact(): Promise<void> {}

  async flush(): Promise<void> {}

  async close(): Promise<void> {}

  #find(key: Uint8Array): Uint8Array | undefined {
    const { leaf, index, found } = this.#locate(key);
    return found ? this.#leaves[leaf]![index]!.value : undefined;
  }

  #put(key: Uint8Array, value: Uint8Array): void {
    const entry: StoreEntry = { key: retainable(key), value: retainable(value) };
    const { leaf, index, found } = this.#locate(key);
    const entries = this.#leaves[leaf];
    if (entries === undefined) this.#leaves.push([entry]);
    else entries.splice(index, found ? 1 : 0, entry);
    if (entries !== undefined && entries.length > LEAF_ENTRIES) {
      this.#leaves.splice(leaf + 1, 0, entries.splice(LEAF_ENTRIES / 2));
    }
  }

  #delete(key: Uint8Array): void {
    const { leaf, index, found } = this.#locate(key);
    if (!found) return;
    const entries = this.#leaves[leaf]!;
    entries.splice(index, 1);
    if (entries.length === 0) this.#leaves.splice(leaf, 1);
  }

  *#up({ gte, lt }: KeyRange): Iterable<StoreEntry> {
    let { leaf, index } = this.#locate(gte);
    for (; leaf < this.#leaves.length; leaf++, index = 0) {
      const entries = this.#leaves[leaf]!;
      for (; index < entries.length; index++) {
        if (compareBytes(entries[index]!.key, lt) >= 0) return;
        yield entries[index]!;
      }
    }
  }

  *#down({ gte, lt }: KeyRange): Iterable<StoreEntry> {
    let { leaf, index } = this.#locate(lt);
    for (; leaf >= 0; leaf--) {
      const entries = this.#leaves[leaf] ?? [];
      for (index = Math.min(index, entries.length) - 1; index >= 0; index--) {
        if (compareBytes(entries[index]!.key, gte) < 0) return;
        yield entries[index]!;
      }
      index = Number.POSITIVE_INFINITY;
    }
  }

  /** Where `key` is or would be: in the last leaf that starts at or before it. */
  #locate(key: Uint8Array): { leaf: number; index: number; found: boolean } {
    const leaf = Math.max(
      0,
      firstAbove(this.#leaves.length, (at) => compareBytes(this.#leaves[at]![0]!.key, key)) - 1,
    );
    const entries = this.#leaves[leaf] ?? [];
    const above = firstAbove(entries.length, (at) => compareBytes(entries[at]!.key, key));
    const found = above > 0 && compareBytes(entries[above - 1]!.key, key) === 0;
    return { leaf, index: found ? above - 1 : above, found };
  }
}

/** The first of `length` sorted places that compares above; `length` if none does. */
function firstAbove(length: number, compare: (at: number) => number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
