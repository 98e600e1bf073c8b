import { Broker } from '../../server/broker/broker.ts';
import { compression } from '../../server/node/compression.ts';
import { systemClock } from '../../server/node/system-clock.ts';
import { systemRandom } from '../../server/node/system-random.ts';
import { tcpTransport } from '../../server/node/tcp-transport.ts';
import type { Logger } from '../../server/ports/logger.ts';
import { formatAddress } from '../../server/ports/transport.ts';
import { MemoryStore } from '../../server/storage/memory-store.ts';
import type { Coordination } from '../../server/zookeeper/coordination.ts';
import { CoordinationService } from '../../server/zookeeper/coordination-service.ts';
import { LocalCoordination } from '../../server/zookeeper/local-coordination.ts';
import { ZooKeeperServer } from '../../server/zookeeper/server.ts';
import { BrokerClient } from './broker-client.ts';
import { WireClient } from './wire-client.ts';

interface Running {
  readonly broker: Broker;
  readonly coordination: Coordination;
}

const silence = () => {};
const silent: Logger = { error: silence, warn: silence, info: silence, debug: silence };
const host = '127.0.0.1';

/**
 * Brokers and their coordination service in this thread, with real sockets on free ports of the loopback interface and
 * real time, for client libraries that bring sockets of their own. Nothing is written to disk.
 */
export class LoopbackCluster {
  readonly #config: Readonly<Record<string, string>>;
  readonly #service: CoordinationService;
  readonly #zooKeeper: ZooKeeperServer;
  readonly #stores = new Map<number, MemoryStore>();
  readonly #ports = new Map<number, number>();
  readonly #running = new Map<number, Running>();

  static async start({
    brokers = 1,
    config = {},
  }: {
    brokers?: number;
    config?: Readonly<Record<string, string>>;
  } = {}): Promise<LoopbackCluster> {
    const [clock, random] = [systemClock(), systemRandom()];
    const store = new MemoryStore();
    const service = await CoordinationService.open({ store, clock, random, logger: silent });
    const transport = tcpTransport();
    const zooKeeper = await ZooKeeperServer.listen({
      ...{ service, transport, clock, logger: silent },
      address: { host, port: 0 },
    });
    const cluster = new LoopbackCluster(config, service, zooKeeper);
    for (let id = 1; id <= brokers; id++) await cluster.startBroker(id);
    return cluster;
  }

  private constructor(
    config: Readonly<Record<string, string>>,
    service: CoordinationService,
    zooKeeper: ZooKeeperServer,
  ) {
    this.#config = config;
    this.#service = service;
    this.#zooKeeper = zooKeeper;
  }

  /** The addresses of all brokers that have run. */
  get bootstrap(): string {
    return [...this.#ports.values()].map((port) => `${host}:${port}`).join(',');
  }

  /** Where the coordination service listens. */
  get zooKeeper(): string {
    return formatAddress(this.#zooKeeper.address);
  }

  /** Starts a broker, for the first time or again on the port that it had. */
  async startBroker(id: number): Promise<void> {
    const store = this.#stores.get(id) ?? new MemoryStore();
    this.#stores.set(id, store);
    const coordination = await LocalCoordination.open(this.#service);
    const broker = await Broker.start({
      ...{ id, host, port: this.#ports.get(id) ?? 0, store, coordination, compression },
      ...{ clock: systemClock(), random: systemRandom(), transport: tcpTransport() },
      logger: silent,
      config: this.#config,
    });
    this.#ports.set(id, broker.address.port);
    this.#running.set(id, { broker, coordination });
  }

  /** Ends a broker without a hand-over, as when it dies. */
  async killBroker(id: number): Promise<void> {
    const { broker, coordination } = this.#running.get(id)!;
    this.#running.delete(id);
    await coordination.close();
    await broker.stop({ handsOver: false });
  }

  /** A connection of a test's own, to one broker. */
  async client(id = 1): Promise<BrokerClient> {
    const port = this.#ports.get(id)!;
    return new BrokerClient(await WireClient.connect(tcpTransport(), { host, port }));
  }

  async stop(): Promise<void> {
    for (const id of [...this.#running.keys()]) await this.killBroker(id);
    await this.#zooKeeper.close();
    await this.#service.close();
  }
}
