import { compression } from '../../../server/node/compression.ts';
import type { Logger } from '../../../server/ports/logger.ts';
import { readBatchHeader } from '../../../server/protocol/records/batch-header.ts';
import { encodeBatch, type NewBatch } from '../../../server/protocol/records/record-batch.ts';
import type { LogConfig } from '../../../server/storage/log-config.ts';
import { Logs } from '../../../server/storage/logs.ts';
import type { PartitionLog } from '../../../server/storage/partition-log.ts';
import type { Store } from '../../../server/storage/store.ts';
import { ManualClock } from '../../harness/manual-clock.ts';

/** Keeps everything in one segment. */
export const plainConfig: LogConfig = {
  cleanupPolicy: ['delete'],
  retentionBytes: -1,
  retentionMs: -1,
  segmentBytes: 2 ** 30,
  segmentMs: 7 * 86_400_000,
};

export interface TestLogs {
  readonly logs: Logs;
  readonly clock: ManualClock;
  /** `warn …`, `info …` */
  readonly lines: string[];
}

export async function openLogs(
  store: Store,
  { tailBytes, clock = new ManualClock() }: { tailBytes?: number; clock?: ManualClock } = {},
): Promise<TestLogs> {
  const lines: string[] = [];
  const options = { clock, logger: linesLogger(lines), compression };
  const logs = await Logs.open(
    store,
    tailBytes === undefined ? options : { ...options, tailBytes },
  );
  return { logs, clock, lines };
}

function linesLogger(lines: string[]): Logger {
  const level = (name: string) => (line: string) => void lines.push(`${name} ${line}`);
  return { error: level('error'), warn: level('warn'), info: level('info'), debug: level('debug') };
}

/** A batch of `count` records whose values begin with `text`. */
export function batch(
  count: number,
  { text = 'record', timestamp = 0, ...more }: BatchOptions = {},
): Uint8Array {
  const utf8 = new TextEncoder();
  const records = Array.from({ length: count }, (_, index) => ({
    timestamp: Array.isArray(timestamp) ? timestamp[index]! : timestamp,
    key: null,
    value: utf8.encode(`${text} ${index}`),
  }));
  return encodeBatch({ records, ...more }, compression);
}

interface BatchOptions extends Omit<NewBatch, 'records'> {
  readonly text?: string;
  /** Of all records, or one for each. */
  readonly timestamp?: number | readonly number[];
}

/** A batch of one record, of `size` bytes (at least 75). */
export function batchOfSize(size: number, more: BatchOptions = {}): Uint8Array {
  let length = size - batch(1, { ...more, text: '' }).length;
  // The longer the value, the longer the numbers that tell its length.
  for (;;) {
    const bytes = batch(1, { ...more, text: 'x'.repeat(length) });
    if (bytes.length === size) return bytes;
    length -= bytes.length - size;
  }
}

export const asClient = { leaderEpoch: 0, origin: 'client' } as const;
export const asReplica = { leaderEpoch: 0, origin: 'replication' } as const;

/** All that can be read from `from` on, as [base offset, last offset] of each batch. */
export async function readOffsets(
  log: PartitionLog,
  from = log.logStartOffset,
): Promise<[number, number][]> {
  return (await readAll(log, from)).map((bytes) => {
    const { baseOffset, lastOffset } = readBatchHeader(bytes);
    return [baseOffset, lastOffset];
  });
}

/** All batches that can be read from `from` on, a few bytes at a time unless told. */
export async function readAll(
  log: PartitionLog,
  from = log.logStartOffset,
  maxBytes = 300,
): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for (let next = from; next < log.writtenEndOffset; ) {
    const limits = { maxBytes, upTo: Number.POSITIVE_INFINITY, minOneBatch: true };
    const batches = await log.read(next, limits);
    if (batches.length === 0) throw new Error(`nothing to read at ${next}`);
    all.push(...batches);
    next = readBatchHeader(batches.at(-1)!).lastOffset + 1;
  }
  return all;
}
