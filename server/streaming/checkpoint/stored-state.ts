import type { Store, StoreOperation } from '../../storage/store.ts';
import { pagesOf } from '../../storage/store.ts';
import type { StateChanges } from '../state/checkpointed-state.ts';
import { chunkKey, chunksOf, type StateRecord } from './layout.ts';

/** What the store has of one operator's state, and what it is yet to get. Versions are milliseconds. */
export class StoredState {
  readonly identity: string;
  /** The version that a restart would go on from. */
  version: number;
  /** The version that was taken last; nothing may be left of it to write. */
  lastTaken: number;
  #record: StateRecord | undefined;
  /** The number of chunks of each version. */
  readonly #chunks = new Map<number, number>();
  /** Taken, and not written, since windows over the state look back behind them. */
  readonly #taken: StateChanges[] = [];

  /** @param version what it starts with. */
  constructor(identity: string, version: number) {
    this.identity = identity;
    this.version = version;
    this.lastTaken = version;
  }

  take(changes: StateChanges): void {
    this.lastTaken = changes.version;
    this.#taken.push(changes);
  }

  /** Has what was taken written, up to version `latest`. @returns what the store becomes by. */
  advance(latest: number, record: (record: StateRecord) => StoreOperation): StoreOperation[] {
    const operations: StoreOperation[] = [];
    while (this.#taken.length > 0 && this.#taken[0]!.version <= latest) {
      const { version, chunks, neededFrom } = this.#taken.shift()!;
      for (const [number, value] of chunks.entries()) {
        operations.push({ type: 'put', key: chunkKey(this.identity, version, number), value });
      }
      this.#chunks.set(version, chunks.length);
      this.#record = {
        version,
        neededFrom: neededFrom ?? this.#record?.neededFrom ?? version,
      };
      this.version = version;
      operations.push(...this.#unneeded(this.#record.neededFrom), record(this.#record));
    }
    return operations;
  }

  #unneeded(neededFrom: number): StoreOperation[] {
    const operations: StoreOperation[] = [];
    for (const [version, count] of this.#chunks) {
      if (version >= neededFrom) continue;
      this.#chunks.delete(version);
      for (let number = 0; number < count; number++)
        operations.push({ type: 'delete', key: chunkKey(this.identity, version, number) });
    }
    return operations;
  }

  /** The chunks that a restart needs, in order. */
  async *read(store: Store, record: StateRecord): AsyncGenerator<Uint8Array> {
    const { version, neededFrom } = record;
    this.#record = record;
    const prefix = chunkKey(this.identity, 0, 0).length - 12;
    for await (const page of pagesOf(store, chunksOf(this.identity, neededFrom, version + 1))) {
      for (const { key, value } of page) {
        const view = new DataView(key.buffer, key.byteOffset + prefix);
        const of = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
        this.#chunks.set(of, view.getUint32(8) + 1);
        yield value;
      }
    }
  }
}
