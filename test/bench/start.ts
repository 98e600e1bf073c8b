// How long `millrace start` takes until it is ready, beside what starting Node alone takes, and where
// the time goes. `node test/bench/start.ts [STARTS]`

import { Child, run } from '../harness/child.ts';
import { startMillrace } from '../harness/millrace.ts';
import { inDist, node } from '../harness/places.ts';
import { tempFolder } from '../harness/temp.ts';
import { percentile } from './measure/percentiles.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

export async function benchStart(starts: number): Promise<Row[]> {
  const folders = Array.from({ length: starts }, () => tempFolder('bench-start'));
  const emptyNode: number[] = [];
  const fresh: number[] = [];
  const again: number[] = [];
  const inMemory: number[] = [];
  try {
    // In turn, so that each meets the machine as busy as the others do.
    for (const { path } of folders) {
      emptyNode.push(await millisecondsOf(() => run(node, ['-e', '0'])));
      fresh.push(await startAndStop({ data: path }));
      again.push(await startAndStop({ data: path }));
      inMemory.push(await startAndStop({}));
    }
  } finally {
    for (const folder of folders) folder.remove();
  }
  return [
    row('Node alone, until it has ended', emptyNode),
    row('a new data directory', fresh),
    row('a data directory that was there', again),
    row('in memory', inMemory),
  ];
}

/** What a start says of its steps, in milliseconds since the process began. */
export async function traceOfStart(): Promise<string[]> {
  const folder = tempFolder('bench-start');
  const ports = ['--port', '0', '--zookeeper-port', '0'];
  const arguments_ = [inDist('cli.js'), 'start', '--verbose', '--data', folder.path, ...ports];
  const child = await Child.start(node, arguments_);
  try {
    await child.line(/ms broker 1: accepts connections/, 20_000);
    await child.stop('SIGINT');
    return child.stderr.split('\n').filter((line) => /^\s*[\d.]+ ms /.test(line));
  } finally {
    await child.kill();
    folder.remove();
  }
}

async function startAndStop(options: { data?: string }): Promise<number> {
  const cluster = await startMillrace(options);
  await cluster.stop();
  return cluster.startMs;
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function row(what: string, times: readonly number[]): Row {
  return {
    start: what,
    'least ms': rounded(Math.min(...times)),
    'median ms': rounded(percentile(times, 0.5)),
    'most ms': rounded(Math.max(...times)),
  };
}

if (import.meta.main) {
  console.log(formatTable(await benchStart(Number(process.argv[2] ?? 10))));
  console.log(`\nOne start, step by step:\n\n${(await traceOfStart()).join('\n')}`);
}
