import type { SparkContext } from '../context/spark-context.ts';
import { UnsupportedOperationException } from '../errors.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import type { Computation } from './computation.ts';
import type { RDD } from './rdd.ts';
import { StorageLevel } from './storage-level.ts';

/**
 * What every RDD has, whatever can be done with it: where it comes from, and what is kept of it. Nothing is
 * computed before an action asks for it.
 */
export abstract class Lineage<T> {
  readonly context: SparkContext;
  /** Unique in its context. */
  readonly id: number;
  /** The batch, in milliseconds, if it was made for one. */
  batchTime: number | undefined;
  #computation: Computation<T>;
  #name: string | undefined;
  #storageLevel: StorageLevel = StorageLevel.NONE;
  #cache: Map<number, Promise<readonly T[]>> | undefined;

  /** Made by `SparkContext.rdd` and by other RDDs. */
  constructor(context: SparkContext, computation: Computation<T>) {
    this.context = context;
    this.id = context.nextRddId();
    this.#computation = computation;
    this.batchTime = computation.parents[0]?.batchTime;
  }

  get computation(): Computation<T> {
    return this.#computation;
  }

  /** An RDD of the same context that comes about by `computation`. */
  protected derive<U>(computation: Computation<U>): RDD<U> {
    return this.context.rdd(computation);
  }

  getNumPartitions(): number {
    return this.#computation.partitions;
  }

  /** How the partitions were made by key, if they were. */
  get partitioner(): Partitioner | undefined {
    return this.#computation.partitioner;
  }

  /** As it shows in listeners' events and `toDebugString`. */
  get name(): string | undefined {
    return this.#name;
  }

  setName(name: string): this {
    this.#name = name;
    return this;
  }

  /**
   * Keeps the partitions once they are computed. Every level keeps them in memory as they are.
   * @throws UnsupportedOperationException for another level than it has.
   */
  persist(level: StorageLevel = StorageLevel.MEMORY_ONLY): this {
    if (this.#storageLevel !== StorageLevel.NONE && this.#storageLevel !== level)
      throw new UnsupportedOperationException(
        'Cannot change storage level of an RDD after it was already assigned a level',
      );
    this.#storageLevel = level;
    this.#cache ??= new Map();
    return this;
  }

  cache(): this {
    return this.persist();
  }

  /** Drops what is kept; it is computed again when it is needed again. */
  unpersist(): this {
    this.#storageLevel = StorageLevel.NONE;
    this.#cache = undefined;
    return this;
  }

  getStorageLevel(): StorageLevel {
    return this.#storageLevel;
  }

  get isPersisted(): boolean {
    return this.#cache !== undefined;
  }

  /** Whether no partition has to be computed any more. */
  get isCached(): boolean {
    return this.#cache !== undefined && this.#cache.size === this.getNumPartitions();
  }

  /** A partition's values, kept where they are to be kept. Tasks call it. */
  kept(partition: number, compute: () => Promise<readonly T[]>): Promise<readonly T[]> {
    const cache = this.#cache;
    if (cache === undefined) return compute();
    const known = cache.get(partition);
    if (known !== undefined) return known;
    const values = compute();
    cache.set(partition, values);
    values.catch(() => {
      if (cache.get(partition) === values) cache.delete(partition);
    });
    return values;
  }

  /** Replaces how it comes about, its partitions and their values staying the same: where they were saved. */
  protected cutLineage(computation: Computation<T>): void {
    this.#computation = computation;
  }

  /** The RDDs that it comes from, each with its parents indented below, as Spark prints it. */
  toDebugString(): string {
    return debugLines(this).join('\n');
  }
}

function debugLines(rdd: Lineage<unknown>): string[] {
  const { kind, parents, shuffles = [] } = rdd.computation;
  const cached = rdd.isPersisted ? ` [${rdd.getStorageLevel().description}]` : '';
  const first = `(${rdd.getNumPartitions()}) ${rdd.name ?? ''}${rdd.name ? ' ' : ''}${kind}[${rdd.id}]${cached}`;
  const narrow = parents.flatMap((parent) => debugLines(parent).map((line) => ` |  ${line}`));
  const wide = shuffles.flatMap(({ parent }) =>
    debugLines(parent).map((line, i) => (i === 0 ? ` +-${line}` : `    ${line}`)),
  );
  return [first, ...narrow, ...wide];
}
