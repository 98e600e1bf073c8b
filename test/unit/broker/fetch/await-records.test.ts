import { beforeEach, expect, test } from 'vitest';
import { awaitRecords } from '../../../../server/broker/fetch/await-records.ts';
import { FetchSession } from '../../../../server/broker/fetch/fetch-session.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { recordsOf, stopReplica, TestPartitions } from '../replication/test-partitions.ts';

let broker: TestPartitions;
let session: FetchSession;

beforeEach(async () => {
  broker = await TestPartitions.open();
  await broker.tell({ partitionIndex: 0 }, { partitionIndex: 1 });
  session = new FetchSession(0, false, 0);
  const rest = { maxBytes: 1000, currentLeaderEpoch: -1, lastFetchedEpoch: -1, logStartOffset: -1 };
  const asked = [0, 1].map((partition) => ({
    ...{ topic: 't', topicId: '', partition, fetchOffset: 0 },
    ...rest,
  }));
  session.update(asked, []);
  look();
});

/** What a read of the partitions does to the session. */
function look(): void {
  for (const of of session.pending()) {
    session.watch(of, broker.partitions.get('t', of.request.partition)!, false);
  }
}

const append = (partition: number, ...values: string[]) =>
  broker.partitions.get('t', partition)!.append(recordsOf(...values), 1);

/** Waits for `bytes` more than was read; `over` tells whether the wait has ended. */
async function wait(bytes = 1) {
  const state = { over: false, gone: () => {} };
  const onGone = (listener: () => void) => {
    state.gone = listener;
    return () => {};
  };
  void awaitRecords(broker.clock, session, bytes, 1000, onGone).then(() => {
    state.over = true;
  });
  await settled();
  return state;
}

test('ends with records in any of the partitions, with time, and with the client', async () => {
  const first = await wait();
  expect(first.over).toBe(false);
  await append(1, 'a');
  expect(first.over).toBe(true);

  look();
  const second = await wait();
  await broker.clock.advance(999);
  expect(second.over).toBe(false);
  await broker.clock.advance(1);
  expect(second.over).toBe(true);

  const timers = broker.clock.pending;
  const third = await wait();
  third.gone();
  await settled();
  expect(third.over).toBe(true);
  expect(broker.clock.pending).toBe(timers);
});

test('goes on until there is enough', async () => {
  const size = recordsOf('a').length;
  const state = await wait(2 * size);
  await append(0, 'a');
  expect(state.over).toBe(false);
  await append(1, 'b');
  expect(state.over).toBe(true);
});

test('does not begin when something came between reading and waiting', async () => {
  await append(1, 'a');
  expect(await wait()).toMatchObject({ over: true });
  expect(broker.clock.pending).toBe(0);
});

test('does not begin when a partition went between reading and waiting', async () => {
  const states = [{ partitionIndex: 0, leaderEpoch: -2, deletePartition: true }];
  await broker.partitions.stopReplicas(stopReplica(states));
  expect(await wait()).toMatchObject({ over: true });
});

test('ends when another broker becomes leader', async () => {
  const state = await wait();
  await broker.tell({ leader: 2, leaderEpoch: 1, replicas: [1, 2] });
  expect(state.over).toBe(true);
});
