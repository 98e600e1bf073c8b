import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Address, Transport } from '../ports/transport.ts';
import type { Compression } from '../protocol/records/compression.ts';
import { Logs } from '../storage/logs.ts';
import type { Store } from '../storage/store.ts';
import type { Coordination } from '../zookeeper/coordination.ts';
import { AutoTopicCreation } from './auto-topic-creation.ts';
import { BrokerConfig, inertAmong } from './config/broker-config.ts';
import { BrokerConfigs } from './config/broker-configs.ts';
import { ConfigChanges } from './config/config-changes.ts';
import { groupConfigOf } from './config/group-config.ts';
import { TopicConfig } from './config/topic-config.ts';
import { controlledShutdown } from './controlled-shutdown.ts';
import { Controller } from './controller/controller.ts';
import { LocalPeer } from './controller/local-peer.ts';
import { Failures } from './failures.ts';
import { FetchSessions } from './fetch/fetch-sessions.ts';
import { GroupCoordinator } from './groups/group-coordinator.ts';
import { OFFSETS_TOPIC } from './groups/offsets-topic.ts';
import { ZookeeperOffsets } from './groups/zookeeper-offsets.ts';
import { Housekeeping } from './housekeeping.ts';
import { ClusterImage } from './metadata/cluster-image.ts';
import { clusterId, createPersistentPaths, Registration } from './metadata/registration.ts';
import { TopicStore } from './metadata/topic-store.ts';
import { PartitionedOffsetsTopic } from './partitioned-offsets-topic.ts';
import { Partitions } from './partitions.ts';
import { NetworkPeer, type Peer } from './peer.ts';
import { ProducerIds } from './producer-ids.ts';
import { IsrUpdates } from './replication/isr-updates.ts';
import { RequestDispatcher } from './request-dispatcher.ts';
import { SocketServer } from './socket-server.ts';
import { Topics } from './topics.ts';

/** How long a broker that starts waits for the controller to tell it of the cluster, in milliseconds. */
const INFORMED_MS = 10_000;

/** What a broker is made of. The store and the coordination session stay their owner's to close. */
export interface BrokerOptions {
  readonly id: number;
  /** Where it listens, and what clients are told; port 0 gives a free one. */
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly logger: Logger;
  readonly compression: Compression;
  readonly store: Store;
  readonly coordination: Coordination;
  /** Configuration by Kafka's keys. */
  readonly config: Readonly<Record<string, string>>;
  /** What DescribeLogDirs names; where the store keeps its data. */
  readonly dataDirectory?: string;
}

/** One broker: everything that its handlers work on. */
export class Broker {
  readonly id: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly compression: Compression;
  readonly dataDirectory: string;
  readonly config: BrokerConfig;
  readonly failures: Failures;
  readonly image = new ClusterImage();
  readonly fetchSessions: FetchSessions;
  readonly producerIds: ProducerIds;
  readonly brokerConfigs: BrokerConfigs;
  readonly configChanges: ConfigChanges;
  readonly partitions: Partitions;
  readonly topics: Topics;
  readonly autoTopics: AutoTopicCreation;
  readonly controller: Controller;
  readonly groups: GroupCoordinator;
  readonly zookeeperOffsets: ZookeeperOffsets;

  readonly #options: BrokerOptions;
  readonly #logs: Logs;
  readonly #store: TopicStore;
  readonly #isrUpdates: IsrUpdates;
  readonly #offsetsTopic: PartitionedOffsetsTopic;
  readonly #requests = new RequestDispatcher(this);
  readonly #server: SocketServer;
  readonly #housekeeping: Housekeeping;
  readonly #registration: Registration;

  /**
   * Starts a broker; resolves when it accepts connections and knows the cluster, or no controller has told it
   * for long.
   * @throws ConfigError, StoreError, ListenError, ZooKeeperError, ZnodeError
   */
  static async start(options: BrokerOptions): Promise<Broker> {
    const config = new BrokerConfig(options.config);
    const logs = await Logs.open(options.store, {
      clock: options.clock,
      logger: options.logger,
      compression: options.compression,
    });
    const broker = new Broker(options, config, logs);
    try {
      await broker.#start();
    } catch (error) {
      // What kept it from starting is what the user has to hear of, not what followed from it.
      await broker.stop().catch(() => undefined);
      throw error;
    }
    return broker;
  }

