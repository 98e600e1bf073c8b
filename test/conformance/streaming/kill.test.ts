// A word count over a live topic that is killed with `kill -9` at random moments and goes on from its checkpoint: each record
// is counted once.
//
// MILLRACE_STREAMING_KILL_ROUNDS says how often (100), MILLRACE_KILL_SEED when.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kafkaConnector } from '../../../server/node/streaming/kafka-cluster-client.ts';
import type { KafkaClient } from '../../../server/streaming/kafka/kafka-client.ts';
import { Child } from '../../harness/child.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { inDist, node } from '../../harness/places.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';
import { withBroker } from '../kafka/stored-batches.ts';
import { until } from '../kafka/until.ts';
import type { BatchFile } from './word-count-program.ts';

const ROUNDS = Number(process.env.MILLRACE_STREAMING_KILL_ROUNDS ?? 100);
const SEED = Number(process.env.MILLRACE_KILL_SEED ?? 1);
const TOPIC = 'words';
const PARTITIONS = 3;
/** The latest moment of a kill, in milliseconds after the program's first batch: some before it has gone on at all. */
const LATEST_KILL_MS = 250;
/** How often words are sent. */
const SEND_MS = 15;

const encoder = new TextEncoder();
const random = seededRandom(SEED);

let folder: TempFolder;
let millrace: MillraceProcess;
let kafka: KafkaClient;
let program: Child | undefined;

beforeAll(async () => {
  folder = tempFolder('streaming-kill');
  millrace = await startMillrace();
  await withBroker(millrace.bootstrap, (broker) => broker.createTopic(TOPIC, PARTITIONS));
  const silent = () => undefined;
  const logger = { error: silent, warn: silent, info: silent, debug: silent };
  kafka = kafkaConnector(logger)({ 'bootstrap.servers': millrace.bootstrap });
});
afterAll(async () => {
  await program?.kill();
  await kafka?.close();
  await millrace?.kill();
  folder?.remove();
});

function start(): Promise<Child> {
  const script = join(import.meta.dirname, 'word-count-program.ts');
  const args = [inDist('streaming.js'), millrace.bootstrap, TOPIC, folder.path];
  return Child.start(node, [script, ...args]);
}

/** Sends words until it is told to end; says how often each was sent. */
class Words {
  readonly sent = new Map<string, number>();
  #isEnding = false;
  readonly #ended: Promise<void>;

  constructor() {
    this.#ended = this.#run();
  }

  end(): Promise<void> {
    this.#isEnding = true;
    return this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#isEnding) {
      const lines = Array.from({ length: 1 + random.below(4) }, () => this.#line());
      await kafka.send(
        lines.map((line, i) => ({
          ...{ topic: TOPIC, partition: (line.length + i) % PARTITIONS },
          value: encoder.encode(line),
        })),
      );
      await new Promise((resolve) => setTimeout(resolve, SEND_MS));
    }
  }

  #line(): string {
    const words = Array.from({ length: 1 + random.below(5) }, () => `w${random.below(200)}`);
    for (const word of words) this.sent.set(word, (this.sent.get(word) ?? 0) + 1);
    return words.join(' ');
  }
}

/** What the batches have put out, in their order. */
function batches(): BatchFile[] {
  const output = join(folder.path, 'output');
  const times = readdirSync(output).filter((name) => /^\d+$/.test(name));
  return times.sort().map((name) => JSON.parse(readFileSync(join(output, name), 'utf8')));
}

test(`${ROUNDS} kills`, { timeout: 60_000 + ROUNDS * 5_000 }, async () => {
  const words = new Words();
  for (let round = 0; round < ROUNDS; round++) {
    program = await start();
    // One in eight is killed while it starts.
    if (random.below(8) > 0) await program.line(/^batch /, 20_000);
    const moment = random.below(LATEST_KILL_MS);
    await new Promise((resolve) => setTimeout(resolve, moment));
    await program.kill();
  }
  await words.end();

  program = await start();
  const total = [...words.sent.values()].reduce((a, b) => a + b);
  const counted = () =>
    Object.values(batches().at(-1)?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  await program.line(/^batch /, 20_000);
  await until(
    () => `${total} words to be counted; it is ${counted()}`,
    () => counted() >= total,
  );
  await program.kill();
  expect(program.stderr).toBe('');

  const all = batches();
  const ends = new Map<number, number>();
  const counts: Record<string, number> = {};
  for (const batch of all) {
    for (const [, partition, from, end] of batch.ranges) {
      expect([partition, from]).toEqual([partition, ends.get(partition) ?? 0]);
      ends.set(partition, end);
    }
    for (const [word, n] of Object.entries(batch.words)) counts[word] = (counts[word] ?? 0) + n;
    expect(batch.counts).toEqual(counts);
    expect(batch.mapped).toEqual(counts);
  }
  expect(new Map(Object.entries(counts))).toEqual(words.sent);
});
