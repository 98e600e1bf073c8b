import { BrokerConfig } from '../../../../server/broker/config/broker-config.ts';
import { TopicConfig } from '../../../../server/broker/config/topic-config.ts';
import { Controller } from '../../../../server/broker/controller/controller.ts';
import {
  type AssignedReplicas,
  assigned,
} from '../../../../server/broker/metadata/assigned-replicas.ts';
import { createPersistentPaths } from '../../../../server/broker/metadata/registration.ts';
import { TopicStore, unlessMissing } from '../../../../server/broker/metadata/topic-store.ts';
import { paths } from '../../../../server/broker/metadata/znode-paths.ts';
import {
  brokerZnode,
  type PartitionState,
  partitionStateZnode,
  topicZnode,
} from '../../../../server/broker/metadata/znodes.ts';
import type { Coordination } from '../../../../server/zookeeper/coordination.ts';
import type { LocalCoordination } from '../../../../server/zookeeper/local-coordination.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { ServiceHarness } from '../../zookeeper/service-harness.ts';
import { FakeBroker } from './fake-broker.ts';

/** Rounds of everything that can happen without time passing before a test gives up. */
const TURNS = 200;

/** A coordination service, brokers that only note what they are told, and controllers on some of them. */
export class ControllerHarness {
  readonly #harness: ServiceHarness;
  /** A session for tools and for looking. */
  readonly tools: LocalCoordination;
  readonly brokers = new Map<number, FakeBroker>();
  readonly #sessions = new Map<number, LocalCoordination>();
  readonly #controllers = new Map<number, Controller>();

  /** @param brokers ids of those that are registered to begin with */
  static async open(brokers: readonly number[] = [1, 2, 3]): Promise<ControllerHarness> {
    const harness = await ServiceHarness.open();
    const opened = new ControllerHarness(harness, await harness.local());
    await createPersistentPaths(opened.tools);
    for (const id of brokers) await opened.register(id);
    return opened;
  }

  private constructor(harness: ServiceHarness, tools: LocalCoordination) {
    this.#harness = harness;
    this.tools = tools;
  }

  get clock() {
    return this.#harness.clock;
  }

  get lines(): readonly string[] {
    return this.#harness.lines;
  }

  broker(id: number): FakeBroker {
    return this.brokers.get(id)!;
  }

  /** Registers a broker, in a new life of it. */
  async register(id: number): Promise<void> {
    const session = await this.#harness.local();
    this.#sessions.set(id, session);
    if (!this.brokers.has(id)) this.brokers.set(id, new FakeBroker());
    const data = brokerZnode.encode({ host: `broker-${id}`, port: 9092, rack: null }, 0);
    await session.create(paths.brokerId(id), data, { mode: 'ephemeral' });
  }

  /** Ends a broker's session, as when it dies. */
  async die(id: number): Promise<void> {
    this.brokers.get(id)!.reachable = false;
    await this.#sessions.get(id)!.close();
    this.#controllers.delete(id);
  }

  /** The broker comes back, in a new life. */
  async comeBack(id: number): Promise<void> {
    this.brokers.get(id)!.reachable = true;
    await this.register(id);
  }

  /** Puts a controller on a broker; it stands for election. */
  controller(
    id: number,
    {
      config = {},
      wrap = (coordination) => coordination,
    }: {
      config?: Readonly<Record<string, string>>;
      wrap?: (coordination: Coordination) => Coordination;
    } = {},
  ): Controller {
    const coordination = wrap(this.#sessions.get(id)!);
    const brokerConfig = new BrokerConfig(config);
    const store = new TopicStore(coordination);
    const { clock, random, logger } = this.#harness;
    const controller = new Controller({
      brokerId: id,
      ...{ coordination, clock, random, logger },
      config: brokerConfig,
      peerOf: (broker) => this.brokers.get(broker.id)!.peer(),
      uncleanAllowed: async (topic) =>
        new TopicConfig(await store.config(topic), brokerConfig).get(
          'unclean.leader.election.enable',
        ),
    });
    this.#controllers.set(id, controller);
    controller.start();
    return controller;
  }

  /** Stops the controller of a broker, which gives up its place. */
  async resign(id: number): Promise<void> {
    this.#controllers.get(id)?.stop();
    this.#controllers.delete(id);
    await unlessMissing(this.session(id).delete(paths.controller));
  }

  /** The session of a broker, and of its controller. */
  session(id: number): LocalCoordination {
    return this.#sessions.get(id)!;
  }

  /** Ends a broker's session without its doing, as the service does when it has not been heard of. */
  expire(id: number): void {
    this.#harness.service.endSession(this.session(id).sessionId);
  }

  /** Writes a topic down, as CreateTopics does; without an id as an old tool does. */
  async topic(
    name: string,
    replicas: readonly (readonly number[] | AssignedReplicas)[],
    topicId: string | null = 'topicIdtopicIdtopicIdA',
  ): Promise<void> {
    const all = replicas.map((each) => ('replicas' in each ? each : assigned(each)));
    const assignment = new Map(all.entries());
    await this.tools.create(paths.topic(name), topicZnode.encode({ topicId, assignment }));
  }

  /** What a topic's znode says. */
  async written(name: string) {
    const { data } = await this.tools.getData(paths.topic(name));
    return topicZnode.decode(name, data);
  }

  /** What a partition's state znode says; undefined while there is none. */
  async state(topic: string, partition = 0): Promise<PartitionState | undefined> {
    try {
      const { data } = await this.tools.getData(paths.partitionState(topic, partition));
      return partitionStateZnode.decode(topic, data);
    } catch {
      return undefined;
    }
  }

  /** Changes a partition's state as its leader does. */
  async changeIsr(topic: string, isr: readonly number[], partition = 0): Promise<void> {
    const state = await this.state(topic, partition);
    const data = partitionStateZnode.encode({ ...state!, isr });
    await this.tools.setData(paths.partitionState(topic, partition), data);
  }

  async exists(path: string): Promise<boolean> {
    return (await this.tools.exists(path)) !== undefined;
  }

  /** Lets everything happen that can without time passing. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 12; turn++) await settled();
  }

  /** Waits until it is so, without time passing. */
  async until(condition: () => boolean | Promise<boolean>, what = 'it'): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) {
      if (await condition()) return;
      await settled();
    }
    throw new Error(`${what} did not come about:\n${this.lines.join('\n')}`);
  }

  async close(): Promise<void> {
    for (const controller of this.#controllers.values()) controller.stop();
    await this.#harness.stop();
  }
}
