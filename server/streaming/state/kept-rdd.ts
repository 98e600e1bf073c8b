import type { Computation, Task } from '../rdd/computation.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';

/**
 * An RDD that is computed once and then lets go of where it came from, so that one that is made of the one before, batch
 * after batch, does not grow.
 */
export class KeptRdd<T> implements Computation<T> {
  readonly kind = 'KeptRDD';
  readonly partitions: number;
  readonly partitioner: Partitioner | undefined;
  readonly #onComplete: (partitions: readonly (readonly T[])[]) => void;
  #source: RDD<T> | undefined;
  readonly #computing: (Promise<readonly T[]> | undefined)[] = [];
  readonly #values: (readonly T[])[] = [];
  #missing: number;

  /** @param onComplete is given all partitions when there are all. */
  constructor(source: RDD<T>, onComplete: (partitions: readonly (readonly T[])[]) => void) {
    this.#source = source;
    this.#onComplete = onComplete;
    this.partitions = source.getNumPartitions();
    this.partitioner = source.partitioner;
    this.#missing = this.partitions;
    if (this.#missing === 0) onComplete([]);
  }

  get parents(): readonly RDD<unknown>[] {
    return this.#source === undefined ? [] : [this.#source];
  }

  compute(partition: number, task: Task): Promise<readonly T[]> {
    const known = this.#computing[partition];
    if (known !== undefined) return known;
    const computing = task.values(this.#source!, partition);
    this.#computing[partition] = computing;
    computing.then(
      (values) => {
        this.#values[partition] = values;
        if (--this.#missing > 0) return;
        this.#source = undefined;
        this.#onComplete(this.#values);
      },
      () => {
        this.#computing[partition] = undefined;
      },
    );
    return computing;
  }
}
