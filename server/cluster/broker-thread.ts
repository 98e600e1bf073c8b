import { Worker } from 'node:worker_threads';
import type { LogLevel } from '../contract/control.ts';
import { deferred } from '../node/deferred.ts';
import type { LogSink } from '../node/log-writer.ts';
import type { Clock } from '../ports/clock.ts';
import type { Address } from '../ports/transport.ts';
import { ClusterError } from './cluster-error.ts';
import type { BrokerOptions, BrokerService } from './services.ts';
import type { StartTrace } from './start-trace.ts';
import type { BrokerWorkerData, FromBrokerWorker, ToBrokerWorker } from './worker-messages.ts';

/** How long a broker may take to stop cleanly before its thread is ended under it. */
const STOP_TIMEOUT_MS = 10_000;
/** How long a thread that is to end at once may be in the middle of something. */
const KILL_TIMEOUT_MS = 5_000;

/**
 * Of a broker's heap, for what is new in it. V8 would let it grow to 192 MB (since 13.6; a quarter before),
 * which thousands of partitions make it do and which it then keeps: 250 MB instead of 150 for 10,000 of them.
 */
const MAX_YOUNG_MB = 24;

/** One broker in a worker thread of its own, seen from the cluster host. */
export class BrokerThread implements BrokerService {
  readonly ready: Promise<Address>;
  readonly ended: Promise<Error | undefined>;
  readonly #worker: Worker;
  readonly #id: number;
  readonly #clock: Clock;
  readonly #sink: LogSink;
  readonly #trace: StartTrace;
  readonly #ready = deferred<Address>();
  readonly #ended = deferred<Error | undefined>();
  #askedToEnd = false;
  #failure: Error | undefined;

  /** Starts the thread, which runs `script`; its log lines go to `sink`. */
  constructor(
    broker: BrokerOptions,
    host: {
      readonly script: string;
      readonly logLevel: LogLevel;
      readonly clock: Clock;
      readonly sink: LogSink;
      readonly trace: StartTrace;
    },
  ) {
    const { coordination, ...rest } = broker;
    const workerData: BrokerWorkerData = { ...rest, logLevel: host.logLevel };
    this.#id = broker.id;
    this.#clock = host.clock;
    this.#sink = host.sink;
    this.#trace = host.trace;
    this.ready = this.#ready.promise;
    this.ended = this.#ended.promise;
    // Whoever does not wait for it hears of the failure from `ended`.
    this.ready.catch(() => {});
    this.#worker = new Worker(host.script, {
      workerData,
      name: `broker ${broker.id}`,
      resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_MB },
    });
    this.#worker.on('message', (message: FromBrokerWorker) => this.#receive(message));
    this.#worker.on('error', (error: Error) => {
      this.#failure ??= error;
    });
    this.#worker.on('exit', (code) => this.#onExit(code));
    coordination.then(
      (address) => this.#send({ type: 'start', coordination: address }),
      (error: Error) => this.#fail(error),
    );
  }

  async stop(handsOver = true): Promise<void> {
    this.#askedToEnd = true;
    this.#send({ type: 'stop', handsOver });
    const timer = this.#clock.after(STOP_TIMEOUT_MS, () => {
      this.#log('warn', `did not stop within ${STOP_TIMEOUT_MS / 1000} s and is ended by force`);
      this.#end();
    });
    await this.ended;
    timer.cancel();
  }

  async kill(): Promise<void> {
    this.#askedToEnd = true;
    this.#end();
    await this.ended;
  }

  #receive(message: FromBrokerWorker): void {
    switch (message.type) {
      case 'log':
        this.#sink(message.line);
        break;
      case 'ready':
        this.#trace.add(message.marks);
        this.#ready.resolve(message.address);
        break;
      case 'failed':
        this.#fail(new ClusterError(message.failure));
    }
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    this.#end();
  }

  /**
   * Ends the thread as it is, without any clean-up. It does so itself, between two tasks: `terminate` comes in the
   * middle of any, and makes every later call of Node-API fail. LevelDB's binding does not look at that while it
   * reads a batch, and goes on with values that were never set: the whole process crashes. So only a thread
   * that is stuck is terminated.
   */
  #end(): void {
    this.#send({ type: 'kill' });
    const timer = this.#clock.after(KILL_TIMEOUT_MS, () => void this.#worker.terminate());
    void this.ended.then(() => timer.cancel());
  }

  #onExit(code: number): void {
    const reason = this.#failure ?? new Error(`its thread ended with code ${code}`);
    this.#ready.reject(reason);
    this.#ended.resolve(this.#askedToEnd ? undefined : reason);
  }

  #send(message: ToBrokerWorker): void {
    this.#worker.postMessage(message);
  }

  #log(level: LogLevel, text: string): void {
    this.#sink({ time: this.#clock.now(), level, source: `broker ${this.#id}`, text });
  }
}
