import { beforeEach, describe, expect, test } from 'vitest';
import { FetchSession, keyOf } from '../../../../server/broker/fetch/fetch-session.ts';
import { FetchSessions, nextEpoch } from '../../../../server/broker/fetch/fetch-sessions.ts';
import type { Partition } from '../../../../server/broker/partition.ts';
import { seededRandom } from '../../../harness/seeded-random.ts';
import { recordsOf, TestPartitions } from '../replication/test-partitions.ts';

const partition = (number: number, fetchOffset = 0) => ({
  ...{ topic: 't', topicId: '', partition: number, fetchOffset, maxBytes: 1000 },
  ...{ currentLeaderEpoch: -1, lastFetchedEpoch: -1, logStartOffset: -1 },
});
const marks = (highWatermark: number) => ({ highWatermark, logStartOffset: 0 });

let session: FetchSession;
beforeEach(() => {
  session = new FetchSession(1, false, 0);
});
const pending = () => session.pending().map(({ request }) => request.partition);

describe('a session', () => {
  test('keeps what it was told and forgets on request', () => {
    session.update([partition(0), partition(1)], []);
    session.update([partition(0, 5)], [keyOf(partition(1))]);
    expect(session.pending().map(({ request }) => request)).toEqual([partition(0, 5)]);
    expect(session.size).toBe(1);
  });

  test('has news once, until something changes', () => {
    session.update([partition(0)], []);
    const [of] = session.pending();
    expect(of!.isNews(marks(3))).toBe(true);
    of!.told = marks(3);
    expect(of!.isNews(marks(3))).toBe(false);
    expect(of!.isNews(marks(4))).toBe(true);
    // After an error the client hears the next state, whatever it is.
    of!.told = undefined;
    expect(of!.isNews(marks(3))).toBe(true);
  });

  test('gives way to others after records', () => {
    session.update([partition(0), partition(1)], []);
    session.postpone(session.pending()[0]!);
    expect(pending()).toEqual([1, 0]);
  });
});

describe('partitions in which nothing happens are not looked at', () => {
  let broker: TestPartitions;
  let held: Partition[];
  beforeEach(async () => {
    broker = await TestPartitions.open();
    await broker.tell({ partitionIndex: 0 }, { partitionIndex: 1 });
    held = [0, 1].map((number) => broker.partitions.get('t', number)!);
    session.update([partition(0), partition(1)], []);
    for (const of of session.pending()) {
      session.watch(of, held[of.request.partition]!, false);
      session.settle(of);
    }
  });

  test('until something does', async () => {
    expect(pending()).toEqual([]);
    await held[1]!.append(recordsOf('a'), 1);
    expect(pending()).toEqual([1]);
    session.settle(session.pending()[0]!);
    expect(pending()).toEqual([]);
    await broker.tell({ partitionIndex: 0, leader: 2, leaderEpoch: 1, replicas: [1, 2] });
    expect(pending()).toEqual([0]);
  });

  test('what happens between looking and settling is not lost', async () => {
    await held[1]!.append(recordsOf('a'), 1);
    const [of] = session.pending();
    await held[1]!.append(recordsOf('b'), 1);
    session.settle(of!);
    expect(pending()).toEqual([1]);
  });

  test('the client’s own changes count', () => {
    session.update([partition(1, 7)], []);
    expect(pending()).toEqual([1]);
  });

  test('and no more once the session is closed or has forgotten them', async () => {
    session.update([], [keyOf(partition(0))]);
    session.close();
    for (const each of held) await each.append(recordsOf('a'), 1);
    expect(pending()).toEqual([]);
  });
});

describe('sessions', () => {
  test('the longest unused gives way, but not within two minutes', () => {
    const sessions = new FetchSessions(seededRandom(), () => 2);
    const first = sessions.open(false, false, 0)!;
    const second = sessions.open(false, false, 1)!;
    expect(sessions.open(false, false, 100_000)).toBeUndefined();
    sessions.touch(first, 100_000);
    const third = sessions.open(false, false, 130_000)!;
    expect(sessions.get(second.id)).toBeUndefined();
    expect(sessions.get(first.id)).toBe(first);
    expect(sessions.get(third.id)).toBe(third);
  });

  test('a follower is never refused one', () => {
    const sessions = new FetchSessions(seededRandom(), () => 1);
    sessions.open(false, false, 0);
    expect(sessions.open(true, true, 0)).toBeDefined();
  });

  test('the epoch wraps to 1', () => {
    expect(nextEpoch(1)).toBe(2);
    expect(nextEpoch(0x7fffffff)).toBe(1);
  });
});
