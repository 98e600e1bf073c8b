import type { RDD } from '../rdd/rdd.ts';
import type { Time } from './time.ts';
import type { BatchFunction } from './transformations.ts';
import { callWithBatch, StreamTransformations } from './transformations.ts';

/** Operations that have a stream computed: each is a job in every batch, in the order in which they were defined. */
export abstract class Outputs<T> extends StreamTransformations<T> {
  /** Calls `f` with each batch's RDD, and waits for what it returns. It may take the batch's time first. */
  foreachRDD(f: (rdd: RDD<T>) => unknown): void;
  foreachRDD(f: (time: Time, rdd: RDD<T>) => unknown): void;
  foreachRDD(f: BatchFunction<T, unknown>): void {
    this.output('foreachRDD', (rdd, time) => callWithBatch(f, rdd, time));
  }

  /** @param name what the operation is called in dashboards and errors. */
  protected output(name: string, run: (rdd: RDD<T>, time: number) => unknown): void {
    this.context.graph.addOutput({
      name,
      stream: this,
      run: run as (rdd: RDD<never>, time: number) => unknown,
    });
  }
}
