// What streams cost from batch to batch: how punctual short ones are while records come in, and how many records
// a second windows and joins take. `node test/bench/batches.ts [intervals | operations]`

import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  KafkaUtils,
  nodeEnvironment,
  SparkContext,
  StreamingContext,
} from '../../server/node/streaming/index.ts';
import type { DStream } from '../../server/streaming/dstream/dstream.ts';
import { startMillrace } from '../harness/millrace.ts';
import { tempFolder } from '../harness/temp.ts';
import { withClient } from './measure/cluster.ts';
import { pace } from './measure/pace.ts';
import { percentile } from './measure/percentiles.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

export interface IntervalSettings {
  /** Milliseconds. */
  readonly intervals: readonly number[];
  readonly recordsPerSecond: number;
  readonly seconds: number;
}

/** Batches at the start, which meet cold code, are left out. */
const WARM_UP = 0.2;

/**
 * Records that come in evenly, in memory and through a topic, are counted: how late batches start, and how old records
 * are when they are counted.
 */
export async function benchIntervals(settings: IntervalSettings): Promise<Row[]> {
  const rows: Row[] = [];
  for (const interval of settings.intervals)
    rows.push(await measureInterval(interval, settings, fromMemory()));
  const millrace = await startMillrace();
  try {
    for (const interval of settings.intervals) {
      const topic = `lines-${interval}`;
      await withClient(millrace, (client) => client.createTopic(topic, 1));
      rows.push(await measureInterval(interval, settings, fromTopic(millrace.bootstrap, topic)));
    }
  } finally {
    await millrace.stop();
  }
  return rows;
}

/** Where a measurement's records come from. */
interface Source {
  readonly name: string;
  /** The stream of lines, each the moment at which it was sent, by `performance.now()`. */
  stream(ssc: StreamingContext): DStream<string>;
  send(lines: string[]): void;
  close(): Promise<void>;
}

function fromMemory(): Source {
  const waiting: string[] = [];
  return {
    name: 'memory',
    stream: (ssc) =>
      ssc.stream({
        ...{ kind: 'BenchInputDStream', parents: [], slide: ssc.graph.batchDuration },
        compute: () => ssc.sparkContext.parallelize(waiting.splice(0)),
      }),
    send: (lines) => waiting.push(...lines),
    close: async () => undefined,
  };
}

function fromTopic(bootstrap: string, topic: string): Source {
  const parameters = { 'bootstrap.servers': bootstrap };
  const kafka = nodeEnvironment().kafka(parameters);
  const sent: Promise<unknown>[] = [];
  return {
    name: 'topic',
    stream: (ssc) =>
      KafkaUtils.createDirectStream(ssc, [topic], parameters).map(([, line]): string => line),
    send: (lines) => {
      sent.push(kafka.send(lines.map((line) => ({ topic, value: Buffer.from(line) }))));
    },
    close: async () => {
      await Promise.all(sent);
      await kafka.close();
    },
  };
}

async function measureInterval(
  interval: number,
  { recordsPerSecond, seconds }: IntervalSettings,
  source: Source,
): Promise<Row> {
  const ssc = new StreamingContext(new SparkContext('local', 'bench'), interval / 1000);
  const ages: number[] = [];
  source.stream(ssc).foreachRDD(async (rdd) => {
    await rdd
      .map((line) => [line.slice(-2), 1])
      .reduceByKey((a, b) => a + b)
      .collect();
    const now = performance.now();
    for (const line of await rdd.collect()) ages.push(now - Number(line));
  });
  const delays: number[] = [];
  const totals: number[] = [];
  ssc.addStreamingListener({
    onBatchCompleted: ({ batchTime, schedulingDelay, processingEndTime }) => {
      delays.push(schedulingDelay!);
      totals.push(processingEndTime! - batchTime);
    },
  });
  await ssc.start();
  const each = recordsPerSecond / 200;
  await pace(200, 200 * seconds, () => {
    const line = performance.now().toFixed(3);
    source.send(Array.from({ length: each }, () => line));
  });
  await ssc.stop(true, true);
  await source.close();
  return {
    ...{ source: source.name, 'interval ms': interval, 'records/s': recordsPerSecond },
    ...{ batches: delays.length, 'scheduling delay p50 ms': measured(delays, 0.5) },
    ...{ 'delay p99 ms': measured(delays, 0.99), 'done p99 ms': measured(totals, 0.99) },
    ...{ 'record age p50 ms': measured(ages, 0.5), 'age p99 ms': measured(ages, 0.99) },
  };
}

