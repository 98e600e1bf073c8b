import type { BrokerState, BrokerStatus } from '../contract/control.ts';
import type { Logger } from '../ports/logger.ts';
import { toFailure } from './failure.ts';
import type { BrokerService } from './services.ts';

/** What a broker under supervision needs of the host. */
interface Supervisor {
  readonly logger: Logger;
  /** Begins to start it, to listen on `port`. */
  begin(port: number): BrokerService;
  /** Its state has changed. */
  changed(): void;
  /** Its thread has ended, however that came. */
  gone(): void;
}

/** One broker of the cluster, running or not. */
export class SupervisedBroker {
  readonly id: number;
  /** Where it is asked to listen; after the first start the port that it got, which it then keeps. */
  port: number;
  readonly #supervisor: Supervisor;
  #state: BrokerState = 'stopped';
  #service: BrokerService | undefined;
  #failure: string | undefined;

  constructor(id: number, port: number, supervisor: Supervisor) {
    this.id = id;
    this.port = port;
    this.#supervisor = supervisor;
  }

  get state(): BrokerState {
    return this.#state;
  }

  /** As interfaces see it. `host` is where all brokers listen. */
  status(host: string): BrokerStatus {
    const { id, port } = this;
    const failure = this.#failure;
    return { id, state: this.#state, host, port, ...(failure !== undefined && { failure }) };
  }

  /** Resolves when it accepts connections. Does nothing when it runs. @throws ClusterError */
  async start(): Promise<void> {
    if (this.#state === 'running') return;
    const service = this.#supervisor.begin(this.port);
    this.#service = service;
    this.#failure = undefined;
    this.#set('starting');
    try {
      const { port } = await service.ready;
      this.port = port;
      this.#set('running');
      void service.ended.then((reason) => {
        if (reason !== undefined) this.#onEnded(service, reason);
      });
    } catch (error) {
      this.#failure = toFailure(error).message;
      this.#detach(service, 'failed');
      throw error;
    }
  }

  /** Stops it cleanly. `handsOver` is false where all brokers stop, so that nobody could take over. */
  async stop(handsOver = true): Promise<void> {
    const service = this.#service;
    if (service === undefined) return;
    this.#set('stopping');
    await service.stop(handsOver);
    this.#detach(service, 'stopped');
  }

  /** Ends it without any clean-up. */
  async kill(): Promise<void> {
    const service = this.#service;
    if (service === undefined) return;
    if (this.#state === 'running') this.#set('stopping');
    await service.kill();
    this.#detach(service, 'stopped');
    this.#supervisor.logger.warn(`broker ${this.id} was killed`);
  }

  /** It does not run because the cluster does not: why it ended before is of no interest any more. */
  reset(): void {
    this.#state = 'stopped';
    this.#failure = undefined;
  }

  #onEnded(service: BrokerService, reason: Error): void {
    if (this.#service !== service) return;
    this.#failure = reason.message;
    this.#supervisor.logger.error(`broker ${this.id} ended: ${reason.message}; start it again`);
    this.#detach(service, 'failed');
  }

  /** Lets go of a service that has ended. */
  #detach(service: BrokerService, state: BrokerState): void {
    if (this.#service !== service) return;
    this.#service = undefined;
    this.#supervisor.gone();
    this.#set(state);
  }

  #set(state: BrokerState): void {
    this.#state = state;
    this.#supervisor.changed();
  }
}
