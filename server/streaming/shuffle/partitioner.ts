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
