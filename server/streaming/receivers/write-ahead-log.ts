import type { Serializer } from '../../ports/serializer.ts';
import { pagesOf, type Store, type StoreOperation } from '../../storage/store.ts';
import type { Block } from './block.ts';

/** Which blocks a batch consists of: those with ids in [from, from + records.length). */
export interface Allocation {
  readonly from: number;
  /** Of each block. */
  readonly records: readonly number[];
}

const BLOCK = 1;
const ALLOCATION = 2;

/**
 * What a receiver took in, in a store of its own, until the batches that got it are done (Spark's write-ahead log and
 * its ReceivedBlockTracker). Keys are a kind and a number, big-endian: blocks by their ids, allocations by their
 * batches' times.
 */
export class WriteAheadLog<T> {
  readonly #store: Store;
  readonly #serializer: Serializer;

  constructor(store: Store, serializer: Serializer) {
    this.#store = store;
    this.#serializer = serializer;
  }

  /** Resolves when the block survives the process. @throws Error also for values that have no serialized form. */
  async append(id: number, values: readonly T[]): Promise<void> {
    const value = this.#serializer.serialize(values);
    await this.#store.write([{ type: 'put', key: keyOf(BLOCK, id), value }]);
  }

  /** Keeps what a batch consists of. In the same write, so that neither costs one, `done` goes: ids and times. */
  async allocate(
    time: number,
    allocation: Allocation,
    done: { readonly blocks: readonly number[]; readonly times: readonly number[] },
  ): Promise<void> {
    const remove = (key: Uint8Array): StoreOperation => ({ type: 'delete', key });
    const value = this.#serializer.serialize(allocation);
    await this.#store.write([
      { type: 'put', key: keyOf(ALLOCATION, time), value },
      ...done.blocks.map((id) => remove(keyOf(BLOCK, id))),
      ...done.times.map((at) => remove(keyOf(ALLOCATION, at))),
    ]);
  }

  /** @throws Error where the block is not there any more. */
  async read(id: number): Promise<readonly T[]> {
    const bytes = await this.#store.get(keyOf(BLOCK, id));
    if (bytes === undefined)
      throw new Error(`Could not read block ${id} from the write-ahead log: it is not there.`);
    return this.#serializer.deserialize(bytes) as readonly T[];
  }

  /** What an earlier process left: batches by their times in order, and blocks that no batch has got. */
  async load(): Promise<{ allocations: Map<number, Allocation>; unallocated: Block<T>[] }> {
    const allocations = new Map<number, Allocation>();
    let next = 0;
    for await (const { key, value } of this.#entries(ALLOCATION, 0)) {
      const allocation = this.#serializer.deserialize(value) as Allocation;
      allocations.set(numberIn(key), allocation);
      next = Math.max(next, allocation.from + allocation.records.length);
    }
    const unallocated: Block<T>[] = [];
    for await (const { key, value } of this.#entries(BLOCK, next)) {
      const values = this.#serializer.deserialize(value) as readonly T[];
      unallocated.push({ id: numberIn(key), numRecords: values.length, values });
    }
    return { allocations, unallocated };
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async *#entries(kind: number, from: number) {
    const range = { gte: keyOf(kind, from), lt: new Uint8Array([kind + 1]) };
    for await (const page of pagesOf(this.#store, range)) yield* page;
  }
}

function keyOf(kind: number, number: number): Uint8Array {
  const key = new Uint8Array(9);
  key[0] = kind;
  new DataView(key.buffer).setBigUint64(1, BigInt(number));
  return key;
}

function numberIn(key: Uint8Array): number {
  return Number(new DataView(key.buffer, key.byteOffset).getBigUint64(1));
}
