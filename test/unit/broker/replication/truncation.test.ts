/**
 * What becomes of logs that part from their leader's. Brokers fail as with kill -9: what they have written is
 * there when they come back, what they knew is not.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FetchResponse } from '../../../../server/protocol/api/01-fetch.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { recordsOf } from './test-partitions.ts';
import { TestReplicas } from './test-replicas.ts';

let replicas: TestReplicas;
beforeEach(async () => {
  replicas = await TestReplicas.open();
});
afterEach(() => replicas.close());

/** Appends at a broker, one record a batch, without waiting for anybody. */
async function append(id: number, values: string): Promise<void> {
  for (const value of values) await replicas.produce(id, [value], 1);
}

/** The values that a broker has, each with the epoch in which it was written: `a0 b0 c1`. */
async function log(id: number): Promise<string> {
  const records = await replicas.records(id);
  return records.map((record) => record.replace(/^\d+ (.*)@(\d+)$/, '$1$2')).join(' ');
}

async function restart(id: number): Promise<void> {
  await replicas.kill(id);
  await replicas.start(id);
}

describe('KIP-101', () => {
  test('a follower that restarts keeps what its leader may lose, though it knew of no high watermark', async () => {
    // Scenario 1: cutting off at the high watermark would lose b when the leader fails next.
    await replicas.lead(1, 0, { isr: [1, 2], tell: [1, 2] });
    await append(1, 'ab');
    await settled();
    expect(await log(2)).toBe('a0 b0');
    await restart(2);
    expect(replicas.broker(2).logs.get('t', 0)!.highWatermark).toBe(0);
    await replicas.kill(1);
    await replicas.lead(2, 1, { isr: [2], tell: [2] });
    expect(await log(2)).toBe('a0 b0');
    await replicas.start(1);
    await replicas.lead(2, 1, { isr: [2], tell: [1] });
    expect(await log(1)).toBe('a0 b0');
    expect(replicas.partition(1).highWatermark).toBe(2);
  });

  test('logs of equal length with other records in them become the same', async () => {
    // Scenario 2: both fail, and the one with less comes back first and goes on.
    await replicas.lead(1, 0, { isr: [1, 2], tell: [1] });
    await append(1, 'a');
    await replicas.lead(1, 0, { isr: [1, 2], tell: [2] });
    replicas.down.add(2);
    await append(1, 'b');
    expect([await log(1), await log(2)]).toEqual(['a0 b0', 'a0']);
    await replicas.kill(1);
    await restart(2);
    await replicas.lead(2, 1, { isr: [2], tell: [2] });
    await append(2, 'c');
    await replicas.start(1);
    await replicas.lead(2, 1, { isr: [2], tell: [1] });
    expect([await log(1), await log(2)]).toEqual(['a0 c1', 'a0 c1']);
  });
});

describe('KIP-279', () => {
  test('epochs that the leader never had are found one after the other', async () => {
    // Fast leader changes: each of two brokers writes something in turn that the other does not get.
    await replicas.lead(1, 0, { tell: [1] });
    await append(1, 'ab');
    await replicas.lead(1, 0, { tell: [2] });
    await replicas.kill(1);
    await replicas.lead(2, 1, { tell: [2] });
    await append(2, 'cd');
    await replicas.kill(2);
    await replicas.start(1);
    await replicas.lead(1, 2, { tell: [1] });
    await append(1, 'e');
    await replicas.kill(1);
    await replicas.start(2);
    await replicas.lead(2, 3, { tell: [2] });
    await append(2, 'f');
    await replicas.kill(2);
    await replicas.start(1);
    await replicas.lead(1, 4, { tell: [1] });
    await append(1, 'g');
    expect(await log(1)).toBe('a0 b0 e2 g4');
    // Broker 2 asks about epoch 3, which broker 1 does not know.
    await replicas.start(2);
    await replicas.lead(1, 4, { tell: [2] });
    expect(await log(2)).toBe('a0 b0 e2 g4');
  });

  test('an epoch of the follower’s own in which it wrote nothing does not keep it from fetching', async () => {
    await replicas.lead(1, 0);
    await append(1, 'ab');
    await settled();
    await replicas.lead(2, 1, { tell: [2] });
    await replicas.lead(3, 2);
    await append(3, 'c');
    await settled();
    for (const id of [1, 2, 3]) expect(await log(id)).toBe('a0 b0 c2');
  });
});

