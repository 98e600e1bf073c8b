import type { KernelCluster } from '../../contract/kernel.ts';
import type { Logger } from '../../ports/logger.ts';
import { formatAddress } from '../../ports/transport.ts';
import { metadataRequest, metadataResponse } from '../../protocol/api/03-metadata.ts';
import { ErrorCode, isRetriable } from '../../protocol/errors.ts';
import type {
  KafkaClient,
  KafkaConnector,
  KafkaParameters,
  KafkaRecord,
  OffsetPosition,
  OutgoingRecord,
  PartitionOffset,
  SendOptions,
  TopicPartition,
  ZooKeeperOffsets,
} from '../../streaming/kafka/kafka-client.ts';
import { parseAddresses } from '../kafka/addresses.ts';
import { Cluster, exists, type TopicMetadata } from '../kafka/cluster.ts';
import { connectionOptions } from '../kafka/connection-options.ts';
import { type ConsumerConfig, readConsumerConfig } from '../kafka/consumer-config.ts';
import { commitOffsets, committedOffsets } from '../kafka/group-offsets.ts';
import { KafkaError } from '../kafka/kafka-error.ts';
import { offsetsFromLeader, SpecialTime } from '../kafka/list-offsets.ts';
import { intProperty, type Properties } from '../kafka/properties.ts';
import { comparePartitions, partitionKey } from '../kafka/topic-partition.ts';
import { brokersInZooKeeper } from '../kafka/zookeeper.ts';
import { UserError } from '../user-error.ts';
import { Leaders } from './kafka-leaders.ts';
import { readParameters } from './kafka-parameters.ts';
import { Patience } from './kafka-patience.ts';
import { Reader } from './kafka-reader.ts';
import { Sender } from './kafka-sender.ts';
import { sendInTransaction } from './kafka-transaction.ts';
import { OffsetsInZooKeeper } from './kafka-zookeeper-offsets.ts';
import { locatedParameters, READ_ONLY } from './located-parameters.ts';

/**
 * Connects the engine to clusters; nothing is connected to before it is needed.
 * @param logger hears what may be wrong
 * @param selected the cluster of programs that name none
 */
export function kafkaConnector(logger: Logger, selected?: () => KernelCluster): KafkaConnector {
  if (selected === undefined) return (parameters) => new ClusterClient(parameters, logger);
  const locate = (parameters: KafkaParameters) => locatedParameters(parameters, selected());
  const connect = (parameters: KafkaParameters) => new ClusterClient(locate(parameters), logger);
  return Object.assign(connect, { locate });
}

/** What there is once the configuration has been read. */
interface Opened {
  readonly cluster: Cluster;
  readonly patience: Patience;
  readonly leaders: Leaders;
  readonly reader: Reader;
  readonly sender: Sender;
}

/** A cluster through the client library's connections and our own messages, as the tools see it. */
class ClusterClient implements KafkaClient {
  readonly #properties: Properties;
  readonly #logger: Logger;
  readonly #readOnly: string | undefined;
  readonly #zooKeeper: OffsetsInZooKeeper[] = [];
  #opened: Promise<Opened> | undefined;
  #isClosed = false;

  constructor(parameters: KafkaParameters, logger: Logger) {
    const { [READ_ONLY]: readOnly, ...others } = parameters;
    this.#properties = readParameters(others, logger);
    this.#logger = logger;
    this.#readOnly = readOnly?.toString();
  }

