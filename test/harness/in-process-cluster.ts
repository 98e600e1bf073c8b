import { Broker } from '../../server/broker/broker.ts';
import { compression } from '../../server/node/compression.ts';
import type { Logger } from '../../server/ports/logger.ts';
import type { Address } from '../../server/ports/transport.ts';
import { MemoryStore } from '../../server/storage/memory-store.ts';
import type { Store } from '../../server/storage/store.ts';
import { ZooKeeperClient } from '../../server/zookeeper/client.ts';
import type { Coordination } from '../../server/zookeeper/coordination.ts';
import { CoordinationService } from '../../server/zookeeper/coordination-service.ts';
import { LocalCoordination } from '../../server/zookeeper/local-coordination.ts';
import { ZooKeeperServer } from '../../server/zookeeper/server.ts';
import { ManualClock, settled } from './manual-clock.ts';
import { MemoryTransport } from './memory-transport.ts';
import { seededRandom } from './seeded-random.ts';
import { WireClient } from './wire-client.ts';

interface ClusterOptions {
  /** How many brokers there are to begin with, with ids from 1 on. */
  readonly brokers?: number;
  /** For all of them, by Kafka's keys. */
  readonly config?: Readonly<Record<string, string>>;
  readonly racks?: Readonly<Record<number, string>>;
  /** Whether brokers reach the coordination service over the network, and open new sessions when theirs expire. */
  readonly networked?: boolean;
}

/** A running broker, and what it takes to end it. */
interface Running {
  readonly broker: Broker;
  readonly coordination: Coordination;
}

/**
 * A coordination service and several brokers in this thread: no sockets, no disk, and a clock that stands
 * still. Each broker has a session of its own, which ends when the broker is killed, as if it had expired at
 * once; what its store holds is there when it is started again.
 */
export class InProcessCluster {
  readonly clock = new ManualClock();
  readonly transport = new MemoryTransport();
  /** What all have logged: `broker 1 info: line`. */
  readonly log: string[] = [];
  readonly #config: Readonly<Record<string, string>>;
  readonly #racks: Readonly<Record<number, string>>;
  readonly #random = seededRandom(1);
  readonly #stores = new Map<number, Store>();
  readonly #ports = new Map<number, number>();
  readonly #running = new Map<number, Running>();
  #service!: CoordinationService;
  #server: ZooKeeperServer | undefined;
  /** A session of the test's own, for looking at znodes and writing them. */
  coordination!: LocalCoordination;

