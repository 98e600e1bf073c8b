import type { Cancellation, Step, Task } from '../rdd/computation.ts';
import type { Lineage } from '../rdd/lineage.ts';
import { pass } from '../rdd/pass.ts';

/** One task of a stage: computes partitions of the stage's RDDs, those that are kept once. */
export class RunningTask implements Task {
  readonly partition: number;
  readonly signal: Cancellation;

  constructor(partition: number, signal: Cancellation) {
    this.partition = partition;
    this.signal = signal;
  }

  values<T>(rdd: Lineage<T>, partition: number): Promise<readonly T[]> {
    return rdd.kept(partition, () => this.#compute(rdd, partition));
  }

  async #compute<T>(rdd: Lineage<T>, partition: number): Promise<readonly T[]> {
    this.signal.throwIfCancelled();
    const steps: Step<never, unknown>[] = [];
    let source: Lineage<unknown> = rdd;
    do {
      const { step, parents } = source.computation;
      if (step === undefined) break;
      steps.push(step);
      source = parents[0]!;
    } while (!source.isPersisted);
    if (steps.length === 0) return rdd.computation.compute(partition, this);
    return pass<unknown, T>(await this.values(source, partition), steps.reverse(), partition);
  }
}
