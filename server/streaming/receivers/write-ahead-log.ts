import type { Serializer } from '../../ports/serializer.ts';
import { pagesOf, type Store } from '../../storage/store.ts';
import type { Block } from './block.ts';

/**
 * The blocks that a receiver took in, in a store of their own, for as long as a restart may need them (Spark's
 * write-ahead log). Which batch got which of them is in the checkpoint. Keys are the blocks' ids, big-endian.
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
    await this.#store.write([{ type: 'put', key: keyOf(id), value }]);
  }

  /** @throws Error where the block is not there any more. */
  async read(id: number): Promise<readonly T[]> {
    const bytes = await this.#store.get(keyOf(id));
    if (bytes === undefined)
      throw new Error(`Could not read block ${id} from the write-ahead log: it is not there.`);
    return this.#serializer.deserialize(bytes) as readonly T[];
  }

  /** The blocks with ids from `id` on, in order. */
  async from(id: number): Promise<Block<T>[]> {
    const blocks: Block<T>[] = [];
    const range = { gte: keyOf(id), lt: keyOf(Number.MAX_SAFE_INTEGER) };
    for await (const page of pagesOf(this.#store, range)) {
      for (const { key, value } of page) {
        const values = this.#serializer.deserialize(value) as readonly T[];
        blocks.push({ id: idIn(key), numRecords: values.length, values });
      }
    }
    return blocks;
  }

  async remove(ids: readonly number[]): Promise<void> {
    await this.#store.write(ids.map((id) => ({ type: 'delete', key: keyOf(id) })));
  }

  /** Removes the blocks with ids below `id`. */
  async removeBelow(id: number): Promise<void> {
    await this.#store.clear(keyOf(0), keyOf(id));
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

const KEY_BYTES = 8;

function keyOf(id: number): Uint8Array {
  const key = new Uint8Array(KEY_BYTES);
  new DataView(key.buffer).setBigUint64(0, BigInt(id));
  return key;
}

function idIn(key: Uint8Array): number {
  return Number(new DataView(key.buffer, key.byteOffset).getBigUint64(0));
}
