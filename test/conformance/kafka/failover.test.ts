// Three brokers, of which one or two are killed or stopped again and again while every client produces or
// reads: nothing acknowledged is lost, order holds, what a group has read stays so, and groups carry on.
//
// MILLRACE_FAILOVER_ROUNDS says how often (8), MILLRACE_FAILOVER_SEED which ones, and when.

import { join } from 'node:path';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostedCluster } from '../../harness/hosted-cluster.ts';
import { missing } from '../../harness/requirements.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';
import { AcknowledgedLog } from './acknowledged-log.ts';
import { ClientProgram } from './client-program.ts';
import { type Client, clients, prepareClients } from './clients.ts';
import { ConsumedLog } from './consumed-log.ts';
import { corpus } from './corpus.ts';
import { ExpectedRecords } from './expected-records.ts';
import type { JoinJob, LoadJob } from './jobs.ts';
import { partitionsOf, withLeaders } from './partition-leaders.ts';
import { until } from './until.ts';

const ROUNDS = Number(process.env.MILLRACE_FAILOVER_ROUNDS ?? 8);
const SEED = Number(process.env.MILLRACE_FAILOVER_SEED ?? 1);
const BROKERS = 3;
const PARTITIONS = 4;
const TOPIC = 'load';
/** Failures come so many milliseconds after the load goes on: not before clients know who is back. */
const FAILURE_MS = { earliest: 1000, latest: 2000 };
/** How long clients may take to find the new leaders and coordinators. */
const RECOVERY_MS = 60_000;
const SESSION_MS = 6000;

/**
 * Those that are not on this machine are left out, except in CI. Some give up on what would work again soon, whoever's
 * brokers these are; an application has to begin again, and so do the programs of all but Java as a producer, and those
 * of kafkajs, @platformatic/kafka and kafka-python as members of a group. kcat ends when it takes all brokers to be
 * away: it takes no part.
 */
const producers = [
  { name: 'kafkajs', isIdempotent: true, codec: 'none', rate: 200 },
  { name: '@platformatic/kafka', isIdempotent: true, codec: 'gzip', rate: 200 },
  { name: 'confluent-kafka', isIdempotent: true, codec: 'lz4', rate: 400 },
  { name: 'java', isIdempotent: true, codec: 'zstd', rate: 400 },
  { name: 'kafka-python', isIdempotent: false, codec: 'snappy', rate: 100 },
] as const;
const consumers = ['kafkajs', '@platformatic/kafka', 'confluent-kafka', 'java', 'kafka-python'];

let folder: TempFolder;
let cluster: HostedCluster;
const running = new Set<ClientProgram>();

beforeAll(async () => {
  folder = tempFolder('failover');
  await prepareClients();
});
afterAll(async () => {
  await Promise.allSettled([...running].map((program) => program.kill()));
  await cluster?.kill();
  folder?.remove();
});

function available(client: Client): boolean {
  const why = missing(...client.needs);
  if (why !== undefined && process.env.CI === 'true') throw new Error(why);
  return why === undefined;
}

/** How far everyone has come: acknowledgements by producer, records read by group. */
class Progress {
  readonly #counts = new Map<string, number>();

  add(who: string): void {
    this.#counts.set(who, (this.#counts.get(who) ?? 0) + 1);
  }

