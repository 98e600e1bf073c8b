import { IllegalArgumentException, UnsupportedOperationException } from '../errors.ts';
import { KeyedActions } from './keyed-actions.ts';
import type { RDD } from './rdd.ts';
import { StatCounter } from './stat-counter.ts';

/** Actions on RDDs of numbers (Spark's DoubleRDDFunctions). */
export abstract class NumericActions<T> extends KeyedActions<T> {
  /** 0 without any. */
  async sum(this: RDD<number>): Promise<number> {
    const sums = await this.runJob('sum', (values) => {
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum += values[i]!;
      return sum;
    });
    return sums.reduce((a, b) => a + b, 0);
  }

  /** Count, mean, spread and extremes in one job. */
  async stats(this: RDD<number>): Promise<StatCounter> {
    const parts = await this.runJob('stats', (values) => new StatCounter(values));
    return parts.reduce((a, b) => a.merge(b), new StatCounter());
  }

  /** 0 without any. */
  async mean(this: RDD<number>): Promise<number> {
    return (await this.stats()).mean();
  }

  /** Of the whole population; NaN without any. */
  async variance(this: RDD<number>): Promise<number> {
    return (await this.stats()).variance();
  }

  /** Of the whole population; NaN without any. */
  async stdev(this: RDD<number>): Promise<number> {
    return (await this.stats()).stdev();
  }

  /** Estimated from a sample; NaN without two. */
  async sampleVariance(this: RDD<number>): Promise<number> {
    return (await this.stats()).sampleVariance();
  }

  /** Estimated from a sample; NaN without two. */
  async sampleStdev(this: RDD<number>): Promise<number> {
    return (await this.stats()).sampleStdev();
  }

  /**
   * How many elements are in each bucket: the buckets' bounds, and the counts.
   * @param buckets how many of the same width, from the smallest to the largest element; or the bounds, in order. A
   * bucket has its lower bound in it, and only the last one its upper bound. What is outside is not counted.
   * @throws UnsupportedOperationException for a number of buckets where nothing is there or something is not finite;
   * IllegalArgumentException for fewer than two bounds, or bounds that are not in order.
   */
  async histogram(
    this: RDD<number>,
    buckets: number | readonly number[],
  ): Promise<[bounds: number[], counts: number[]]> {
    const bounds = typeof buckets === 'number' ? await evenBounds(this, buckets) : checked(buckets);
    const parts = await this.runJob('histogram', (values) => countsOf(values, bounds));
    return [bounds, parts.reduce(sumOf, new Array<number>(bounds.length - 1).fill(0))];
  }
}

function checked(bounds: readonly number[]): number[] {
  if (bounds.length < 2) {
    throw new IllegalArgumentException('buckets array must have at least two elements');
  }
  if (bounds.some((bound, i) => i > 0 && !(bound > bounds[i - 1]!))) {
    throw new IllegalArgumentException('buckets array must be sorted, without duplicates');
  }
  return [...bounds];
}

async function evenBounds(rdd: RDD<number>, count: number): Promise<number[]> {
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new IllegalArgumentException(`number of buckets must be >= 1, not ${count}`);
  }
  const stats = await rdd.stats();
  const [min, max] = [stats.min(), stats.max()];
  if (!Number.isFinite(min) || !Number.isFinite(max)) {
    throw new UnsupportedOperationException(
      'Histogram on either an empty RDD or RDD containing +/-infinity or NaN',
    );
  }
  // All in one bucket where all are equal.
  if (min === max) return [min, max];
  const steps = Array.from({ length: count }, (_, i) => min + (i * (max - min)) / count);
  return [...steps, max];
}

function countsOf(values: readonly number[], bounds: readonly number[]): number[] {
  const counts = new Array<number>(bounds.length - 1).fill(0);
  for (const value of values) {
    const bucket = bucketOf(value, bounds);
    if (bucket !== undefined) counts[bucket]!++;
  }
  return counts;
}

function bucketOf(value: number, bounds: readonly number[]): number | undefined {
  const last = bounds.length - 1;
  if (!(value >= bounds[0]! && value <= bounds[last]!)) return undefined;
  let low = 0;
  let high = last - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (value >= bounds[middle]!) low = middle;
    else high = middle - 1;
  }
  return low;
}

function sumOf(a: readonly number[], b: readonly number[]): number[] {
  return a.map((count, i) => count + b[i]!);
}
