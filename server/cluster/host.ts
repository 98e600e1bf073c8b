import type {
  ClusterConfig,
  ClusterFailure,
  ClusterState,
  ClusterStatus,
} from '../contract/control.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { type Address, formatAddress } from '../ports/transport.ts';
import { chooseBrokerIds, lowestFreeId } from './broker-ids.ts';
import { brokerPort, checkClusterConfig } from './cluster-config.ts';
import { ClusterError } from './cluster-error.ts';
import { brokerOverrides, coordinationConfig } from './coordination-config.ts';
import { toFailure } from './failure.ts';
import { replicationDefaults } from './replication-defaults.ts';
import type { BrokerService, Coordination, Services } from './services.ts';
import { SupervisedBroker } from './supervised-broker.ts';

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
  /** What brokers are configured with, by Kafka's keys; the same for all of a run. */
  #brokerConfig: Readonly<Record<string, string>> = {};
  /** By id. */
  #brokers: readonly SupervisedBroker[] = [];
  #coordination: Coordination | undefined;
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
      brokers: this.#brokers.map((broker) => broker.status(host)),
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
      if (next === undefined) throw refusal('There is no cluster to restart: start one.');
      await this.#stop();
      await this.#start(next);
    });
  }

  /** Starts one broker of a running cluster; does nothing when it runs. @throws ClusterError */
  startBroker(id: number): Promise<ClusterStatus> {
    return this.#next(() => this.#brokerOfRunning(id).start());
  }

  /** Stops one broker cleanly; does nothing when it does not run. @throws ClusterError */
  stopBroker(id: number): Promise<ClusterStatus> {
    return this.#next(() => this.#broker(id).stop());
  }

  /** Stops one broker cleanly, if it runs, and starts it. @throws ClusterError */
  restartBroker(id: number): Promise<ClusterStatus> {
    return this.#next(async () => {
      const broker = this.#brokerOfRunning(id);
      await broker.stop();
      await broker.start();
    });
  }

  /** Ends one broker without any clean-up. @throws ClusterError when there is no such broker. */
  async killBroker(id: number): Promise<ClusterStatus> {
    await this.#broker(id).kill();
    return this.status;
  }

  /**
   * Starts one more broker, with the lowest free id. Where its port is taken, it gets the next free one.
   * @throws ClusterError with the cluster as it was.
   */
  addBroker(): Promise<ClusterStatus> {
    return this.#next(() => this.#addBroker());
  }

  /**
   * Stops a broker for good and deletes its data.
   * @throws ClusterError with the cluster as it was: for the last broker and, unless `force` is given, for
   *   one that has the only in-sync replica of a partition.
   */
  removeBroker(id: number, force = false): Promise<ClusterStatus> {
    return this.#next(() => this.#removeBroker(id, force));
  }

  async #start(config: ClusterConfig): Promise<void> {
    if (this.#state === 'running') return;
    checkClusterConfig(config);
    this.#config = config;
    this.#brokerConfig = { ...replicationDefaults(config), ...brokerOverrides(config.overrides) };
    this.#failure = undefined;
    const ids = await this.#chooseIds(config);
    this.#brokers = ids.map((id) => this.#supervise(id, config));
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

  async #chooseIds({ brokers, dataDirectory }: ClusterConfig): Promise<readonly number[]> {
    const withData =
      dataDirectory === null ? [] : await this.#services.brokersWithData(dataDirectory);
    const ids = chooseBrokerIds(brokers, withData);
    const left = withData.filter((id) => !ids.includes(id));
    if (left.length > 0) {
      const which = left.length === 1 ? `broker ${left[0]}` : `the brokers ${left.join(', ')}`;
      this.#logger.warn(`${which} has data from before and is not among the ${brokers} to start`);
    }
    return ids;
  }

  #supervise(id: number, config: ClusterConfig): SupervisedBroker {
    return new SupervisedBroker(id, brokerPort(config, id), {
      logger: this.#logger,
      begin: (port) => this.#beginBroker(id, port),
      changed: () => this.#changed(),
      gone: () => this.#coordination?.brokerIsGone(id),
    });
  }

  #beginBroker(id: number, port: number): BrokerService {
    if (this.#config === undefined || this.#coordination === undefined) {
      throw new Error('no cluster to start in');
    }
    const { host, dataDirectory } = this.#config;
    const coordination = this.#coordination.ready;
    const config = this.#brokerConfig;
    return this.#services.startBroker({ id, host, port, coordination, dataDirectory, config });
  }

  async #startAll(config: ClusterConfig): Promise<void> {
    const { host, zookeeperPort: port, dataDirectory } = config;
    const coordination = this.#services.startCoordination({
      ...{ host, port, dataDirectory },
      config: coordinationConfig(config.overrides),
    });
    this.#coordination = coordination;
    // Brokers load their code and open their files meanwhile.
    const results = await Promise.allSettled([
      coordination.ready,
      ...this.#brokers.map((broker) => broker.start()),
    ]);
    const [zookeeper] = results;
    if (zookeeper.status === 'fulfilled') this.#zookeeper = zookeeper.value;
    // The coordination service comes first: without it no broker could start, and theirs is its failure.
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    void coordination.ended.then((reason) => this.#onCoordinationEnded(coordination, reason));
  }

  async #addBroker(): Promise<void> {
    const config = this.#configOfRunning();
    const brokers = this.#brokers;
    const id = lowestFreeId(brokers.map((broker) => broker.id));
    const broker = this.#supervise(id, config);
    this.#setBrokers(
      [...brokers, broker].sort((a, b) => a.id - b.id),
      config,
    );
    try {
      await this.#startSomewhere(broker, config);
    } catch (error) {
      this.#setBrokers(brokers, config);
      const failure = await this.#explain(toFailure(error), config);
      throw new ClusterError(failure, { cause: error });
    }
  }

  /** The port of a broker that comes later may have been taken meanwhile: any other will do. */
  async #startSomewhere(broker: SupervisedBroker, config: ClusterConfig): Promise<void> {
    try {
      await broker.start();
    } catch (error) {
      const failure = toFailure(error);
      if (failure.kind !== 'port-in-use') throw error;
      const { message, freePort } = await this.#explain(failure, { ...config, brokers: 1 });
      if (freePort === undefined) throw error;
      this.#logger.warn(`broker ${broker.id} takes another port: ${message}`);
      broker.port = freePort;
      await broker.start();
    }
  }

  async #removeBroker(id: number, force: boolean): Promise<void> {
    const config = this.#configOfRunning();
    const broker = this.#broker(id);
    if (this.#brokers.length === 1) {
      throw refusal(`Broker ${id} is the only one: stop the cluster instead.`);
    }
    const topics = force ? [] : (this.#coordination?.topicsOnlyOn(id) ?? []);
    if (topics.length > 0) {
      throw refusal(
        `Without broker ${id} records of ${listed(topics)} would be lost: ` +
          'no other broker has an in-sync replica. Reassign the partitions first.',
      );
    }
    await broker.stop();
    this.#setBrokers(
      this.#brokers.filter((each) => each !== broker),
      config,
    );
    const { dataDirectory } = config;
    if (dataDirectory !== null) await this.#services.deleteBrokerData(dataDirectory, id);
    this.#logger.info(`broker ${id} was removed`);
  }

  #setBrokers(brokers: readonly SupervisedBroker[], config: ClusterConfig): void {
    this.#brokers = brokers;
    this.#config = { ...config, brokers: brokers.length };
    this.#changed();
  }

  async #stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#setState('stopping');
    await this.#endAll();
    this.#failure = undefined;
    for (const broker of this.#brokers) broker.reset();
    this.#setState('stopped');
    this.#logger.info('the cluster has stopped');
  }

  /** Brokers first: they say good-bye to the coordination service. */
  async #endAll(): Promise<void> {
    await Promise.all(this.#brokers.map((broker) => broker.stop(false)));
    const coordination = this.#coordination;
    this.#coordination = undefined;
    this.#zookeeper = undefined;
    this.#startedAt = undefined;
    await coordination?.stop();
  }

  #onCoordinationEnded(coordination: Coordination, reason: Error | undefined): void {
    if (this.#coordination !== coordination || reason === undefined) return;
    this.#logger.error(`the coordination service ended: ${reason.message}`);
    void this.#next(async () => {
      if (this.#coordination !== coordination) return;
      await this.#endAll();
      this.#failure = toFailure(reason);
      this.#setState('failed');
    });
  }

  #configOfRunning(): ClusterConfig {
    if (this.#state === 'running' && this.#config !== undefined) return this.#config;
    throw refusal('The cluster does not run: start it first.');
  }

  #brokerOfRunning(id: number): SupervisedBroker {
    const broker = this.#broker(id);
    this.#configOfRunning();
    return broker;
  }

  #broker(id: number): SupervisedBroker {
    const broker = this.#brokers.find((each) => each.id === id);
    if (broker !== undefined) return broker;
    const ids = this.#brokers.map((each) => each.id).join(', ');
    throw refusal(`There is no broker ${id}${ids === '' ? '' : `, only ${ids}`}.`);
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
}

function refusal(message: string): ClusterError {
  return new ClusterError({ kind: 'other', message });
}

/** Some of many names. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more === 0 ? '' : ` and ${more} more topics`}`;
}
