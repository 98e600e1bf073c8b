// Each client writes records of real text with each codec that it knows, and reads its own and the
// others': every record arrives once and in order within its partition, byte for byte.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codecName } from '../../../server/protocol/records/compression.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { need } from '../../harness/requirements.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';
import { ClientProgram } from './client-program.ts';
import { type Client, clients, prepareClients } from './clients.ts';
import { corpus, corpusStart, corpusStep } from './corpus.ts';
import { ExpectedRecords, Reading } from './expected-records.ts';
import type { OffsetsEvent, Range, ReadingEvent } from './jobs.ts';
import { storedBatches, withBroker } from './stored-batches.ts';

const RECORDS = Number(process.env.MILLRACE_CONFORMANCE_RECORDS ?? 100_000);
const PARTITIONS = 4;
/** How many records each client reads from the middle of each partition that another wrote. */
const EXCERPT = 1000;

const inEachCodec = clients.flatMap((client) => client.codecs.map((codec) => ({ client, codec })));

let folder: TempFolder;
let millrace: MillraceProcess;
const written = new Map<string, ExpectedRecords>();

beforeAll(async () => {
  await prepareClients();
  folder = tempFolder('records');
  millrace = await startMillrace({ data: join(folder.path, 'data') });
});
afterAll(async () => {
  await millrace?.stop();
  folder?.remove();
});

/** What each client sends where it is told to send the corpus, and the file of that. */
const sent = new Map<Client, { records: ExpectedRecords; file: string }>();

function sentBy(client: Client): { records: ExpectedRecords; file: string } {
  const known = sent.get(client);
  if (known !== undefined) return known;
  const records = ExpectedRecords.of(corpus(RECORDS, PARTITIONS).map(client.sends), PARTITIONS);
  const file = join(folder.path, `${sent.size}.frames`);
  records.save(file);
  sent.set(client, { records, file });
  return { records, file };
}

function topicOf(client: Client, codec: string): string {
  return `${client.name.replaceAll(/\W/g, '')}-${codec}`;
}

/** Lets the client read these ranges and checks what it gets. */
async function readBy(client: Client, ranges: readonly Range[]): Promise<void> {
  const { bootstrap } = millrace;
  const readings = new Map(
    ranges.map(({ topic, from, to }) => [topic, new Reading(written.get(topic)!, from, to)]),
  );
  let reading: Reading | undefined;
  const program = new ClientProgram(
    client.command,
    { do: 'read', bootstrap, ranges },
    {
      onEvent: (event) => {
        reading?.end();
        reading = readings.get((event as ReadingEvent).reading);
        readings.delete((event as ReadingEvent).reading);
      },
      onRecord: (frame) => reading!.take(frame),
    },
  );
  await program.done();
  reading?.end();
  expect(readings.size).toBe(0);
}

describe(`${RECORDS} records of real text`, () => {
  test.concurrent.for(inEachCodec)(
    '$client.name writes and reads them, codec $codec',
    async ({ client, codec }, context) => {
      need(context, ...client.needs);
      const { bootstrap } = millrace;
      const { records, file } = sentBy(client);
      const topic = topicOf(client, codec);
      await withBroker(bootstrap, (broker) =>
        // They are older than what brokers keep.
        broker.createTopic(topic, PARTITIONS, { 'retention.ms': '-1' }),
      );
      const idempotent = client.isIdempotent && codec !== 'none';
      const started = Date.now();
      const job = { do: 'produce', bootstrap, topic, codec, file, idempotent } as const;
      await new ClientProgram(client.command, job, {}).done();
      const expected = client.setsTimestamps
        ? records
        : records.producedWithin(started, Date.now());
      written.set(topic, expected);
      await readBy(client, [{ topic, from: new Array(PARTITIONS).fill(0), to: expected.ends }]);
      await expectStored(topic, codec, idempotent);
    },
  );
});

/** The batches are compressed as the client was told, and numbered if it is idempotent. */
async function expectStored(topic: string, codec: string, idempotent: boolean): Promise<void> {
  await withBroker(millrace.bootstrap, async (broker) => {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      let nextSequence = 0;
      for await (const { header } of storedBatches(broker, topic, partition)) {
        // librdkafka leaves batches as they are where compression would enlarge them.
        if (header.recordCount > 10) expect(codecName(header.codec)).toBe(codec);
        if (idempotent) {
          expect(header.producerId).toBeGreaterThanOrEqual(0);
          expect(header.baseSequence).toBe(nextSequence);
          nextSequence += header.recordCount;
        } else {
          expect(header.producerId).toBe(-1);
        }
      }
    }
  });
}

describe('what each client wrote with each codec', () => {
  test.concurrent.for(clients)(
    '$name reads from offsets in the middle',
    async (client, context) => {
      need(context, ...client.needs);
      const random = seededRandom(clients.indexOf(client));
      const ranges = Array.from(written, ([topic, { ends }]) => {
        const from = ends.map((end) => random.below(Math.max(1, end - EXCERPT)));
        const to = from.map((offset, p) => Math.min(ends[p]!, offset + EXCERPT));
        return { topic, from, to };
      });
      expect(ranges.length).toBeGreaterThan(0);
      await readBy(client, ranges);
    },
  );
});

describe('by timestamp', () => {
  const last = corpusStart + RECORDS * corpusStep;
  const timestamps = [
    ...[-2, -1, 0, corpusStart, corpusStart + 12_345, corpusStart + 400_001],
    ...[last - 100, last - 20, last + 1],
  ];

  test.concurrent.for(clients)('$name finds offsets', async (client, context) => {
    need(context, ...client.needs);
    const { bootstrap } = millrace;
    for (const [topic, records] of written) {
      if (!records.hasOwnTimestamps || !topic.endsWith('zstd')) continue;
      let found: OffsetsEvent | undefined;
      const job = { do: 'offsets', bootstrap, topic, partitions: PARTITIONS, timestamps } as const;
      await new ClientProgram(client.command, job, {
        onEvent: (event) => {
          found = event as OffsetsEvent;
        },
      }).done();
      const expected = timestamps.map((timestamp) =>
        records.ends.map((end, partition) => {
          if (timestamp === -2) return 0;
          return timestamp === -1 ? end : records.offsetFor(partition, timestamp);
        }),
      );
      expect(found).toEqual({ offsets: expected });
    }
  });
});
