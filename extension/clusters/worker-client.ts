import { Worker } from 'node:worker_threads';
import { t } from '../l10n.ts';
import { Signal } from '../signal.ts';

/** Longer than what workers allow any of their requests. */
const TIMEOUT = 20_000;

/** A worker's methods by name, each with its argument and its result. */
type MethodTable<M> = { [N in keyof M]: { argument: unknown; result: unknown } };

/** What a worker sends: the answer to a request, or something unasked. */
type Message<E> =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly event: E };

interface Pending {
  readonly timer: ReturnType<typeof setTimeout>;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A client of one cluster, which works in a thread that starts with the first call. */
export class WorkerClient<M extends MethodTable<M>, E = never> {
  /** What the worker tells unasked. */
  readonly told = new Signal<E>();
  /** Where the cluster is, as the user knows it. */
  readonly address: string;
  readonly #script: string;
  readonly #workerData: unknown;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 1;
  #disposed = false;

  /** `script` is the worker's bundle; `workerData` tells it where to connect. */
  constructor(script: string, address: string, workerData: unknown) {
    this.address = address;
    this.#script = script;
    this.#workerData = workerData;
  }

  /** @throws Error with one sentence for the user: the cluster's reason, or that it does not answer. */
  call<N extends keyof M>(method: N, argument: M[N]['argument']): Promise<M[N]['result']> {
    if (this.#disposed) return Promise.reject(new Error(closed()));
    this.#worker ??= this.#start();
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new Error(t('{0} does not answer.', this.address)));
      }, TIMEOUT);
      this.#pending.set(id, { timer, resolve, reject });
    });
    this.#worker.postMessage({ id, method, argument });
    return answer as Promise<M[N]['result']>;
  }

  dispose(): void {
    this.#disposed = true;
    this.#end(this.#worker, closed());
    this.told.dispose();
  }

  #start(): Worker {
    const worker = new Worker(this.#script, {
      workerData: this.#workerData,
      // A debugger on the extension host must not stop here as well.
      execArgv: [],
    });
    worker.on('message', (message: Message<E>) => this.#onMessage(message));
    worker.on('error', (error) => this.#end(worker, error.message));
    worker.on('exit', () => this.#end(worker, closed()));
    worker.unref();
    return worker;
  }

  #onMessage(message: Message<E>): void {
    if ('event' in message) {
      if (!this.#disposed) this.told.fire(message.event);
      return;
    }
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    this.#pending.delete(message.id);
    clearTimeout(pending.timer);
    if ('error' in message) pending.reject(new Error(message.error));
    else pending.resolve(message.result);
  }

  /** After a crash the next call starts a new thread. */
  #end(worker: Worker | undefined, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { timer, reject } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new Error(reason));
    }
    this.#pending.clear();
    void worker?.terminate();
  }
}

function closed(): string {
  return t('The connection to the cluster was closed.');
}
