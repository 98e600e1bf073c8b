import { describe, expect, test } from 'vitest';
import type {
  PlannedOffset,
  ResetTarget,
} from '../../../../../server/contract/kafka-client/groups.ts';
import {
  type KnownOffsets,
  planOffset,
} from '../../../../../server/node/kafka/groups/plan-offset.ts';
import { fc } from '../../../../harness/fast-check.ts';

/** A log of which the offsets 5 to 9 are left. */
const log: KnownOffsets = { topic: 't', partition: 0, exists: true, earliest: 5, latest: 10 };
const read: KnownOffsets = { ...log, committed: 7 };
const given = (offset: number, partition = 0): ResetTarget => ({
  kind: 'offsets',
  offsets: [{ topic: 't', partition, offset }],
});

describe('a new offset', () => {
  test.each<[ResetTarget, KnownOffsets, PlannedOffset]>([
    [{ kind: 'earliest' }, log, { after: 5 }],
    [{ kind: 'latest' }, log, { after: 10 }],
    [{ kind: 'current' }, read, { after: 7 }],
    [{ kind: 'current' }, { ...log, committed: 2 }, { after: 2 }],
    [{ kind: 'current' }, log, { after: 10, note: { kind: 'noneCommitted' } }],
    [{ kind: 'offset', offset: 8 }, log, { after: 8 }],
    [{ kind: 'offset', offset: 10 }, log, { after: 10 }],
    [{ kind: 'offset', offset: 3 }, log, { after: 5, note: { kind: 'beforeEarliest', wanted: 3 } }],
    [
      { kind: 'offset', offset: 99 },
      log,
      { after: 10, note: { kind: 'beyondLatest', wanted: 99 } },
    ],
    [{ kind: 'shift', by: 2 }, read, { after: 9 }],
    [
      { kind: 'shift', by: -100 },
      read,
      { after: 5, note: { kind: 'beforeEarliest', wanted: -93 } },
    ],
    [{ kind: 'shift', by: 2 }, log, { problem: 'nothingCommitted' }],
    [{ kind: 'timestamp', timestamp: 1 }, { ...log, since: 6 }, { after: 6 }],
    [
      { kind: 'timestamp', timestamp: 1 },
      { ...log, since: -1 },
      { after: 10, note: { kind: 'noneSince' } },
    ],
    [given(6), log, { after: 6 }],
    [given(11), log, { after: 10, note: { kind: 'beyondLatest', wanted: 11 } }],
    [given(6, 1), log, { problem: 'notGiven' }],
  ])('for %j with %j', (target, known, expected) => {
    expect(planOffset(target, known)).toEqual(expected);
  });

  test('is none without a leader, or a partition', () => {
    const leaderless = { topic: 't', partition: 0, exists: true, committed: 7 };
    const target = { kind: 'shift', by: 1 } as const;
    expect(planOffset(target, leaderless)).toEqual({ problem: 'noLeader' });
    expect(planOffset(target, { ...leaderless, exists: false })).toEqual({
      problem: 'noPartition',
    });
  });

  test('is within the log, unless it stays what it was', () => {
    const offset = fc.integer({ min: 0, max: 1000 });
    const targets = fc.oneof(
      fc.constantFrom<ResetTarget>({ kind: 'earliest' }, { kind: 'latest' }),
      offset.map((each): ResetTarget => ({ kind: 'offset', offset: each })),
      offset.map((each): ResetTarget => ({ kind: 'shift', by: each - 500 })),
      offset.map((each) => given(each)),
    );
    fc.assert(
      fc.property(targets, offset, offset, offset, (target, earliest, records, committed) => {
        const latest = earliest + records;
        const { after } = planOffset(target, { ...log, earliest, latest, committed });
        expect(after).toBeGreaterThanOrEqual(earliest);
        expect(after).toBeLessThanOrEqual(latest);
      }),
    );
  });
});
