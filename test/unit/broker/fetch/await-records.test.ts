import { afterEach, beforeEach, expect, test } from 'vitest';
import { awaitRecords } from '../../../../server/broker/fetch/await-records.ts';
import { readPartitions } from '../../../../server/broker/fetch/read-partitions.ts';
import { ZERO_UUID } from '../../../../server/protocol/uuid.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessBroker } from '../../../harness/in-process-broker.ts';
import { settled } from '../../../harness/manual-clock.ts';

let broker: InProcessBroker;
let client: BrokerClient;

beforeEach(async () => {
  broker = await InProcessBroker.start();
  client = new BrokerClient(await broker.connect());
  await client.createTopic('t', 2);
});
afterEach(() => broker.stop());

const read = () =>
  readPartitions(
    broker.broker,
    [0, 1].map((partition) => ({
      ...{ topic: 't', topicId: ZERO_UUID, partition },
      ...{ fetchOffset: 0, maxBytes: 1000, currentLeaderEpoch: -1 },
    })),
    { maxBytes: 1000, readCommitted: false },
  );

/** Waits for a byte more than was read; `over` tells whether the wait has ended. */
async function wait(reads: Awaited<ReturnType<typeof read>>) {
  const state = { over: false, gone: () => {} };
  const onGone = (listener: () => void) => {
    state.gone = listener;
    return () => {};
  };
  void awaitRecords(broker.clock, reads, 1, 1000, onGone).then(() => {
    state.over = true;
  });
  await settled();
  return state;
}

test('ends with records in any of the partitions, with time, and with the client', async () => {
  const first = await wait(await read());
  expect(first.over).toBe(false);
  await client.produce('t', ['a'], { partition: 1 });
  expect(first.over).toBe(true);

  const second = await wait(await read());
  await broker.clock.advance(999);
  expect(second.over).toBe(false);
  await broker.clock.advance(1);
  expect(second.over).toBe(true);

  const timers = broker.clock.pending;
  const third = await wait(await read());
  third.gone();
  await settled();
  expect(third.over).toBe(true);
  expect(broker.clock.pending).toBe(timers);
});

test('does not begin when something came between reading and waiting', async () => {
  const before = await read();
  await client.produce('t', ['a'], { partition: 1 });
  expect(await wait(before)).toMatchObject({ over: true });
});

test('does not begin when a partition went between reading and waiting', async () => {
  const before = await read();
  await broker.broker.topics.delete(broker.broker.image.topic('t')!);
  expect(await wait(before)).toMatchObject({ over: true });
});
