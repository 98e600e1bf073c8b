import { IllegalArgumentException, UnsupportedOperationException } from '../errors.ts';
import { hashCode, nonNegativeMod } from './hash-code.ts';
import { assertPartitions, type Partitioner } from './partitioner.ts';

/** By the Java hash code of the key (Spark's HashPartitioner): the partitions are those of the same keys in Scala. */
export class HashPartitioner implements Partitioner {
  readonly numPartitions: number;

  /** @throws IllegalArgumentException */
  constructor(numPartitions: number) {
    assertPartitions(numPartitions);
    this.numPartitions = numPartitions;
  }

  partitionOf(key: unknown): number {
    return nonNegativeMod(hashCode(key), this.numPartitions);
  }

  equals(other: Partitioner): boolean {
    return other instanceof HashPartitioner && other.numPartitions === this.numPartitions;
  }
}

/** By a function of the user's, as PySpark's `partitionBy(n, f)`. Equal where the function is the same one. */
export class FunctionPartitioner<K> implements Partitioner {
  readonly numPartitions: number;
  readonly #f: (key: K) => number;

  /** @param f a whole number for each key, of which the remainder counts. @throws IllegalArgumentException */
  constructor(numPartitions: number, f: (key: K) => number) {
    assertPartitions(numPartitions);
    this.numPartitions = numPartitions;
    this.#f = f;
  }

  /** @throws IllegalArgumentException where the function gives no whole number. */
  partitionOf(key: unknown): number {
    const number = this.#f(key as K);
    if (!Number.isInteger(number)) {
      throw new IllegalArgumentException(
        `A partition function must give a whole number, not ${number}.`,
      );
    }
    return nonNegativeMod(number, this.numPartitions);
  }

  equals(other: Partitioner): boolean {
    return (
      other instanceof FunctionPartitioner &&
      other.#f === this.#f &&
      other.numPartitions === this.numPartitions
    );
  }
}

/**
 * By hashes that come with the values from elsewhere (Spark's PythonPartitioner): which key a value has, and so where it
 * is, is known there alone.
 */
export class SuppliedHashPartitioner implements Partitioner {
  readonly numPartitions: number;
  readonly #by: unknown;

  /** @param by what hashes by; without it the partitioner equals none but itself. @throws IllegalArgumentException */
  constructor(numPartitions: number, by?: unknown) {
    assertPartitions(numPartitions);
    this.numPartitions = numPartitions;
    this.#by = by ?? this;
  }

  partitionOf(): never {
    throw new UnsupportedOperationException('The keys of these values are not known here.');
  }

  equals(other: Partitioner): boolean {
    return (
      other instanceof SuppliedHashPartitioner &&
      other.#by === this.#by &&
      other.numPartitions === this.numPartitions
    );
  }
}
