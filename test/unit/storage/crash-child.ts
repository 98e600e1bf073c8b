/**
 * Appends to a store until it is killed: `node crash-child.ts PATH ROUND`. Each acknowledged append
 * is told on stdout, as `PARTITION NUMBER BASE_OFFSET`; what was appended follows from the numbers.
 */
import { writeSync } from 'node:fs';
import { LevelStore } from '../../../server/storage/level-store.ts';
import type { PartitionLog } from '../../../server/storage/partition-log.ts';
import { numberedBatch } from './crash-batches.ts';
import { asClient, openLogs, plainConfig } from './test-logs.ts';

const [path, round] = process.argv.slice(2);
const { logs } = await openLogs(await LevelStore.open(path!));

const IN_FLIGHT = 3;

async function appendForEver(log: PartitionLog, first: number): Promise<never> {
  for (let number = first; ; number += IN_FLIGHT) {
    const name = `${round}.${number}`;
    const { baseOffset } = await log.append(numberedBatch(log.partition, name), asClient);
    writeSync(1, `${log.partition} ${name} ${baseOffset}\n`);
  }
}

const config = { ...plainConfig, segmentBytes: 300_000 };
for (const partition of [0, 1, 2]) {
  const log = await logs.create('t', partition, 'id', config);
  for (let first = 0; first < IN_FLIGHT; first++) void appendForEver(log, first);
}
