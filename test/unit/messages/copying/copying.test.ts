import { expect, test } from 'vitest';
import type { CopyingStatus } from '../../../../server/contract/messages/copying.ts';
import { Copying } from '../../../../server/messages/copying/copying.ts';
import { KafkaError } from '../../../../server/node/kafka/kafka-error.ts';
import type {
  Done,
  ProducerRecord,
} from '../../../../server/node/kafka/producer/producer-batch.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { Codec } from '../../../../server/protocol/records/compression.ts';
import { FakeTopic } from '../../../harness/fake-topic.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

/** Takes records, and refuses some. */
class FakeProducer {
  readonly records: ProducerRecord[] = [];
  isClosed = false;
  readonly #refuse: (index: number) => Error | undefined;

  constructor(refuse: (index: number) => Error | undefined = () => undefined) {
    this.#refuse = refuse;
  }

  async send(record: ProducerRecord, done: Done): Promise<void> {
    const error = this.#refuse(this.records.length);
    this.records.push(structuredClone(record));
    done(error, { partition: record.partition ?? -1, offset: 0, logAppendTimeMs: -1 });
  }

  async flush(): Promise<void> {}

  close(): void {
    this.isClosed = true;
  }
}

async function copied(source: FakeTopic, clock: ManualClock, producer = new FakeProducer()) {
  const statuses: CopyingStatus[] = [];
  const copying = new Copying({
    ...{ source, clock, producer, trouble: () => undefined },
    options: { from: 'topic', to: 'copy' },
    onStatus: (status) => statuses.push(status),
  });
  copying.start();
  for (let step = 0; step < 1_000 && copying.status.state === 'copying'; step++)
    await clock.advance(50);
  await copying.ended;
  return { producer, status: statuses.at(-1)! };
}

test('keeps all that a record has', async () => {
  const clock = new ManualClock(0);
  const source = new FakeTopic(clock, 2);
  const header = { key: 'source', value: new Uint8Array([1]) };
  source.append(1, [{ timestamp: 17, key: 'k', value: null, headers: [header] }], {
    codec: Codec.zstd,
  });
  source.append(1, [{ timestamp: 12, key: null, value: 'v' }]);
  const { producer, status } = await copied(source, clock);
  const text = (value: string) => new TextEncoder().encode(value);
  expect(producer.records).toEqual([
    {
      ...{ topic: 'copy', partition: 1, codec: Codec.zstd, timestamp: 17 },
      ...{ key: text('k'), value: null, headers: [header] },
    },
    {
      ...{ topic: 'copy', partition: 1, codec: Codec.none, timestamp: 12 },
      ...{ key: null, value: text('v'), headers: [] },
    },
  ]);
  expect(status).toEqual({ state: 'done', copied: 2, bytes: 2, rate: 0, progress: 1 });
  expect(producer.isClosed).toBe(true);
});

test('leaves out what was aborted, and what came later', async () => {
  const clock = new ManualClock(0);
  const source = new FakeTopic(clock, 1);
  source.append(0, [{ value: 'kept' }]);
  source.partitions[0]!.aborted.push({ producerId: 7, firstOffset: 1 });
  source.append(0, [{ value: 'aborted' }], {
    ...{ producerId: 7, producerEpoch: 0, baseSequence: 0, isTransactional: true },
  });
  source.appendMarker(0, 7, 'abort');
  const { producer } = await copied(source, clock);
  expect(producer.records.length).toBe(1);
});

test('is done with a topic that has no records', async () => {
  const clock = new ManualClock(0);
  const { status } = await copied(new FakeTopic(clock, 3), clock);
  expect(status).toMatchObject({ state: 'done', copied: 0 });
});

test('ends with the first record that is refused, and says why', async () => {
  const clock = new ManualClock(0);
  const source = new FakeTopic(clock, 1);
  source.append(
    0,
    Array.from({ length: 10 }, () => ({ value: 'v' })),
  );
  const refuse = (index: number) =>
    index === 3 ? new KafkaError(ErrorCode.MESSAGE_TOO_LARGE) : undefined;
  const { producer, status } = await copied(source, clock, new FakeProducer(refuse));
  expect(status).toMatchObject({ state: 'failed', copied: 3 });
  expect(status.problem).toMatch(/max\.message\.bytes/);
  expect(producer.records.length).toBe(4);
  expect(producer.isClosed).toBe(true);
});

test('says so where a partition could not be read', async () => {
  const clock = new ManualClock(0);
  const source = new FakeTopic(clock, 2);
  source.append(0, [{ value: 'v' }]);
  source.partitions[1]!.leader = undefined;
  const { status } = await copied(source, clock);
  expect(status).toMatchObject({ state: 'failed', copied: 1 });
  expect(status.problem).toMatch(/^Partition 1 has no leader/);
});

test('can be stopped, and sends no more then', async () => {
  const clock = new ManualClock(0);
  const source = new FakeTopic(clock, 1);
  for (let i = 0; i < 50; i++) source.append(0, [{ value: 'v' }]);
  const producer = new FakeProducer((index) => {
    if (index === 20) copying.stop();
    return undefined;
  });
  const copying = new Copying({
    ...{ source, clock, producer, trouble: () => undefined },
    options: { from: 'topic', to: 'copy' },
    onStatus: () => undefined,
  });
  copying.start();
  for (let step = 0; step < 100 && copying.status.state === 'copying'; step++)
    await clock.advance(50);
  await copying.ended;
  expect(copying.status.state).toBe('stopped');
  expect(producer.records.length).toBe(21);
  expect(producer.isClosed).toBe(true);
});
