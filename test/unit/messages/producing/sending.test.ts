import { expect, test } from 'vitest';
import type {
  ProducingOptions,
  ProducingStatus,
} from '../../../../server/contract/messages/producing.ts';
import { Encoders } from '../../../../server/messages/producing/encoders.ts';
import { RecordMaker } from '../../../../server/messages/producing/record-maker.ts';
import { Sending, type SendingOptions } from '../../../../server/messages/producing/sending.ts';
import { KafkaError } from '../../../../server/node/kafka/kafka-error.ts';
import type { Done } from '../../../../server/node/kafka/producer/producer-batch.ts';
import { systemClock } from '../../../../server/node/system-clock.ts';
import { UserError } from '../../../../server/node/user-error.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';

const template = {
  key: null,
  value: { encoding: { format: 'string' }, text: 'v{{index}}' },
  headers: [],
  generated: true,
} as const;

/** A producer that keeps what it is given until it is told what becomes of it. */
class FakeProducer {
  readonly given: { value: string; partition: number | undefined; done: Done }[] = [];
  #flushed: (() => void) | undefined;
  isAnswering = true;

  partitionCount = async () => 3;

  send: SendingOptions['producer']['send'] = async ({ value, partition }, done) => {
    this.given.push({ value: Buffer.from(value!).toString(), partition, done });
    const offset = this.given.length - 1;
    if (this.isAnswering)
      done(undefined, { partition: partition ?? 0, offset, logAppendTimeMs: -1 });
  };

  async flush(): Promise<void> {
    if (this.isAnswering) return;
    await new Promise<void>((resolve) => {
      this.#flushed = resolve;
    });
  }

  close(reason: UserError): void {
    for (const { done } of this.given) done(reason);
    this.#flushed?.();
  }
}

async function sending(
  producer: FakeProducer,
  changes: Partial<ProducingOptions>,
  told: ProducingStatus[] = [],
): Promise<Sending> {
  const options: ProducingOptions = {
    ...{ topic: 't', acks: -1, idempotent: true, compression: 'none', template },
    partition: { kind: 'keyHash' },
    repetition: { kind: 'times', count: 1 },
    ...changes,
  };
  const encoders = new Encoders({ readFile: () => Promise.reject(new UserError('none')) });
  return new Sending({
    ...{ options, producer, turn: 0, clock: systemClock() },
    maker: await RecordMaker.of(options.template, 't', encoders),
    trouble: () => undefined,
    onStatus: (status) => told.push(status),
  });
}

test('many are told by few events, and the last hundred of them one by one', async () => {
  const producer = new FakeProducer();
  const told: ProducingStatus[] = [];
  const partition = { kind: 'roundRobin' } as const;
  const repetition = { kind: 'times', count: 1_000 } as const;
  await (await sending(producer, { partition, repetition }, told)).ended;
  expect(producer.given.slice(0, 4).map(({ value, partition }) => [value, partition])).toEqual([
    ['v0', 0],
    ['v1', 1],
    ['v2', 2],
    ['v3', 0],
  ]);
  expect(told.length).toBeLessThan(100);
  expect(told.at(-1)).toMatchObject({ state: 'done', sent: 1_000, acknowledged: 1_000, failed: 0 });
  expect(told.at(-1)!.deliveries.map(({ index }) => index)).toEqual(
    Array.from({ length: 100 }, (_, i) => 900 + i),
  );
});

test('what brokers refuse is told with what to do', async () => {
  const producer = new FakeProducer();
  producer.send = async (_, done) => done(new KafkaError(ErrorCode.NOT_ENOUGH_REPLICAS, 'Too few'));
  const { ended, status } = await sending(producer, {}).then(async (it) => {
    await it.ended;
    return it;
  });
  await ended;
  expect(status).toMatchObject({ state: 'done', failed: 1 });
  expect(status.deliveries).toEqual([
    { index: 0, problem: expect.stringMatching(/^Too few\. Start the brokers that are missing/) },
  ]);
});

test('what is stopped waits for its answers, and for nothing when it is stopped again', async () => {
  const producer = new FakeProducer();
  producer.isAnswering = false;
  const it = await sending(producer, { repetition: { kind: 'rate', perSecond: 1_000_000 } });
  while (producer.given.length < 10)
    await new Promise<void>((resolve) => void setImmediate(resolve));
  it.stop();
  expect(it.status.state).toBe('sending');
  await new Promise<void>((resolve) => void setImmediate(resolve));
  expect(it.status.state).toBe('sending');
  it.stop();
  await it.ended;
  expect(it.status).toMatchObject({ state: 'stopped', acknowledged: 0 });
  expect(it.status.failed).toBe(it.status.sent);
  expect(it.status.deliveries[0]).toMatchObject({
    problem: expect.stringMatching(/not waited for/),
  });
});
