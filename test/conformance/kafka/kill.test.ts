// `kill -9` of the broker under load, again and again: nothing acknowledged is lost.
//
// MILLRACE_KILL_ROUNDS says how often (100), MILLRACE_KILL_SEED when.

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { steadyPorts } from '../../harness/ports.ts';
import { missing } from '../../harness/requirements.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';
import { AcknowledgedLog } from './acknowledged-log.ts';
import { ClientProgram } from './client-program.ts';
import { clients, prepareClients } from './clients.ts';
import { corpus } from './corpus.ts';
import { ExpectedRecords } from './expected-records.ts';
import type { LoadJob } from './jobs.ts';
import { withBroker } from './stored-batches.ts';
import { until } from './until.ts';

const ROUNDS = Number(process.env.MILLRACE_KILL_ROUNDS ?? 100);
const SEED = Number(process.env.MILLRACE_KILL_SEED ?? 1);
const PARTITIONS = 4;
/** The latest moment of a kill, in milliseconds after the load goes on. */
const LATEST_KILL_MS = 250;
const TOPIC = 'load';

/** Those that are not on this machine are left out, except in CI. */
const producers = [
  { name: 'kafkajs', isIdempotent: true, codec: 'none', rate: 1000 },
  { name: '@platformatic/kafka', isIdempotent: true, codec: 'gzip', rate: 1000 },
  { name: 'confluent-kafka', isIdempotent: true, codec: 'lz4', rate: 2000 },
  { name: 'java', isIdempotent: true, codec: 'zstd', rate: 2000 },
  { name: 'kafka-python', isIdempotent: false, codec: 'snappy', rate: 500 },
] as const;

let folder: TempFolder;
let millrace: MillraceProcess;
const running: ClientProgram[] = [];

beforeAll(async () => {
  folder = tempFolder('kill');
  await prepareClients();
});
afterAll(async () => {
  await Promise.allSettled(running.map((program) => program.kill()));
  await millrace?.kill();
  folder?.remove();
});

test(`${ROUNDS} kills under load`, { timeout: 120_000 + ROUNDS * 5_000 }, async () => {
  const random = seededRandom(SEED);
  const options = { data: join(folder.path, 'data'), port: await steadyPorts(1) };
  millrace = await startMillrace(options);
  const { bootstrap } = millrace;
  await withBroker(bootstrap, (broker) =>
    broker.createTopic(TOPIC, PARTITIONS, { 'retention.ms': '-1' }),
  );
  // Every client can send these.
  const texts = corpus(4000, PARTITIONS).map((record) => ({
    ...record,
    value: record.value ?? new Uint8Array(),
    headers: record.headers.filter(({ value }) => value !== null),
  }));
  const file = join(folder.path, 'texts.frames');
  const expected = ExpectedRecords.of(texts, PARTITIONS);
  expected.save(file);
  const byPartition = expected.ends.map((_, p) => texts.filter(({ partition }) => partition === p));
  const log = new AcknowledgedLog(TOPIC, producers, byPartition);

  /** What each producer was told since the broker came back. */
  const acknowledged = new Map<string, number>();
  for (const { name, isIdempotent, codec, rate } of producers) {
    const client = clients.find((candidate) => candidate.name === name)!;
    const why = missing(...client.needs);
    if (why !== undefined && process.env.CI === 'true') throw new Error(why);
    if (why !== undefined) continue;
    const job: LoadJob = {
      ...{ do: 'load', bootstrap, topic: TOPIC, name, codec, file, rate },
      ...{ idempotent: isIdempotent, partitions: [...expected.ends.keys()] },
    };
    acknowledged.set(name, 0);
    const program = new ClientProgram(client.command, job, {
      onAcknowledgement: (frame) => {
        log.acknowledge(name, frame);
        acknowledged.set(name, acknowledged.get(name)! + 1);
      },
      onEvent: () => log.beganAgain(name),
    });
    running.push(program);
  }
  const underLoad = (how: (counts: number[]) => boolean) =>
    until(
      () => `the load to go on: ${JSON.stringify([...acknowledged])}
${running.map(({ errors }) => errors).join('\n')}`,
      () => how([...acknowledged.values()]),
    );
  await underLoad((counts) => counts.every((count) => count > 0));

  for (let round = 1; round <= ROUNDS; round++) {
    await new Promise((resolve) => setTimeout(resolve, random.below(LATEST_KILL_MS)));
    await millrace.kill();
    for (const name of acknowledged.keys()) acknowledged.set(name, 0);
    millrace = await startMillrace(options);
    try {
      await withBroker(bootstrap, (broker) => log.check(broker));
    } catch (error) {
      throw new Error(`round ${round} of seed ${SEED}: ${(error as Error).message}`);
    }
    // At times it dies before anybody is back.
    if (random.below(4) > 0) await underLoad((counts) => counts.some((count) => count > 0));
  }

  await underLoad((counts) => counts.every((count) => count > 0));
  await Promise.all(running.splice(0).map((program) => program.stop()));
  expect(await millrace.stop()).toEqual({ code: 0, signal: null });
  millrace = await startMillrace(options);
  log.forget();
  await withBroker(bootstrap, (broker) => log.check(broker));
  console.log(`${log.acknowledgedCount} records acknowledged, ${log.storedCount} stored`);
  expect(log.acknowledgedCount).toBeGreaterThan(ROUNDS);
  // All that was sent is acknowledged by now; plain producers may have sent some of it twice.
  expect(log.storedCount).toBeGreaterThanOrEqual(log.acknowledgedCount);
});
