// kafkajs at work. It brings gzip; the other codecs are plugged in the way its documentation tells.

import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, {
  type Admin,
  type Consumer,
  type Kafka,
  type Message,
  type RecordMetadata,
} from 'kafkajs';
import { compression } from '../../../../server/node/compression.ts';
import { Codec, MAX_DECOMPRESSED_BYTES } from '../../../../server/protocol/records/compression.ts';
import type {
  AdminJob,
  JoinJob,
  LoadJob,
  OffsetsJob,
  ProduceJob,
  Range,
  ReadJob,
} from '../jobs.ts';
import type { TestRecord } from '../record-frames.ts';
import { LastingProducer, Load } from './load.ts';
import {
  Due,
  flush,
  main,
  printEvent,
  printRecord,
  readAll,
  readPartitions,
  readRecords,
  stopped,
} from './program.ts';

const { CompressionCodecs, CompressionTypes, ConfigResourceTypes, logLevel } = kafkajs;

const BATCH = 1000;
/** Before what kafkajs gave up is sent again, in milliseconds. */
const PAUSE_MS = 50;

for (const codec of [Codec.snappy, Codec.lz4, Codec.zstd]) {
  (CompressionCodecs as Record<number, unknown>)[codec] = () => ({
    compress: async ({ buffer }: { buffer: Buffer }) =>
      Buffer.from(compression.compress(codec, buffer)),
    decompress: async (buffer: Buffer) =>
      Buffer.from(compression.decompress(codec, buffer, MAX_DECOMPRESSED_BYTES)),
  });
}

const compressionTypes = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};

function connect({ bootstrap }: { bootstrap: string }): Kafka {
  return new kafkajs.Kafka({
    clientId: 'kafkajs',
    brokers: bootstrap.split(','),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, maxRetryTime: 200, retries: 1000 },
  });
}

async function produce(job: ProduceJob): Promise<void> {
  const producer = connect(job).producer({
    idempotent: job.idempotent,
    ...(job.idempotent ? { maxInFlightRequests: 1 } : {}),
  });
  await producer.connect();
  const records = readRecords(job.file);
  for (let start = 0; start < records.length; start += BATCH) {
    await producer.send({
      topic: job.topic,
      acks: -1,
      compression: compressionTypes[job.codec],
      messages: records.slice(start, start + BATCH).map(messageOf),
    });
  }
  await producer.disconnect();
}

/** kafkajs reads in groups only: this one has a single member and commits nothing. */
async function read(job: ReadJob, range: Range): Promise<void> {
  const { topic, from } = range;
  const consumer = connect(job).consumer({ groupId: `read-${topic}-${process.pid}` });
  const due = new Due(range);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const next = due.next(batch.partition);
      for (const message of batch.messages) {
        // What was fetched before the seek took effect.
        if (Number(message.offset) >= next) due.take(recordOf(batch.partition, message));
      }
    },
  });
  from.forEach((offset, partition) => {
    consumer.seek({ topic, partition, offset: String(offset) });
  });
  await due.done;
  await consumer.disconnect();
}

async function offsets(job: OffsetsJob): Promise<void> {
  const admin = connect(job).admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(job.topic);
  const found = job.timestamps.map(async (timestamp) => {
    const row = new Array<number | null>(job.partitions).fill(null);
    if (timestamp < 0) {
      for (const { partition, low, high } of ends)
        row[partition] = Number(timestamp === -2 ? low : high);
      return row;
    }
    for (const { partition, offset } of await admin.fetchTopicOffsetsByTimestamp(
      job.topic,
      timestamp,
    )) {
      // Where there is no such record it gives the partition's end.
      const end = ends.find((entry) => entry.partition === partition)!.high;
      row[partition] = offset === end ? null : Number(offset);
    }
    return row;
  });
  printEvent({ offsets: await Promise.all(found) });
  await admin.disconnect();
}

async function join(job: JoinJob): Promise<void> {
  for (let goesOn = true; goesOn; ) {
    const consumer = connect(job).consumer({
      groupId: job.group,
      sessionTimeout: job.sessionTimeoutMs,
      rebalanceTimeout: job.sessionTimeoutMs,
      heartbeatInterval: 200,
      maxWaitTimeInMs: 100,
    });
    tellAssignments(consumer, job.topic);
    const isOver = givenUp(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic: job.topic, fromBeginning: true });
    await consumer.run({
      autoCommitInterval: 200,
      eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary, isRunning, isStale }) => {
        for (const message of batch.messages) {
          if (!isRunning() || isStale()) break;
          printRecord(recordOf(batch.partition, message));
          resolveOffset(message.offset);
        }
        flush();
        await commitOffsetsIfNecessary();
      },
    });
    goesOn = await Promise.race([stopped.then(() => false), isOver.then(() => true)]);
    await consumer.disconnect();
  }
}

/**
 * Resolves when the consumer has ended for good, as it does, without a word to who runs it, after the errors of which
 * `persistently` tells: it takes them for ones that would come again.
 */
function givenUp(consumer: Consumer): Promise<void> {
  return new Promise((resolve) => {
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      console.error(error);
      if (!restart) resolve();
    });
  });
}

function tellAssignments(consumer: Consumer, topic: string): void {
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    printEvent({ assigned: payload.memberAssignment[topic] ?? [] });
  });
}

