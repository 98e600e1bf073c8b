// Three brokers in one process: starting them, what they take of memory, and what replication costs beside
// doing without, on the same cluster in the same run. `node test/bench/cluster.ts [start|load|latency]`

import { setTimeout as sleep } from 'node:timers/promises';
import { type MillraceProcess, startMillrace } from '../harness/millrace.ts';
import { missing } from '../harness/requirements.ts';
import { tempFolder } from '../harness/temp.ts';
import { kcatClient } from './measure/kcat-client.ts';
import { kcatLatencies } from './measure/kcat-latency.ts';
import type { LoadClient } from './measure/load.ts';
import { median, percentile } from './measure/percentiles.ts';
import { platformaticClient } from './measure/platformatic-client.ts';
import { platformaticLatencies } from './measure/platformatic-latency.ts';
import { usageOf } from './measure/process-usage.ts';
import { createReplicated } from './measure/replicated-topic.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

const BROKERS = 3;
const RECORD_BYTES = 1000;

/** How many replicas a topic has, and which of them a record waits for. */
interface Replication {
  readonly replicas: number;
  readonly acks?: 'all';
}

const unreplicated: Replication = { replicas: 1 };
const kept: readonly Replication[] = [
  { replicas: 1, acks: 'all' },
  { replicas: BROKERS, acks: 'all' },
];

/** Starts one broker and three in turns. @param restMs how long nothing happens before memory is called idle */
export async function benchClusterStart(starts: number, restMs: number): Promise<Row[]> {
  const sizes = [1, BROKERS].map((brokers) => ({ brokers, ...noStarts() }));
  for (let start = 0; start < starts; start++) {
    for (const { brokers, ms, cpu, ready, idle } of sizes) {
      await withCluster(brokers, async ({ startMs, pid }) => {
        const { residentMb, cpuSeconds } = usageOf(pid);
        ms.push(startMs);
        cpu.push(cpuSeconds * 1000);
        ready.push(residentMb);
        // Waiting takes long and says the same each time.
        if (start > 0) return;
        await sleep(restMs);
        idle.push(usageOf(pid).residentMb);
      });
    }
  }
  return sizes.map(({ brokers, ms, cpu, ready, idle }) => ({
    brokers,
    'least ms': rounded(Math.min(...ms)),
    'median ms': rounded(median(ms)),
    'most ms': rounded(Math.max(...ms)),
    'CPU ms': rounded(median(cpu)),
    'ready MB': rounded(median(ready)),
    'idle MB': rounded(median(idle)),
  }));
}

function noStarts(): Record<'ms' | 'cpu' | 'ready' | 'idle', number[]> {
  return { ms: [], cpu: [], ready: [], idle: [] };
}

export interface ClusterLoadSettings {
  readonly client: LoadClient;
  readonly partitions: number;
  /** What is produced for each measurement, in bytes of values. */
  readonly bytes: number;
  /** Each measurement is the best of so many, taken in turns. */
  readonly rounds: number;
}

/** Produces to topics with one replica and with three. */
export function benchClusterLoad(settings: ClusterLoadSettings): Promise<Row[]> {
  const { client, partitions, bytes, rounds } = settings;
  const count = bytes / RECORD_BYTES;
  const ways = [unreplicated, ...kept].map((way) => ({ ...way, ...noRounds() }));
  return withCluster(BROKERS, async ({ bootstrap, pid }) => {
    for (let round = 0; round < rounds; round++) {
      for (const [index, { replicas, acks, seconds, cpu }] of ways.entries()) {
        const topic = `bench-${index}-${round}`;
        await createReplicated(bootstrap, topic, partitions, replicas);
        const load = { bootstrap, topic, partitions, recordBytes: RECORD_BYTES, count };
        const before = usageOf(pid).cpuSeconds;
        seconds.push(await client.produce(acks === undefined ? load : { ...load, acks }));
        cpu.push(usageOf(pid).cpuSeconds - before);
      }
    }
    const least = Math.min(...ways[0]!.seconds);
    return ways.map(({ replicas, acks, seconds, cpu }) => ({
      replicas,
      acks: acks ?? 1,
      'MB/s': rounded(bytes / Math.min(...seconds) / 1e6),
      'of unreplicated': rounded(least / Math.min(...seconds)),
      'brokers CPU s/GB': rounded((Math.min(...cpu) / bytes) * 1e9),
    }));
  });
}

function noRounds(): Record<'seconds' | 'cpu', number[]> {
  return { seconds: [], cpu: [] };
}

export interface ClusterLatencySettings {
  readonly client: 'kcat' | 'platformatic';
  readonly partitions: number;
  readonly recordsPerSecond: number;
  readonly seconds: number;
}

/** From producing to consuming, with acks=all, one replica and three. */
export function benchClusterLatency(settings: ClusterLatencySettings): Promise<Row[]> {
  const { client, partitions, recordsPerSecond, seconds } = settings;
  const count = recordsPerSecond * seconds;
  return withCluster(BROKERS, async ({ bootstrap, pid }) => {
    const rows: Row[] = [];
    for (const { replicas, acks } of kept) {
      const topic = `bench-${replicas}`;
      await createReplicated(bootstrap, topic, partitions, replicas);
      const job = {
        ...{ bootstrap, topic, partitions, recordBytes: RECORD_BYTES, recordsPerSecond, count },
        ...(acks !== undefined && { acks }),
      };
      const before = usageOf(pid).cpuSeconds;
      const all = await (client === 'kcat' ? kcatLatencies(job) : platformaticLatencies(job));
      const cpuSeconds = usageOf(pid).cpuSeconds - before;
      // The first records meet cold code.
      const warm = all.slice(Math.floor(all.length * 0.2));
      rows.push({
        client,
        replicas,
        'p50 ms': rounded(percentile(warm, 0.5)),
        'p99 ms': rounded(percentile(warm, 0.99)),
        'most ms': rounded(percentile(warm, 1)),
        'brokers CPU µs/record': rounded((cpuSeconds / count) * 1e6),
      });
    }
    return rows;
  });
}

async function withCluster<T>(
  brokers: number,
  work: (cluster: MillraceProcess) => Promise<T>,
): Promise<T> {
  const folder = tempFolder('bench-cluster');
  try {
    const cluster = await startMillrace({ brokers, data: folder.path });
    try {
      return await work(cluster);
    } finally {
      await cluster.stop();
    }
  } finally {
    folder.remove();
  }
}

if (import.meta.main) {
  const [only] = process.argv.slice(2);
  const lacks = missing('kcat');
  if (lacks !== undefined) console.log(`kcat is left out: ${lacks}`);
  const print = async (name: string, what: string, rows: () => Promise<Row[]>) => {
    if (only !== undefined && only !== name) return;
    console.log(`${what}:\n\n${formatTable(await rows())}\n`);
  };
  await print('start', 'From the start of the process to ready', () =>
    benchClusterStart(5, 12_000),
  );
  const clients = { kcat: kcatClient, platformatic: platformaticClient };
  for (const client of ['kcat', 'platformatic'] as const) {
    if (client === 'kcat' && lacks !== undefined) continue;
    const bytes = client === 'kcat' ? 200_000_000 : 50_000_000;
    await print('load', `Produced by ${client}, records of 1 KB`, () =>
      benchClusterLoad({ client: clients[client], partitions: 12, bytes, rounds: 2 }),
    );
    await print(
      'latency',
      `Produced to consumed by ${client}, 1,000 records of 1 KB a second`,
      () => benchClusterLatency({ client, partitions: 12, recordsPerSecond: 1000, seconds: 5 }),
    );
  }
}
