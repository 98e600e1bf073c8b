// How long a record takes from its producer to its consumer while 1,000 come a second, for each client,
// size of record and number of partitions, beside what two processes on this machine take to exchange a
// message at all. `node test/bench/latency.ts [SECONDS] [RECORD BYTES] [PARTITIONS]`

import { Child, run } from '../harness/child.ts';
import { startMillrace } from '../harness/millrace.ts';
import { node } from '../harness/places.ts';
import { missing } from '../harness/requirements.ts';
import { tempFolder } from '../harness/temp.ts';
import { withClient } from './measure/cluster.ts';
import { kcatLatencies } from './measure/kcat-latency.ts';
import type { LatencyJob } from './measure/latency-job.ts';
import { percentile } from './measure/percentiles.ts';
import { platformaticLatencies } from './measure/platformatic-latency.ts';
import { usageOf } from './measure/process-usage.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

export type LatencyClient = 'wire' | 'platformatic' | 'kcat';

export interface LatencySettings {
  /** `wire` is the barest client. */
  readonly clients: readonly LatencyClient[];
  readonly recordBytes: readonly number[];
  readonly partitions: readonly number[];
  readonly seconds: number;
  readonly recordsPerSecond: number;
}

/** Of large records as many a second as come to so many bytes. */
const MOST_BYTES_PER_SECOND = 10_000_000;
/** Records at the start, which meet cold code, are left out. */
const WARM_UP = 0.2;

/** @param onRow told of each measurement that is done, since all of them take minutes */
export async function benchLatency(
  settings: LatencySettings,
  onRow: (row: Row) => void = () => {},
): Promise<Row[]> {
  const rows: Row[] = [];
  const add = (row: Row) => {
    rows.push(row);
    onRow(row);
  };
  add(await echo(settings));
  for (const recordBytes of settings.recordBytes) {
    for (const partitions of settings.partitions) {
      for (const client of settings.clients) {
        add(await measure(client, recordBytes, partitions, settings));
      }
    }
  }
  return rows;
}

async function measure(
  client: LatencyClient,
  recordBytes: number,
  partitions: number,
  { seconds, recordsPerSecond: most }: LatencySettings,
): Promise<Row> {
  const recordsPerSecond = Math.min(most, MOST_BYTES_PER_SECOND / recordBytes);
  const count = recordsPerSecond * seconds;
  const topic = 'bench';
  const folder = tempFolder('bench-latency');
  try {
    const cluster = await startMillrace({ data: folder.path });
    await withClient(cluster, (it) => it.createTopic(topic, partitions));
    const { bootstrap, pid } = cluster;
    const job = { bootstrap, topic, partitions, recordBytes, recordsPerSecond, count };
    const before = usageOf(pid).cpuSeconds;
    const latencies = await latenciesOf(client, job);
    const cpuSeconds = usageOf(pid).cpuSeconds - before;
    await cluster.stop();
    const names = { client, 'record B': recordBytes, partitions, 'records/s': recordsPerSecond };
    return row(names, latencies, (cpuSeconds / count) * 1e6);
  } finally {
    folder.remove();
  }
}

function latenciesOf(client: LatencyClient, job: LatencyJob): Promise<number[]> {
  if (client === 'kcat') return kcatLatencies(job);
  if (client === 'platformatic') return platformaticLatencies(job);
  return outputOf('latency-program.ts', [client, JSON.stringify(job)]);
}

/** A message of 1 KB there and back, without any broker. */
async function echo({ recordsPerSecond, seconds }: LatencySettings): Promise<Row> {
  const server = await Child.start(node, [programPath('echo-program.ts')]);
  try {
    const [, port = ''] = await server.line(/^echo ready (\d+)$/, 10_000);
    const args = [port, String(recordsPerSecond), String(seconds)];
    const names = {
      client: 'TCP echo',
      'record B': 1000,
      partitions: '',
      'records/s': recordsPerSecond,
    };
    return row(names, await outputOf('echo-program.ts', args));
  } finally {
    await server.kill();
  }
}

async function outputOf(program: string, args: readonly string[]): Promise<number[]> {
  const { stdout } = await run(node, [programPath(program), ...args], { timeoutMs: 120_000 });
  return JSON.parse(stdout) as number[];
}

function programPath(name: string): string {
  return new URL(`measure/${name}`, import.meta.url).pathname;
}

function row(names: Row, all: readonly number[], brokerMicroseconds?: number): Row {
  const warm = all.slice(Math.floor(all.length * WARM_UP));
  return {
    ...names,
    'p50 ms': rounded(percentile(warm, 0.5)),
    'p99 ms': rounded(percentile(warm, 0.99)),
    'p99.9 ms': rounded(percentile(warm, 0.999)),
    'most ms': rounded(percentile(warm, 1)),
    'broker CPU µs/record': brokerMicroseconds === undefined ? '' : rounded(brokerMicroseconds),
  };
}

if (import.meta.main) {
  const [seconds = 5, recordBytes, partitions] = process.argv.slice(2).map(Number);
  if (![seconds, recordBytes ?? 1, partitions ?? 1].every((number) => number > 0)) {
    throw new Error('latency.ts takes numbers: [SECONDS] [RECORD BYTES] [PARTITIONS]');
  }
  const lacks = missing('kcat');
  if (lacks !== undefined) console.log(`kcat is left out: ${lacks}`);
  const settings: LatencySettings = {
    clients: lacks === undefined ? ['wire', 'platformatic', 'kcat'] : ['wire', 'platformatic'],
    recordBytes: recordBytes === undefined ? [100, 1000, 100_000] : [recordBytes],
    partitions: partitions === undefined ? [1, 12, 1000] : [partitions],
    seconds,
    recordsPerSecond: 1000,
  };
  const rows = await benchLatency(settings, (row) =>
    console.log(`  ${row.client}, records of ${row['record B']} B, ${row.partitions} partitions`),
  );
  console.log(`\n${formatTable(rows)}`);
}
