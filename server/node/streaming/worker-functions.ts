import type { SparkContext } from '../../streaming/context/spark-context.ts';
import type { Cancellation } from '../../streaming/rdd/computation.ts';
import type { Place, RemoteFunction } from '../../streaming/rdd/elsewhere.ts';
import { FunctionThread, type Use } from './function-thread.ts';
import type { Shipped } from './shipped-function.ts';
import type { Manner } from './shipped-thread.ts';

interface WorkerFunction<T, U> extends RemoteFunction<T, U>, Use {}

/**
 * Worker threads that functions of RDDs can run in, a partition each, as many at a time as the context's master says.
 * Values are copied on the way there and back, so that it is worth while where functions compute a lot.
 *
 *     const workers = new WorkerFunctions(sc);
 *     const hard = shipped({ rounds }, ({ rounds }) => (text: string) => …);
 *     await sc.parallelize(texts, 8).mapPartitionsElsewhere(workers.map(hard)).collect();
 *
 * Functions that follow one another run in one call. Threads start when they are needed; they end with the context.
 */
export class WorkerFunctions implements Place {
  readonly #most: number;
  readonly #idle: FunctionThread[] = [];
  readonly #all = new Set<FunctionThread>();
  readonly #waiting: (() => void)[] = [];
  readonly #forget: () => void;
  #isClosed = false;

  /** @param threads at most so many, as many as the machine has cores if absent. */
  constructor(context: SparkContext, threads: number = context.environment.cores) {
    this.#most = Math.max(1, threads);
    this.#forget = context.onStop(() => {
      this.close().catch(() => {});
    });
  }

  /** What the function makes of each element. */
  map<T, U>(f: Shipped<(value: T) => U>): RemoteFunction<T, U> {
    return this.#use<T, U>('map', f);
  }

  /** The elements of what the function makes of each element. */
  flatMap<T, U>(f: Shipped<(value: T) => Iterable<U>>): RemoteFunction<T, U> {
    return this.#use<T, U>('flatMap', f);
  }

  /** The elements for which the function is true. */
  filter<T>(f: Shipped<(value: T) => unknown>): RemoteFunction<T, T> {
    return this.#use<T, T>('filter', f);
  }

  /** What the function makes of each partition. */
  mapPartitions<T, U>(
    f: Shipped<(values: readonly T[], partition: number) => Iterable<U>>,
  ): RemoteFunction<T, U> {
    return this.#use<T, U>('mapPartitions', f);
  }

  /** For RDDs. @throws what a function threw; an Error after `close`. */
  async run(
    functions: readonly RemoteFunction<never, unknown>[],
    values: readonly unknown[],
    partition: number,
    signal: Cancellation,
  ): Promise<readonly unknown[]> {
    const thread = await this.#freeThread();
    // The thread may be in an endless loop: whoever cancels has it ended.
    const forget = signal.onCancelled(() => {
      thread.end().catch(() => {});
    });
    try {
      signal.throwIfCancelled();
      return await thread.call(
        functions as readonly WorkerFunction<never, unknown>[],
        values,
        partition,
      );
    } finally {
      forget();
      this.#release(thread);
    }
  }

  /** Ends all threads. What they run fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#forget();
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.all(Array.from(this.#all, (thread) => thread.end()));
    this.#all.clear();
  }

  #use<T, U>(manner: Manner, shipped: Shipped<unknown>): WorkerFunction<T, U> {
    const use = { name: `shipped-${shipped.id}.js`, manner, shipped, place: this };
    return {
      ...use,
      call: (values, partition, signal) =>
        this.run([use as never], values, partition, signal) as Promise<readonly U[]>,
    };
  }

  async #freeThread(): Promise<FunctionThread> {
    for (;;) {
      if (this.#isClosed) throw new Error('The worker threads of these functions have ended.');
      const idle = this.#idleThread();
      if (idle !== undefined) return idle;
      if (this.#all.size < this.#most) {
        const thread = new FunctionThread();
        this.#all.add(thread);
        return thread;
      }
      await new Promise<void>((wake) => {
        this.#waiting.push(wake);
      });
    }
  }

  /** One that has not ended since: what a call left behind may have thrown later. */
  #idleThread(): FunctionThread | undefined {
    for (;;) {
      const thread = this.#idle.pop();
      if (!thread?.hasEnded) return thread;
      this.#all.delete(thread);
    }
  }

  #release(thread: FunctionThread): void {
    if (thread.hasEnded) this.#all.delete(thread);
    else this.#idle.push(thread);
    this.#waiting.shift()?.();
  }
}
