import { require, UnsupportedOperationException } from '../errors.ts';
import { concatenated } from './computations/shuffled.ts';
import type { Tuple } from './element.ts';
import { PseudoRandom } from './sampling/pseudo-random.ts';
import { reservoirSample } from './sampling/reservoir.ts';
import { Sorting } from './sorting.ts';
import { copiesOf } from './zero-value.ts';

/** How many times as many partitions `take` looks at when those before were not enough (`spark.rdd.limit.scaleUpFactor`). */
const TAKE_SCALE_UP = 4;

/** Operations that compute an RDD and give a result. Each is a job, or several. */
export abstract class Actions<T> extends Sorting<T> {
  /** All elements, in the order of the partitions. */
  async collect(): Promise<T[]> {
    return concatenated(await this.runJob('collect', (values) => values));
  }

  /** The elements one after the other, of which one partition at a time is in memory. Each takes a job. */
  async *toLocalIterator(): AsyncGenerator<T> {
    for (let partition = 0; partition < this.getNumPartitions(); partition++) {
      const [values] = await this.runJob('toLocalIterator', (all) => all, [partition]);
      yield* values!;
    }
  }

  /** The number of elements. */
  async count(): Promise<number> {
    const counts = await this.runJob('count', (values) => values.length);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Whether there is no element at all; looks at no more than it must. */
  async isEmpty(): Promise<boolean> {
    return this.getNumPartitions() === 0 || (await this.take(1)).length === 0;
  }

  /** The first element. @throws UnsupportedOperationException where there is none. */
  async first(): Promise<T> {
    const values = await this.take(1);
    if (values.length === 0) throw emptyCollection();
    return values[0]!;
  }

  /** The first elements, none for a negative number. Runs the first partition, and more where that is not enough. */
  async take(num: number): Promise<T[]> {
    let taken: T[] = [];
    const total = this.getNumPartitions();
    for (let next = 0; taken.length < num && next < total; ) {
      let tries = 1;
      if (next > 0) {
        const estimate = Math.ceil((1.5 * num * next) / taken.length) - next;
        tries = taken.length === 0 ? next * TAKE_SCALE_UP : Math.max(1, estimate);
        tries = Math.min(tries, next * TAKE_SCALE_UP);
      }
      const left = num - taken.length;
      const partitions = Array.from({ length: Math.min(tries, total - next) }, (_, i) => next + i);
      for (const values of await this.runJob('take', (all) => all.slice(0, left), partitions)) {
        taken = taken.concat(values.slice(0, num - taken.length));
      }
      next += partitions.length;
    }
    return taken;
  }

  /**
   * A random sample of so many elements, or as many as there are, in random order.
   * @throws IllegalArgumentException
   */
  async takeSample(withReplacement: boolean, num: number, seed = this.newSeed()): Promise<T[]> {
    require(num >= 0, 'Negative number of elements requested');
    if (num === 0) return [];
    const random = new PseudoRandom(seed, -1);
    const count = await this.count();
    if (count === 0) return [];
    if (withReplacement) {
      const places = Array.from({ length: num }, () => random.below(count));
      const chosen = await this.elementsAt(new Set(places));
      return places.map((place) => chosen.get(place)!);
    }
    const places = reservoirSample(
      Array.from({ length: count }, (_, place) => place),
      num,
      random,
    );
    const chosen = await this.elementsAt(new Set(places));
    for (let i = places.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [places[i], places[j]] = [places[j]!, places[i]!];
    }
    return places.map((place) => chosen.get(place)!);
  }

  /** All elements made one by an associative and commutative function. @throws UnsupportedOperationException where there is none. */
  async reduce(f: (a: T, b: T) => T): Promise<T> {
    const parts = await this.reducedPartitions('reduce', f);
    if (parts.length === 0) throw emptyCollection();
    return merged(parts, f);
  }

  /** Like `reduce`, merging the partitions' results in a tree. @throws IllegalArgumentException */
  async treeReduce(f: (a: T, b: T) => T, depth = 2): Promise<T> {
    assertDepth(depth);
    const parts = await this.reducedPartitions('treeReduce', f);
    if (parts.length === 0) throw emptyCollection();
    return mergedAsTree(parts, f, depth);
  }

  /** Like `reduce`, starting with `zeroValue` in each partition and once more for their results. */
  async fold(zeroValue: T, f: (a: T, b: T) => T): Promise<T> {
    return this.aggregatedPartitions<T>('fold', zeroValue, f, (parts, zero) =>
      merged([zero, ...parts], f),
    );
  }

  /** What becomes of `zeroValue`: `seqOp` merges an element into it, `combOp` the results of two partitions. */
  async aggregate<U extends Tuple>(
    zeroValue: U,
    seqOp: (result: U, value: T) => U,
    combOp: (a: U, b: U) => U,
  ): Promise<U>;
  async aggregate<U>(
    zeroValue: U,
    seqOp: (result: U, value: T) => U,
    combOp: (a: U, b: U) => U,
  ): Promise<U>;
  async aggregate<U>(
    zeroValue: U,
    seqOp: (result: U, value: T) => U,
    combOp: (a: U, b: U) => U,
  ): Promise<U> {
    return this.aggregatedPartitions('aggregate', zeroValue, seqOp, (parts, zero) =>
      merged([zero, ...parts], combOp),
    );
  }

  /** Like `aggregate`, merging the partitions' results in a tree, without `zeroValue` again. @throws IllegalArgumentException */
  async treeAggregate<U extends Tuple>(
    zeroValue: U,
    seqOp: (result: U, value: T) => U,
    combOp: (a: U, b: U) => U,
    depth?: number,
  ): Promise<U>;
  async treeAggregate<U>(
    zeroValue: U,
    seqOp: (result: U, value: T) => U,
    combOp: (a: U, b: U) => U,
    depth?: number,
  ): Promise<U>;
  async treeAggregate<U>(
    zeroValue: U,
    seqOp: (result: U, value: T) => U,
    combOp: (a: U, b: U) => U,
    depth = 2,
  ): Promise<U> {
    assertDepth(depth);
    return this.aggregatedPartitions('treeAggregate', zeroValue, seqOp, (parts, zero) =>
      parts.length === 0 ? zero : mergedAsTree(parts, combOp, depth),
    );
  }

  /** Calls `f` for every element. */
  async foreach(f: (value: T) => void): Promise<void> {
    await this.runJob('foreach', (values) => {
      for (let i = 0; i < values.length; i++) f(values[i]!);
    });
  }

  /** Calls `f` for every partition, and waits for what it does. */
  async foreachPartition(f: (values: readonly T[]) => void | Promise<void>): Promise<void> {
    await this.runJob('foreachPartition', (values) => f(values));
  }

  /** What `f` makes of the values of each partition, or of those given. */
  protected runJob<U>(
    description: string,
    f: (values: readonly T[], partition: number) => U | Promise<U>,
    partitions?: readonly number[],
  ): Promise<U[]> {
    const options = partitions === undefined ? { description } : { description, partitions };
    return this.context.runJob(this, f, options);
  }

  /** The results of partitions that are not empty. */
  private async reducedPartitions(description: string, f: (a: T, b: T) => T): Promise<T[]> {
    const parts = await this.runJob(description, (values) => {
      let result = values[0] as T;
      for (let i = 1; i < values.length; i++) result = f(result, values[i]!);
      return values.length === 0 ? [] : [result];
    });
    return parts.flat(1) as T[];
  }

  private async aggregatedPartitions<U>(
    description: string,
    zeroValue: U,
    seqOp: (result: U, value: T) => U,
    merge: (parts: U[], zero: U) => U,
  ): Promise<U> {
    const zero = copiesOf(zeroValue);
    const parts = await this.runJob(description, (values) => {
      let result = zero();
      for (let i = 0; i < values.length; i++) result = seqOp(result, values[i]!);
      return result;
    });
    return merge(parts, zero());
  }

  private async elementsAt(places: ReadonlySet<number>): Promise<Map<number, T>> {
    const chosen = await this.zipWithIndex()
      .filter(([, place]) => places.has(place))
      .collect();
    return new Map(chosen.map(([value, place]) => [place, value]));
  }
}

/** What an action throws that needs an element. */
export function emptyCollection(): UnsupportedOperationException {
  return new UnsupportedOperationException('empty collection');
}

function assertDepth(depth: number): void {
  require(depth >= 1, `Depth must be greater than or equal to 1 but got ${depth}.`);
}

/** Merges in so many rounds that each takes about the same number together, as Spark's tree does. */
function mergedAsTree<U>(parts: readonly U[], merge: (a: U, b: U) => U, depth: number): U {
  const together = Math.max(2, Math.ceil(parts.length ** (1 / depth)));
  let level = [...parts];
  while (level.length > 1) {
    const groups = Math.ceil(level.length / together);
    level = Array.from({ length: groups }, (_, i) =>
      merged(level.slice(i * together, (i + 1) * together), merge),
    );
  }
  return level[0]!;
}

/** Unlike `Array.reduce` it gives `merge` two arguments, so that it can be `Math.max`. */
function merged<U>(parts: readonly U[], merge: (a: U, b: U) => U): U {
  return parts.reduce((a, b) => merge(a, b));
}
