import { KeyedTransformations } from './keyed-transformations.ts';

/** Operations that compute an RDD and give a result. Each is a job, or several. */
export abstract class Actions<T> extends KeyedTransformations<T> {
  /** All elements, in the order of the partitions. */
  async collect(): Promise<T[]> {
    const parts = await this.runJob('collect', (values) => values);
    return parts.flat() as T[];
  }

  /** What `f` makes of the values of each partition. */
  protected runJob<U>(
    description: string,
    f: (values: readonly T[], partition: number) => U | Promise<U>,
  ): Promise<U[]> {
    return this.context.runJob(this, f, { description });
  }
}
