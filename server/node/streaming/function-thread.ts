import { Worker } from 'node:worker_threads';
import { type Deferred, deferred } from '../deferred.ts';
import type { Shipped } from './shipped-function.ts';
import {
  type Answer,
  type Call,
  type Definition,
  type Manner,
  shippedThread,
} from './shipped-thread.ts';

/** A shipped function and what is done with it. */
export interface Use {
  readonly name: string;
  readonly manner: Manner;
  readonly shipped: Shipped<unknown>;
}

/** A worker thread that runs shipped functions, one call at a time. It keeps the process alive only meanwhile. */
export class FunctionThread {
  readonly #worker: Worker;
  readonly #known = new Set<number>();
  #call: Deferred<readonly unknown[]> | undefined;
  #hasEnded = false;

  constructor() {
    this.#worker = new Worker(
      `(${shippedThread})(require('node:worker_threads').parentPort, require('node:vm').runInThisContext)`,
      { eval: true, name: 'streaming functions' },
    );
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => this.#answered(answer));
    this.#worker.on('messageerror', (error) => this.#failed(error));
    // Nothing runs there after an error that nobody caught, though it may take a while to end.
    this.#worker.on('error', (error) => this.#ended(asError(error)));
    this.#worker.on('exit', (code) =>
      this.#ended(new Error(`The worker thread ended with exit code ${code}.`)),
    );
  }

  /** Whether it takes no more calls. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** What the functions make of the values, one after the other. @throws what one of them threw. */
  async call(
    uses: readonly Use[],
    values: readonly unknown[],
    partition: number,
  ): Promise<readonly unknown[]> {
    const call = deferred<readonly unknown[]>();
    this.#call = call;
    this.#worker.ref();
    try {
      const message: Call = {
        definitions: this.#definitionsFor(uses),
        functions: uses.map(({ shipped, manner }) => ({ id: shipped.id, manner })),
        values,
        partition,
      };
      this.#worker.postMessage(message);
      for (const { shipped } of uses) this.#known.add(shipped.id);
      return await call.promise;
    } finally {
      this.#call = undefined;
      this.#worker.unref();
    }
  }

  /** Ends the thread, whatever it does. What is being called fails. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#worker.terminate();
  }

  #definitionsFor(uses: readonly Use[]): Definition[] {
    return uses
      .filter(({ shipped }) => !this.#known.has(shipped.id))
      .map(({ name, shipped: { id, source, captured } }) => ({ id, name, source, captured }));
  }

  #answered(answer: Answer): void {
    if ('values' in answer) this.#call?.resolve(answer.values);
    else this.#call?.reject(errorOf(answer.error));
  }

  #ended(error: Error): void {
    this.#hasEnded = true;
    this.#failed(error);
  }

  #failed(error: Error): void {
    this.#call?.reject(error);
  }
}

function errorOf({
  name,
  message,
  stack,
}: {
  name: string;
  message: string;
  stack: string;
}): Error {
  const hint =
    name === 'ReferenceError'
      ? '. A shipped function sees only what it captures: shipped({ limit }, ({ limit }) => (value) => …)'
      : '';
  const error = new Error(message + hint);
  return Object.assign(error, { name, stack });
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