  /** Waits until each of those that ever came on has come on again. @throws Error if a program ends instead. */
  async everyone(): Promise<void> {
    for (const who of this.#counts.keys()) this.#counts.set(who, 0);
    await until(
      () => {
        const errors = [...running].map((program) => program.errors).join('\n');
        return `everyone to go on: ${JSON.stringify([...this.#counts])}\n${errors}`;
      },
      async () => {
        for (const program of running) {
          if (!program.hasEnded) continue;
          await program.done();
          throw new Error(`ended of itself:\n${program.errors}`);
        }
        return [...this.#counts.values()].every((count) => count > 0);
      },
      RECOVERY_MS,
    );
  }
}

test(`${ROUNDS} failures of brokers under load`, {
  timeout: 120_000 + ROUNDS * 45_000,
}, async () => {
  const random = seededRandom(SEED);
  cluster = await HostedCluster.start({
    brokers: BROKERS,
    dataDirectory: join(folder.path, 'data'),
    controlPath: join(folder.path, 'control.sock'),
  });
  const { bootstrap } = cluster;
  await withAdmin(bootstrap, (admin) =>
    admin.createTopics({
      topics: [
        {
          topic: TOPIC,
          numPartitions: PARTITIONS,
          replicationFactor: BROKERS,
          configEntries: [
            { name: 'min.insync.replicas', value: '2' },
            { name: 'retention.ms', value: '-1' },
          ],
        },
      ],
    }),
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
  const acknowledged = new AcknowledgedLog(TOPIC, producers, byPartition);
  const progress = new Progress();

  const readers = clients.filter((client) => consumers.includes(client.name) && available(client));
  const groups = readers.map((client) => {
    const group = `readers-${client.name.replaceAll(/\W/g, '')}`;
    const log = new ConsumedLog(PARTITIONS);
    const members = Array.from({ length: 2 }, () => {
      const reader = log.reader(group);
      const assignor = client.assignors.at(-1)!;
      const job: JoinJob = {
        ...{ do: 'join', bootstrap, topic: TOPIC, group, assignor },
        sessionTimeoutMs: SESSION_MS,
      };
      const program = new ClientProgram(
        client.command,
        { ...job, do: 'join' },
        {
          onEvent: () => reader.reassigned(),
          onRecord: (frame) => {
            reader.take(frame);
            progress.add(group);
          },
        },
      );
      running.add(program);
      return program;
    });
    return { group, log, members };
  });
  const loads = producers
    .map((producer) => ({
      ...producer,
      client: clients.find(({ name }) => name === producer.name)!,
    }))
    .filter(({ client }) => available(client))
    .map(({ client, name, isIdempotent, codec, rate }) => {
      const job: LoadJob = {
        ...{ do: 'load', bootstrap, topic: TOPIC, name, codec, file, rate },
        ...{ idempotent: isIdempotent, partitions: [...expected.ends.keys()] },
      };
      const program = new ClientProgram(client.command, job, {
        onAcknowledgement: (frame) => {
          acknowledged.acknowledge(name, frame);
          progress.add(name);
        },
        onEvent: () => acknowledged.beganAgain(name),
      });
      running.add(program);
      return { name, program };
    });
  for (const { name } of loads) progress.add(name);
  for (const { group } of groups) progress.add(group);
  await progress.everyone();

  for (let round = 1; round <= ROUNDS; round++) {
    const { earliest, latest } = FAILURE_MS;
    const pause = earliest + random.below(latest - earliest);
    await new Promise((resolve) => setTimeout(resolve, pause));
    // With two of three away nothing can be acknowledged, and nothing may be lost either.
    const failures = random.below(4) === 0 ? 2 : 1;
    for (let failure = 0; failure < failures; failure++) {
      const alive = cluster.brokers('running');
      const broker = alive[random.below(alive.length)]!;
      if (random.below(4) === 0) await cluster.stopBroker(broker);
      else await cluster.killBroker(broker);
    }
    if (failures === 1) await progress.everyone();
    for (const broker of cluster.brokers('stopped')) await cluster.startBroker(broker);
    await until(
      () => `all replicas to be in sync in round ${round} of seed ${SEED}`,
      async () => {
        const partitions = await partitionsOf(bootstrap, TOPIC);
        return partitions.every(({ isrNodes }) => isrNodes.length === BROKERS);
      },
      RECOVERY_MS,
    );
    await progress.everyone();
    try {
      await withLeaders(bootstrap, TOPIC, (reader) => acknowledged.check(reader));
    } catch (error) {
      throw new Error(`round ${round} of seed ${SEED}: ${(error as Error).message}`);
    }
  }

  await Promise.all(loads.map(({ program }) => program.stop()));
  await withLeaders(bootstrap, TOPIC, async (reader) => {
    acknowledged.forget();
    await acknowledged.check(reader);
    for (const { group, log } of groups) {
      await until(
        () => `${group} to read everything`,
        () => log.count >= acknowledged.storedCount,
        RECOVERY_MS,
      );
      await log.check(reader, TOPIC);
    }
  });
  await Promise.all(groups.flatMap(({ members }) => members.map((member) => member.stop())));
  for (const { group, log } of groups) {
    const committed = await withAdmin(bootstrap, (admin) =>
      admin.fetchOffsets({ groupId: group, topics: [TOPIC] }),
    );
    const offsets = new Map(
      committed[0]?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
    );
    expect([group, ...log.ends.map((_, p) => offsets.get(p))]).toEqual([group, ...log.ends]);
  }
  console.log(
    `${acknowledged.acknowledgedCount} records acknowledged, ${acknowledged.storedCount} stored`,
  );
  expect(acknowledged.storedCount).toBeGreaterThanOrEqual(acknowledged.acknowledgedCount);
});

async function withAdmin<T>(bootstrap: string, use: (admin: Admin) => Promise<T>): Promise<T> {
  const kafka = new Kafka({ brokers: bootstrap.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}
