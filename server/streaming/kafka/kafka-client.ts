// Kafka as the engine sees it: the adapter on the client library is in `server/node/streaming`.

/** Connects to a cluster. Parameters are Kafka's (`bootstrap.servers`, `group.id`, `security.protocol` …). */
export interface KafkaConnector {
  (parameters: KafkaParameters): KafkaClient;
  /**
   * The same parameters with what is not said in them and known where the program runs: which cluster is meant, and how it is
   * spoken to. Asked when a stream is made, so that it keeps its cluster. Absent where nothing is known.
   * @throws Error where that cluster cannot be spoken to
   */
  locate?(parameters: KafkaParameters): KafkaParameters;
}

export type KafkaParameters = Readonly<Record<string, string | number | boolean>>;

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** One record as it came, before any deserializer. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly KafkaHeader[];
}

export interface KafkaHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

export interface OutgoingRecord {
  readonly topic: string;
  /** Chosen by the hash of the key, as Kafka's producers do, where it is not given; in turn without a key. */
  readonly partition?: number;
  readonly timestamp?: number;
  readonly key?: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly KafkaHeader[];
}

/** Where a `timestamp` look-up can start from: the log's ends. */
export type OffsetPosition = 'earliest' | 'latest' | { readonly timestamp: number };

export interface PartitionOffset extends TopicPartition {
  readonly offset: number;
}

/**
 * One cluster. Whatever can be tried again is, until the parameters' `request.timeout.ms`; then methods reject with an
 * Error that names the bootstrap servers and says what to do.
 */
export interface KafkaClient {
  /** The partitions of topics that exist, in order; topics that do not are left out. */
  partitionsOf(topics: readonly string[]): Promise<TopicPartition[]>;

  /** The names of all topics but Kafka's own. */
  topics(): Promise<string[]>;

  /**
   * An offset for each partition, in their order. For a timestamp that of the first record at or after it, or the
   * end. Ends are those that a reader with the parameters' `isolation.level` can reach.
   */
  offsets(partitions: readonly TopicPartition[], at: OffsetPosition): Promise<PartitionOffset[]>;

  /**
   * The records of a partition with offsets in [from, until), all of them that there are: offsets that compaction
   * or control records took are missing. Ranges that follow one another are read ahead.
   * @throws OffsetOutOfRange where the log does not reach back to `from` any more.
   */
  read(partition: TopicPartition, from: number, until: number): Promise<KafkaRecord[]>;

  /** What the group has committed; partitions without are left out. */
  committed(group: string, partitions: readonly TopicPartition[]): Promise<PartitionOffset[]>;

  /** Commits for a group without members, as Spark's direct stream does. */
  commit(group: string, offsets: readonly PartitionOffset[]): Promise<void>;

  /**
   * Resolves when all of them are acknowledged as the parameters' `acks` say, by all in-sync replicas unless told.
   * What is sent again on the way is written once, and in order within each partition (KIP-98's idempotence).
   */
  send(records: readonly OutgoingRecord[], options?: SendOptions): Promise<void>;

  /**
   * The offsets of a group as the receiver-based stream keeps them: in ZooKeeper, below
   * `/consumers/GROUP/offsets/TOPIC/PARTITION` as Kafka's old consumer did.
   */
  offsetsInZooKeeper(quorum: string, group: string): ZooKeeperOffsets;

  /** Ends connections and what still reads. */
  close(): Promise<void>;
}

export interface SendOptions {
  /** Sends all of them or none, in a transaction of this id (KIP-98). Rejects where the cluster has no transactions. */
  readonly transactionalId?: string;
  /** Commits these with the transaction. */
  readonly offsets?: { readonly group: string; readonly offsets: readonly PartitionOffset[] };
}

export interface ZooKeeperOffsets {
  committed(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]>;
  commit(offsets: readonly PartitionOffset[]): Promise<void>;
  close(): Promise<void>;
}

/** The offset that was asked for is not in the log any more, or not yet. */
export class OffsetOutOfRange extends Error {
  override readonly name = 'OffsetOutOfRangeException';
  readonly partition: TopicPartition;
  readonly offset: number;

  constructor(partition: TopicPartition, offset: number, message: string) {
    super(message);
    this.partition = partition;
    this.offset = offset;
  }
}
