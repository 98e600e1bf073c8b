// How long `millrace start` takes until it is ready, beside what starting Node alone takes, and where
// the time goes. `node test/bench/start.ts [STARTS]`

import { Child, run } from '../harness/child.ts';
import { startMillrace } from '../harness/millrace.ts';
import { inDist, node } from '../harness/places.ts';
import { tempFolder } from '../harness/temp.ts';
import { formatTable, type Row } from './measure/table.ts';
import { millisecondsOf, timesRow } from './measure/times.ts';

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
    timesRow('start', 'Node alone, until it has ended', emptyNode),
    timesRow('start', 'a new data directory', fresh),
    timesRow('start', 'a data directory that was there', again),
    timesRow('start', 'in memory', inMemory),
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

if (import.meta.main) {
  console.log(formatTable(await benchStart(Number(process.argv[2] ?? 10))));
  console.log(`\nOne start, step by step:\n\n${(await traceOfStart()).join('\n')}`);
}
