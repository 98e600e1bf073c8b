import type { Store, StoreOperation } from './store.ts';

/** Who has something to write. */
export interface Writer {
  /** Gives what is to be written, in an order of which every beginning is consistent. */
  collect(): readonly StoreOperation[];
  /** What was collected last is in the store. */
  written(): void;
  /** What was collected last may be in the store in part. */
  failed(error: unknown): void;
}

/** Bytes at which a group is full, and the next writer waits for the next one. */
const GROUP_BYTES = 256 * 1024;

/** Beyond this, one write for each value is quicker than one write for all. */
const WRITE_BYTES = 64 * 1024;

/**
 * Writes what arrives together with one write of the store, one write after the other: while one is
 * under way, the next group gathers. So the store is asked once for many small appends, and a crash
 * never leaves something later without what came before.
 */
export class GroupCommit {
  readonly #store: Store;
  readonly #onWrite: (bytes: number) => void;
  #waiting: Writer[] = [];
  #running: Promise<void> | undefined;

  /** @param onWrite called after each group, with its size */
  constructor(store: Store, onWrite: (bytes: number) => void = () => {}) {
    this.#store = store;
    this.#onWrite = onWrite;
  }

  /** Has `writer` collected with one of the next groups; to be called once for each collection. */
  enqueue(writer: Writer): void {
    this.#waiting.push(writer);
    // A microtask later, so that what one request appends to several logs goes together.
    this.#running ??= Promise.resolve().then(() => this.#run());
  }

  /** Resolves when everything that was enqueued has been written or has failed. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#writeGroup();
    this.#running = undefined;
  }

  async #writeGroup(): Promise<void> {
    const { writers, operations, bytes } = this.#gather();
    try {
      for (const part of inParts(operations)) await this.#store.write(part);
    } catch (error) {
      for (const writer of writers) writer.failed(error);
      return;
    }
    for (const writer of writers) writer.written();
    this.#onWrite(bytes);
  }

  #gather(): {
    writers: readonly Writer[];
    operations: readonly StoreOperation[];
    bytes: number;
  } {
    const operations: StoreOperation[] = [];
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && bytes < GROUP_BYTES) {
      for (const operation of this.#waiting[count++]!.collect()) {
        operations.push(operation);
        bytes += sizeOf(operation);
      }
    }
    return { writers: this.#waiting.splice(0, count), operations, bytes };
  }
}

/** The operations in their order, small ones together and large ones alone. */
function* inParts(operations: readonly StoreOperation[]): Iterable<readonly StoreOperation[]> {
  let from = 0;
  let bytes = 0;
  for (let index = 0; index < operations.length; index++) {
    const size = sizeOf(operations[index]!);
    if (bytes + size > WRITE_BYTES && index > from) {
      yield operations.slice(from, index);
      from = index;
      bytes = 0;
    }
    bytes += size;
  }
  if (from < operations.length) yield from === 0 ? operations : operations.slice(from);
}

function sizeOf(operation: StoreOperation): number {
  return operation.key.length + (operation.type === 'put' ? operation.value.length : 0);
}
