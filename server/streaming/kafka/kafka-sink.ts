import type { RDD } from '../rdd/rdd.ts';
import { clientOf, located } from './clients.ts';
import type { KafkaClient, KafkaParameters, OutgoingRecord, SendOptions } from './kafka-client.ts';
import { outgoing, type SinkRecordMaker, sinkRecordOf } from './sink-record.ts';
import type { TopicName } from './topic-values.ts';
import { type BatchIdentity, marked, markOf, writtenBefore } from './written-before.ts';

export interface SinkOptions<T> {
  /** Without it pairs become records with a key, and anything else a value. */
  readonly record?: SinkRecordMaker<T>;
  /** Writes all of an RDD in one transaction of this id, where the cluster has transactions. */
  readonly transactionalId?: string;
  /** Commits offsets with the transaction: a group's, as `offsetRanges()` has them. */
  readonly offsets?: SendOptions['offsets'];
}

/**
 * Writes each element of an RDD as a record. What is sent twice on the way, since an answer was lost, is there once
 * (KIP-98's idempotence). Resolves when everything is acknowledged.
 */
export async function saveToKafka<T>(
  rdd: RDD<T>,
  topic: TopicName,
  kafkaParams: KafkaParameters,
  options: SinkOptions<T> = {},
): Promise<void> {
  await save(rdd, topic, located(rdd.context, kafkaParams), options);
}

async function save<T>(
  rdd: RDD<T>,
  topic: string,
  kafkaParams: KafkaParameters,
  options: SinkOptions<T>,
): Promise<void> {
  const client = clientOf(rdd.context, kafkaParams);
  const { transactionalId, offsets } = options;
  if (transactionalId === undefined) {
    await eachPartition(rdd, topic, options, (records) => client.send(records));
    return;
  }
  const all = await eachPartition(rdd, topic, options, (records) => records);
  await client.send(all.flat(), { transactionalId, ...(offsets === undefined ? {} : { offsets }) });
}

/**
 * Writes the batches of a stream. A batch that runs again after a restart leaves out what its earlier run has written:
 * records say in a header which they are, and topics are looked at before. The elements of a batch have to come in the
 * same order in every run.
 */
export class StreamSink<T> {
  readonly #topic: string;
  readonly #kafkaParams: KafkaParameters;
  readonly #options: SinkOptions<T>;
  readonly #parts: StreamSinkParts;
  /** What topics have of a batch that may have run before. */
  readonly #written = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(
    topic: string,
    kafkaParams: KafkaParameters,
    options: SinkOptions<T>,
    parts: StreamSinkParts,
  ) {
    this.#topic = topic;
    this.#kafkaParams = kafkaParams;
    this.#options = options;
    this.#parts = parts;
  }

  /** Writes a batch's RDD. @param time of the batch, in milliseconds. */
  async save(rdd: RDD<T>, time: number): Promise<void> {
    const { name: sink, madeAt, isRecoverable } = this.#parts;
    if (!isRecoverable() || this.#options.transactionalId !== undefined) {
      await save(rdd, this.#topic, this.#kafkaParams, this.#options);
      return;
    }
    const client = clientOf(rdd.context, this.#kafkaParams);
    const batch = { sink, time };
    await eachPartition(rdd, this.#topic, this.#options, async (records, partition) => {
      const own = marked(records, batch, partition);
      await client.send(time <= madeAt ? await this.#unwritten(client, own, batch) : own);
    });
    this.#written.clear();
  }

  /** Those that the topics do not have yet. */
  async #unwritten(
    client: KafkaClient,
    records: readonly OutgoingRecord[],
    batch: BatchIdentity,
  ): Promise<OutgoingRecord[]> {
    const written = new Map<string, ReadonlySet<string>>();
    for (const [topic, since] of earliestTimes(records, batch.time))
      written.set(topic, await this.#marksIn(client, topic, batch, since));
    return records.filter((record) => !written.get(record.topic)!.has(markOf(record)!));
  }

  /** Looked up once for partitions whose records begin at the same time. */
  #marksIn(
    client: KafkaClient,
    topic: string,
    batch: BatchIdentity,
    since: number,
  ): Promise<ReadonlySet<string>> {
    const key = `${batch.time} ${since} ${topic}`;
    let found = this.#written.get(key);
    if (found === undefined) {
      found = writtenBefore(client, topic, batch, since);
      this.#written.set(key, found);
    }
    return found;
  }
}

export interface StreamSinkParts {
  /** Tells the program's sinks apart, in every run of it. */
  readonly name: string;
  /** Batches up to this time may have run before, in milliseconds since the epoch. */
  readonly madeAt: number;
  /** Whether batches can run again after a restart. */
  readonly isRecoverable: () => boolean;
}

/** For each topic the earliest time that one of its records has, which is no later than that of the batch. */
function earliestTimes(
  records: readonly OutgoingRecord[],
  batchTime: number,
): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { topic, timestamp = batchTime } of records)
    times.set(topic, Math.min(times.get(topic) ?? batchTime, timestamp));
  return times;
}

function eachPartition<T, U>(
  rdd: RDD<T>,
  topic: string,
  { record = sinkRecordOf }: SinkOptions<T>,
  work: (records: readonly OutgoingRecord[], partition: number) => U | Promise<U>,
): Promise<U[]> {
  return rdd.context.runJob(
    rdd,
    (values, partition) =>
      work(
        values.map((value) => outgoing(record(value), topic)),
        partition,
      ),
    { description: 'saveToKafka' },
  );
}
