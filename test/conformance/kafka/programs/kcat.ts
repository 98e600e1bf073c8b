// kcat at work: librdkafka from the command line. It has no calls for administration, and a job that
// it is killed in is told so by SIGUSR2: what it had printed until then still reaches the test.

import { type ChildProcess, spawn } from 'node:child_process';
import type { JoinJob, OffsetsJob, ProduceJob, Range, ReadJob } from '../jobs.ts';
import type { TestHeader, TestRecord } from '../record-frames.ts';
import {
  flush,
  main,
  printEvent,
  printRecord,
  readAll,
  readPartitions,
  stopped,
} from './program.ts';

/** ASCII's own separators; no text has them. */
const RECORD = '\x1e';
const KEY = '\x1f';

/** A line with lengths and headers, and then key and value as they are. */
const FORMAT = '%p %o %T %K %S %h\\n%k%s';

function start(args: readonly string[], bootstrap: string): ChildProcess {
  const child = spawn('kcat', ['-b', bootstrap, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  process.once('SIGUSR2', () => child.kill('SIGKILL'));
  return child;
}

/** Resolves with what it printed on stderr. @throws Error with that if it fails. */
function ended(child: ChildProcess): Promise<string> {
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stderr);
      else reject(new Error(`kcat ended with ${signal ?? `code ${code}`}:\n${stderr}`));
    });
  });
}

async function run(args: readonly string[], bootstrap: string, input?: Buffer): Promise<string> {
  const child = start(args, bootstrap);
  let stdout = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stdin!.end(input);
  await ended(child);
  return stdout;
}

async function produce(job: ProduceJob): Promise<void> {
  const partitions = readPartitions(job.file);
  const runs = partitions.map((records, partition) => {
    const headers = records[0]!.headers.flatMap(({ name, value }) => [
      '-H',
      value === null ? name : `${name}=${Buffer.from(value)}`,
    ]);
    const args = [
      ...['-P', '-t', job.topic, '-p', String(partition), '-D', RECORD, '-K', KEY, ...headers],
      ...['-z', job.codec, '-X', `enable.idempotence=${job.idempotent}`, '-X', 'acks=all'],
    ];
    return run(args, job.bootstrap, Buffer.concat(records.flatMap(separated)));
  });
  await Promise.all(runs);
}

function separated({ key, value }: TestRecord): Uint8Array[] {
  return [key!, Buffer.from(KEY), value!, Buffer.from(RECORD)];
}

async function read(job: ReadJob, range: Range): Promise<void> {
  const runs = range.to.map(async (end, partition) => {
    const from = range.from[partition]!;
    if (from === end) return;
    const args = ['-C', '-q', '-t', range.topic, '-p', String(partition), '-o', String(from)];
    const child = start([...args, '-c', String(end - from), '-f', FORMAT], job.bootstrap);
    printRecordsOf(child);
    await ended(child);
  });
  await Promise.all(runs);
}

async function offsets(job: OffsetsJob): Promise<void> {
  const rows: (number | null)[][] = [];
  for (const timestamp of job.timestamps) {
    const queries = Array.from({ length: job.partitions }, (_, partition) => [
      '-t',
      `${job.topic}:${partition}:${timestamp}`,
    ]);
    const output = await run(['-Q', ...queries.flat()], job.bootstrap);
    const row = new Array<number | null>(job.partitions).fill(null);
    for (const [, partition, offset] of output.matchAll(/\[(\d+)\] offset (-?\d+)/g)) {
      if (offset !== '-1') row[Number(partition)] = Number(offset);
    }
    rows.push(row);
  }
  printEvent({ offsets: rows });
}

/** It commits every five seconds and has no way to be told otherwise. */
async function join(job: JoinJob): Promise<void> {
  const settings = [
    'auto.offset.reset=earliest',
    `session.timeout.ms=${job.sessionTimeoutMs}`,
    'heartbeat.interval.ms=200',
    'fetch.wait.max.ms=100',
    ...(job.assignor === undefined ? [] : [`partition.assignment.strategy=${job.assignor}`]),
    ...(job.instanceId === undefined ? [] : [`group.instance.id=${job.instanceId}`]),
  ];
  const args = ['-G', job.group, '-u', '-f', FORMAT, ...settings.flatMap((one) => ['-X', one])];
  const child = start([...args, job.topic], job.bootstrap);
  printRecordsOf(child);
  const assigned = new Set<number>();
  let told = '';
  child.stderr!.on('data', (text: string) => {
    told += text;
    const lines = told.split('\n');
    told = lines.pop()!;
    for (const line of lines) tellAssignment(line, assigned);
  });
  void stopped.then(() => child.kill('SIGTERM'));
  await ended(child);
}

/** From kcat's word on a rebalance; the cooperative protocol tells only what changed. */
function tellAssignment(line: string, assigned: Set<number>): void {
  const match = /rebalanced(?:: incremental| \(memberid \S+\):) (assign|revoke)\w*.*: (.*)$/.exec(
    line,
  );
  if (match === null) return;
  const partitions = Array.from(match[2]!.matchAll(/\[(\d+)\]/g), ([, partition]) =>
    Number(partition),
  );
  for (const partition of partitions) {
    if (match[1] === 'assign') assigned.add(partition);
    else assigned.delete(partition);
  }
  printEvent({ assigned: [...assigned].toSorted((a, b) => a - b) });
}

/** Prints as record frames what kcat prints in `FORMAT`. */
function printRecordsOf(child: ChildProcess): void {
  let rest: Buffer = Buffer.alloc(0);
  child.stdout!.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let read = takeRecord(rest); read !== undefined; read = takeRecord(rest)) {
      printRecord(read.record);
      rest = rest.subarray(read.size);
    }
    flush();
  });
}

function takeRecord(bytes: Buffer): { record: TestRecord; size: number } | undefined {
  const line = bytes.indexOf('\n');
  if (line < 0) return undefined;
  const parts = bytes.toString('latin1', 0, line).split(' ');
  const [partition, offset, timestamp, keyLength, valueLength] = parts.slice(0, 5).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const headersAt = parts.slice(0, 5).join(' ').length + 1;
  const valueAt = line + 1 + Math.max(keyLength, 0);
  const size = valueAt + Math.max(valueLength, 0);
  if (bytes.length < size) return undefined;
  const record = {
    partition,
    offset,
    timestamp,
    key: keyLength < 0 ? null : bytes.subarray(line + 1, valueAt),
    value: valueLength < 0 ? null : bytes.subarray(valueAt, size),
    headers: headersOf(bytes.subarray(headersAt, line)),
  };
  return { record, size };
}

/** Of `name=value,name=value`, where a value that is absent is NULL. */
function headersOf(bytes: Buffer): TestHeader[] {
  if (bytes.length === 0) return [];
  return bytes
    .toString('latin1')
    .split(',')
    .map((header) => {
      const equals = header.indexOf('=');
      const value = header.slice(equals + 1);
      return {
        name: Buffer.from(header.slice(0, equals), 'latin1').toString(),
        value: value === 'NULL' ? null : Buffer.from(value, 'latin1'),
      };
    });
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
    default:
      throw new Error(`kcat has no way to do '${job.do}'`);
  }
});
