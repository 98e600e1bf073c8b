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
} from '../kafka/kafka-client.ts';
import { OffsetOutOfRange } from '../kafka/kafka-client.ts';
import { outgoing, sinkRecordOf } from '../kafka/sink-record.ts';

/** One partition: `records[i]` has the offset `start + i`; what compaction took is undefined. */
interface Log {
  start: number;
  records: (KafkaRecord | undefined)[];
}

const utf8 = new TextDecoder();

/**
 * A Kafka cluster in memory, whatever the bootstrap servers are called: what a test puts into it, and what the program
 * asked it. A topic that is written to and not there is made.
 */
export class TestKafka {
  readonly #topics = new Map<string, Log[]>();
  readonly #committed = new Map<string, number>();
  readonly #inZooKeeper = new Map<string, number>();
  /** `read orders-0 5-10`, `commit group`, … in order. */
  readonly asked: string[] = [];
  /** The parameters of each client that was made. */
  readonly connected: KafkaParameters[] = [];
  /** Clients that are open. */
  open = 0;
  /** The time, in milliseconds since the epoch, of records that are sent without one. */
  now: () => number;
  /** Thrown by whatever is asked next and later. */
  failure: Error | undefined;

  constructor(now: () => number = () => 0) {
    this.now = now;
  }

  /** For an environment: `kafka: testKafka.connector`. */
  readonly connector: KafkaConnector = (parameters) => {
    this.connected.push(parameters);
    this.open++;
    return this.#client();
  };

  /** Makes a topic, or gives it more partitions. */
  topic(name: string, partitions = 1): this {
    const logs = this.#topics.get(name) ?? [];
    while (logs.length < partitions) logs.push({ start: 0, records: [] });
    this.#topics.set(name, logs);
    return this;
  }

  deleteTopic(name: string): void {
    this.#topics.delete(name);
  }

  /** Appends records to a partition, as `saveToKafka` makes them: values, or pairs of key and value. */
  append(topic: string, partition: number, ...elements: readonly unknown[]): void {
    for (const element of elements)
      this.#append({ ...outgoing(sinkRecordOf(element), topic), partition });
  }

  /** Takes a record out, as compaction does. */
  compact(topic: string, partition: number, offset: number): void {
    const log = this.#log({ topic, partition });
    log.records[offset - log.start] = undefined;
  }

  /** Deletes what lies before an offset, as retention does. */
  deleteBefore(topic: string, partition: number, offset: number): void {
    const log = this.#log({ topic, partition });
    log.records.splice(0, offset - log.start);
    log.start = offset;
  }

  /** Takes away what lies at an offset and behind it. */
  truncate(topic: string, partition: number, offset: number): void {
    const log = this.#log({ topic, partition });
    log.records.length = offset - log.start;
  }

  /** The values that lie in a partition, as text. */
  values(topic: string, partition = 0): (string | null)[] {
    return this.records(topic, partition).map(({ value }) => value && utf8.decode(value));
  }

  /** What lies in a partition. */
  records(topic: string, partition = 0): KafkaRecord[] {
    return this.#log({ topic, partition }).records.filter((record) => record !== undefined);
  }

