import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import { ZooKeeperError } from '../zookeeper/coordination.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import type { ConfigChanges } from './config/config-changes.ts';
import { ConfigError } from './config/definition.ts';
import { checkTopicConfig } from './config/topic-config.ts';
import type { Failures } from './failures.ts';
import { assigned, isBeingReassigned } from './metadata/assigned-replicas.ts';
import { type ClusterImage, isInternalTopic, type TopicImage } from './metadata/cluster-image.ts';
import { randomUuid } from './metadata/random-uuid.ts';
import { collidesWith, topicNameComplaint } from './metadata/topic-name.ts';
import type { TopicStore } from './metadata/topic-store.ts';
import { assignReplicas, checkAssignment, type RackedBroker } from './replica-assignment.ts';

/**
 * The most partitions of one topic: as many as Kafka's KRaft controller makes at one request. More are a
 * slip of the finger, which must not cost the broker its memory; nor would their znode hold them.
 */
const MOST_PARTITIONS = 10_000;

/** How long a deletion is waited for after the topic has gone from the image, in milliseconds. */
const REMOVAL_MS = 1_000;

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

/** A topic as it is written down, or would be. */
export interface PlannedTopic {
  readonly name: string;
  readonly id: string;
  /** The replicas of each partition. */
  readonly replicas: readonly (readonly number[])[];
  readonly config: Readonly<Record<string, string>>;
}

interface Parts {
  readonly image: ClusterImage;
  readonly store: TopicStore;
  readonly configChanges: ConfigChanges;
  readonly config: BrokerConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly failures: Failures;
  /** Whether this broker leads the partition. */
  readonly leads: (topic: string, partition: number) => boolean;
  readonly brokerId: number;
}

/**
 * Creates, changes and deletes topics: checks what is asked for, chooses replicas, and writes it to the
 * coordination service, where the controller sees it and does the rest (kafka.server.ZkAdminManager). So
 * every broker can do it.
 */
