import type { Clock } from '../ports/clock.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import { OFFSETS_TOPIC } from './groups/offsets-topic.ts';
import { type ClusterImage, isInternalTopic, type TopicImage } from './metadata/cluster-image.ts';
import type { NewTopic } from './topic-plan.ts';
import type { Topics } from './topics.ts';

/** How long a client waits for the leaders of a topic that is created for it, in milliseconds. */
const LEADERS_MS = 3_000;

interface Parts {
  readonly topics: Topics;
  readonly image: ClusterImage;
  readonly config: BrokerConfig;
  readonly clock: Clock;
}

/**
 * Creates topics that nobody has asked to create, but that clients or groups need
 * (kafka.server.AutoTopicCreationManager). Any broker does it, whoever is controller.
 */
export class AutoTopicCreation {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * The topic, created if need be: with the broker's defaults, or its own if it is `__consumer_offsets`.
   * @throws KafkaError with what CreateTopics would answer; LEADER_NOT_AVAILABLE while that takes long
   */
  async ensure(name: string): Promise<TopicImage> {
    const { topics, image, clock } = this.#parts;
    try {
      await topics.create(this.#defaults(name));
    } catch (error) {
      // Two clients that name a new topic at once both get it, at whichever brokers they ask.
      const raced = error instanceof KafkaError && error.code === ErrorCode.TOPIC_ALREADY_EXISTS;
      if (!raced) throw error;
    }
    const isLed = () =>
      image.topic(name)?.partitions.every(({ leader }) => image.brokers.has(leader)) === true;
    await image.until(clock, LEADERS_MS, isLed);
    const topic = image.topic(name);
    if (topic === undefined) throw new KafkaError(ErrorCode.LEADER_NOT_AVAILABLE);
    return topic;
  }

  #defaults(name: string): NewTopic {
    const { config } = this.#parts;
    const none = { name, assignment: new Map(), config: {} };
    // That of the transaction coordinator is not for clients to make, with a user's defaults.
    if (isInternalTopic(name) && name !== OFFSETS_TOPIC) {
      throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }
    if (name !== OFFSETS_TOPIC) return { ...none, partitions: -1, replicationFactor: -1 };
    return {
      ...none,
      partitions: config.get('offsets.topic.num.partitions'),
      replicationFactor: config.get('offsets.topic.replication.factor'),
      config: {
        'cleanup.policy': 'compact',
        'compression.type': 'producer',
        'segment.bytes': String(config.get('offsets.topic.segment.bytes')),
      },
    };
  }
}
