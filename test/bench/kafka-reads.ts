// How fast the streaming engine's Kafka client reads a topic in ranges, as batches do, beside @platformatic/kafka's
// stream of messages, and how fast the engine counts the words in what it reads, in records per second and per second of this process's processor time, which other programs do
// not change: `node test/bench/kafka-reads.ts [MEGABYTES]` of values for each row.

import { Consumer } from '@platformatic/kafka';
import { KafkaUtils, OffsetRange, SparkContext } from '../../server/node/streaming/index.ts';
import { kafkaConnector } from '../../server/node/streaming/kafka-cluster-client.ts';
import type { KafkaClient } from '../../server/streaming/kafka/kafka-client.ts';
import { type MillraceProcess, startMillrace } from '../harness/millrace.ts';
import { withClient } from './measure/cluster.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

const silence = () => {};
const logger = { error: silence, warn: silence, info: silence, debug: silence };
/** What a batch of one second might have. */
const RANGE = 50_000;
const ROUNDS = 3;

export interface KafkaReadsSettings {
  readonly recordBytes: readonly number[];
  readonly partitions: readonly number[];
  /** What each topic holds, in bytes of values. */
  readonly bytes: number;
}

export async function benchKafkaReads(settings: KafkaReadsSettings): Promise<Row[]> {
  const millrace = await startMillrace();
  const kafka = kafkaConnector(logger)({ 'bootstrap.servers': millrace.bootstrap });
  try {
    const rows: Row[] = [];
    for (const recordBytes of settings.recordBytes)
      for (const partitions of settings.partitions)
        rows.push(await measure(millrace, kafka, recordBytes, partitions, settings.bytes));
    return rows;
  } finally {
    await kafka.close();
    await millrace.stop();
  }
}

async function measure(
  millrace: MillraceProcess,
  kafka: KafkaClient,
  recordBytes: number,
  partitions: number,
  bytes: number,
): Promise<Row> {
  const topic = `reads-${recordBytes}-${partitions}`;
  const count = Math.floor(bytes / recordBytes);
  await withClient(millrace, (client) => client.createTopic(topic, partitions));
  const sent = await timed(() => sending(kafka, topic, recordBytes, count));
  const ranges: Took[] = [];
  for (let round = 0; round < ROUNDS; round++)
    ranges.push(await timed(() => reading(kafka, topic, RANGE)));
  const { bootstrap } = millrace;
  const counted = await timed(() => counting(bootstrap, kafka, topic));
  const library = await timed(() => streaming(bootstrap, topic, partitions, count));
  const least = (what: keyof Took) => Math.min(...ranges.map((took) => took[what]));
  return {
    ...{ 'record B': recordBytes, partitions },
    'records/s': rounded(count / least('seconds')),
    '/s of processor': rounded(count / least('processor')),
    'words counted, records/s': rounded(count / counted.seconds),
    'counted, /s of processor': rounded(count / counted.processor),
    '@platformatic/kafka, records/s': rounded(count / library.seconds),
    'its /s of processor': rounded(count / library.processor),
    'sent, /s of processor': rounded(count / sent.processor),
  };
}

/** Seconds, and those of this process's processor time. */
interface Took {
  readonly seconds: number;
  readonly processor: number;
}

async function timed(work: () => Promise<void>): Promise<Took> {
  const began = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - began) / 1_000, processor: (user + system) / 1e6 };
}

async function sending(
  kafka: KafkaClient,
  topic: string,
  recordBytes: number,
  count: number,
): Promise<void> {
  const value = Buffer.alloc(recordBytes, 'the mill grinds the grain that the water brings ');
  const some = Array.from({ length: 10_000 }, () => ({ topic, value }));
  for (let left = count; left > 0; left -= some.length) await kafka.send(some.slice(0, left));
}

/** Everything, in ranges of so many records of each partition. */
async function reading(kafka: KafkaClient, topic: string, range: number): Promise<void> {
  const ends = await kafka.offsets(await kafka.partitionsOf([topic]), 'latest');
  const read = ends.map(async ({ offset: end, ...partition }) => {
    let count = 0;
    for (let from = 0; from < end; from += range)
      count += (await kafka.read(partition, from, Math.min(end, from + range))).length;
    return count;
  });
  const counts = await Promise.all(read);
  const expected = ends.reduce((sum, { offset }) => sum + offset, 0);
  const found = counts.reduce((sum, each) => sum + each, 0);
  if (found !== expected) throw new Error(`${found} of ${expected} records came`);
}

/** The words of everything, as a batch of a direct stream does it. */
async function counting(bootstrap: string, kafka: KafkaClient, topic: string): Promise<void> {
  const sc = new SparkContext('local', 'bench');
  const ends = await kafka.offsets(await kafka.partitionsOf([topic]), 'latest');
  const ranges = ends.map(({ partition, offset }) => new OffsetRange(topic, partition, 0, offset));
  const counts = await KafkaUtils.createRDD(sc, { 'bootstrap.servers': bootstrap }, ranges)
    .flatMap(([, line]) => line.split(' '))
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b)
    .collect();
  if (!counts.some(([word]) => word === 'mill')) throw new Error('words are missing');
  sc.stop();
}

/** Everything, message by message from the library's stream. */
async function streaming(
  bootstrap: string,
  topic: string,
  partitions: number,
  count: number,
): Promise<void> {
  const consumer = new Consumer({
    ...{ clientId: 'bench', bootstrapBrokers: bootstrap.split(','), groupId: 'bench' },
  });
  const offsets = Array.from({ length: partitions }, (_, partition) => ({
    ...{ topic, partition, offset: 0n },
  }));
  const stream = await consumer.consume({
    ...{ topics: [topic], mode: 'manual', offsets, autocommit: false, maxWaitTime: 100 },
  });
  let left = count;
  await new Promise<void>((resolve, reject) => {
    stream.on('data', () => {
      if (--left === 0) resolve();
    });
    stream.on('error', reject);
  });
  await consumer.close(true);
}

if (import.meta.main) {
  const bytes = Number(process.argv[2] ?? 100) * 1e6;
  const settings = { recordBytes: [100, 1_000], partitions: [1, 12], bytes };
  console.log(formatTable(await benchKafkaReads(settings)));
}
