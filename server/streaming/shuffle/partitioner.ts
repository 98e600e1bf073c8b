import { require } from '../errors.ts';

/** Which partition of a shuffle a key goes to (Spark's Partitioner). */
export interface Partitioner {
  readonly numPartitions: number;
  /** In [0, numPartitions). Call it after `prepare` only. */
  partitionOf(key: unknown): number;
  /** Whether the other one sends every key to the same partition, so that no shuffle is needed between the two. */
  equals(other: Partitioner): boolean;
  /** Finds out what it needs to know of the data, once. */
  prepare?(): Promise<void>;
}

/** @throws IllegalArgumentException for what is no number of partitions, such as 1.5 or NaN. */
export function assertPartitions(numPartitions: number, least = 0): void {
  const what = `Number of partitions (${numPartitions})`;
  require(!(
    numPartitions < least
  ), `${what} ${least === 0 ? 'cannot be negative' : 'must be positive'}.`);
  require(Number.isInteger(numPartitions), `${what} must be a whole number.`);
}
