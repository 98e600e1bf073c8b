import type { Partitioner } from '../shuffle/partitioner.ts';
import type { Shuffle } from '../shuffle/shuffle.ts';
import type { Lineage } from './lineage.ts';

/**
 * How the partitions of an RDD come about: what Spark has a subclass of RDD for. Values that it is given by a task
 * may be another RDD's cached ones: it never changes their arrays.
 */
export interface Computation<T> {
  /** The name of Spark's class, as it stands in `toDebugString`. */
  readonly kind: string;
  /** The RDDs that `compute` asks the task for, or whose pass it continues. */
  readonly parents: readonly Lineage<unknown>[];
  /** The shuffles that `compute` reads: they are done before. */
  readonly shuffles?: readonly Shuffle[];
  /** Where the partitions were made by key: how. */
  readonly partitioner?: Partitioner | undefined;
  /** How many partitions there are, always the same number. */
  readonly partitions: number;
  /** How many values there are, where that is known without computing them. */
  readonly size?: number;
  /** Called before the first `compute`, for what takes a job of its own, such as finding bounds by sampling. */
  prepare?(): Promise<void>;
  /** The values of a partition. */
  compute(partition: number, task: Task): Promise<readonly T[]> | readonly T[];
  /**
   * Instead of `compute`, for what goes through one parent's partition of the same number one value at a time:
   * consecutive steps are fused into one synchronous pass.
   */
  readonly step?: Step<never, T>;
}

/** One step of a pass: called once for each partition, with what takes its results. */
export type Step<T, U> = (emit: (value: U) => void, partition: number) => Pass<T>;

export interface Pass<T> {
  take(value: T): void;
  /** After the last value. */
  end?(): void;
}

/** The work on one partition of a stage. */
export interface Task {
  readonly partition: number;
  /** The values of a partition of another RDD in the same stage, from its cache where it has one. */
  values<T>(rdd: Lineage<T>, partition: number): Promise<readonly T[]>;
  /** Aborted when nobody waits for the result any more. Whatever takes long looks at it. */
  readonly signal: Cancellation;
}

/** Whether work still has a purpose. */
export interface Cancellation {
  readonly isCancelled: boolean;
  /** @throws JobCancelled */
  throwIfCancelled(): void;
  /** Calls `run` once when it is cancelled; returns what takes that back. */
  onCancelled(run: () => void): () => void;
}
