import type { ClassicLevel } from 'classic-level';
import { Level } from 'level';
import { checkFormat } from './format.ts';
import { diskFull, isNotOpen, openError, operationError } from './level-errors.ts';
import { optionsOf, readPage } from './level-page.ts';
import type { PageRange, Store, StoreEntry, StoreOperation } from './store.ts';

type Database = ClassicLevel<Uint8Array, Uint8Array>;

const MB = 1024 * 1024;

/**
 * Measured with record batches of 1 KB to 1 MB (test/bench/storage.ts): with small buffers LevelDB
 * spends its time merging small files. A write buffer takes memory only as it fills, and `flush`
 * empties it. Producers compress, and values are whole batches, so the cache for single blocks
 * only ever serves the metadata.
 */
export const tuning = {
  compression: false,
  writeBufferSize: 64 * MB,
  maxFileSize: 64 * MB,
  blockSize: 16 * 1024,
  cacheSize: 2 * MB,
} as const;

/** The room that a reopening needs beside the writes that it moves from LevelDB's log to a table. */
const SPARE_BYTES = 4 * MB;

/** Opening again would take noticeably longer if LevelDB's log were left with more than this. */
const WORTH_FLUSHING_BYTES = 4 * MB;

export interface LevelStoreOptions {
  /**
   * Bytes free on the disk that holds a path. With it, a store that ran out of space waits for
   * enough of it before it writes again, and can be read meanwhile.
   */
  readonly freeBytes?: (path: string) => Promise<number>;
}

/** A Store in a directory, by LevelDB. */
export class LevelStore implements Store {
  readonly path: string;
  readonly #options: LevelStoreOptions;
  #database: Database;
  /** Why LevelDB cannot be written to until it is opened anew. */
  #damage: Error | undefined;
  #reopening: Promise<void> | undefined;
  /** About what LevelDB's log holds, which an opening moves to a table. */
  #unflushedBytes = 0;

  private constructor(path: string, database: Database, options: LevelStoreOptions) {
    this.path = path;
    this.#database = database;
    this.#options = options;
  }

  /**
   * Opens the store in the directory `path`, which is created if need be.
   * @throws StoreError of any kind but `failed`
   */
  static async open(path: string, options: LevelStoreOptions = {}): Promise<LevelStore> {
    const store = new LevelStore(path, await openDatabase(path), options);
    try {
      await checkFormat(store, `The data directory ${path}`);
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#run((database) => database.get(key));
  }

  getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    return this.#run((database) => database.getMany([...keys]));
  }

  range(range: PageRange): Promise<StoreEntry[]> {
    return this.#run((database) => {
      const entries = database.iterator(optionsOf(range));
      return readPage(
        entries,
        range,
        ([, value]) => value,
        ([key, value]) => ({ key, value }),
      );
    });
  }

  values(range: PageRange): Promise<Uint8Array[]> {
    return this.#run((database) => {
      const values = database.values(optionsOf(range));
      return readPage(
        values,
        range,
        (value) => value,
        (value) => value,
      );
    });
  }

  async write(operations: readonly StoreOperation[]): Promise<void> {
    if (this.#damage !== undefined) await this.#repair(this.#damage);
    for (const operation of operations) {
      this.#unflushedBytes += operation.key.length;
      if (operation.type === 'put') this.#unflushedBytes += operation.value.length;
    }
    try {
      await this.#run((database) => writeTo(database, operations));
    } catch (error) {
      this.#damage ??= error as Error;
      throw error;
    }
  }

  clear(gte: Uint8Array, lt: Uint8Array): Promise<void> {
    return this.#run((database) => database.clear({ gte, lt }));
  }

  approximateSize(gte: Uint8Array, lt: Uint8Array): Promise<number> {
    return this.#run((database) => database.approximateSize(gte, lt));
  }

  compact(gte: Uint8Array, lt: Uint8Array): Promise<void> {
    return this.#run((database) => database.compactRange(gte, lt));
  }

  async flush(): Promise<void> {
    // LevelDB empties its write buffer before it compacts; there is nothing to compact here.
    const nothing = new Uint8Array(1);
    await this.compact(nothing, nothing);
    this.#unflushedBytes = 0;
  }

  async close(): Promise<void> {
    await this.#reopening?.catch(() => {});
    if (this.#damage === undefined && this.#unflushedBytes >= WORTH_FLUSHING_BYTES) {
      await this.flush();
    }
    await this.#database.close();
  }

  /** Runs `operation` on the open database, waiting for one that is being opened anew. */
  async #run<T>(operation: (database: Database) => Promise<T>): Promise<T> {
    try {
      await this.#reopening;
      return await operation(this.#database);
    } catch (error) {
      if (!isNotOpen(error)) throw operationError(this.path, error);
      // Closed under the operation: by a reopening that is under way, by one that failed, or for good.
      if (this.#reopening === undefined) throw this.#damage ?? operationError(this.path, error);
    }
    return await this.#run(operation);
  }

  /**
   * After a failed write LevelDB's log ends in a torn record, behind which nothing could be read
   * back, and after a failed compaction it refuses to write; opening it anew cures both.
   */
  async #repair(damage: Error): Promise<void> {
    const free = await this.#options.freeBytes?.(this.path);
    if (free !== undefined && free < this.#unflushedBytes + SPARE_BYTES) {
      throw diskFull(this.path, damage);
    }
    this.#reopening ??= this.#reopen().finally(() => {
      this.#reopening = undefined;
    });
    await this.#reopening;
  }

  async #reopen(): Promise<void> {
    await this.#database.close();
    this.#database = await openDatabase(this.path);
    this.#unflushedBytes = 0;
    this.#damage = undefined;
  }
}

async function openDatabase(path: string): Promise<Database> {
  const options = { keyEncoding: 'view', valueEncoding: 'view', ...tuning };
  // Under Node `level` is classic-level; its own types leave out what no browser has.
  const database = new Level(path, options) as unknown as Database;
  try {
    await database.open();
    return database;
  } catch (error) {
    throw openError(path, error);
  }
}

/** A single put skips the copy into a batch, which costs a large value a third of its rate. */
function writeTo(database: Database, operations: readonly StoreOperation[]): Promise<void> {
  const [first] = operations;
  if (operations.length === 1 && first?.type === 'put') return database.put(first.key, first.value);
  return database.batch(
    operations.map((operation) =>
      operation.type === 'put' ? operation : { type: 'del', key: operation.key },
    ),
  );
}
