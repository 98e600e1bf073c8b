import type { RDD } from '../rdd/rdd.ts';
import type { CheckpointedState } from '../state/checkpointed-state.ts';
import type { Input } from './input.ts';
import type { StreamLineage } from './lineage.ts';

/** How the RDDs of a DStream come about: what Spark has a subclass of DStream for. Times and durations are milliseconds. */
export interface StreamComputation<T> {
  /** The name of Spark's class: it is part of the operator's identity in checkpoints. */
  readonly kind: string;
  readonly parents: readonly StreamLineage<unknown>[];
  /** Every how many milliseconds it has an RDD. */
  readonly slide: number;
  /** How far back it asks its parents for RDDs, beyond what is asked of itself. */
  readonly parentsRemember?: number;
  /** The parent whose RDDs are kept where its own are to be: they are made of those. */
  readonly persists?: StreamLineage<unknown>;
  /** Whether it needs a checkpoint directory, so that what it rests on does not grow for ever. */
  readonly mustCheckpoint?: boolean;

  /**
   * The RDD of a batch, from the parents' (`parent.rddAt`), or undefined if there is none. Called once for each
   * batch, in the order of the batches but for those that a window looks back at after a restart.
   */
  compute(time: number): Promise<RDD<T> | undefined> | RDD<T> | undefined;

  /** Of streams that take data in. */
  readonly input?: Input;
  /** Of streams that keep state by key: checkpoints keep what changed of it. */
  readonly state?: CheckpointedState;
}