async function load(job: LoadJob): Promise<void> {
  const lasting = new LastingProducer({
    begin: async () => {
      const producer = connect(job).producer({
        idempotent: job.idempotent,
        ...(job.idempotent ? { maxInFlightRequests: 1 } : {}),
      });
      await producer.connect();
      return producer;
    },
    end: (producer) => producer.disconnect(),
  });
  const work = new Load(job, readPartitions(job.file));
  await work.run(async (_, records) => {
    const sent = await lasting.send((producer) =>
      persistently(() =>
        producer.send({
          topic: job.topic,
          acks: -1,
          compression: compressionTypes[job.codec],
          messages: records.map(messageOf),
        }),
      ),
    );
    return Number(sent.baseOffset);
  });
  await lasting.end();
}

/**
 * While the only broker that it knows is away, kafkajs at times removes it from under its own next attempt and
 * gives up with a TypeError, or puts another in its place, to which that attempt is not connected (BrokerPool,
 * `removeBroker` and `createSeedBroker` beside `refreshMetadata`). The same producer may send again: it keeps its sequence
 * numbers, so that what did arrive is not stored twice.
 */
async function persistently(send: () => Promise<RecordMetadata[]>): Promise<RecordMetadata> {
  for (;;) {
    try {
      const [sent] = await send();
      // Where it knows no leader at the moment it sends nothing, and says so by an empty result.
      if (sent !== undefined) return sent;
    } catch (error) {
      const { cause, message } = error as Error;
      if (!(cause instanceof TypeError) && message !== 'Broker not connected') throw error;
    }
    await pause(PAUSE_MS);
  }
}

async function administer(job: AdminJob): Promise<void> {
  const admin = connect(job).admin();
  await admin.connect();
  const { topic } = job;
  const configEntries = Object.entries(job.configs).map(([name, value]) => ({ name, value }));
  const create = { topics: [{ topic, numPartitions: 3, configEntries }], waitForLeaders: true };
  await admin.createTopics(create);
  printEvent({ step: 'created', partitions: await countPartitions(admin, topic) });
  printEvent({ step: 'configs', configs: await configsOf(admin, job) });
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: topic,
        configEntries: configEntries.map(({ name, value }) => ({ name, value: changed(value) })),
      },
    ],
  });
  printEvent({ step: 'altered', configs: await configsOf(admin, job) });
  await admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] });
  printEvent({ step: 'enlarged', partitions: await countPartitions(admin, topic) });
  // It deletes records only of topics that it has met.
  await admin.fetchTopicOffsets(job.full);
  await admin.deleteTopicRecords({ topic: job.full, partitions: [{ partition: 0, offset: '10' }] });
  const offsets = await admin.fetchTopicOffsets(job.full);
  const start = Number(offsets.find(({ partition }) => partition === 0)!.low);
  printEvent({ step: 'records deleted', start });
  const { groups } = await admin.listGroups();
  if (groups.some(({ groupId }) => groupId === job.group)) printEvent({ step: 'group found' });
  const [group] = (await admin.describeGroups([job.group])).groups;
  printEvent({ step: 'group', state: group!.state, members: group!.members.length });
  const [committed] = await admin.fetchOffsets({ groupId: job.group, topics: [job.full] });
  const byPartition = committed!.partitions
    .filter(({ offset }) => offset !== '-1')
    .map(({ partition, offset }) => [partition, Number(offset)]);
  printEvent({ step: 'offsets', offsets: Object.fromEntries(byPartition) });
  await admin.deleteGroups([job.group]);
  const left = await admin.listGroups();
  if (left.groups.every(({ groupId }) => groupId !== job.group))
    printEvent({ step: 'group deleted' });
  // It answers false where the topic exists already.
  if (!(await admin.createTopics(create)))
    printEvent({ step: 'exists', error: 'TOPIC_ALREADY_EXISTS' });
  await admin.deleteTopics({ topics: [topic] });
  if (!(await admin.listTopics()).includes(topic)) printEvent({ step: 'deleted' });
  await admin.disconnect();
}

async function countPartitions(admin: Admin, topic: string): Promise<number> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]!.partitions.length;
}

async function configsOf(admin: Admin, { topic, configs }: AdminJob): Promise<object> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      { type: ConfigResourceTypes.TOPIC, name: topic, configNames: Object.keys(configs) },
    ],
  });
  const entries = resources[0]!.configEntries;
  return Object.fromEntries(
    entries.map(({ configName, configValue }) => [configName, configValue]),
  );
}

function messageOf({ partition, timestamp, key, value, headers }: TestRecord): Message {
  const named: Record<string, Buffer[]> = {};
  for (const header of headers) {
    named[header.name] ??= [];
    named[header.name]!.push(header.value as Buffer);
  }
  return {
    partition,
    timestamp: String(timestamp),
    key: key as Buffer | null,
    value: value as Buffer | null,
    headers: named,
  };
}

type Received = Parameters<typeof headersOf>[0] & {
  offset: string;
  timestamp: string;
  key: Buffer | null;
  value: Buffer | null;
};

function recordOf(partition: number, message: Received): TestRecord {
  return {
    partition,
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: headersOf(message),
  };
}

function headersOf({ headers = {} }: { headers?: Message['headers'] }): TestRecord['headers'] {
  return Object.entries(headers).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value) => ({
      name,
      value: (value as Buffer | null | undefined) ?? null,
    })),
  );
}

/** What the step `altered` makes of a configuration value, always a number. */
function changed(value: string): string {
  return String(Number(value) + 1);
}

await main((job) => {
  switch (job.do) {
    case 'produce':
      return produce(job);
    case 'read':
      return readAll(job, (range) => read(job, range));
    case 'offsets':
      return offsets(job);
    case 'join':
      return join(job);
    case 'load':
      return load(job);
    case 'admin':
      return administer(job);
  }
});
