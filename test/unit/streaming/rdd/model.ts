import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import type { RDD } from '../../../../server/streaming/rdd/rdd.ts';
import { fc } from '../../../harness/fast-check.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

/** A context of its own, with two tasks at a time. */
export function testContext(): SparkContext {
  return new SparkContext(streamingEnvironment(), 'local[2]', 'test');
}

/** Values and how many partitions they are in. */
export type Parted<T> = readonly [values: T[], partitions: number];

export function parted<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Parted<T>> {
  return fc.tuple(fc.array(value, { maxLength: 30 }), fc.integer({ min: 1, max: 6 }));
}

/** Few enough keys to meet again, of different kinds. */
export const someKey = fc.oneof(
  fc.constantFrom('a', 'b', 'c'),
  fc.nat(3),
  fc.tuple(fc.nat(1), fc.constantFrom('x', 'y')),
);

export const somePair = fc.tuple(someKey, fc.integer({ min: -50, max: 50 }));

/** What two bags have in common however they are ordered. */
export function bag(values: Iterable<unknown>): string[] {
  return Array.from(values, (value) => JSON.stringify(value)).sort();
}

/** Values by the text of their keys. */
export function grouped<V>(pairs: Iterable<readonly [unknown, V]>): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const [key, value] of pairs) {
    const text = JSON.stringify(key);
    groups.set(text, [...(groups.get(text) ?? []), value]);
  }
  return groups;
}

/** Runs a property of an RDD and of the array that it was made of. */
export async function holds<T>(
  value: fc.Arbitrary<T>,
  property: (rdd: RDD<T>, values: T[], other: RDD<T>, others: T[]) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(parted(value), parted(value), async ([values, n], [others, m]) => {
      const sc = testContext();
      const rdd = sc.parallelize(values, n);
      await property(rdd, values, sc.parallelize(others, m), others);
    }),
    { numRuns: 60 },
  );
}
