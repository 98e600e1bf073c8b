// What the TypeScript programs around clients have in common.

import { readFileSync, writeSync } from 'node:fs';
import type { Job, Range, ReadJob } from '../jobs.ts';
import {
  type Acknowledgement,
  acknowledgementFrame,
  eventFrame,
  FrameCutter,
  recordFrame,
  type TestRecord,
} from '../record-frames.ts';

/** Resolves when the test asks the program to end. */
export const stopped = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));

/** The job in the program's argument. */
export function job(): Job {
  return JSON.parse(process.argv.at(-1)!) as Job;
}

export function printRecord(record: TestRecord): void {
  print(recordFrame(record));
}

export function printAcknowledgement(acknowledgement: Acknowledgement): void {
  print(acknowledgementFrame(acknowledgement));
}

export function printEvent(event: unknown): void {
  print(eventFrame(event));
}

const STDOUT = 1;
let waiting: Buffer[] = [];

function print(frame: Buffer): void {
  if (waiting.push(frame) === 1) setImmediate(flush);
}

/**
 * Hands what was printed to the test; a kill after that does not take it back. That is why it waits for a
 * test that is slow to read, where process.stdout would keep the rest in memory.
 */
export function flush(): void {
  const bytes = Buffer.concat(waiting);
  waiting = [];
  for (let at = 0; at < bytes.length; ) at += writeSync(STDOUT, bytes, at);
}

/** The records of a file of record frames. */
export function readRecords(path: string): TestRecord[] {
  return Array.from(new FrameCutter().push(readFileSync(path)), (frame) => frame.record());
}

/** The same, by partition. */
export function readPartitions(path: string): TestRecord[][] {
  const partitions: TestRecord[][] = [];
  for (const record of readRecords(path)) {
    partitions[record.partition] ??= [];
    partitions[record.partition]!.push(record);
  }
  return partitions;
}

/** Does the job in the program's argument and ends it: with code 1 and the error if there is one. */
export async function main(work: (job: Job) => Promise<void>): Promise<void> {
  try {
    await work(job());
    flush();
    // Some clients leave timers behind.
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

/** Does a `ReadJob` with what reads one range. */
export async function readAll(
  { ranges }: ReadJob,
  read: (range: Range) => Promise<void>,
): Promise<void> {
  for (const range of ranges) {
    printEvent({ reading: range.topic });
    await read(range);
  }
}

/**
 * What `read` still has to print: `take` prints the records that are due and drops those from `to` on;
 * `done` resolves when all are printed.
 */
export class Due {
  readonly #to: readonly number[];
  readonly #next: number[];
  #left: number;
  #resolve: () => void = () => undefined;
  /** Resolves when all is printed. */
  readonly done = new Promise<void>((resolve) => {
    this.#resolve = resolve;
  });

  constructor({ from, to }: Range) {
    this.#to = to;
    this.#next = [...from];
    this.#left = to.filter((end, p) => end > from[p]!).length;
    if (this.#left === 0) this.#resolve();
  }

  /** The offset after the last that was printed. */
  next(partition: number): number {
    return this.#next[partition]!;
  }

  take(record: TestRecord): void {
    const end = this.#to[record.partition]!;
    if (record.offset >= end) return;
    printRecord(record);
    if (record.offset === end - 1 && this.#next[record.partition]! < end) this.#left--;
    this.#next[record.partition] = record.offset + 1;
    if (this.#left === 0) this.#resolve();
  }
}
