import { describe, expect, test } from 'vitest';
import {
  FetchSession,
  FetchSessions,
  keyOf,
  nextEpoch,
} from '../../../../server/broker/fetch/fetch-session.ts';
import { seededRandom } from '../../../harness/seeded-random.ts';

const partition = (number: number, fetchOffset = 0) => ({
  topic: 't',
  topicId: '',
  partition: number,
  fetchOffset,
  maxBytes: 1000,
  currentLeaderEpoch: -1,
});
const marks = (highWatermark: number) => ({ highWatermark, logStartOffset: 0 });

describe('a session', () => {
  test('keeps what it was told and forgets on request', () => {
    const session = new FetchSession(1, false, 0);
    session.update([partition(0), partition(1)], []);
    session.update([partition(0, 5)], [keyOf(partition(1))]);
    expect([...session.partitions()]).toEqual([partition(0, 5)]);
  });

  test('has news once, until something changes', () => {
    const session = new FetchSession(1, false, 0);
    session.update([partition(0)], []);
    expect(session.hasNews(partition(0), marks(3))).toBe(true);
    session.tell(partition(0), marks(3), false);
    expect(session.hasNews(partition(0), marks(3))).toBe(false);
    expect(session.hasNews(partition(0), marks(4))).toBe(true);
    // After an error the client hears the next state, whatever it is.
    session.tell(partition(0), undefined, false);
    expect(session.hasNews(partition(0), marks(3))).toBe(true);
  });

  test('gives way to others after records', () => {
    const session = new FetchSession(1, false, 0);
    session.update([partition(0), partition(1)], []);
    session.tell(partition(0), marks(1), true);
    expect(Array.from(session.partitions(), (each) => each.partition)).toEqual([1, 0]);
  });
});

describe('sessions', () => {
  test('the longest unused gives way, but not within two minutes', () => {
    const sessions = new FetchSessions(seededRandom(), () => 2);
    const first = sessions.open(false, 0)!;
    const second = sessions.open(false, 1)!;
    expect(sessions.open(false, 100_000)).toBeUndefined();
    sessions.touch(first, 100_000);
    const third = sessions.open(false, 130_000)!;
    expect(sessions.get(second.id)).toBeUndefined();
    expect(sessions.get(first.id)).toBe(first);
    expect(sessions.get(third.id)).toBe(third);
  });

  test('the epoch wraps to 1', () => {
    expect(nextEpoch(1)).toBe(2);
    expect(nextEpoch(0x7fffffff)).toBe(1);
  });
});