  /** What a group has committed, by `topic-partition`. */
  committed(group: string): Record<string, number> {
    return offsetsOf(this.#committed, group);
  }

  /** What a group has committed in ZooKeeper. */
  inZooKeeper(group: string): Record<string, number> {
    return offsetsOf(this.#inZooKeeper, group);
  }

  commit(group: string, topic: string, partition: number, offset: number): void {
    this.#committed.set(`${group} ${topic}-${partition}`, offset);
  }

  #client(): KafkaClient {
    return {
      partitionsOf: async (topics) => {
        this.#ask(`partitions of ${topics.join()}`);
        return topics.flatMap((topic) =>
          (this.#topics.get(topic) ?? []).map((_, partition) => ({ topic, partition })),
        );
      },
      topics: async () => {
        this.#ask('topics');
        return [...this.#topics.keys()].sort();
      },
      offsets: async (partitions, at) => {
        this.#ask(`offsets ${typeof at === 'string' ? at : at.timestamp}`);
        return partitions.map((of) => ({
          topic: of.topic,
          partition: of.partition,
          offset: offsetAt(this.#log(of), at),
        }));
      },
      read: async (of, from, until) => {
        this.#ask(`read ${of.topic}-${of.partition} ${from}-${until}`);
        return this.#read(of, from, until);
      },
      committed: async (group, partitions) => find(this.#committed, group, partitions),
      commit: async (group, offsets) => {
        this.#ask(`commit ${group}`);
        put(this.#committed, group, offsets);
      },
      send: async (records, options) => {
        this.#ask(`send ${records.length}`);
        this.#send(records, options);
      },
      offsetsInZooKeeper: (_quorum, group) => this.#offsetsInZooKeeper(group),
      close: async () => {
        this.open--;
      },
    };
  }

  #offsetsInZooKeeper(group: string): ZooKeeperOffsets {
    return {
      committed: async (partitions) => find(this.#inZooKeeper, group, partitions),
      commit: async (offsets) => {
        this.#ask(`commit ${group} in ZooKeeper`);
        put(this.#inZooKeeper, group, offsets);
      },
      close: async () => {},
    };
  }

  #send(records: readonly OutgoingRecord[], { offsets }: SendOptions = {}): void {
    for (const record of records) {
      const count = this.#topics.get(record.topic)?.length ?? (this.topic(record.topic) && 1);
      const sum = Array.from(record.key ?? []).reduce((total, byte) => total + byte, 0);
      this.#append({ ...record, partition: record.partition ?? sum % count });
    }
    if (offsets !== undefined) put(this.#committed, offsets.group, offsets.offsets);
  }

  #append({
    topic,
    partition = 0,
    key = null,
    value,
    headers = [],
    timestamp = this.now(),
  }: OutgoingRecord) {
    const log = this.#log({ topic, partition });
    const offset = log.start + log.records.length;
    log.records.push({ topic, partition, offset, timestamp, key, value, headers });
  }

  #read(of: TopicPartition, from: number, until: number): KafkaRecord[] {
    const { start, records } = this.#log(of);
    if (from < start || until > start + records.length)
      throw new OffsetOutOfRange(of, from, `Fetch position ${from} is out of range`);
    return records.slice(from - start, until - start).filter((each) => each !== undefined);
  }

  #log({ topic, partition }: TopicPartition): Log {
    const log = this.#topics.get(topic)?.[partition];
    if (log === undefined) throw new Error(`there is no partition ${topic}-${partition}`);
    return log;
  }

  #ask(what: string): void {
    this.asked.push(what);
    if (this.failure !== undefined) throw this.failure;
  }
}

function offsetAt({ start, records }: Log, at: OffsetPosition): number {
  if (at === 'earliest') return start;
  const end = start + records.length;
  if (at === 'latest') return end;
  return (
    records.find((each) => each !== undefined && each.timestamp >= at.timestamp)?.offset ?? end
  );
}

function find(
  offsets: ReadonlyMap<string, number>,
  group: string,
  partitions: readonly TopicPartition[],
): PartitionOffset[] {
  return partitions.flatMap(({ topic, partition }) => {
    const offset = offsets.get(`${group} ${topic}-${partition}`);
    return offset === undefined ? [] : [{ topic, partition, offset }];
  });
}

function put(
  offsets: Map<string, number>,
  group: string,
  committed: readonly PartitionOffset[],
): void {
  for (const { topic, partition, offset } of committed)
    offsets.set(`${group} ${topic}-${partition}`, offset);
}

function offsetsOf(offsets: ReadonlyMap<string, number>, group: string): Record<string, number> {
  return Object.fromEntries(
    Array.from(offsets)
      .filter(([key]) => key.startsWith(`${group} `))
      .map(([key, offset]) => [key.slice(group.length + 1), offset]),
  );
}