  static async start(options: ClusterOptions = {}): Promise<InProcessCluster> {
    const { brokers = 3, config = {}, racks = {}, networked = false } = options;
    const cluster = new InProcessCluster(config, racks);
    const { clock, transport } = cluster;
    cluster.#service = await CoordinationService.open({
      store: new MemoryStore(),
      clock,
      random: cluster.#random,
      logger: cluster.#logger('zookeeper'),
    });
    cluster.coordination = await LocalCoordination.open(cluster.#service);
    if (networked) {
      cluster.#server = await ZooKeeperServer.listen({
        service: cluster.#service,
        ...{ transport, clock, logger: cluster.#logger('zookeeper') },
        address: { host: 'zookeeper', port: 0 },
      });
    }
    for (let id = 1; id <= brokers; id++) await cluster.startBroker(id);
    return cluster;
  }

  private constructor(
    config: Readonly<Record<string, string>>,
    racks: Readonly<Record<number, string>>,
  ) {
    this.#config = config;
    this.#racks = racks;
  }

  /** The brokers that run, by id. */
  get brokers(): ReadonlyMap<number, Broker> {
    return new Map(Array.from(this.#running, ([id, { broker }]) => [id, broker]));
  }

  /** @throws Error when it does not run */
  broker(id: number): Broker {
    return this.#get(id).broker;
  }

  /** The broker that is controller. @throws Error when there is none */
  get controller(): Broker {
    for (const { broker } of this.#running.values()) if (broker.controller.isActive) return broker;
    throw new Error('no controller');
  }

  /** Starts a broker, for the first time or again; resolves when it knows the cluster. */
  async startBroker(id: number): Promise<Broker> {
    const store = this.#stores.get(id) ?? new MemoryStore();
    this.#stores.set(id, store);
    const rack = this.#racks[id];
    const coordination = await this.#session(id);
    const broker = await Broker.start({
      id,
      host: `broker-${id}`,
      port: this.#ports.get(id) ?? 0,
      clock: this.clock,
      random: this.#random,
      transport: this.transport,
      logger: this.#logger(`broker ${id}`),
      compression,
      store,
      coordination,
      config: { ...this.#config, ...(rack === undefined ? {} : { 'broker.rack': rack }) },
    });
    this.#ports.set(id, broker.address.port);
    this.#running.set(id, { broker, coordination });
    return broker;
  }

  /** Stops a broker cleanly. Its waits are over at once: time moves on for them. */
  async stopBroker(id: number): Promise<void> {
    const { broker, coordination } = this.#get(id);
    this.#running.delete(id);
    await this.#passing(broker.stop());
    await coordination.close();
  }

  /**
   * Ends a broker's session and connections at once, as when its process dies. The broker itself is only
   * stopped afterwards, when nobody hears it any more.
   */
  async killBroker(id: number): Promise<void> {
    const { broker, coordination } = this.#get(id);
    this.#running.delete(id);
    this.transport.cutOff(broker.address);
    await coordination.close();
    await this.#passing(broker.stop());
  }

  /** Has the broker's session expire, as when it was long without a connection. */
  expire(id: number): void {
    this.#service.endSession(this.#get(id).coordination.sessionId);
  }

  /** Kills a broker's store, too: it comes back with an empty directory. */
  forget(id: number): void {
    this.#stores.delete(id);
  }

  connect(id: number, clientId?: string): Promise<WireClient> {
    return WireClient.connect(this.transport, this.broker(id).address, clientId);
  }

  /** Connects to wherever something listens. @throws Error when nothing does */
  connectTo(address: Address): Promise<WireClient> {
    return WireClient.connect(this.transport, address);
  }

  /** Where a broker listens, or will again when it is started. */
  address(id: number): Address {
    return { host: `broker-${id}`, port: this.#ports.get(id)! };
  }

  /** Resolves when `condition` holds, once all that can happen without time passing has happened, a few times over. */
  async until(condition: () => boolean | Promise<boolean>, what = 'it'): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) {
      if (await condition()) return;
      await settled();
    }
    throw new Error(`${what} did not come about:\n${this.log.slice(-40).join('\n')}`);
  }

  async stop(): Promise<void> {
    for (const id of [...this.#running.keys()]) await this.killBroker(id);
    await this.#server?.close();
    await this.coordination.close();
    await this.#service.close();
  }

  /** A broker's session. */
  async #session(id: number): Promise<Coordination> {
    if (this.#server === undefined) return await LocalCoordination.open(this.#service);
    const { clock, transport } = this;
    return await ZooKeeperClient.connect({
      ...{ clock, transport, random: this.#random, logger: this.#logger(`broker ${id}`) },
      servers: [this.#server.address],
      sessionTimeout: 6_000,
      renew: true,
    });
  }

  #get(id: number): Running {
    const running = this.#running.get(id);
    if (running === undefined) throw new Error(`broker ${id} does not run`);
    return running;
  }

  /** Lets time pass until something has ended. */
  async #passing(ending: Promise<void>): Promise<void> {
    let ended = false;
    const end = ending.finally(() => {
      ended = true;
    });
    for (let turn = 0; !ended && turn < TURNS; turn++)
      await this.clock.advance(turn < 20 ? 0 : 100);
    await end;
  }

  #logger(name: string): Logger {
    const say = (level: string) => (line: string) =>
      void this.log.push(`${name} ${level}: ${line}`);
    return { error: say('error'), warn: say('warn'), info: say('info'), debug: say('debug') };
  }
}

/** Rounds of everything that can happen at once before a test gives up. */
const TURNS = 500;
