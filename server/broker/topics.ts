import { counted, type Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import { ZooKeeperError } from '../zookeeper/coordination.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import { ConfigError } from './config/definition.ts';
import { checkTopicConfig } from './config/topic-config.ts';
import type { Failures } from './failures.ts';
import { assigned } from './metadata/assigned-replicas.ts';
import {
  type ClusterImage,
  isInternalTopic,
  type PartitionImage,
  type TopicImage,
} from './metadata/cluster-image.ts';
import { randomUuid } from './metadata/random-uuid.ts';
import { collidesWith, topicNameComplaint } from './metadata/topic-name.ts';
import { chunks, type TopicStore } from './metadata/topic-store.ts';
import type { PartitionState } from './metadata/znodes.ts';
import type { Partitions } from './partitions.ts';
import { assignReplicas, checkAssignment } from './replica-assignment.ts';
import { Turns } from './turns.ts';

/**
 * The most partitions of one topic: as many as Kafka's KRaft controller makes at one request. More are a
 * slip of the finger, which must not cost the broker its memory; nor would their znode hold them.
 */
const MOST_PARTITIONS = 10_000;

export interface NewTopic {
  readonly name: string;
  /** -1: the broker's num.partitions. */
  readonly partitions: number;
  /** -1: the broker's default.replication.factor. */
  readonly replicationFactor: number;
  /** Replicas by partition, instead of the two numbers; empty: none given. */
  readonly assignment: ReadonlyMap<number, readonly number[]>;
  readonly config: Readonly<Record<string, string>>;
}

interface Parts {
  readonly image: ClusterImage;
  readonly store: TopicStore;
  readonly partitions: Partitions;
  readonly config: BrokerConfig;
  readonly random: Random;
  readonly logger: Logger;
  readonly failures: Failures;
}

/** How many topics are read at a time: enough to keep the connection busy. */
const TOPICS_AT_ONCE = 50;

/**
 * Creates, changes and deletes topics: writes them to the coordination service, then has the image and
 * the partitions follow. It does what Kafka divides between the broker that is asked (ZkAdminManager)
 * and the controller, whose place this broker holds.
 */
export class Topics {
  readonly #parts: Parts;
  readonly #controllerEpoch: () => number;
  readonly #deletionListeners: ((topics: readonly string[]) => Promise<void>)[] = [];
  readonly #creationListeners: ((topic: TopicImage) => void)[] = [];
  /** A topic's changes happen one after the other. */
  readonly #turns = new Turns();

  constructor(parts: Parts, controllerEpoch: () => number) {
    this.#parts = parts;
    this.#controllerEpoch = controllerEpoch;
  }

  /** Reads all topics, gives leaders to partitions without one, and finishes deletions that a crash cut short. */
  async load(): Promise<void> {
    const { store, image, partitions } = this.#parts;
    for (const name of await store.markedForDeletion()) await this.#finishDeletion(name);
    const topics: TopicImage[] = [];
    for (const names of chunks(await store.names(), TOPICS_AT_ONCE)) {
      const found = await Promise.all(names.map((name) => this.#read(name)));
      topics.push(...found.filter((topic) => topic !== undefined));
    }
    await partitions.apply(topics);
    for (const topic of topics) image.setTopic(topic);
  }

  /**
   * Creates the topic, or only checks whether it could be.
   * @returns the topic as it is, or would be.
   * @throws KafkaError with what CreateTopics answers.
   */
  create(topic: NewTopic, validateOnly = false): Promise<TopicImage> {
    return this.#inTurn(topic.name, async () => {
      const planned = this.#plan(topic);
      if (validateOnly) return planned;
      const { store, logger } = this.#parts;
      try {
        await store.create(planned.name, znodeOf(planned), planned.config);
      } catch (error) {
        if (!(error instanceof ZooKeeperError && error.code === 'NODEEXISTS')) throw error;
        await this.#adopt(planned.name);
        throw existing(planned.name);
      }
      await store.createStates(planned.name, new Map(planned.partitions.entries()));
      await this.#publishNew(planned);
      logger.info(
        `created topic ${planned.name} with ${counted(planned.partitions.length, 'partition')}`,
      );
      return planned;
    });
  }

  /**
   * Deletes the topic, and not one that has come to the same name since it was looked up.
   * @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION, TOPIC_DELETION_DISABLED
   */
  delete({ name, id }: Pick<TopicImage, 'name' | 'id'>): Promise<void> {
    return this.#inTurn(name, async () => {
      const { store, image, partitions, config, logger } = this.#parts;
      if (image.topic(name)?.id !== id) throw unknownTopic();
      if (!config.get('delete.topic.enable'))
        throw new KafkaError(ErrorCode.TOPIC_DELETION_DISABLED);
      await store.markForDeletion(name);
      image.deleteTopic(name);
      await partitions.delete(name);
      await store.delete(name);
      for (const listener of this.#deletionListeners) await listener([name]);
      logger.info(`deleted topic ${name}`);
    });
  }

  /**
   * Raises the number of partitions to `count`.
   * @param assignments the new partitions' replicas, or null to choose them
   * @throws KafkaError with what CreatePartitions answers.
   */
  addPartitions(
    name: string,
    count: number,
    assignments: readonly (readonly number[])[] | null,
    validateOnly: boolean,
  ): Promise<void> {
    return this.#inTurn(name, async () => {
      const topic = this.#parts.image.topic(name);
      if (topic === undefined) throw unknownTopic();
      if (isInternalTopic(name)) {
        const why = `${name} keeps its number of partitions: groups are found by it.`;
        throw new KafkaError(ErrorCode.INVALID_REQUEST, why);
      }
      const added = this.#planPartitions(topic, count, assignments);
      if (validateOnly) return;
      const grown = { ...topic, partitions: [...topic.partitions, ...added] };
      await this.#parts.store.update(name, znodeOf(grown));
      const states = added.map((state, i) => [topic.partitions.length + i, state] as const);
      await this.#parts.store.createStates(name, new Map(states));
      await this.#publish(grown);
      this.#parts.logger.info(`topic ${name} now has ${counted(count, 'partition')}`);
    });
  }

  /** Replaces the topic's own configuration. @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION, INVALID_CONFIG */
  setConfig(
    name: string,
    change: (config: Readonly<Record<string, string>>) => Record<string, string>,
    validateOnly: boolean,
  ): Promise<void> {
    return this.#inTurn(name, async () => {
      const topic = this.#parts.image.topic(name);
      if (topic === undefined) throw unknownTopic();
      const config = change(topic.config);
      refuseInvalid(config);
      if (validateOnly) return;
      await this.#parts.store.setConfig(name, config);
      await this.#publish({ ...topic, config });
    });
  }

  /** Has every partition take up the broker's configuration, after it was altered. */
  async refresh(): Promise<void> {
    const { image, partitions } = this.#parts;
    const refreshed = Array.from(image.topics(), ({ name }) =>
      this.#inTurn(name, async () => {
        const topic = image.topic(name);
        if (topic !== undefined) await partitions.apply([topic]);
      }),
    );
    await Promise.all(refreshed);
  }

  /** Calls `listener` with each topic that comes into being. */
  onCreated(listener: (topic: TopicImage) => void): void {
    this.#creationListeners.push(listener);
  }

  /** Calls `listener` with topics that are gone, before others of the same names can come. */
  onDeleted(listener: (topics: readonly string[]) => Promise<void>): void {
    this.#deletionListeners.push(listener);
  }

  #plan(topic: NewTopic): TopicImage {
    const { image, config, random } = this.#parts;
    const complaint = topicNameComplaint(topic.name);
    if (complaint) throw new KafkaError(ErrorCode.INVALID_TOPIC_EXCEPTION, complaint);
    if (image.topic(topic.name)) throw existing(topic.name);
    for (const other of image.topics()) {
      if (!collidesWith(topic.name, other.name)) continue;
      throw new KafkaError(
        ErrorCode.INVALID_TOPIC_EXCEPTION,
        `Topic '${topic.name}' collides with existing topics: ${other.name}`,
      );
    }
    refuseInvalid(topic.config);
    const brokers = [...image.brokers.keys()];
    const count = topic.partitions === -1 ? config.get('num.partitions') : topic.partitions;
    refuseExcess(Math.max(count, topic.assignment.size));
    if (topic.assignment.size > 0) checkAssignment(topic.assignment, brokers);
    const assignment =
      topic.assignment.size > 0
        ? Array.from({ length: topic.assignment.size }, (_, p) => topic.assignment.get(p) ?? [])
        : assignReplicas(
            brokers,
            count,
            topic.replicationFactor === -1
              ? config.get('default.replication.factor')
              : topic.replicationFactor,
            random,
          );
    return {
      name: topic.name,
      id: randomUuid(random),
      partitions: assignment.map((replicas) => this.#firstState(replicas)),
      config: topic.config,
    };
  }

  #planPartitions(
    topic: TopicImage,
    count: number,
    assignments: readonly (readonly number[])[] | null,
  ): PartitionImage[] {
    const has = topic.partitions.length;
    if (count <= has) {
      throw new KafkaError(
        ErrorCode.INVALID_PARTITIONS,
        count === has
          ? `Topic already has ${has} partitions.`
          : `Topic currently has ${has} partitions, which is higher than the requested ${count}.`,
      );
    }
    refuseExcess(count);
    const brokers = [...this.#parts.image.brokers.keys()];
    if (assignments !== null && assignments.length !== count - has) {
      throw new KafkaError(
        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
        `Increasing the number of partitions by ${count - has} but ${assignments.length} assignments provided.`,
      );
    }
    const replicas = assignments ?? this.#assignLike(topic, count - has, brokers);
    checkAssignment(new Map(replicas.entries()), brokers);
    return replicas.map((each) => this.#firstState(each));
  }

  #assignLike(topic: TopicImage, count: number, brokers: readonly number[]) {
    const factor = topic.partitions[0]?.replicas.length ?? 1;
    return assignReplicas(brokers, count, factor, this.#parts.random);
  }

  #firstState(replicas: readonly number[]): PartitionImage {
    return {
      replicas,
      leader: replicas[0] ?? -1,
      leaderEpoch: 0,
      controllerEpoch: this.#controllerEpoch(),
      isr: replicas,
    };
  }

  async #publish(topic: TopicImage): Promise<void> {
    await this.#parts.partitions.apply([topic]);
    this.#parts.image.setTopic(topic);
  }

  async #publishNew(topic: TopicImage): Promise<void> {
    await this.#publish(topic);
    for (const listener of this.#creationListeners) listener(topic);
  }

  /**
   * Makes good what a failure has left of a creation or deletion: a topic that the coordination service
   * has and nobody else knows, whose name would be taken until the broker starts again.
   */
  async #adopt(name: string): Promise<void> {
    const { store, logger } = this.#parts;
    if ((await store.markedForDeletion()).includes(name)) return this.#finishDeletion(name);
    const topic = await this.#read(name);
    if (topic === undefined) return;
    await this.#publishNew(topic);
    logger.info(`took on topic ${name}, which the coordination service has already`);
  }

  async #finishDeletion(name: string): Promise<void> {
    const { store, partitions, logger } = this.#parts;
    logger.info(`finishing the deletion of topic ${name}`);
    await partitions.delete(name);
    await store.delete(name);
  }

  async #read(name: string): Promise<TopicImage | undefined> {
    const { store, random } = this.#parts;
    const found = await store.topic(name);
    if (found === undefined) return undefined;
    const numbers = [...found.assignment.keys()].sort((a, b) => a - b);
    const [states, config] = await Promise.all([store.states(name, numbers), store.config(name)]);
    const leaderless = new Map<number, PartitionState>();
    const partitions = numbers.map((partition) => {
      const replicas = found.assignment.get(partition)?.replicas ?? [];
      const state = states.get(partition);
      if (state) return { ...state, replicas };
      const first = this.#firstState(replicas);
      leaderless.set(partition, first);
      return first;
    });
    if (leaderless.size > 0) await store.createStates(name, leaderless);
    const topic = { name, id: found.topicId ?? randomUuid(random), partitions, config };
    if (found.topicId === null) await store.update(name, znodeOf(topic));
    return topic;
  }

  /** @throws KafkaError, also for a store or a coordination service that fails. */
  async #inTurn<T>(name: string, change: () => Promise<T>): Promise<T> {
    try {
      return await this.#turns.take(name, change);
    } catch (error) {
      throw this.#parts.failures.toKafkaError(error, `changing topic ${name}`);
    }
  }
}

function znodeOf(topic: TopicImage) {
  const assignment = topic.partitions.map(
    ({ replicas }, number) => [number, assigned(replicas)] as const,
  );
  return { topicId: topic.id, assignment: new Map(assignment) };
}

function refuseInvalid(config: Readonly<Record<string, string>>): void {
  try {
    checkTopicConfig(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new KafkaError(ErrorCode.INVALID_CONFIG, error.message);
  }
}

function existing(name: string): KafkaError {
  return new KafkaError(ErrorCode.TOPIC_ALREADY_EXISTS, `Topic '${name}' already exists.`);
}

function refuseExcess(partitions: number): void {
  if (partitions <= MOST_PARTITIONS) return;
  throw new KafkaError(
    ErrorCode.POLICY_VIOLATION,
    `Excessively large number of partitions: ${partitions}. A topic can have ${MOST_PARTITIONS}.`,
  );
}

function unknownTopic(): KafkaError {
  return new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
}
