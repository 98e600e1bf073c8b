import type {
  PageRange,
  Store,
  StoreEntry,
  StoreOperation,
} from '../../../server/storage/store.ts';
import { StoreError } from '../../../server/storage/store-error.ts';

/** A Store over another one that fails and waits as a test wants. */
export class FaultyStore implements Store {
  readonly #store: Store;
  /** Each write, as its operations; failed ones, too. */
  readonly writes: (readonly StoreOperation[])[] = [];
  /** Fails the writes for which it is true; the number is that of the write, from 0. */
  fails: (write: number) => boolean = () => false;
  /** Whether a write that fails is in the store nevertheless. */
  failsAfterWriting = false;
  #gate: Promise<void> | undefined;
  #openGate: () => void = () => {};

  constructor(store: Store) {
    this.#store = store;
  }

  /** Makes writes wait until the returned function is called. */
  holdWrites(): () => void {
    this.#gate = new Promise((resolve) => {
      this.#openGate = resolve;
    });
    return () => {
      this.#gate = undefined;
      this.#openGate();
    };
  }

  async write(operations: readonly StoreOperation[]): Promise<void> {
    const number = this.writes.push(operations) - 1;
    await this.#gate;
    const fails = this.fails(number);
    if (!fails || this.failsAfterWriting) await this.#store.write(operations);
    if (fails) throw new StoreError('disk-full', 'The disk is full.');
  }

  get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#store.get(key);
  }

  getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    return this.#store.getMany(keys);
  }

  range(range: PageRange): Promise<StoreEntry[]> {
    return this.#store.range(range);
  }

  values(range: PageRange): Promise<Uint8Array[]> {
    return this.#store.values(range);
  }

  clear(gte: Uint8Array, lt: Uint8Array): Promise<void> {
    return this.#store.clear(gte, lt);
  }

  approximateSize(gte: Uint8Array, lt: Uint8Array): Promise<number> {
    return this.#store.approximateSize(gte, lt);
  }

  compact(gte: Uint8Array, lt: Uint8Array): Promise<void> {
    return this.#store.compact(gte, lt);
  }

  flush(): Promise<void> {
    return this.#store.flush();
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
