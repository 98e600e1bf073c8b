import { Worker } from 'node:worker_threads';
import { t } from '../l10n.ts';
import type { KafkaMethod, KafkaMethods, KafkaRequest, KafkaResponse } from './kafka/methods.ts';

/** Longer than what the worker allows any of its requests. */
const TIMEOUT = 20_000;

interface Pending {
  readonly timer: ReturnType<typeof setTimeout>;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** One cluster's Kafka client, which works in a thread that starts with the first call. */
export class KafkaClient {
  readonly bootstrap: string;
  readonly #script: string;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 1;
  #disposed = false;

  /** `script` is the worker's bundle; `bootstrap` is `host:port[,host:port…]`. */
  constructor(script: string, bootstrap: string) {
    this.#script = script;
    this.bootstrap = bootstrap;
  }

  /** @throws Error with one sentence for the user: the broker's reason, or that it does not answer. */
  call<M extends KafkaMethod>(
    method: M,
    argument: KafkaMethods[M]['argument'],
  ): Promise<KafkaMethods[M]['result']> {
    if (this.#disposed) return Promise.reject(new Error(closed()));
    this.#worker ??= this.#start();
    const request: KafkaRequest = { id: this.#nextId++, method, argument };
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(request.id);
        reject(new Error(t('{0} does not answer.', this.bootstrap)));
      }, TIMEOUT);
      this.#pending.set(request.id, { timer, resolve, reject });
    });
    this.#worker.postMessage(request);
    return answer as Promise<KafkaMethods[M]['result']>;
  }

  dispose(): void {
    this.#disposed = true;
    this.#end(this.#worker, closed());
  }

  #start(): Worker {
    const worker = new Worker(this.#script, {
      workerData: { bootstrap: this.bootstrap },
      // A debugger on the extension host must not stop here as well.
      execArgv: [],
    });
    worker.on('message', (response: KafkaResponse) => this.#onResponse(response));
    worker.on('error', (error) => this.#end(worker, error.message));
    worker.on('exit', () => this.#end(worker, closed()));
    worker.unref();
    return worker;
  }

  #onResponse(response: KafkaResponse): void {
    const pending = this.#pending.get(response.id);
    if (pending === undefined) return;
    this.#pending.delete(response.id);
    clearTimeout(pending.timer);
    if ('error' in response) pending.reject(new Error(response.error));
    else pending.resolve(response.result);
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
