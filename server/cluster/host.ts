import type {
  BrokerState,
  BrokerStatus,
  ClusterConfig,
  ClusterFailure,
  ClusterState,
  ClusterStatus,
} from '../contract/control.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { type Address, formatAddress } from '../ports/transport.ts';
import { checkClusterConfig } from './cluster-config.ts';
import { ClusterError } from './cluster-error.ts';
import { brokerOverrides, coordinationConfig } from './coordination-config.ts';
import { toFailure } from './failure.ts';
import type { Service, Services } from './services.ts';

interface Broker {
  readonly id: number;
  state: BrokerState;
  /** Where it is asked to listen; after the first start the port that it got, which it then keeps. */
  port: number;
  service: Service | undefined;
  failure: string | undefined;
}

/**
 * Supervises one cluster: its coordination service and its brokers. What it is asked to do happens in
 * the order in which it was asked, one thing at a time, except that a broker can be killed at any time.
 */
export class ClusterHost {
  readonly #services: Services;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #pid: number;
  /** Adds to a failure what the user should know: who has the port, which one is free. */
  readonly #explain: (failure: ClusterFailure, config: ClusterConfig) => Promise<ClusterFailure>;
  readonly #listeners = new Set<(status: ClusterStatus) => void>();

  #state: ClusterState = 'stopped';
  #config: ClusterConfig | undefined;
  #brokers: Broker[] = [];
  #coordination: Service | undefined;
  #zookeeper: Address | undefined;
  #startedAt: number | undefined;
  #failure: ClusterFailure | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: {
    readonly services: Services;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly pid: number;
    readonly explain: (failure: ClusterFailure, config: ClusterConfig) => Promise<ClusterFailure>;
  }) {
    this.#services = options.services;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#pid = options.pid;
    this.#explain = options.explain;
  }

  get status(): ClusterStatus {
    const host = this.#config?.host ?? '';
    const running = this.#brokers.filter((broker) => broker.state === 'running');
    return {
      state: this.#state,
      pid: this.#pid,
      ...(this.#config && { config: this.#config }),
      brokers: this.#brokers.map((broker) => brokerStatus(broker, host)),
      bootstrap: running.map(({ port }) => formatAddress({ host, port })).join(','),
      zookeeper: this.#zookeeper ? formatAddress({ host, port: this.#zookeeper.port }) : '',
      ...(this.#startedAt !== undefined && { startedAt: this.#startedAt }),
      ...(this.#failure && { failure: this.#failure }),
    };
  }

  /** Calls `listener` with the status after each change; returns a function that stops it. */
  onStatus(listener: (status: ClusterStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Starts the cluster; resolves when everything accepts connections. A cluster that runs is left as it
   * is, whatever its configuration: the second window attaches to it.
   * @throws ClusterError with nothing left running.
   */
  start(config: ClusterConfig): Promise<ClusterStatus> {
    return this.#next(() => this.#start(config));
  }

  /** Stops brokers, then the coordination service. Does nothing when nothing runs. */
  stop(): Promise<ClusterStatus> {
    return this.#next(() => this.#stop());
  }

  /** Stops and starts again, with the new configuration if one is given. @throws ClusterError */
  restart(config?: ClusterConfig): Promise<ClusterStatus> {
    return this.#next(async () => {
      const next = config ?? this.#config;
      if (next === undefined) throw this.#refusal('There is no cluster to restart: start one.');
      await this.#stop();
      await this.#start(next);
    });
  }

  /** Starts one broker of a running cluster; does nothing when it runs. @throws ClusterError */
  startBroker(id: number): Promise<ClusterStatus> {
    return this.#next(async () => {
      const broker = this.#broker(id);
      if (this.#state !== 'running')
        throw this.#refusal('The cluster does not run: start it first.');
      if (broker.state !== 'running') await this.#startBroker(broker);
    });
  }

  /** Stops one broker cleanly; does nothing when it does not run. @throws ClusterError */
  stopBroker(id: number): Promise<ClusterStatus> {
    return this.#next(() => this.#stopBroker(this.#broker(id)));
  }

  /** Ends one broker without any clean-up. @throws ClusterError when there is no such broker. */
  async killBroker(id: number): Promise<ClusterStatus> {
    const broker = this.#broker(id);
    if (broker.service !== undefined) {
      const { service } = broker;
      if (broker.state === 'running') this.#set(broker, 'stopping');
      await service.kill();
      this.#detach(broker, service, 'stopped');
      this.#logger.warn(`broker ${id} was killed`);
    }
    return this.status;
  }

  async #start(config: ClusterConfig): Promise<void> {
    if (this.#state === 'running') return;
    checkClusterConfig(config);
    this.#config = config;
    this.#failure = undefined;
    this.#brokers = Array.from({ length: config.brokers }, (_, index) => ({
      id: index + 1,
      state: 'stopped',
      port: config.port === 0 ? 0 : config.port + index,
      service: undefined,
      failure: undefined,
    }));
    this.#setState('starting');
    try {
      await this.#startAll(config);
      this.#startedAt = this.#clock.now();
      this.#setState('running');
      const { bootstrap, zookeeper } = this.status;
      const data = config.dataDirectory ?? 'in memory';
      this.#logger.info(
        `the cluster runs: bootstrap ${bootstrap}, zookeeper ${zookeeper}, data ${data}`,
      );
    } catch (error) {
      await this.#endAll();
      this.#failure = await this.#explain(toFailure(error), config);
      this.#setState('failed');
      throw new ClusterError(this.#failure, { cause: error });
    }
  }

  async #startAll(config: ClusterConfig): Promise<void> {
    const { host, zookeeperPort: port, dataDirectory } = config;
    const coordination = this.#services.startCoordination({
      host,
      port,
      dataDirectory,
      config: coordinationConfig(config.overrides),
    });
    this.#coordination = coordination;
    // Brokers load their code and open their files meanwhile.
    const results = await Promise.allSettled([
      coordination.ready,
      ...this.#brokers.map((broker) => this.#startBroker(broker)),
    ]);
    const [zookeeper] = results;
    if (zookeeper.status === 'fulfilled') this.#zookeeper = zookeeper.value;
    // The coordination service comes first: without it no broker could start, and theirs is its failure.
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    void coordination.ended.then((reason) => this.#onCoordinationEnded(coordination, reason));
  }

  async #startBroker(broker: Broker): Promise<void> {
    const config = this.#config;
    const coordination = this.#coordination;
    if (config === undefined || coordination === undefined)
      throw new Error('no cluster to start in');
    const service = this.#services.startBroker({
      id: broker.id,
      host: config.host,
      port: broker.port,
      coordination: coordination.ready,
      dataDirectory: config.dataDirectory,
      config: brokerOverrides(config.overrides),
    });
    broker.service = service;
    broker.failure = undefined;
    this.#set(broker, 'starting');
    try {
      const address = await service.ready;
      broker.port = address.port;
      this.#set(broker, 'running');
      void service.ended.then((reason) => {
        if (reason !== undefined) this.#onBrokerEnded(broker, service, reason);
      });
    } catch (error) {
      broker.failure = toFailure(error).message;
      this.#detach(broker, service, 'failed');
      throw error;
    }
  }

  async #stopBroker(broker: Broker): Promise<void> {
    const { service } = broker;
    if (service === undefined) return;
    this.#set(broker, 'stopping');
    await service.stop();
    this.#detach(broker, service, 'stopped');
  }

  async #stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#setState('stopping');
    await this.#endAll();
    this.#failure = undefined;
    for (const broker of this.#brokers) {
      broker.state = 'stopped';
      broker.failure = undefined;
    }
    this.#setState('stopped');
    this.#logger.info('the cluster has stopped');
  }

  /** Brokers first: they say good-bye to the coordination service. */
  async #endAll(): Promise<void> {
    await Promise.all(this.#brokers.map((broker) => this.#stopBroker(broker)));
    const coordination = this.#coordination;
    this.#coordination = undefined;
    this.#zookeeper = undefined;
    this.#startedAt = undefined;
    await coordination?.stop();
  }

  #onBrokerEnded(broker: Broker, service: Service, reason: Error): void {
    if (broker.service !== service) return;
    broker.failure = reason.message;
    this.#logger.error(`broker ${broker.id} ended: ${reason.message}; start it again`);
    this.#detach(broker, service, 'failed');
  }

  #onCoordinationEnded(coordination: Service, reason: Error | undefined): void {
    if (this.#coordination !== coordination || reason === undefined) return;
    this.#logger.error(`the coordination service ended: ${reason.message}`);
    void this.#next(async () => {
      if (this.#coordination !== coordination) return;
      await this.#endAll();
      this.#failure = toFailure(reason);
      this.#setState('failed');
    });
  }

  /** Lets go of a broker's service that has ended. */
  #detach(broker: Broker, service: Service, state: BrokerState): void {
    if (broker.service !== service) return;
    broker.service = undefined;
    this.#set(broker, state);
  }

  #broker(id: number): Broker {
    const broker = this.#brokers.find((each) => each.id === id);
    if (broker !== undefined) return broker;
    const ids = this.#brokers.map((each) => each.id).join(', ');
    throw this.#refusal(`There is no broker ${id}${ids === '' ? '' : `, only ${ids}`}.`);
  }

  #set(broker: Broker, state: BrokerState): void {
    broker.state = state;
    this.#changed();
  }

  #setState(state: ClusterState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    const { status } = this;
    for (const listener of this.#listeners) listener(status);
  }

  async #next(run: () => Promise<void>): Promise<ClusterStatus> {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => {});
    await turn;
    return this.status;
  }

  #refusal(message: string): ClusterError {
    return new ClusterError({ kind: 'other', message });
  }
}

function brokerStatus({ id, state, port, failure }: Broker, host: string): BrokerStatus {
  return { id, state, host, port, ...(failure !== undefined && { failure }) };
}