  async partitionsOf(topics: readonly string[]): Promise<TopicPartition[]> {
    if (topics.length === 0) return [];
    const found = await this.#metadata(topics);
    return found
      .filter(exists)
      .flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex: partition }) => ({ topic: name ?? '', partition })),
      )
      .sort(comparePartitions);
  }

  async topics(): Promise<string[]> {
    const found = await this.#metadata();
    return found
      .filter(({ isInternal }) => !isInternal)
      .map(({ name }) => name ?? '')
      .sort();
  }

  async offsets(
    partitions: readonly TopicPartition[],
    at: OffsetPosition,
  ): Promise<PartitionOffset[]> {
    const { cluster, patience, leaders } = await this.#open();
    const isolationLevel = this.#config.readCommitted ? 1 : 0;
    const timestamp = typeof at === 'object' ? at.timestamp : SpecialTime[at];
    const found = await patience.until(
      async () => {
        const answers = await Promise.all(
          Array.from(await leaders.byLeader(partitions), ([leader, list]) =>
            offsetsFromLeader(
              cluster,
              leader,
              list.map(({ topic, partition }) => ({ topic, partition, timestamp })),
              isolationLevel,
            ),
          ),
        );
        const offsets = new Map<string, number>();
        for (const [key, answer] of answers.flatMap((each) => [...each])) {
          if (answer instanceof KafkaError)
            throw new KafkaError(answer.code, `${key}: ${answer.message}`);
          offsets.set(key, answer.offset);
        }
        return offsets;
      },
      () => leaders.refresh(),
    );
    // No record is so late.
    const missing = partitions.filter((of) => (found.get(partitionKey(of)) ?? -1) < 0);
    const isFromTime = typeof at === 'object' && missing.length > 0;
    for (const { offset, ...of } of isFromTime ? await this.offsets(missing, 'latest') : [])
      found.set(partitionKey(of), offset);
    return partitions.map(({ topic, partition }) => {
      const offset = found.get(partitionKey({ topic, partition })) ?? -1;
      return { topic, partition, offset };
    });
  }

  async read(of: TopicPartition, from: number, until: number): Promise<KafkaRecord[]> {
    if (from >= until) return [];
    const { reader } = await this.#open();
    return await reader.read(of, from, until);
  }

  async committed(
    group: string,
    partitions: readonly TopicPartition[],
  ): Promise<PartitionOffset[]> {
    const { cluster, patience } = await this.#open();
    const all = await patience.until(() => committedOffsets(cluster, group));
    const wanted = new Set(partitions.map(partitionKey));
    return all
      .filter((each) => wanted.has(partitionKey(each)))
      .map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  }

  async commit(group: string, offsets: readonly PartitionOffset[]): Promise<void> {
    const { cluster, patience } = await this.#open();
    await patience.until(() => commitOffsets(cluster, group, offsets));
  }

  async send(records: readonly OutgoingRecord[], options: SendOptions = {}): Promise<void> {
    const opened = await this.#open();
    const { transactionalId } = options;
    if (transactionalId === undefined) await opened.sender.send(records);
    else await sendInTransaction(opened, records, { ...options, transactionalId });
  }

  offsetsInZooKeeper(quorum: string, group: string): ZooKeeperOffsets {
    const offsets = new OffsetsInZooKeeper(quorum, group);
    this.#zooKeeper.push(offsets);
    return offsets;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const opened = await this.#opened?.catch(() => undefined);
    opened?.patience.end();
    opened?.reader.close();
    await Promise.all([
      opened?.cluster.close(),
      opened?.sender.close(),
      ...this.#zooKeeper.map((each) => each.close()),
    ]);
  }

  get #config(): ConsumerConfig {
    return readConsumerConfig(this.#properties);
  }

  /** Of all topics where none are given; of topics that have just been made, once they have leaders. */
  async #metadata(topics?: readonly string[]): Promise<readonly TopicMetadata[]> {
    const { cluster, patience } = await this.#open();
    return await patience.until(async () => {
      const { topics: found } = topics
        ? await cluster.metadata(topics)
        : await cluster.request('any', metadataRequest, metadataResponse, {
            topics: null,
            allowAutoTopicCreation: false,
          });
      for (const { name, errorCode } of found) {
        const isWrong = errorCode !== ErrorCode.NONE && !MISSING.includes(errorCode);
        if (isWrong && (topics !== undefined || isRetriable(errorCode)))
          throw new KafkaError(errorCode, `topic ${name}: ${new KafkaError(errorCode).message}`);
      }
      return found;
    });
  }

  #open(): Promise<Opened> {
    if (this.#isClosed) return Promise.reject(new UserError('The Kafka client has been closed.'));
    this.#opened ??= this.#connect().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #connect(): Promise<Opened> {
    const properties = this.#properties;
    const { 'bootstrap.servers': servers, 'zookeeper.connect': zooKeeper } = properties;
    if (servers === undefined && zooKeeper === undefined) {
      throw new UserError(
        'Missing required configuration "bootstrap.servers": say where the cluster is, such as localhost:9092.',
      );
    }
    const protocol = properties['security.protocol'] ?? 'PLAINTEXT';
    const bootstrap =
      servers === undefined
        ? await brokersInZooKeeper(zooKeeper!, protocol)
        : parseAddresses(servers);
    const options = await connectionOptions(properties);
    const cluster = new Cluster(
      bootstrap,
      options,
      properties['client.id'] ?? 'millrace-streaming',
      this.#readOnly,
    );
    const limitMs = intProperty(
      properties,
      'default.api.timeout.ms',
      intProperty(properties, 'request.timeout.ms', 30_000),
    );
    const where = servers ?? bootstrap.map(formatAddress).join(',');
    const backoffMs = this.#config.retryBackoffMs;
    const patience = new Patience({ servers: where, limitMs, backoffMs });
    const leaders = new Leaders(cluster);
    const reader = new Reader(cluster, leaders, patience, this.#config, limitMs);
    const sender = new Sender(cluster, properties, limitMs, where, this.#logger);
    return { cluster, patience, leaders, reader, sender };
  }
}

/** What a topic has that is not there. */
const MISSING: readonly number[] = [
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.UNKNOWN_TOPIC_ID,
];
