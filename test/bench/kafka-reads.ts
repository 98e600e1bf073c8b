// How fast the streaming engine's Kafka client reads a topic in ranges, as batches do, beside @platformatic/kafka's
// stream of messages: `node test/bench/kafka-reads.ts [MEGABYTES]` of values for each row.

import { kafkaConnector } from '../../server/node/streaming/kafka-cluster-client.ts';
import type { KafkaClient } from '../../server/streaming/kafka/kafka-client.ts';
import { type MillraceProcess, startMillrace } from '../harness/millrace.ts';
import { withClient } from './measure/cluster.ts';
import { platformaticClient } from './measure/platformatic-client.ts';
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
  const { bootstrap } = millrace;
  const load = { bootstrap, topic, partitions, recordBytes, count };
  const sent = count / (await sending(kafka, topic, recordBytes, count));
  let ranges = 0;
  let single = 0;
  for (let round = 0; round < ROUNDS; round++) {
    ranges = Math.max(ranges, count / (await reading(kafka, topic, RANGE)));
    single = Math.max(single, count / (await reading(kafka, topic, count)));
  }
  const library = count / (await platformaticClient.fetch(load));
  return {
    ...{ 'record B': recordBytes, partitions },
    'ranges, records/s': rounded(ranges),
    'MB/s': rounded((ranges * recordBytes) / 1e6),
    'in one, records/s': rounded(single),
    '@platformatic/kafka, records/s': rounded(library),
    'sent, records/s': rounded(sent),
  };
}

async function sending(
  kafka: KafkaClient,
  topic: string,
  recordBytes: number,
  count: number,
): Promise<number> {
  const value = new Uint8Array(recordBytes).fill(120);
  const some = Array.from({ length: 10_000 }, () => ({ topic, value }));
  const began = performance.now();
  for (let left = count; left > 0; left -= some.length) await kafka.send(some.slice(0, left));
  return (performance.now() - began) / 1_000;
}

/** Seconds for everything, in ranges of so many records of each partition. */
async function reading(kafka: KafkaClient, topic: string, range: number): Promise<number> {
  const ends = await kafka.offsets(await kafka.partitionsOf([topic]), 'latest');
  const began = performance.now();
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
  return (performance.now() - began) / 1_000;
}

if (import.meta.main) {
  const bytes = Number(process.argv[2] ?? 100) * 1e6;
  const settings = { recordBytes: [100, 1_000], partitions: [1, 12], bytes };
  console.log(formatTable(await benchKafkaReads(settings)));
}