export class Topics {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Writes the topic down, or only checks whether it could be.
   * @throws KafkaError with what CreateTopics answers.
   */
  create(topic: NewTopic, validateOnly = false): Promise<PlannedTopic> {
    return this.#trying(`creating topic ${topic.name}`, async () => {
      const planned = this.#plan(topic);
      if (validateOnly) return planned;
      const { name, id, replicas, config } = planned;
      const assignment = new Map(replicas.map((each, number) => [number, assigned(each)]));
      try {
        await this.#parts.store.create(name, { topicId: id, assignment }, config);
      } catch (error) {
        if (!(error instanceof ZooKeeperError && error.code === 'NODEEXISTS')) throw error;
        throw existing(name);
      }
      return planned;
    });
  }

  /**
   * Waits until the topic's partitions have leaders that this broker knows of (Kafka's DelayedCreatePartitions).
   * @throws KafkaError REQUEST_TIMED_OUT; KAFKA_STORAGE_ERROR where brokers have no disk for them
   */
  async created(name: string, partitions: number, timeoutMs: number): Promise<void> {
    const { image, clock, brokerId, leads } = this.#parts;
    const states = () => image.topic(name)?.partitions ?? [];
    const isLed = () =>
      states().length >= partitions && states().every(({ leader }) => image.brokers.has(leader));
    // Replicas are offline on a broker that is there when that has no disk for them.
    const cannotBe = () =>
      states().some(
        ({ leader, offlineReplicas }, number) =>
          (leader === -1 && offlineReplicas.some((id) => image.brokers.has(id))) ||
          (leader === brokerId && !leads(name, number)),
      );
    await image.until(clock, timeoutMs, () => isLed() || cannotBe());
    if (cannotBe()) {
      const why = `A broker cannot open its replicas of topic '${name}'; its log says why.`;
      throw new KafkaError(ErrorCode.KAFKA_STORAGE_ERROR, why);
    }
    if (!isLed()) throw new KafkaError(ErrorCode.REQUEST_TIMED_OUT);
  }

  /**
   * Writes down that the topic is to go, and not one that has come to the same name since it was looked up.
   * Resolves when this broker knows it no more, and where no replica is away when the name is free again.
   * @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION, TOPIC_DELETION_DISABLED, REQUEST_TIMED_OUT
   */
  delete({ name, id }: Pick<TopicImage, 'name' | 'id'>, timeoutMs: number): Promise<void> {
    return this.#trying(`deleting topic ${name}`, async () => {
      const { store, image, config, clock } = this.#parts;
      if (image.topic(name)?.id !== id) throw unknownTopic();
      if (!config.get('delete.topic.enable')) {
        throw new KafkaError(ErrorCode.TOPIC_DELETION_DISABLED);
      }
      await store.markForDeletion(name);
      const gone = await image.until(clock, timeoutMs, () => image.topic(name)?.id !== id);
      if (!gone) throw new KafkaError(ErrorCode.REQUEST_TIMED_OUT);
      let isFree = await store.isFree(name, () => {
        isFree = true;
        image.reconsider();
      });
      await image.until(clock, Math.min(timeoutMs, REMOVAL_MS), () => isFree);
    });
  }

  /**
   * Writes down that the topic is to have `count` partitions.
   * @param assignments the new partitions' replicas, or null to choose them
   * @throws KafkaError with what CreatePartitions answers.
   */
  addPartitions(
    name: string,
    count: number,
    assignments: readonly (readonly number[])[] | null,
    validateOnly: boolean,
  ): Promise<void> {
    return this.#trying(`adding partitions to topic ${name}`, async () => {
      const { store, image } = this.#parts;
      const topic = image.topic(name) && (await store.topic(name));
      if (topic === undefined) throw unknownTopic();
      if (isInternalTopic(name)) {
        const why = `${name} keeps its number of partitions: groups are found by it.`;
        throw new KafkaError(ErrorCode.INVALID_REQUEST, why);
      }
      const present = topic.assignment;
      if ([...present.values()].some(isBeingReassigned)) {
        const why = `A partition reassignment is in progress for the topic '${name}'.`;
        throw new KafkaError(ErrorCode.REASSIGNMENT_IN_PROGRESS, why);
      }
      const first = present.get(0)?.replicas ?? [];
      const added = this.#planPartitions(present.size, first, count, assignments);
      if (validateOnly) return;
      const assignment = new Map(present);
      for (const replicas of added) assignment.set(assignment.size, assigned(replicas));
      await store.update(name, { ...topic, assignment }, topic.version);
    });
  }

  /** The topic's own configuration. @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION */
  config(name: string): Promise<Record<string, string>> {
    return this.#trying(`reading the configuration of topic ${name}`, () => {
      if (this.#parts.image.topic(name) === undefined) throw unknownTopic();
      return this.#parts.store.config(name);
    });
  }

  /** Replaces the topic's own configuration. @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION, INVALID_CONFIG */
  setConfig(
    name: string,
    change: (config: Readonly<Record<string, string>>) => Record<string, string>,
    validateOnly: boolean,
  ): Promise<void> {
    return this.#trying(`configuring topic ${name}`, async () => {
      if (this.#parts.image.topic(name) === undefined) throw unknownTopic();
      await this.#parts.configChanges.alter(`topics/${name}`, (own) => {
        const config = change(own);
        refuseInvalid(config);
        return validateOnly ? undefined : config;
      });
    });
  }

  #plan(topic: NewTopic): PlannedTopic {
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
    const { assignment } = topic;
    const count = topic.partitions === -1 ? config.get('num.partitions') : topic.partitions;
    refuseExcess(Math.max(count, assignment.size));
    const brokers = this.#brokers();
    if (assignment.size > 0) checkAssignment(assignment, idsOf(brokers));
    const factor =
      topic.replicationFactor === -1
        ? config.get('default.replication.factor')
        : topic.replicationFactor;
    const replicas =
      assignment.size > 0
        ? Array.from({ length: assignment.size }, (_, p) => assignment.get(p) ?? [])
        : assignReplicas(brokers, count, factor, random);
    return { name: topic.name, id: randomUuid(random), replicas, config: topic.config };
  }

  #planPartitions(
    has: number,
    first: readonly number[],
    count: number,
    assignments: readonly (readonly number[])[] | null,
  ): readonly (readonly number[])[] {
    if (count <= has) {
      throw new KafkaError(
        ErrorCode.INVALID_PARTITIONS,
        count === has
          ? `Topic already has ${has} partitions.`
          : `Topic currently has ${has} partitions, which is higher than the requested ${count}.`,
      );
    }
    refuseExcess(count);
    if (assignments !== null && assignments.length !== count - has) {
      throw new KafkaError(
        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
        `Increasing the number of partitions by ${count - has} but ${assignments.length} assignments provided.`,
      );
    }
    const brokers = this.#brokers();
    const after = { partitions: has, first: first[0] ?? -1 };
    const replicas =
      assignments ??
      assignReplicas(brokers, count - has, Math.max(1, first.length), this.#parts.random, after);
    checkAssignment(new Map(replicas.entries()), idsOf(brokers));
    return replicas;
  }

  #brokers(): RackedBroker[] {
    return Array.from(this.#parts.image.brokers, ([id, { rack }]) => ({ id, rack }));
  }

  /** @throws KafkaError, also for a coordination service that fails. */
  async #trying<T>(doing: string, change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } catch (error) {
      throw this.#parts.failures.toKafkaError(error, doing);
    }
  }
}

function idsOf(brokers: readonly RackedBroker[]): number[] {
  return brokers.map(({ id }) => id);
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
