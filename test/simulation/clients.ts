import type { Address } from '../../server/ports/transport.ts';
import { CounterHistory } from './checkers/counter.ts';
import { ClientHost } from './client-host.ts';
import { Administrator } from './clients/administrator.ts';
import { Churner } from './clients/churner.ts';
import { Consumer } from './clients/consumer.ts';
import { Counter } from './clients/counter.ts';
import { GroupMember } from './clients/group-member.ts';
import { KafkaClient } from './clients/kafka-client.ts';
import { Observer } from './clients/observer.ts';
import { Producer } from './clients/producer.ts';
import type { History } from './history.ts';
import type { Scenario } from './scenario.ts';
import type { SimulatedNetwork } from './world/simulated-network.ts';
import type { SimulatedProcess, World } from './world/simulated-process.ts';
import type { SimulatedRandom } from './world/simulated-random.ts';

/** The topic that everything is about, and the group that reads it. */
export const TOPIC = 'topic';
export const GROUP = 'member';

const REQUEST_TIMEOUT_MS = 3_000;

interface Parts {
  readonly world: World;
  readonly network: SimulatedNetwork;
  readonly history: History;
  readonly scenario: Scenario;
  readonly bootstrap: readonly Address[];
  readonly coordination: Address;
}

/** All clients of a simulation. */
export class Clients {
  readonly #parts: Parts;
  readonly #random: SimulatedRandom;
  readonly #observer: ClientHost<Observer>;
  #producers: ClientHost<Producer>[] = [];
  #consumers: ClientHost<Consumer>[] = [];
  #members: ClientHost<GroupMember>[] = [];
  #counters: ClientHost<Counter>[] = [];
  #churners: ClientHost<Churner>[] = [];
  #administrators: ClientHost<Administrator>[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#random = parts.world.random.fork('clients');
    this.#observer = this.#host('observer', (client) => new Observer(client));
  }

  get hosts(): string[] {
    return this.#all.map(({ machine }) => machine.host);
  }

  /** The hosts of clients that have got nowhere since `finish`. */
  get withoutProgress(): string[] {
    return [
      ...[...this.#producers, ...this.#administrators].filter(({ client }) => !client.isDone),
      ...[...this.#counters, ...this.#churners].filter(({ client }) => !client.madeProgress),
    ].map(({ machine }) => machine.host);
  }

  async createTopic(): Promise<void> {
    const { partitions, replicationFactor, minInsyncReplicas, uncleanElection, retention } =
      this.#parts.scenario;
    await this.#observer.client.createTopic({
      name: TOPIC,
      partitions,
      replicationFactor,
      config: {
        'min.insync.replicas': String(minInsyncReplicas),
        'unclean.leader.election.enable': String(uncleanElection),
        ...(retention !== undefined && {
          'segment.bytes': String(retention.segmentBytes),
          'retention.bytes': String(retention.retentionBytes),
        }),
      },
    });
  }

  start(): void {
    const { scenario, history, coordination, world, network } = this.#parts;
    const { partitions } = scenario;
    const isStrict = !scenario.uncleanElection;
    this.#producers = scenario.producers.map((kind, i) =>
      this.#host(`producer-${i + 1}`, (client) => {
        const producer = new Producer(client, TOPIC, partitions, kind);
        void producer.run();
        return producer;
      }),
    );
    this.#consumers = times(scenario.consumers, (i) =>
      this.#host(`consumer-${i + 1}`, (client) => {
        const consumer = new Consumer(client, TOPIC, partitions, isStrict);
        void consumer.run();
        return consumer;
      }),
    );
    this.#members = times(scenario.groupMembers, (i) =>
      this.#host(`${GROUP}-${i + 1}`, (client) => {
        const member = new GroupMember(client, {
          group: GROUP,
          topic: TOPIC,
          partitions,
          isStrict,
          instance: i < scenario.staticMembers ? `${GROUP}-${i + 1}` : null,
        });
        void member.run();
        return member;
      }),
    );
    const counted = new CounterHistory((violation) => world.report(violation));
    this.#counters = times(scenario.counters, (i) => {
      return new ClientHost(`counter-${i + 1}`, world, network, (process) => {
        const transport = network.transportOf(process);
        const counter = new Counter(process, counted, { transport, server: coordination });
        void counter.run();
        return counter;
      });
    });
    this.#churners = times(scenario.churners, (i) =>
      this.#host(`churner-${i + 1}`, (client) => {
        const churner = new Churner(client, scenario.replicationFactor);
        void churner.run();
        return churner;
      }),
    );
    this.#administrators = times(scenario.administrators, (i) =>
      this.#host(`admin-${i + 1}`, (client) => {
        const { brokers } = scenario;
        const administrator = new Administrator(client, { topic: TOPIC, brokers, partitions });
        void administrator.run();
        return administrator;
      }),
    );
    history.note('simulation', 'clients have started');
  }

  /** Kills one of the clients; another one takes its place. */
  killOne(): void {
    this.#random.pick(this.#all).begin();
  }

  /** From now on nothing new is begun but what shows that everything works. */
  finish(): void {
    for (const { client } of [...this.#producers, ...this.#administrators]) client.stop();
    for (const { client } of [...this.#counters, ...this.#churners]) client.expectProgress();
  }

  /** Resolves when every replica is in sync. */
  async inSync(): Promise<void> {
    await this.#observer.client.inSync(TOPIC);
  }

  /** The brokers that have replicas of a partition, as told last. */
  replicasOf(partition: number): readonly number[] {
    return this.#observer.client.replicasOf(TOPIC, partition);
  }

  async ends(): Promise<Map<number, number>> {
    return await this.#observer.client.ends(TOPIC, this.#parts.scenario.partitions);
  }

  /** The hosts of consumers that have not read up to `ends`. */
  notAt(ends: ReadonlyMap<number, number>): string[] {
    return this.#consumers
      .filter(({ client }) => !client.hasRead(ends))
      .map(({ machine }) => machine.host);
  }

  /** Resolves when the group has committed all that there is. */
  async groupReaches(ends: ReadonlyMap<number, number>): Promise<void> {
    if (this.#members.length === 0) return;
    for (;;) {
      const { partitions } = this.#parts.scenario;
      const positions = await this.#observer.client.positions(GROUP, TOPIC, partitions);
      if ([...ends].every(([partition, end]) => positions.get(partition)! >= end)) return;
      await this.#parts.world.scheduler.sleep(500);
    }
  }

  get #all(): ClientHost<unknown>[] {
    return [
      ...[...this.#producers, ...this.#consumers, ...this.#members],
      ...[...this.#counters, ...this.#churners, ...this.#administrators],
    ];
  }

  #host<Client>(name: string, start: (client: KafkaClient) => Client): ClientHost<Client> {
    const { world, network, history, bootstrap } = this.#parts;
    return new ClientHost(name, world, network, (process: SimulatedProcess) =>
      start(
        new KafkaClient(process, {
          transport: network.transportOf(process),
          bootstrap,
          history,
          requestTimeoutMs: REQUEST_TIMEOUT_MS,
        }),
      ),
    );
  }
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
