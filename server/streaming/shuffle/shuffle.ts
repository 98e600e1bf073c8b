import type { Lineage } from '../rdd/lineage.ts';
import type { Partitioner } from './partitioner.ts';

/**
 * The exchange between two stages: each partition of the parent is cut into one bucket for each partition that is
 * to be. What a bucket is, only the two sides know. The buckets live as long as the RDD that reads them, which
 * computes again without running the first stage again.
 */
export class Shuffle<V = unknown, B = unknown> {
  readonly parent: Lineage<V>;
  readonly partitioner: Partitioner;
  readonly #write: (values: readonly V[], partition: number) => readonly B[];
  #outputs: (B | undefined)[][] | undefined;
  #isSpoiled = false;
  /** Resolves when the outputs are there; the scheduler keeps it. */
  running: Promise<void> | undefined;

  /** @param write the buckets of a parent's partition, one for each partition of the partitioner. */
  constructor(
    parent: Lineage<V>,
    partitioner: Partitioner,
    write: (values: readonly V[], partition: number) => readonly B[],
  ) {
    this.parent = parent;
    this.partitioner = partitioner;
    this.#write = write;
  }

  get isDone(): boolean {
    return this.#outputs !== undefined && !this.#isSpoiled;
  }

  write(values: readonly V[], partition: number): readonly B[] {
    return this.#write(values, partition);
  }

  /** @param outputs the buckets of each of the parent's partitions, in order. */
  finish(outputs: readonly (readonly B[])[]): void {
    this.#outputs = outputs.map((buckets) => [...buckets]);
    this.#isSpoiled = false;
  }

  /** The buckets for a partition, in the order of the partitions that they come from. */
  read(partition: number): B[] {
    if (this.#outputs === undefined) throw new Error('The shuffle was read before it was done.');
    return this.#outputs.map((buckets) => buckets[partition]!);
  }

  /**
   * What `use` makes of the buckets for a partition, which it may change, and which nobody else sees any more. Where it
   * throws half-way, the next job does the shuffle again.
   */
  take<R>(partition: number, use: (buckets: readonly B[]) => R): R {
    const buckets = this.read(partition);
    try {
      const result = use(buckets);
      for (const outputs of this.#outputs!) outputs[partition] = undefined;
      return result;
    } catch (error) {
      this.#isSpoiled = true;
      throw error;
    }
  }
}
