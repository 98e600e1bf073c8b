import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import { ZooKeeperError } from '../zookeeper/coordination.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import type { ConfigChanges } from './config/config-changes.ts';
import type { Failures } from './failures.ts';
import { assigned } from './metadata/assigned-replicas.ts';
import type { ClusterImage, TopicImage } from './metadata/cluster-image.ts';
import type { TopicStore } from './metadata/topic-store.ts';
import {
  existing,
  type NewTopic,
  type PlannedTopic,
  planPartitions,
  planTopic,
  refuseInvalid,
} from './topic-plan.ts';

/** How long a deletion is waited for after the topic has gone from the image, in milliseconds. */
const REMOVAL_MS = 1_000;

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
      const planned = planTopic(topic, this.#parts);
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
      for (;;) {
        const topic = this.#parts.image.topic(name) && (await this.#parts.store.topic(name));
        if (topic === undefined) throw unknownTopic();
        const assignment = planPartitions(name, topic.assignment, count, assignments, this.#parts);
        if (validateOnly) return;
        try {
          await this.#parts.store.update(name, { ...topic, assignment }, topic.version);
          return;
        } catch (error) {
          // Somebody else has changed the topic meanwhile: it is looked at again.
          if (!(error instanceof ZooKeeperError && error.code === 'BADVERSION')) throw error;
        }
      }
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

  /** @throws KafkaError, also for a coordination service that fails. */
  async #trying<T>(doing: string, change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } catch (error) {
      throw this.#parts.failures.toKafkaError(error, doing);
    }
  }
}

function unknownTopic(): KafkaError {
  return new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
}
