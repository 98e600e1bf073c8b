import { describe, expect, test } from 'vitest';
import type {
  GroupSnapshot,
  PlannedChange,
} from '../../../../server/contract/kafka-client/groups.ts';
import type { GroupColumn, KeptForm, TargetKind } from '../../../../webview/contract/group.ts';
import { LagHistory } from '../../../../webview/group/lag-history.ts';
import { lag, noteText, summaryOf, typedTarget } from '../../../../webview/group/reset/target.ts';
import { rangesText, rowsOf, shownRows, totalLag } from '../../../../webview/group/rows.ts';

describe('the last minutes', () => {
  const sample = (time: number, lags: Record<string, number>) => ({ time, lags });

  test('are five, of each partition and in all', () => {
    const history = new LagHistory([
      sample(0, { 't-0': 1 }),
      sample(1_000, { 't-0': 2, 't-1': 5 }),
    ]);
    history.add(sample(2_000, {}));
    expect(history.of('t-0').map(({ value }) => value)).toEqual([1, 2]);
    expect(history.total.map(({ value }) => value)).toEqual([1, 7]);
    history.add(sample(300_500, { 't-0': 3 }));
    expect(history.of('t-0')).toEqual([
      { time: 1_000, value: 2 },
      { time: 300_500, value: 3 },
    ]);
    expect(history.total.map(({ value }) => value)).toEqual([7, 3]);
  });

  test('are drawn as a minute at least', () => {
    expect(new LagHistory([sample(90_000, {})]).span).toEqual({ from: 30_000, to: 90_000 });
    const long = new LagHistory([sample(0, {}), sample(90_000, {})]);
    expect(long.span).toEqual({ from: 0, to: 90_000 });
  });
});

describe('the rows', () => {
  const snapshot: GroupSnapshot = {
    ...{ name: 'g', state: 'Stable', protocol: 'classic', strategy: 'range' },
    coordinator: { id: 1, host: 'localhost', port: 9092 },
    members: [
      { id: 'a-1', instanceId: null, clientId: 'app', host: '10.0.0.1', assigned: [] },
      { id: 'b-1', instanceId: 'Blue', clientId: 'app', host: '10.0.0.2', assigned: [] },
    ],
    offsets: [
      { topic: 'a', partition: 2, committed: 5, earliest: 7, latest: 9, member: 'b-1' },
      { topic: 'a', partition: 10, committed: 9, earliest: 7, latest: 9, member: 'a-1' },
      { topic: 'b', partition: 0, member: 'gone' },
    ],
  };
  const rows = rowsOf(snapshot, { 'a-2': 4, 'a-10': 0 });
  const view = {
    ...{ filter: '', laggingOnly: false },
    sort: { column: 'topic' as GroupColumn, descending: false },
  };
  const keys = (rest: Partial<typeof view>) =>
    shownRows(rows, { ...view, ...rest }).map(({ key }) => key);

  test('know who reads them, and what is not in the log any more', () => {
    expect(rows.map(({ reader }) => reader?.id)).toEqual(['b-1', 'a-1', undefined]);
    expect(rows.map(({ isLost }) => isLost)).toEqual([true, false, false]);
    expect(totalLag(rows)).toBe(4);
    expect(totalLag(rows.slice(2))).toBeUndefined();
  });

  test.each<[GroupColumn, boolean, string[]]>([
    ['topic', false, ['a-2', 'a-10', 'b-0']],
    ['topic', true, ['b-0', 'a-2', 'a-10']],
    ['partition', true, ['a-10', 'a-2', 'b-0']],
    ['lag', true, ['a-2', 'a-10', 'b-0']],
    ['committed', true, ['a-10', 'a-2', 'b-0']],
    ['latest', false, ['b-0', 'a-2', 'a-10']],
    ['member', false, ['b-0', 'a-2', 'a-10']],
  ])('are sorted by %s', (column, descending, expected) => {
    expect(keys({ sort: { column, descending } })).toEqual(expected);
  });

  test('are filtered by what is typed, and by lag', () => {
    expect(keys({ filter: 'blue' })).toEqual(['a-2']);
    expect(keys({ filter: 'APP a-10' })).toEqual(['a-10']);
    expect(keys({ filter: '10.0.0.9' })).toEqual([]);
    expect(keys({ laggingOnly: true })).toEqual(['a-2']);
  });

  test('name partitions as ranges', () => {
    expect(rangesText([])).toBe('');
    expect(rangesText([3, 0, 1, 2, 7])).toBe('0-3, 7');
  });
});

describe('the form', () => {
  const form = (kind: TargetKind, value: string): KeptForm => ({
    ...{ kind, scope: null },
    values: { [kind]: value },
  });
  const now = Date.UTC(2026, 0, 31);

  test.each<[TargetKind, string, unknown]>([
    ['latest', '', { kind: 'latest' }],
    ['offset', ' 1,234 ', { kind: 'offset', offset: 1234 }],
    ['shift', '-10', { kind: 'shift', by: -10 }],
    ['shift', '+1_000', { kind: 'shift', by: 1000 }],
    ['timestamp', '2026-01-30T12:00Z', { kind: 'timestamp', timestamp: Date.UTC(2026, 0, 30, 12) }],
    ['timestamp', '1769774400000', { kind: 'timestamp', timestamp: 1769774400000 }],
    ['file', 't,0,1\n', { kind: 'file', csv: 't,0,1\n' }],
    ['group', 'other', { kind: 'group', group: 'other' }],
  ])('takes %s %j', (kind, value, target) => {
    expect(typedTarget(form(kind, value), now)).toEqual({ target });
  });

  test.each<[TargetKind, string]>([
    ['offset', '-1'],
    ['offset', '1.5'],
    ['offset', '9'.repeat(20)],
    ['shift', 'ten'],
    ['timestamp', 'yesterday'],
  ])('says what is wrong with %s %j', (kind, value) => {
    expect(typedTarget(form(kind, value), now)).toEqual({ problem: expect.any(String) });
  });

  test('waits for a value', () => {
    for (const kind of ['offset', 'shift', 'timestamp', 'file', 'group'] as const) {
      expect(typedTarget(form(kind, ''), now)).toBeNull();
    }
  });

  test('sums a plan up, and explains it', () => {
    const plan: PlannedChange[] = [
      { topic: 't', partition: 0, before: 4, after: 0, latest: 10 },
      { topic: 't', partition: 1, before: 7, after: 7, latest: 7 },
      { topic: 't', partition: 2, after: 5, latest: 5, note: { kind: 'beyondLatest', wanted: 9 } },
      { topic: 't', partition: 3, problem: 'noLeader' },
    ];
    expect(summaryOf(plan)).toEqual({ changing: 2, set: 3, lagBefore: 6, lagAfter: 10 });
    expect(plan.map(noteText)).toEqual([
      '',
      '',
      '9 is beyond the latest offset',
      'No leader: its offsets are not known',
    ]);
    expect(noteText({ topic: 't', partition: 0, after: 5 })).toBe('New');
    expect(lag(12, 10)).toBe(0);
    expect(lag(undefined, 10)).toBeUndefined();
  });
});
