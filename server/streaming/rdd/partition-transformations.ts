import { require } from '../errors.ts';
import { HashPartitioner } from '../shuffle/hash-partitioner.ts';
import { assertPartitions } from '../shuffle/partitioner.ts';
import { coalesced } from './computations/coalesced.ts';
import { dealtOut } from './computations/shuffled.ts';
import type { RDD } from './rdd.ts';
import { PseudoRandom } from './sampling/pseudo-random.ts';
import { SetTransformations } from './set-transformations.ts';

/** Operations that give the same elements in other partitions, or some of them. */
export abstract class PartitionTransformations<T> extends SetTransformations<T> {
  /**
   * Fewer partitions, by taking neighbours together; with a shuffle also more, and all of about the same size.
   * @throws IllegalArgumentException
   */
  coalesce(numPartitions: number, shuffle = false): RDD<T> {
    assertPartitions(numPartitions, 1);
    if (!shuffle) return this.derive(coalesced(this, numPartitions));
    return this.derive(dealtOut(this, new HashPartitioner(numPartitions)));
  }

  /** So many partitions of about the same size, by a shuffle. @throws IllegalArgumentException */
  repartition(numPartitions: number): RDD<T> {
    return this.coalesce(numPartitions, true);
  }

  /**
   * A part of the elements: each with the chance `fraction`, or each so many times on average with replacement.
   * @param seed the same one gives the same sample of the same partitions.
   * @throws IllegalArgumentException
   */
  sample(withReplacement: boolean, fraction: number, seed = this.newSeed()): RDD<T> {
    require(fraction >= 0, `Fraction must be nonnegative, but got ${fraction}`);
    if (!withReplacement) {
      require(fraction <= 1, `Sampling fraction (${fraction}) must be on interval [0, 1]`);
      return this.cell(0, fraction, seed);
    }
    return this.stepwise(
      (emit, partition) => {
        const random = new PseudoRandom(seed, partition);
        return {
          take: (value) => {
            for (let left = random.poisson(fraction); left > 0; left--) emit(value);
          },
        };
      },
      { keepsKeys: true },
    );
  }

  /**
   * Parts, each element in one of them.
   * @param weights the parts' shares, whatever their sum.
   * @throws IllegalArgumentException
   */
  randomSplit(weights: readonly number[], seed = this.newSeed()): RDD<T>[] {
    const sum = weights.reduce((a, b) => a + b, 0);
    const all = `[${weights.join()}]`;
    require(weights.every((weight) => weight >= 0), `Weights must be nonnegative, but got ${all}`);
    require(sum > 0, `Sum of weights must be positive, but got ${all}`);
    let reached = 0;
    return weights.map((weight, i) => {
      const from = reached / sum;
      reached += weight;
      // The last part ends where chance does, whatever has been lost in adding.
      return this.cell(from, i === weights.length - 1 ? 1 : reached / sum, seed);
    });
  }

  /** A seed of the environment's chance. */
  protected newSeed(): number {
    return this.context.environment.random.below(2 ** 31);
  }

  /** The elements whose chance, a number in [0, 1) by the seed, is in [from, to). */
  private cell(from: number, to: number, seed: number): RDD<T> {
    return this.stepwise(
      (emit, partition) => {
        const random = new PseudoRandom(seed, partition);
        return {
          take: (value) => {
            const chance = random.nextDouble();
            if (chance >= from && chance < to) emit(value);
          },
        };
      },
      { keepsKeys: true },
    );
  }
}