function measured(values: readonly number[], share: number): number {
  return rounded(percentile(values.slice(Math.floor(values.length * WARM_UP)), share));
}

export interface OperationSettings {
  readonly batches: number;
  readonly recordsPerBatch: number;
  readonly keys: number;
}

/** Streams that remember, one batch after the other as quickly as they are done. */
export async function benchOperations(settings: OperationSettings): Promise<Row[]> {
  const sum = (a: number, b: number) => a + b;
  const rows: Row[] = [];
  const operations: Record<string, (pairs: Pairs, others: Pairs) => DStream<unknown>> = {
    'window of 30 batches': (pairs) => pairs.reduceByKeyAndWindow(sum, null, 30 * SLIDE, SLIDE),
    'the same with an inverse': (pairs) =>
      pairs.reduceByKeyAndWindow(sum, (a, b) => a - b, 30 * SLIDE, SLIDE),
    'join of two streams': (pairs, others) => pairs.reduceByKey(sum).join(others.reduceByKey(sum)),
    'count by key': (pairs) => pairs.reduceByKey(sum),
  };
  for (const [operation, define] of Object.entries(operations)) {
    rows.push(await measureOperation(operation, define, settings));
  }
  return rows;
}

type Pairs = DStream<readonly [number, number]>;

/** Seconds. */
const SLIDE = 0.01;

async function measureOperation(
  operation: string,
  define: (pairs: Pairs, others: Pairs) => DStream<unknown>,
  { batches, recordsPerBatch, keys }: OperationSettings,
): Promise<Row> {
  const folder = tempFolder('bench-operations');
  const ssc = new StreamingContext(
    new SparkContext('local', 'bench', { logLevel: 'error' }),
    SLIDE,
  );
  ssc.checkpoint(folder.path);
  const data = Array.from({ length: recordsPerBatch }, (_, i) => [(i * 7919) % keys, 1] as const);
  const input = () =>
    ssc.stream({
      ...{ kind: 'BenchInputDStream', parents: [], slide: SLIDE * 1000 },
      compute: () => ssc.sparkContext.parallelize(data),
    });
  const times: number[] = [];
  define(input(), input()).foreachRDD((rdd) => rdd.count());
  ssc.addStreamingListener({
    onBatchCompleted: ({ processingDelay }) => times.push(processingDelay!),
  });
  const before = heapBytes();
  await ssc.start();
  while (times.length < batches) await sleep(10);
  const cost = heapBytes() - before;
  await ssc.stop(true, false);
  folder.remove();
  const settled = times.slice(Math.floor(batches / 2));
  return {
    ...{ operation, keys, 'records/batch': recordsPerBatch },
    'ms/batch p50': rounded(percentile(settled, 0.5)),
    'p99 ms': rounded(percentile(settled, 0.99)),
    'M records/s': rounded(recordsPerBatch / percentile(settled, 0.5) / 1000),
    'heap cost MB': rounded(cost / 1e6),
  };
}

/** What is used of the heap once the garbage has gone. */
function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

if (import.meta.main) {
  const [part] = process.argv.slice(2);
  if (part !== 'operations') {
    const settings = { intervals: [10, 100, 1000], recordsPerSecond: 10_000, seconds: 8 };
    console.log(formatTable(await benchIntervals(settings)));
  }
  if (part !== 'intervals') {
    const settings = { batches: 100, recordsPerBatch: 100_000, keys: 10_000 };
    console.log(formatTable(await benchOperations(settings)));
  }
}
