import type { RDD } from '../rdd/rdd.ts';
import { textForm } from '../rdd/text-form.ts';
import { StatefulTransformations } from './stateful-transformations.ts';
import { Time } from './time.ts';
import type { BatchFunction } from './transformations.ts';

const RULE = '-'.repeat(43);

/** Operations that have a stream computed: each is a job in every batch, in the order in which they were defined. */
export abstract class Outputs<T> extends StatefulTransformations<T> {
  /** Calls `f` with each batch's RDD, and waits for what it returns. It may take the batch's time as well. */
  foreachRDD(f: BatchFunction<T, unknown>): void {
    this.output('foreachRDD', (rdd, time) => f(rdd, new Time(time)));
  }

  /**
   * Prints the first `num` elements of each batch, each on a line, and `...` where there are more, below the batch's time
   * as PySpark shows it.
   */
  pprint(num = 10): void {
    const { print, localTime } = this.context.sparkContext.environment;
    this.output('pprint', async (rdd, time) => {
      const taken = await rdd.take(num + 1);
      const lines = taken.slice(0, num).map(textForm);
      if (taken.length > num) lines.push('...');
      print([RULE, `Time: ${localTime(time)}`, RULE, ...lines, ''].join('\n'));
    });
  }

  /** The same as `pprint`, by its name in Scala. */
  print(num = 10): void {
    this.pprint(num);
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
