// @platformatic/kafka at work.

import {
  Admin,
  ConfigResourceTypes,
  Consumer,
  type Message,
  type MessageToProduce,
  Producer,
} from '@platformatic/kafka';
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

const BATCH = 1000;
const COMMIT_MS = 200;

function options({ bootstrap }: { bootstrap: string }) {
  return { clientId: 'platformatic', bootstrapBrokers: bootstrap.split(',') };
}

async function produce(job: ProduceJob): Promise<void> {
  const producer = new Producer({ ...options(job), idempotent: job.idempotent });
  const records = readRecords(job.file);
  for (let start = 0; start < records.length; start += BATCH) {
    await producer.send({
      acks: -1,
      compression: job.codec,
      messages: records.slice(start, start + BATCH).map((record) => messageOf(job.topic, record)),
    });
  }
  await producer.close();
}

async function read(job: ReadJob, range: Range): Promise<void> {
  const { topic, from } = range;
  const consumer = new Consumer({ ...options(job), groupId: `read-${topic}-${process.pid}` });
  const due = new Due(range);
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'manual',
    offsets: from.map((offset, partition) => ({ topic, partition, offset: BigInt(offset) })),
    autocommit: false,
    maxWaitTime: 100,
  });
  stream.on('data', (message) => due.take(recordOf(message)));
  await Promise.race([due.done, failureOf(stream)]);
  await consumer.close(true);
}

async function offsets(job: OffsetsJob): Promise<void> {
  const { topic } = job;
  const consumer = new Consumer({ ...options(job), groupId: 'not-joined' });
  const rows: (number | null)[][] = [];
  for (const timestamp of job.timestamps) {
    const found = await consumer.listOffsetsWithTimestamps({
      topics: [topic],
      timestamp: BigInt(timestamp),
    });
    const row = new Array<number | null>(job.partitions).fill(null);
    for (const [partition, { offset }] of found.get(topic)!) row[partition] = Number(offset);
    rows.push(row.map((offset) => (offset === -1 ? null : offset)));
  }
  printEvent({ offsets: rows });
  await consumer.close();
}

async function join(job: JoinJob): Promise<void> {
  for (;;) {
    try {
      return await takePart(job);
    } catch (error) {
      if (!isGivingUp(error as Error)) throw error;
    }
  }
}

/**
 * Whether a consumer gives up on what another one can do. It asks for all partitions that a broker led together, as
 * often as it may, also when they are led by several brokers since; the one asked then goes on saying that it does not
 * lead them all. And it does not look for other leaders when the broker that it reads from is not there any more.
 */
function isGivingUp(error: Error): boolean {
  return (error as { code?: string }).code?.startsWith('PLT_KFK_') === true;
}

/** One member of a group, until it is asked to leave or gives up. */
async function takePart(job: JoinJob): Promise<void> {
  const { topic } = job;
  const consumer = new Consumer({
    ...options(job),
    groupId: job.group,
    ...(job.instanceId === undefined ? {} : { groupInstanceId: job.instanceId }),
    sessionTimeout: job.sessionTimeoutMs,
    rebalanceTimeout: job.sessionTimeoutMs,
    heartbeatInterval: 200,
    // Long enough for another leader, or coordinator, to be there.
    retries: 20,
    retryDelay: 100,
  });
  // What keeps it from joining again it tells of here, perhaps before anybody waits for it.
  const failed = failureOf(consumer);
  failed.catch(() => {});
  consumer.on('consumer:group:join', ({ assignments }) => {
    const assigned = assignments?.find((assignment) => assignment.topic === topic);
    printEvent({ assigned: assigned?.partitions ?? [] });
  });
  try {
    await takeAndCommit(consumer, topic, failed);
  } finally {
    await consumer.close(true);
  }
}

/** Prints what a member reads and commits it, until the program is asked to end. */
async function takeAndCommit(
  consumer: Consumer,
  topic: string,
  failed: Promise<never>,
): Promise<void> {
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'committed',
    fallbackMode: 'earliest',
    // It would commit what was fetched and not yet handed out.
    autocommit: false,
    maxWaitTime: 100,
  });
  const uncommitted = new Map<number, Message>();
  stream.on('data', (message) => {
    printRecord(recordOf(message));
    uncommitted.set(message.partition, message);
  });
  const commit = async () => {
    flush();
    const last = [...uncommitted.values()];
    uncommitted.clear();
    // Those of partitions that another member has by now are refused.
    await Promise.allSettled(last.map((message) => message.commit()));
  };
  const timer = setInterval(() => void commit(), COMMIT_MS);
  try {
    await Promise.race([stopped, failed, failureOf(stream)]);
    stream.pause();
    await commit();
  } finally {
    clearInterval(timer);
  }
}

