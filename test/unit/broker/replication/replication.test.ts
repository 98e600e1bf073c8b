import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { recordsOf } from './test-partitions.ts';
import { TestReplicas } from './test-replicas.ts';

let replicas: TestReplicas;
beforeEach(async () => {
  replicas = await TestReplicas.open();
});
afterEach(() => replicas.close());

const ends = () => [1, 2, 3].map((id) => replicas.partition(id).log.logEndOffset);
const highWatermarks = () => [1, 2, 3].map((id) => replicas.partition(id).highWatermark);

test('what is produced with acks=all is everywhere when it is acknowledged', async () => {
  await replicas.lead(1, 0);
  const { baseOffset } = await replicas.produce(1, ['a', 'b']);
  expect(baseOffset).toBe(0);
  expect(ends()).toEqual([2, 2, 2]);
  for (const id of [1, 2, 3]) expect(await replicas.records(id)).toEqual(['0 a@0', '1 b@0']);
});

test('the high watermark reaches followers without further records or time', async () => {
  await replicas.lead(1, 0);
  await replicas.produce(1, ['a', 'b']);
  await settled();
  expect(highWatermarks()).toEqual([2, 2, 2]);
});

test('acks=1 does not wait for anybody', async () => {
  await replicas.lead(1, 0, { tell: [1] });
  await replicas.produce(1, ['a'], 1);
  expect(replicas.partition(1).highWatermark).toBe(0);
});

describe('acks=all', () => {
  test('runs out of time when a follower that is in sync does not come', async () => {
    await replicas.lead(1, 0, { tell: [1, 2] });
    const produced = replicas.produce(1, ['a']);
    const outcome = expect(produced).rejects.toMatchObject({ code: ErrorCode.REQUEST_TIMED_OUT });
    await replicas.clock.advance(1000);
    await outcome;
  });

  test('is told when another broker becomes leader meanwhile', async () => {
    await replicas.lead(1, 0, { tell: [1, 2] });
    const produced = replicas.produce(1, ['a']);
    const outcome = expect(produced).rejects.toMatchObject({
      code: ErrorCode.NOT_LEADER_OR_FOLLOWER,
    });
    await settled();
    await replicas.lead(2, 1);
    await outcome;
  });
});

test('thousands of idle partitions are not asked for again and again', async () => {
  const states = Array.from({ length: 1000 }, (_, partitionIndex) => ({
    ...{ partitionIndex, leader: 1, leaderEpoch: 0, isr: [1, 2], replicas: [1, 2] },
  }));
  await replicas.broker(1).tell(...states);
  await replicas.broker(2).tell(...states);
  await settled();
  replicas.requests.splice(0);
  await replicas.clock.advance(5000);
  const asked = replicas.requests.map(({ body }) => (body as { topics: unknown[] }).topics.length);
  expect(asked.length).toBeGreaterThanOrEqual(10);
  expect(asked.length).toBeLessThanOrEqual(11);
  expect(asked.every((count) => count === 0)).toBe(true);
  await replicas.broker(1).partitions.get('t', 77)!.append(recordsOf('a'), -1);
  expect(replicas.broker(2).partitions.get('t', 77)!.log.logEndOffset).toBe(1);
});

test.each([
  ['has lost its sessions', 10],
  ['has no room for sessions', 0],
])('a leader that %s is fetched from all the same', async (_, slots) => {
  await replicas.lead(1, 0);
  replicas.loseSessions(1, slots);
  for (const value of 'abc') {
    const produced = replicas.produce(1, [value]);
    await replicas.clock.advance(500);
    await produced;
  }
  expect(ends()).toEqual([3, 3, 3]);
});

test('a partition that is followed newly does not wait for the fetch that is under way', async () => {
  await replicas.lead(1, 0);
  const state = { partitionIndex: 1, leader: 1, leaderEpoch: 0, isr: [1, 2], replicas: [1, 2] };
  await replicas.broker(1).tell(state);
  await replicas.broker(2).tell(state);
  await replicas.broker(1).partitions.get('t', 1)!.append(recordsOf('a'), -1);
  expect(replicas.clock.monotonic()).toBe(0);
});

test('a leader that has lost a partition while it was left alone is not asked for that any more', async () => {
  await replicas.broker(1).tell({ leader: 1, isr: [1, 2], replicas: [1, 2] });
  await replicas.broker(2).tell({ leader: 1, isr: [1, 2], replicas: [1, 2] });
  await settled();
  // Broker 1 knows before broker 2 that broker 3 leads: it refuses, and is left alone for a while.
  const moved = { leader: 3, leaderEpoch: 1, isr: [1, 2, 3] };
  await replicas.broker(1).tell({ ...moved, replicas: [1, 2, 3] });
  await settled();
  const other = { partitionIndex: 1, leader: 1, leaderEpoch: 0, isr: [1, 2], replicas: [1, 2] };
  await replicas.broker(1).tell(other);
  await replicas.broker(2).tell({ ...moved, replicas: [1, 2, 3] }, other);
  await settled();
  replicas.requests.splice(0);
  await replicas.clock.advance(5000);
  const asked = replicas.requests.filter(({ from, to }) => from === 2 && to === 1);
  expect(asked.length).toBeLessThanOrEqual(11);
});