describe('an unclean election', () => {
  test('makes followers forget what the new leader never had', async () => {
    await replicas.lead(1, 0);
    await append(1, 'ab');
    await settled();
    await replicas.kill(3);
    await append(1, 'cd');
    await settled();
    await replicas.kill(1);
    await replicas.start(3);
    await replicas.lead(3, 1, { isr: [3] });
    expect(await log(2)).toBe('a0 b0');
    await append(3, 'x');
    await settled();
    expect([await log(2), await log(3)]).toEqual(['a0 b0 x1', 'a0 b0 x1']);
    expect(replicas.partition(2).highWatermark).toBeLessThanOrEqual(3);
  });

  test('of an empty replica makes them forget everything', async () => {
    await replicas.lead(1, 0, { isr: [1, 2], tell: [1, 2] });
    await append(1, 'ab');
    await settled();
    await replicas.kill(1);
    await replicas.lead(3, 1, { isr: [3] });
    expect(await log(2)).toBe('');
    await append(3, 'x');
    await settled();
    expect(await log(2)).toBe('x1');
  });
});

describe('a follower that comes back', () => {
  test('with an empty directory gets everything that the leader has', async () => {
    await replicas.lead(1, 0);
    await append(1, 'abc');
    await settled();
    await replicas.kill(2);
    await append(1, 'd');
    await replicas.start(2, new MemoryStore());
    await replicas.lead(1, 0, { tell: [2] });
    expect(await log(2)).toBe('a0 b0 c0 d0');
  });

  test('after the leader has deleted what it would need next begins where the leader does', async () => {
    await replicas.lead(1, 0, { isr: [1, 2], tell: [1, 2] });
    await append(1, 'ab');
    await settled();
    await replicas.kill(2);
    await replicas.lead(1, 1, { isr: [1], tell: [1] });
    await append(1, 'cdef');
    await replicas.partition(1).deleteRecords(4, 1000);
    await replicas.start(2);
    await replicas.lead(1, 1, { isr: [1], tell: [2] });
    expect(await log(2)).toBe('e0 f0'.replaceAll('0', '1'));
    expect(replicas.partition(2).log.logStartOffset).toBe(4);
  });

  test('begins within a batch where the leader’s records do', async () => {
    await replicas.lead(1, 0, { isr: [1], tell: [1] });
    await replicas.produce(1, ['a', 'b', 'c'], 1);
    await append(1, 'd');
    await replicas.partition(1).deleteRecords(2, 1000);
    await replicas.lead(1, 0, { isr: [1], tell: [2] });
    const followed = replicas.partition(2).log;
    expect([followed.logStartOffset, followed.logEndOffset]).toEqual([2, 4]);
  });
});

test('deleting records is carried on by followers', async () => {
  await replicas.lead(1, 0);
  await append(1, 'abcd');
  await settled();
  expect(await replicas.partition(1).deleteRecords(3, 1000)).toBe(3);
  for (const id of [1, 2, 3]) expect(replicas.partition(id).log.logStartOffset).toBe(3);
});

describe('nothing of an old leader is written', () => {
  test('when its answer comes after the broker has heard of a new one', async () => {
    await replicas.lead(1, 0);
    const store = replicas.stores.get(2)!;
    let isHeard = false;
    replicas.tamper = () => {
      if (isHeard) return;
      isHeard = true;
      // The very moment at which the answer is on its way.
      void replicas.broker(2).tell({
        ...{ leader: 3, leaderEpoch: 1, isr: [1, 2, 3], replicas: [1, 2, 3] },
      });
    };
    await append(1, 'a');
    await settled();
    expect(isHeard).toBe(true);
    expect(await log(2)).toBe('');
    expect(store).toBeDefined();
  });

  test('when it does not know yet that it leads no more', async () => {
    await replicas.lead(1, 0);
    await replicas.lead(2, 1, { tell: [2, 3] });
    await append(1, 'x');
    await append(2, 'y');
    await settled();
    expect([await log(2), await log(3)]).toEqual(['y1', 'y1']);
    await replicas.lead(2, 1, { tell: [1] });
    expect(await log(1)).toBe('y1');
  });
});