/** Rejects with the first error that it tells of. */
function failureOf(emitter: { on(event: 'error', listener: (error: Error) => void): unknown }) {
  return new Promise<never>((_, reject) => emitter.on('error', reject));
}

async function load(job: LoadJob): Promise<void> {
  const lasting = new LastingProducer({
    begin: async () =>
      new Producer({
        ...options(job),
        idempotent: job.idempotent,
        retries: true,
        retryDelay: 50,
      }),
    end: (producer) => producer.close(),
  });
  const work = new Load(job, readPartitions(job.file));
  await work.run(async (partition, records) => {
    const { offsets } = await lasting.send((producer) =>
      producer.send({
        acks: -1,
        compression: job.codec,
        messages: records.map((record) => messageOf(job.topic, record)),
      }),
    );
    return Number(offsets!.find((entry) => entry.partition === partition)!.offset);
  });
  await lasting.end();
}

async function administer(job: AdminJob): Promise<void> {
  const { topic, full, group } = job;
  const admin = new Admin(options(job));
  const configs = Object.entries(job.configs).map(([name, value]) => ({ name, value }));
  await admin.createTopics({ topics: [topic], partitions: 3, replicas: 1, configs });
  printEvent({ step: 'created', partitions: await countPartitions(admin, topic) });
  printEvent({ step: 'configs', configs: await configsOf(admin, job) });
  await admin.incrementalAlterConfigs({
    resources: [
      {
        resourceType: ConfigResourceTypes.TOPIC,
        resourceName: topic,
        configs: configs.map(({ name, value }) => ({
          name,
          value: String(Number(value) + 1),
          configOperation: 0,
        })),
      },
    ],
  });
  printEvent({ step: 'altered', configs: await configsOf(admin, job) });
  await admin.createPartitions({ topics: [{ name: topic, count: 5, assignments: null }] });
  printEvent({ step: 'enlarged', partitions: await countPartitions(admin, topic) });
  const [records] = await admin.deleteRecords({
    topics: [{ name: full, partitions: [{ partition: 0, offset: 10n }] }],
  });
  printEvent({ step: 'records deleted', start: Number(records!.partitions[0]!.lowWatermark) });
  if ((await admin.listGroups()).has(group)) printEvent({ step: 'group found' });
  const described = (await admin.describeGroups({ groups: [group] })).get(group)!;
  printEvent({
    step: 'group',
    // As the other clients spell it.
    state: described.state[0]! + described.state.slice(1).toLowerCase(),
    members: described.members.size,
  });
  const [committed] = await admin.listConsumerGroupOffsets({ groups: [group] });
  const offsets = committed!.topics
    .find(({ name }) => name === full)!
    .partitions.map((entry) => [entry.partitionIndex, Number(entry.committedOffset)]);
  printEvent({ step: 'offsets', offsets: Object.fromEntries(offsets) });
  await admin.deleteGroups({ groups: [group] });
  if (!(await admin.listGroups()).has(group)) printEvent({ step: 'group deleted' });
  await admin.createTopics({ topics: [topic], partitions: 3, replicas: 1 }).catch((error) => {
    printEvent({ step: 'exists', error: apiErrorOf(error) });
  });
  await admin.deleteTopics({ topics: [topic] });
  if (!(await admin.listTopics()).includes(topic)) printEvent({ step: 'deleted' });
  await admin.close();
}

/** Kafka's name of the error, somewhere below the ones of the client. */
function apiErrorOf(error: { apiId?: string; errors?: never[]; cause?: never }): string {
  if (error.apiId !== undefined) return error.apiId;
  const inner = error.errors?.[0] ?? error.cause;
  return inner === undefined ? String(error) : apiErrorOf(inner);
}

async function countPartitions(admin: Admin, topic: string): Promise<number> {
  const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
  return topics.get(topic)!.partitionsCount;
}

async function configsOf(admin: Admin, { topic, configs }: AdminJob): Promise<object> {
  const [described] = await admin.describeConfigs({
    resources: [
      {
        resourceType: ConfigResourceTypes.TOPIC,
        resourceName: topic,
        configurationKeys: Object.keys(configs),
      },
    ],
  });
  return Object.fromEntries(described!.configs.map(({ name, value }) => [name, value]));
}

function messageOf(topic: string, record: TestRecord): MessageToProduce {
  const { partition, timestamp, key, value, headers } = record;
  return {
    topic,
    partition,
    timestamp: BigInt(timestamp),
    key: key as Buffer,
    value: value as Buffer,
    headers: new Map(headers.map((header) => [Buffer.from(header.name), header.value as Buffer])),
  };
}

function recordOf(message: Message): TestRecord {
  return {
    partition: message.partition,
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key ?? null,
    value: message.value ?? null,
    headers: message.headerEntries.map(([name, value]) => ({
      name: name.toString(),
      value: value ?? null,
    })),
  };
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