  private constructor(options: BrokerOptions, config: BrokerConfig, logs: Logs) {
    const { id, clock, random, logger, coordination, transport } = options;
    this.#options = options;
    this.id = id;
    this.clock = clock;
    this.logger = logger;
    this.failures = new Failures(clock, logger);
    this.compression = options.compression;
    this.dataDirectory = options.dataDirectory ?? '/';
    this.config = config;
    this.#logs = logs;
    const store = new TopicStore(coordination);
    this.#store = store;
    this.#isrUpdates = new IsrUpdates({ coordination, clock, logger });
    this.partitions = new Partitions({
      brokerId: id,
      clock,
      logger,
      logs,
      config,
      failures: this.failures,
      isrUpdates: this.#isrUpdates,
      maxLagMs: () => config.get('replica.lag.time.max.ms'),
      brokerEpoch: () => this.epoch,
      connect: (address) =>
        new NetworkPeer({
          ...{ transport, clock, address, clientId: `broker-${id}-fetcher` },
          timeoutMs: config.get('replica.socket.timeout.ms'),
        }),
      configOf: (topic) => store.config(topic),
      topicOf: (topic) => store.topic(topic),
      isKnown: (topic, partition) => this.image.topic(topic)?.partitions[partition] !== undefined,
    });
    this.#registration = new Registration(id, { coordination, clock, logger }, () =>
      this.controller.reelect(),
    );
    this.configChanges = new ConfigChanges({ coordination, clock, logger }, (entity) =>
      this.#configure(entity),
    );
    const { image, failures } = this;
    this.topics = new Topics({
      ...{ image, failures, store, config, clock, random },
      configChanges: this.configChanges,
      brokerId: id,
      leads: (topic, partition) => this.partitions.get(topic, partition)?.isLeader === true,
    });
    this.autoTopics = new AutoTopicCreation({ topics: this.topics, image, config, clock });
    this.controller = new Controller({
      ...{ brokerId: id, coordination, clock, random, logger, config },
      peerOf: (broker) => this.#peerOf(broker, broker.id),
      uncleanAllowed: async (topic) => {
        const own = new TopicConfig(await store.config(topic), config);
        return own.get('unclean.leader.election.enable');
      },
    });
    this.fetchSessions = new FetchSessions(random, () =>
      config.get('max.incremental.fetch.session.cache.slots'),
    );
    this.producerIds = new ProducerIds(coordination, id);
    this.brokerConfigs = new BrokerConfigs(coordination, id, config);
    this.#offsetsTopic = new PartitionedOffsetsTopic(this);
    this.groups = new GroupCoordinator({
      clock,
      random,
      logger,
      compression: options.compression,
      topic: this.#offsetsTopic,
      config: () => groupConfigOf(config),
    });
    this.zookeeperOffsets = new ZookeeperOffsets(coordination);
    this.partitions.onLeader(({ topic, number }) => {
      if (topic === OFFSETS_TOPIC) void this.groups.onPartitionElected(number);
    });
    this.partitions.onFollower(({ topic, number }) => {
      if (topic === OFFSETS_TOPIC) this.groups.onPartitionResigned(number);
    });
    this.#server = new SocketServer(transport, this.#requests, { clock, logger, config });
    this.#housekeeping = new Housekeeping({
      clock,
      logger,
      logs,
      config,
      partitions: this.partitions,
    });
  }

  /** The czxid of its znode, which tells its lives apart (KIP-380); −1 before it is registered. */
  get epoch(): number {
    return this.#registration.epoch;
  }

  /** Whether a request of the controller is to an earlier life of this broker; −1 is to any (KIP-380). */
  isStale(brokerEpoch: number): boolean {
    return brokerEpoch !== -1 && brokerEpoch < this.epoch;
  }

  /** Waits until the controller has told this broker of the cluster, itself included, but not for ever; whether it has. */
  informed(): Promise<boolean> {
    const knows = () => this.image.isComplete && this.image.brokers.has(this.id);
    return this.image.until(this.clock, INFORMED_MS, knows);
  }

  /** Where it accepts connections. */
  get address(): Address {
    return this.#server.address;
  }

  /**
   * Stops cleanly: has others lead what it leads, lets connections go and what they have asked for end, writes
   * down that nothing needs recovery, and signs off.
   * @param handsOver false where all brokers stop and nobody is there to take over.
   */
  async stop({ handsOver = true } = {}): Promise<void> {
    this.partitions.leave();
    if (handsOver && this.epoch !== -1) await this.#handOver();
    const tidied = this.#housekeeping.stop();
    // Whoever waits in a group, for replicas or for the controller has to be let go, or the server would wait for them.
    this.groups.close();
    this.image.close();
    this.#isrUpdates.close();
    await this.partitions.close();
    await this.#server.close();
    this.configChanges.stop();
    this.controller.stop();
    // Others can lead while the logs are closed.
    const signedOff = this.#registration.end();
    await tidied;
    await this.#logs.close();
    await signedOff;
  }

  async #start(): Promise<void> {
    const { random, coordination, host, port, logger } = this.#options;
    for (const key of inertAmong(this.#options.config)) {
      logger.warn(`the configuration ${key} has no effect here`);
    }
    await createPersistentPaths(coordination);
    const [id] = await Promise.all([
      clusterId(coordination, random),
      this.configChanges.start().then(() => this.brokerConfigs.load()),
    ]);
    this.image.clusterId = id;
    const address = await this.#server.listen({ host, port });
    const rack = this.config.get('broker.rack');
    await this.#registration.announce({ host: address.host, port: address.port, rack });
    this.controller.start();
    if (!(await this.informed())) {
      logger.warn('no controller has told this broker of the cluster yet');
    }
    this.#housekeeping.start();
  }

  /** Takes up a configuration that has changed. */
  async #configure(entityPath: string): Promise<void> {
    const [type, name = ''] = entityPath.split('/');
    if (type === 'topics') {
      const own = await this.#store.config(name);
      this.partitions.configure(name, own);
      const unclean = new TopicConfig(own, this.config).get('unclean.leader.election.enable');
      if (unclean) this.controller.onUncleanAllowed(name);
    } else if (await this.brokerConfigs.take(entityPath)) {
      this.partitions.reconfigure();
      if (this.config.get('unclean.leader.election.enable')) this.controller.onUncleanAllowed();
    }
  }

  #handOver(): Promise<void> {
    const { image, config, clock, logger } = this;
    return controlledShutdown({
      ...{ brokerId: this.id, brokerEpoch: this.epoch, image, config, clock, logger },
      peerOf: (id) => {
        const address = image.brokers.get(id);
        return address && this.#peerOf(address, id);
      },
    });
  }

  /** A way to a broker, which may be this one. */
  #peerOf({ host, port }: Address, id: number): Peer {
    if (id === this.id) {
      return new LocalPeer(this.clock, (...request) => this.#requests.handleOwn(...request));
    }
    return new NetworkPeer({
      transport: this.#options.transport,
      clock: this.clock,
      address: { host, port },
      clientId: `broker-${this.id}`,
      timeoutMs: this.config.get('controller.socket.timeout.ms'),
    });
  }
}