describe('a leader that is asked too early', () => {
  test('is asked again soon, without a second’s pause', async () => {
    await replicas.lead(1, 0, { tell: [2, 3] });
    await replicas.clock.advance(100);
    await replicas.lead(1, 0, { tell: [1] });
    const produced = replicas.produce(1, ['a']);
    await replicas.clock.advance(200);
    expect(await produced).toMatchObject({ baseOffset: 0 });
  });

  test('is asked less and less often while it does not answer', async () => {
    replicas.down.add(1);
    await replicas.lead(1, 0, { tell: [2] });
    await replicas.clock.advance(10_000);
    const count = replicas.requests.length;
    expect(count).toBeLessThan(20);
    replicas.down.delete(1);
    await replicas.lead(1, 0, { tell: [1] });
    await append(1, 'a');
    await replicas.clock.advance(1000);
    expect(await log(2)).toBe('a0');
    expect(replicas.broker(2).log.filter((line) => line.includes('fetching'))).toHaveLength(1);
  });
});

test('damaged records are not written, said once, and fetched again', async () => {
  await replicas.lead(1, 0, { isr: [1, 2], tell: [1, 2] });
  replicas.tamper = (name, response) => {
    if (name !== 'FetchRequest') return;
    for (const { partitions } of (response as FetchResponse).responses) {
      for (const { records } of partitions) if (records?.length) records[records.length - 1]! ^= 1;
    }
  };
  await append(1, 'a');
  await replicas.clock.advance(3000);
  expect(await log(2)).toBe('');
  const complaints = replicas.broker(2).log.filter((line) => line.startsWith('error'));
  expect(complaints).toEqual([
    'error: fetching t-0 from broker 1: the checksum of the batch at offset 0 does not match',
  ]);
  replicas.tamper = () => {};
  await replicas.clock.advance(1000);
  expect(await log(2)).toBe('a0');
});

test('a partition that fails does not hold up the others', async () => {
  const states = [0, 1].map((partitionIndex) => ({
    ...{ partitionIndex, leader: 1, leaderEpoch: 0, isr: [1, 2], replicas: [1, 2] },
  }));
  await replicas.broker(2).tell(...states);
  await replicas.broker(1).tell(states[1]!);
  await replicas.clock.advance(100);
  const other = replicas.broker(1).partitions.get('t', 1)!;
  await other.append(recordsOf('a'), -1);
  expect(replicas.broker(2).partitions.get('t', 1)!.log.logEndOffset).toBe(1);
  expect(replicas.broker(2).partitions.get('t', 0)!.log.logEndOffset).toBe(0);
});

test('only what is written is acknowledged', async () => {
  await replicas.lead(1, 0, { isr: [1, 2], tell: [1, 2] });
  const store = replicas.stores.get(2)!;
  const write = store.write;
  let finish = () => {};
  store.write = async (operations) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    await write.call(store, operations);
  };
  let isAnswered = false;
  const produced = replicas.produce(1, ['a']).then(() => {
    isAnswered = true;
  });
  await settled();
  expect(replicas.partition(2).log.logEndOffset).toBe(1);
  expect([isAnswered, replicas.partition(1).highWatermark]).toEqual([false, 0]);
  store.write = write;
  finish();
  await produced;
});

test('a follower answers no clients', async () => {
  await replicas.lead(1, 0);
  await expect(replicas.produce(2, ['a'])).rejects.toMatchObject({
    code: ErrorCode.NOT_LEADER_OR_FOLLOWER,
  });
});
