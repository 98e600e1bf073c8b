import { metadataRequest, metadataResponse } from '../../protocol/api/03-metadata.ts';
import { ErrorCode, errorName, isRetriable } from '../../protocol/errors.ts';
import type { Cluster, TopicMetadata } from './cluster.ts';
import { KafkaError } from './kafka-error.ts';

/** Who leads a partition, since which epoch. */
export interface Leader {
  readonly id: number;
  /** -1 where brokers are too old to tell. */
  readonly epoch: number;
}

export interface TopicLeadersOptions {
  /** Has brokers create topics that are missing, if they do such things. */
  readonly createTopics: boolean;
  /** Is told what is wrong for the time being: `topic=REASON` of each. */
  readonly onTrouble?: (trouble: string) => void;
}

/** What a client that stays connected knows of topics: their partitions and who leads these. */
export class TopicLeaders {
  readonly #cluster: Cluster;
  readonly #options: TopicLeadersOptions;
  #topics = new Map<string, readonly (Leader | undefined)[]>();
  #trouble = '';

  constructor(cluster: Cluster, options: TopicLeadersOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /**
   * Asks anew about these topics, and forgets others. Topics that are not there yet are unknown afterwards.
   * @throws UserError when no broker answers, KafkaError for what time does not heal
   */
  async refresh(topics: readonly string[]): Promise<void> {
    const { topics: found } = await this.#cluster.metadata(topics, this.#options.createTopics);
    this.#take(found);
  }

  /**
   * As `refresh`, of all topics that have such a name, without Kafka's own; returns their names.
   * @throws UserError, KafkaError
   */
  async refreshMatching(wanted: (topic: string) => boolean): Promise<string[]> {
    const { topics } = await this.#cluster.request('any', metadataRequest, metadataResponse, {
      topics: null,
      allowAutoTopicCreation: false,
    });
    const found = topics.filter(({ name, isInternal }) => !isInternal && wanted(name ?? ''));
    this.#take(found);
    return found.map(({ name }) => name ?? '').sort();
  }

  /** How many partitions a topic has; undefined if it is not known. */
  partitionCount(topic: string): number | undefined {
    return this.#topics.get(topic)?.length;
  }

  /** Undefined as long as there is none. */
  leader(topic: string, partition: number): Leader | undefined {
    return this.#topics.get(topic)?.[partition];
  }

  #take(topics: readonly TopicMetadata[]): void {
    const trouble: string[] = [];
    this.#topics = new Map();
    for (const { name, errorCode, partitions } of topics) {
      if (errorCode === ErrorCode.NONE) this.#topics.set(name ?? '', leadersOf(partitions));
      else if (isRetriable(errorCode)) trouble.push(`${name}=${errorName(errorCode)}`);
      else throw new KafkaError(errorCode, `${name}: ${new KafkaError(errorCode).message}`);
    }
    const text = trouble.join(', ');
    if (text !== this.#trouble && text !== '') this.#options.onTrouble?.(text);
    this.#trouble = text;
  }
}

function leadersOf(partitions: TopicMetadata['partitions']): (Leader | undefined)[] {
  const leaders: (Leader | undefined)[] = new Array(partitions.length).fill(undefined);
  for (const { partitionIndex, leaderId, leaderEpoch } of partitions) {
    if (leaderId >= 0) leaders[partitionIndex] = { id: leaderId, epoch: leaderEpoch };
  }
  return leaders;
}
