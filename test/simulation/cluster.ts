import { Broker } from '../../server/broker/broker.ts';
import { compression } from '../../server/node/compression.ts';
import type { Address } from '../../server/ports/transport.ts';
import { ZooKeeperClient } from '../../server/zookeeper/client.ts';
import { CoordinationService } from '../../server/zookeeper/coordination-service.ts';
import { ZooKeeperServer } from '../../server/zookeeper/server.ts';
import { Node, type Running } from './node.ts';
import type { Scenario } from './scenario.ts';
import { SimulatedDisk } from './world/simulated-disk.ts';
import type { SimulatedNetwork } from './world/simulated-network.ts';
import type { SimulatedProcess, World } from './world/simulated-process.ts';

const COORDINATION: Address = { host: 'zookeeper', port: 2181 };
const BROKER_PORT = 9092;

/** The nodes of the cluster under test: the coordination service and the brokers. */
export class Cluster {
  readonly coordination: Node;
  readonly brokers: readonly Node[];
  readonly #world: World;
  readonly #network: SimulatedNetwork;
  readonly #scenario: Scenario;
  readonly #live = new Map<Node, Broker>();

  constructor(world: World, network: SimulatedNetwork, scenario: Scenario) {
    this.#world = world;
    this.#network = network;
    this.#scenario = scenario;
    this.coordination = this.#node(COORDINATION.host, (process) => this.#bootCoordination(process));
    this.brokers = Array.from({ length: scenario.brokers }, (_, i) => {
      const node: Node = this.#node(hostOf(i + 1), (process) =>
        this.#bootBroker(i + 1, node, process),
      );
      return node;
    });
  }

  get nodes(): readonly Node[] {
    return [this.coordination, ...this.brokers];
  }

  /** Where clients may ask first. */
  get bootstrap(): readonly Address[] {
    return this.brokers.map((_, i) => ({ host: hostOf(i + 1), port: BROKER_PORT }));
  }

  get coordinationAddress(): Address {
    return COORDINATION;
  }

  /** The brokers that run, as what they are: for those who check them, not for clients. */
  *running(): Iterable<Broker> {
    for (const [node, broker] of this.#live) if (node.isRunning) yield broker;
  }

  start(): void {
    for (const node of this.nodes) node.start();
  }

  #node(name: string, boot: (process: SimulatedProcess) => Promise<Running>): Node {
    const random = this.#world.random.fork(`disk of ${name}`);
    const disk = new SimulatedDisk(this.#scenario.disk, random);
    return new Node(name, { world: this.#world, network: this.#network, disk, boot });
  }

  async #bootCoordination(process: SimulatedProcess): Promise<Running> {
    const { clock, random, logger } = process;
    const store = this.coordination.disk.open(process);
    const service = await CoordinationService.open({
      store,
      clock,
      random,
      logger,
      // Sessions may be short, so that they also expire.
      tickTime: 1_000,
      onFailure: (error) => this.coordination.fail(process, error as Error),
    });
    const transport = this.#network.transportOf(process);
    const server = await ZooKeeperServer.listen({
      service,
      transport,
      address: COORDINATION,
      clock,
      logger,
    });
    return {
      stop: async () => {
        await server.close();
        await service.close();
      },
    };
  }

  async #bootBroker(id: number, node: Node, process: SimulatedProcess): Promise<Running> {
    const { clock, random, logger } = process;
    const { brokerConfig } = this.#scenario;
    const transport = this.#network.transportOf(process);
    const store = node.disk.open(process);
    const coordination = await ZooKeeperClient.connect({
      servers: [COORDINATION],
      sessionTimeout: Number(brokerConfig['zookeeper.session.timeout.ms']),
      renew: true,
      ...{ transport, clock, random, logger },
    });
    const broker = await Broker.start({
      id,
      host: hostOf(id),
      port: BROKER_PORT,
      ...{ clock, random, transport, logger, compression, store, coordination },
      config: brokerConfig,
    });
    this.#live.set(node, broker);
    return {
      stop: async () => {
        await broker.stop();
        await coordination.close();
        await store.close();
      },
    };
  }
}

function hostOf(broker: number): string {
  return `broker-${broker}`;
}
