import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Address, Transport } from '../ports/transport.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import type { Compression } from '../protocol/records/compression.ts';
import { Logs } from '../storage/logs.ts';
import type { Store } from '../storage/store.ts';
import type { Coordination } from '../zookeeper/coordination.ts';
import { BrokerConfig, inertAmong } from './config/broker-config.ts';
import { BrokerConfigs } from './config/broker-configs.ts';
import { Failures } from './failures.ts';
import { FetchSessions } from './fetch/fetch-sessions.ts';
import { GroupCoordinator } from './groups/group-coordinator.ts';
import { OFFSETS_TOPIC } from './groups/offsets-topic.ts';
import { ZookeeperOffsets } from './groups/zookeeper-offsets.ts';
import { Housekeeping } from './housekeeping.ts';
import { ClusterImage, isInternalTopic, type TopicImage } from './metadata/cluster-image.ts';
import { clusterId, createPersistentPaths, Registration } from './metadata/registration.ts';
import { TopicStore } from './metadata/topic-store.ts';
import { PartitionedOffsetsTopic } from './partitioned-offsets-topic.ts';
import { Partitions } from './partitions.ts';
import { ProducerIds } from './producer-ids.ts';
import { IsrUpdates } from './replication/isr-updates.ts';
import { RequestDispatcher } from './request-dispatcher.ts';
import { SocketServer } from './socket-server.ts';
import { Topics } from './topics.ts';

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

/**
 * One broker: everything that its handlers work on. It also holds the controller's place, as the only
 * broker of its cluster.
 */
export class Broker {
  readonly id: number;
  /** The czxid of its znode, which tells its lives apart (KIP-380); −1 before it is registered. */
  epoch = -1;
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
  readonly partitions: Partitions;
  readonly topics: Topics;
  readonly groups: GroupCoordinator;
  readonly zookeeperOffsets: ZookeeperOffsets;

  readonly #options: BrokerOptions;
  readonly #logs: Logs;
  readonly #isrUpdates: IsrUpdates;
  readonly #offsetsTopic: PartitionedOffsetsTopic;
  readonly #server: SocketServer;
  readonly #housekeeping: Housekeeping;
  readonly #registration: Registration;

  /**
   * Starts a broker; resolves when it accepts connections.
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
      configOf: (topic) => store.config(topic),
      isKnown: (topic, partition) => this.image.topic(topic)?.partitions[partition] !== undefined,
    });
    this.#registration = new Registration(id, { coordination, clock, logger });
    this.topics = new Topics(
      {
        image: this.image,
        store,
        partitions: this.partitions,
        config,
        random,
        logger,
        failures: this.failures,
      },
      () => this.#registration.controllerEpoch,
    );
    this.fetchSessions = new FetchSessions(random, () =>
      config.get('max.incremental.fetch.session.cache.slots'),
    );
    this.producerIds = new ProducerIds(coordination, id);
    this.brokerConfigs = new BrokerConfigs(coordination, id, config, () => this.topics.refresh());
    this.#offsetsTopic = new PartitionedOffsetsTopic(this);
    this.groups = new GroupCoordinator({
      clock,
      random,
      logger,
      compression: options.compression,
      topic: this.#offsetsTopic,
      config: () => this.#groupConfig(),
    });
    this.zookeeperOffsets = new ZookeeperOffsets(coordination);
    this.topics.onDeleted((topics) => this.groups.onTopicsDeleted(topics));
    this.topics.onCreated((topic) => this.#leadOffsets(topic));
    this.#server = new SocketServer(transport, new RequestDispatcher(this), {
      clock,
      logger,
      config,
    });
    this.#housekeeping = new Housekeeping({
      clock,
      logger,
      logs,
      config,
      partitions: this.partitions,
    });
  }

  /** Whether a request of the controller is to an earlier life of this broker; −1 is to any (KIP-380). */
  isStale(brokerEpoch: number): boolean {
    return brokerEpoch !== -1 && brokerEpoch < this.epoch;
  }

  /** Where it accepts connections. */
  get address(): Address {
    return this.#server.address;
  }

  /**
   * Creates a topic that a client has named, with the broker's defaults.
   * @throws KafkaError with what CreateTopics would answer.
   */
  async autoCreate(name: string): Promise<TopicImage> {
    try {
      if (name === OFFSETS_TOPIC) await this.#offsetsTopic.ensure();
      // That of the transaction coordinator is not for clients to make, with a user's defaults.
      else if (isInternalTopic(name)) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
      else {
        const defaults = {
          partitions: -1,
          replicationFactor: -1,
          assignment: new Map(),
          config: {},
        };
        await this.topics.create({ name, ...defaults });
      }
    } catch (error) {
      // Two clients that name a new topic at once both get it.
      const raced = error instanceof KafkaError && error.code === ErrorCode.TOPIC_ALREADY_EXISTS;
      if (!raced) throw error;
    }
    const topic = this.image.topic(name);
    if (topic === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    return topic;
  }

  /**
   * Stops cleanly: lets connections go and what they have asked for end, writes down that nothing needs
   * recovery, and signs off.
   */
  async stop(): Promise<void> {
    const tidied = this.#housekeeping.stop();
    // Whoever waits in a group has to be let go, or the server would wait for them.
    this.groups.close();
    await this.#server.close();
    this.#isrUpdates.close();
    await tidied;
    await this.#logs.close();
    await this.#registration.end();
  }

  async #start(): Promise<void> {
    const { id, random, coordination, host, port, logger } = this.#options;
    for (const key of inertAmong(this.#options.config)) {
      logger.warn(`the configuration ${key} has no effect here`);
    }
    await createPersistentPaths(coordination);
    this.image.clusterId = await clusterId(coordination, random);
    await this.brokerConfigs.load();
    await this.#registration.elect();
    await this.topics.load();
    const address = await this.#server.listen({ host, port });
    const registration = {
      host: address.host,
      port: address.port,
      rack: this.config.get('broker.rack'),
    };
    this.image.brokers.set(id, registration);
    this.image.controllerId = id;
    const offsets = this.image.topic(OFFSETS_TOPIC);
    if (offsets !== undefined) this.#leadOffsets(offsets);
    await this.#registration.announce(registration);
    this.#housekeeping.start();
  }

  /** Has the coordinator take on the groups of the partitions that this broker leads. */
  #leadOffsets(topic: TopicImage): void {
    if (topic.name !== OFFSETS_TOPIC) return;
    topic.partitions.forEach(({ leader }, partition) => {
      if (leader === this.id) void this.groups.onPartitionElected(partition);
    });
  }

  #groupConfig() {
    return {
      minSessionTimeoutMs: this.config.get('group.min.session.timeout.ms'),
      maxSessionTimeoutMs: this.config.get('group.max.session.timeout.ms'),
      maxSize: this.config.get('group.max.size'),
      initialRebalanceDelayMs: this.config.get('group.initial.rebalance.delay.ms'),
      offsetsRetentionMs: this.config.get('offsets.retention.minutes') * 60_000,
      offsetsRetentionCheckIntervalMs: this.config.get('offsets.retention.check.interval.ms'),
      offsetMetadataMaxBytes: this.config.get('offset.metadata.max.bytes'),
    };
  }
}
