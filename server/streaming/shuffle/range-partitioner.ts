import type { Lineage } from '../rdd/lineage.ts';
import { PseudoRandom } from '../rdd/sampling/pseudo-random.ts';
import { reservoirSample } from '../rdd/sampling/reservoir.ts';
import { keyOrder, type Ordering } from './ordering.ts';
import { assertPartitions, type Partitioner } from './partitioner.ts';

/** Keys that are looked at for each partition that is to be. */
const SAMPLES_PER_PARTITION = 20;
const MOST_SAMPLES = 1_000_000;
/** Partitions of the parent can hold more than their share: so many times as many are taken from each. */
const OVERSAMPLING = 3;

export interface RangeOptions<K> {
  readonly ascending?: boolean;
  /** What is compared in place of the key itself. */
  readonly keyfunc?: (key: K) => unknown;
}

/**
 * By ranges of keys, in their order (Spark's RangePartitioner). The bounds are found by sampling, which is a job of its
 * own, when they are first needed. Where there are few different keys the last partitions stay empty.
 */
export class RangePartitioner<K> implements Partitioner {
  readonly numPartitions: number;
  readonly #rdd: Lineage<readonly [K, unknown]>;
  readonly #keyfunc: ((key: K) => unknown) | undefined;
  readonly #order: Ordering<unknown>;
  #bounds: readonly unknown[] | undefined;
  #preparing: Promise<void> | undefined;

  /** @param rdd whose keys are sampled. @throws IllegalArgumentException */
  constructor(
    numPartitions: number,
    rdd: Lineage<readonly [K, unknown]>,
    { ascending = true, keyfunc }: RangeOptions<K> = {},
  ) {
    assertPartitions(numPartitions);
    this.numPartitions = numPartitions;
    this.#rdd = rdd;
    this.#keyfunc = keyfunc;
    this.#order = keyOrder(ascending);
    if (numPartitions <= 1) this.#bounds = [];
  }

  partitionOf(key: unknown): number {
    const bounds = this.#bounds;
    if (bounds === undefined)
      throw new Error('The bounds of a RangePartitioner are not known yet.');
    if (bounds.length === 0) return 0;
    const ordered = this.#keyfunc === undefined ? key : this.#keyfunc(key as K);
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#order(ordered, bounds[middle]) > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Only with itself, since bounds come from samples. */
  equals(other: Partitioner): boolean {
    return other === this;
  }

  async prepare(): Promise<void> {
    if (this.#bounds !== undefined) return;
    this.#preparing ??= this.#findBounds().finally(() => {
      this.#preparing = undefined;
    });
    await this.#preparing;
  }

  async #findBounds(): Promise<void> {
    const rdd = this.#rdd;
    const wanted = Math.min(SAMPLES_PER_PARTITION * this.numPartitions, MOST_SAMPLES);
    const each = Math.ceil((OVERSAMPLING * wanted) / Math.max(1, rdd.getNumPartitions()));
    const sketches = await rdd.context.runJob(
      rdd,
      (values, partition) => {
        const random = new PseudoRandom(rdd.id, partition);
        const sample = reservoirSample(values, each, random).map(([key]) =>
          this.#keyfunc === undefined ? key : this.#keyfunc(key),
        );
        return { sample, weight: values.length / sample.length };
      },
      { description: 'sketch' },
    );
    const candidates = sketches.flatMap(({ sample, weight }) =>
      sample.map((key) => ({ key, weight })),
    );
    this.#bounds = boundsOf(candidates, this.numPartitions, this.#order);
  }
}

interface Candidate {
  readonly key: unknown;
  /** How many keys it stands for. */
  readonly weight: number;
}

/** Keys at which the candidates fall into parts of about the same weight (Spark's `determineBounds`). */
function boundsOf(
  candidates: readonly Candidate[],
  partitions: number,
  order: Ordering<unknown>,
): unknown[] {
  const sorted = candidates.toSorted((a, b) => order(a.key, b.key));
  const step = sorted.reduce((sum, { weight }) => sum + weight, 0) / partitions;
  const bounds: unknown[] = [];
  let reached = 0;
  let target = step;
  for (const { key, weight } of sorted) {
    if (bounds.length === partitions - 1) break;
    reached += weight;
    // Equal keys stay together: a bound is greater than the one before.
    if (reached < target || (bounds.length > 0 && order(key, bounds.at(-1)) <= 0)) continue;
    bounds.push(key);
    target += step;
  }
  return bounds;
}
