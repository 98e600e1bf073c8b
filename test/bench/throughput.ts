// How fast records go in and out, for each client, size of record and number of partitions, beside
// LevelDB's own rates for the very batches that the client sent, and the client's own limit.
// `node test/bench/throughput.ts [CLIENT] [RECORD BYTES] [PARTITIONS]` measures one cell or row of them.

import { startMillrace } from '../harness/millrace.ts';
import { missing } from '../harness/requirements.ts';
import { tempFolder } from '../harness/temp.ts';
import { cannedLimits } from './measure/canned-limits.ts';
import { withClient } from './measure/cluster.ts';
import { kcatClient } from './measure/kcat-client.ts';
import { levelRates } from './measure/level-rates.ts';
import type { LoadClient } from './measure/load.ts';
import { platformaticClient } from './measure/platformatic-client.ts';
import { usageOf } from './measure/process-usage.ts';
import { sizeOf, storedBatches } from './measure/stored-batches.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

export type ClientName = 'kcat' | 'platformatic';

export interface ThroughputSettings {
  readonly clients: readonly ClientName[];
  readonly recordBytes: readonly number[];
  readonly partitions: readonly number[];
  /** What is produced for each measurement, in bytes of values. */
  readonly bytes: number;
  /** Each measurement is the best of so many. */
  readonly rounds: number;
}

const full: ThroughputSettings = {
  clients: ['kcat', 'platformatic'],
  recordBytes: [100, 1000, 100_000],
  partitions: [1, 12, 1000],
  bytes: 200_000_000,
  rounds: 2,
};

const clients: Readonly<Record<ClientName, LoadClient>> = {
  kcat: kcatClient,
  platformatic: platformaticClient,
};
const topic = 'bench';

/** One direction; rates are in bytes of values per second. */
interface Direction {
  readonly rate: number;
  /** Of the client with a broker that costs nothing. */
  readonly limit: number;
  /** LevelDB's own, for the same batches. */
  readonly level: number;
  /** Seconds of a processor that the broker's process takes for a byte, and LevelDB alone. */
  readonly cpu: number;
  readonly levelCpu: number;
}

interface Measured {
  readonly produce: Direction;
  readonly fetch: Direction;
  readonly batchBytes: number;
}

export interface ThroughputTables {
  readonly produce: readonly Row[];
  readonly fetch: readonly Row[];
}

/** @param onCell told of each cell that is done, since all of them take minutes */
export async function benchThroughput(
  settings: ThroughputSettings,
  onCell: (cell: string) => void = () => {},
): Promise<ThroughputTables> {
  const produce: Row[] = [];
  const fetch: Row[] = [];
  for (const client of settings.clients) {
    for (const record of settings.recordBytes) {
      for (const partitions of settings.partitions) {
        const rounds: Measured[] = [];
        for (let round = 0; round < settings.rounds; round++) {
          rounds.push(await measure(client, record, partitions, settings.bytes));
        }
        const best = bestOf(rounds);
        const batch = rounded(best.batchBytes / 1000);
        const cell = { client, 'record B': record, partitions, 'batch KB': batch };
        produce.push({ ...cell, ...rates(best.produce, 'put') });
        fetch.push({ ...cell, ...rates(best.fetch, 'scan') });
        onCell(`${client}, records of ${record} B, ${partitions} partitions: ${summary(best)}`);
      }
    }
  }
  return { produce, fetch };
}

async function measure(
  client: ClientName,
  recordBytes: number,
  partitions: number,
  bytes: number,
): Promise<Measured> {
  // A client of its own process and protocol has nothing to gain from more than this.
  const count = Math.ceil(bytes / recordBytes / (client === 'kcat' ? 1 : 4));
  const total = count * recordBytes;
  const folder = tempFolder('bench-throughput');
  try {
    const cluster = await startMillrace({ data: folder.path });
    const { bootstrap, pid } = cluster;
    await withClient(cluster, (it) => it.createTopic(topic, partitions));
    const load = { bootstrap, topic, partitions, recordBytes, count };
    const before = usageOf(pid).cpuSeconds;
    const produceSeconds = await clients[client].produce(load);
    const between = usageOf(pid).cpuSeconds;
    const fetchSeconds = await clients[client].fetch(load);
    const after = usageOf(pid).cpuSeconds;
    await cluster.stop();

    const batches = await storedBatches(folder.path, topic);
    const stored = sizeOf(batches);
    const { put, scan } = await levelRates(batches);
    const limits = await cannedLimits(clients[client], load, folder.path);
    return {
      produce: {
        rate: total / produceSeconds,
        limit: total / limits.produceSeconds,
        // Of values, as the client counts, not of whole batches.
        level: (put.rate * total) / stored,
        cpu: (between - before) / total,
        levelCpu: (put.cpu * stored) / total,
      },
      fetch: {
        rate: total / fetchSeconds,
        limit: total / limits.fetchSeconds,
        level: (scan.rate * total) / stored,
        cpu: (after - between) / total,
        levelCpu: (scan.cpu * stored) / total,
      },
      batchBytes: stored / batches.length,
    };
  } finally {
    folder.remove();
  }
}

function summary({ produce, fetch }: Measured): string {
  const mb = (rate: number) => rounded(rate / 1e6);
  return `${mb(produce.rate)} and ${mb(fetch.rate)} MB/s`;
}

function bestOf(rounds: readonly Measured[]): Measured {
  const best = (pick: (round: Measured) => Direction): Direction => ({
    rate: Math.max(...rounds.map((round) => pick(round).rate)),
    limit: Math.max(...rounds.map((round) => pick(round).limit)),
    level: Math.max(...rounds.map((round) => pick(round).level)),
    cpu: Math.min(...rounds.map((round) => pick(round).cpu)),
    levelCpu: Math.min(...rounds.map((round) => pick(round).levelCpu)),
  });
  return {
    produce: best(({ produce }) => produce),
    fetch: best(({ fetch }) => fetch),
    batchBytes: rounds[0]!.batchBytes,
  };
}

function rates({ rate, limit, level, cpu, levelCpu }: Direction, levelDoes: string): Row {
  return {
    'MB/s': rounded(rate / 1e6),
    'client alone MB/s': rounded(limit / 1e6),
    [`LevelDB ${levelDoes} MB/s`]: rounded(level / 1e6),
    'of LevelDB': rounded(rate / level),
    'of client': rounded(rate / limit),
    'broker CPU s/GB': rounded(cpu * 1e9),
    'LevelDB CPU s/GB': rounded(levelCpu * 1e9),
  };
}

if (import.meta.main) {
  const [client, recordBytes, partitions] = process.argv.slice(2);
  if (missing('kcat') !== undefined) console.log(`kcat is left out: ${missing('kcat')}`);
  const able = full.clients.filter((name) => name !== 'kcat' || missing('kcat') === undefined);
  const { produce, fetch } = await benchThroughput(
    {
      ...full,
      clients: client === undefined ? able : able.filter((name) => name === client),
      ...(recordBytes !== undefined && { recordBytes: [Number(recordBytes)] }),
      ...(partitions !== undefined && { partitions: [Number(partitions)] }),
    },
    (cell) => console.log(`  ${cell}`),
  );
  console.log(`\nProduced with acks=1:\n\n${formatTable(produce)}`);
  console.log(`\nFetched from the beginning:\n\n${formatTable(fetch)}`);
}
