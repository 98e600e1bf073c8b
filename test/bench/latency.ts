// How long a record takes from its producer to its consumer while 1,000 come a second, beside what two
// processes on this machine take to exchange a message at all. `node test/bench/latency.ts [SECONDS]`

import { Child, run } from '../harness/child.ts';
import { startMillrace } from '../harness/millrace.ts';
import { node } from '../harness/places.ts';
import { missing } from '../harness/requirements.ts';
import { tempFolder } from '../harness/temp.ts';
import { withClient } from './measure/cluster.ts';
import { kcatLatencies } from './measure/kcat-latency.ts';
import { percentile } from './measure/percentiles.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

export interface LatencySettings {
  readonly recordsPerSecond: number;
  readonly seconds: number;
  readonly kcat: boolean;
}

/** Records at the start, which meet cold code, are left out. */
const WARM_UP = 0.2;

export async function benchLatency(settings: LatencySettings): Promise<Row[]> {
  const { recordsPerSecond: rate, seconds, kcat } = settings;
  const folder = tempFolder('bench-latency');
  try {
    const cluster = await startMillrace({ data: folder.path });
    const measure = async (
      what: string,
      latencies: (topic: string) => Promise<number[]>,
    ): Promise<Row> => {
      const topic = what.replaceAll(/\W/g, '-');
      await withClient(cluster, (client) => client.createTopic(topic));
      return row(what, await latencies(topic));
    };
    const program = (client: string) => (topic: string) =>
      latenciesOf('latency-program.ts', [client, cluster.bootstrap, topic, rate, seconds]);
    const rows = [
      row('echo of a TCP message', await echo(rate, seconds)),
      await measure('barest client', program('wire')),
      await measure('@platformatic/kafka', program('platformatic')),
    ];
    if (kcat) {
      rows.push(
        await measure('kcat', (topic) =>
          kcatLatencies(cluster.bootstrap, topic, rate, rate * seconds),
        ),
      );
    }
    await cluster.stop();
    return rows;
  } finally {
    folder.remove();
  }
}

async function echo(rate: number, seconds: number): Promise<number[]> {
  const server = await Child.start(node, [programPath('echo-program.ts')]);
  try {
    const [, port] = await server.line(/^echo ready (\d+)$/, 10_000);
    return await latenciesOf('echo-program.ts', [port!, rate, seconds]);
  } finally {
    await server.kill();
  }
}

async function latenciesOf(program: string, args: readonly (string | number)[]): Promise<number[]> {
  const { stdout } = await run(node, [programPath(program), ...args.map(String)]);
  return JSON.parse(stdout) as number[];
}

function programPath(name: string): string {
  return new URL(`measure/${name}`, import.meta.url).pathname;
}

function row(what: string, all: readonly number[]): Row {
  const warm = all.slice(Math.floor(all.length * WARM_UP));
  return {
    client: what,
    records: warm.length,
    'p50 ms': rounded(percentile(warm, 0.5)),
    'p99 ms': rounded(percentile(warm, 0.99)),
    'p99.9 ms': rounded(percentile(warm, 0.999)),
    'most ms': rounded(percentile(warm, 1)),
  };
}

if (import.meta.main) {
  const seconds = Number(process.argv[2] ?? 10);
  const kcat = missing('kcat') === undefined;
  if (!kcat) console.log(`kcat is left out: ${missing('kcat')}`);
  console.log(formatTable(await benchLatency({ recordsPerSecond: 1000, seconds, kcat })));
}
