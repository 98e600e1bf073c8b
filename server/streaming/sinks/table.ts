import type { Serializer } from '../../ports/serializer.ts';
import { pagesOf, type Store, type StoreOperation } from '../../storage/store.ts';
import type { SparkContext } from '../context/spark-context.ts';
import type { PartitionOffset, TopicPartition } from '../kafka/kafka-client.ts';
import type { RDD } from '../rdd/rdd.ts';
import { keyText } from '../shuffle/key-structure.ts';
import { AppliedWrites } from './applied-writes.ts';
import type { BatchWrite } from './batch-writes.ts';
import { openedOnce } from './opened.ts';

/** What is written with the values, all of it or nothing. */
export interface SaveOptions {
  /** Where to go on reading after a restart: `rdd.offsetRanges()` of a direct stream's RDD. */
  readonly offsets?: readonly (TopicPartition & { readonly untilOffset: number })[];
  /** Tells output operations apart that add to the same table. */
  readonly sink?: string;
}

export interface MergeOptions<V> extends SaveOptions {
  /**
   * What becomes of a value that is there already, such as `(before, value) => before + value`. Without it the new one
   * takes its place. A batch that runs again after a restart is not merged twice.
   */
  readonly merge?: (before: V, value: V) => V;
}

const VALUE = 1;
const OFFSET = 2;
const WRITE = 3;

/**
 * Values by key that survive the program, in a LevelDB store of their own. What is written at once is there as a whole
 * or not at all.
 */
export class Table<K, V> {
  readonly #store: Store;
  readonly #serializer: Serializer;
  readonly #applied: AppliedWrites;
  /** Writes that read what is there come one after the other. */
  #turn: Promise<void> = Promise.resolve();

  private constructor(store: Store, serializer: Serializer, applied: AppliedWrites) {
    this.#store = store;
    this.#serializer = serializer;
    this.#applied = applied;
  }

  /** The table in a folder, which is made where there is none; the same one for all of a context. @throws StoreError */
  static open<K, V>(context: SparkContext, folder: string): Promise<Table<K, V>> {
    const { files, openStore, serializer } = context.environment;
    const path = files.absolute(folder);
    return openedOnce(context, `table ${path}`, async () => {
      const store = await openStore(path);
      const applied: BatchWrite[] = [];
      for await (const value of valuesOf(store, WRITE))
        applied.push(serializer.deserialize(value) as BatchWrite);
      return new Table<K, V>(store, serializer, new AppliedWrites(applied));
    });
  }

  /** The value of a key, if there is one. */
  async get(key: K): Promise<V | undefined> {
    const bytes = await this.#store.get(keyOf(VALUE, keyText(key)));
    return bytes === undefined ? undefined : this.#entry(bytes)[1];
  }

  /** All keys with their values, in no order that means anything. */
  async *entries(): AsyncGenerator<readonly [K, V]> {
    for await (const value of valuesOf(this.#store, VALUE)) yield this.#entry(value);
  }

  /** Where to go on reading, as it was saved last: what `createDirectStream` takes as `fromOffsets`. */
  async offsets(): Promise<PartitionOffset[]> {
    const offsets: PartitionOffset[] = [];
    for await (const value of valuesOf(this.#store, OFFSET))
      offsets.push(this.#serializer.deserialize(value) as PartitionOffset);
    return offsets;
  }

  /** Writes the pairs of an RDD; of several with the same key the last one holds. @throws SparkException; StoreError */
  async save(rdd: RDD<readonly [K, V]>, options: MergeOptions<V> = {}): Promise<void> {
    await this.put(await rdd.collect(), options, rdd.batchTime);
  }

  /** Writes pairs. @param batchTime in milliseconds, if they are those of a batch. */
  put(
    pairs: readonly (readonly [K, V])[],
    options: MergeOptions<V> = {},
    batchTime?: number,
  ): Promise<void> {
    const { sink = '' } = options;
    const write =
      batchTime === undefined || options.merge === undefined
        ? undefined
        : this.#applied.next(sink, batchTime);
    const done = this.#turn.then(() => this.#put(pairs, options, write));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#store.close();
  }

  async #put(
    pairs: readonly (readonly [K, V])[],
    { merge, offsets = [] }: MergeOptions<V>,
    write: BatchWrite | undefined,
  ): Promise<void> {
    if (write !== undefined && this.#applied.has(write)) return;
    const entries = new Map<string, readonly [K, V]>();
    const known = merge === undefined ? undefined : await this.#known(pairs);
    for (const [key, value] of pairs) {
      const text = keyText(key);
      const before = merge === undefined ? undefined : (entries.get(text) ?? known!.get(text));
      entries.set(text, before === undefined ? [key, value] : [key, merge!(before[1], value)]);
    }
    const put = (key: Uint8Array, value: unknown): StoreOperation => {
      return { type: 'put', key, value: this.#serializer.serialize(value) };
    };
    const operations: StoreOperation[] = [];
    for (const [text, entry] of entries) operations.push(put(keyOf(VALUE, text), entry));
    for (const { topic, partition, untilOffset: offset } of offsets)
      operations.push(put(keyOf(OFFSET, `${topic}-${partition}`), { topic, partition, offset }));
    if (write !== undefined) operations.push(put(writeKey(write), write));
    await this.#store.write(operations);
    if (write === undefined) return;
    const forgotten = this.#applied.add(write);
    if (forgotten.length === 0) return;
    await this.#store.write(forgotten.map((old) => ({ type: 'delete', key: writeKey(old) })));
  }

  async #known(pairs: readonly (readonly [K, V])[]): Promise<Map<string, readonly [K, V]>> {
    const texts = [...new Set(pairs.map(([key]) => keyText(key)))];
    const values = await this.#store.getMany(texts.map((text) => keyOf(VALUE, text)));
    const known = new Map<string, readonly [K, V]>();
    values.forEach((bytes, i) => {
      if (bytes !== undefined) known.set(texts[i]!, this.#entry(bytes));
    });
    return known;
  }

  #entry(bytes: Uint8Array): readonly [K, V] {
    return this.#serializer.deserialize(bytes) as readonly [K, V];
  }
}

function writeKey({ sink, batchTime, call }: BatchWrite): Uint8Array {
  return keyOf(WRITE, JSON.stringify([sink, batchTime, call]));
}

function keyOf(kind: number, text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const key = new Uint8Array(1 + bytes.length);
  key[0] = kind;
  key.set(bytes, 1);
  return key;
}

async function* valuesOf(store: Store, kind: number): AsyncGenerator<Uint8Array> {
  const range = { gte: new Uint8Array([kind]), lt: new Uint8Array([kind + 1]) };
  for await (const page of pagesOf(store, range)) for (const { value } of page) yield value;
}
