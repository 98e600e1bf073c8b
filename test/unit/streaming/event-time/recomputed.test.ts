// Windows of event time beside what comes out when all records are gone through again for each batch.

import { expect, test } from 'vitest';
import type { EventTimeStream } from '../../../../server/streaming/event-time/event-time-stream.ts';
import type { EventWindows } from '../../../../server/streaming/event-time/event-windows.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';
import { fc } from '../../../harness/fast-check.ts';

interface Visit {
  readonly second: number;
  readonly id: number;
}
type Record = readonly [user: string, visit: Visit];

/** Windows as records make them, in seconds: the sets of records that belong together, and from when to when. */
interface Window {
  readonly start: number;
  readonly end: number;
  readonly records: readonly Record[];
}
type Cut = (records: readonly Record[]) => Window[];

interface Kind {
  readonly name: string;
  readonly windows: (events: EventTimeStream<Record>) => EventWindows<Record>;
  readonly cut: Cut;
}

function sliding(size: number, slide: number): Cut {
  return (records) => {
    const windows: Window[] = [];
    for (let start = -size; start <= 60; start++) {
      if (start % slide !== 0) continue;
      const inside = records.filter(([, { second }]) => second >= start && second < start + size);
      if (inside.length > 0) windows.push({ start, end: start + size, records: inside });
    }
    return windows;
  };
}

function session(gap: number): Cut {
  return (records) => {
    const sorted = [...records].sort(([, a], [, b]) => a.second - b.second);
    const parts: Record[][] = [];
    for (const record of sorted) {
      const last = parts.at(-1)?.at(-1);
      if (last !== undefined && record[1].second - last[1].second <= gap)
        parts.at(-1)!.push(record);
      else parts.push([record]);
    }
    return parts.map((part) => ({
      start: part[0]![1].second,
      end: part.at(-1)![1].second + gap,
      records: part,
    }));
  };
}

const kinds: Kind[] = [
  { name: 'tumbling', windows: (events) => events.tumbling(10), cut: sliding(10, 10) },
  { name: 'sliding', windows: (events) => events.sliding(12, 4), cut: sliding(12, 4) },
  { name: 'apart', windows: (events) => events.sliding(4, 12), cut: sliding(4, 12) },
  { name: 'session', windows: (events) => events.session(5), cut: session(5) },
];

interface Setting {
  readonly kind: Kind;
  readonly delay: number;
  readonly lateness: number;
  readonly mode: 'append' | 'update';
}

const text = (user: string, { start, end, records }: Window) =>
  `${user} ${start}-${end}: ${records.map(([, { id }]) => id).sort((a, b) => a - b)}`;

/** What each batch gives, and which of its records come too late. */
function expected(batches: readonly (readonly Record[])[], setting: Setting) {
  const { kind, delay, lateness, mode } = setting;
  const users = [...new Set(batches.flat().map(([user]) => user))];
  /** Records that windows have which are not closed for good. */
  let kept: readonly Record[] = [];
  let before = Number.NEGATIVE_INFINITY;
  return batches.map((batch) => {
    const after = Math.max(before, ...batch.map(([, { second }]) => second - delay));
    const values: string[] = [];
    const accepted = new Set<Record>();
    const stillOpen = new Set<Record>();
    for (const user of users) {
      const mine = [...kept, ...batch].filter((record) => record[0] === user);
      for (const window of kind.cut(mine)) {
        const isNew = window.records.some((record) => batch.includes(record));
        if (window.end + lateness <= before) continue;
        for (const record of window.records) accepted.add(record);
        if (window.end + lateness > after)
          for (const record of window.records) stillOpen.add(record);
        const isDue =
          mode === 'update' ? isNew : window.end <= after && (isNew || window.end > before);
        if (isDue) values.push(text(user, window));
      }
    }
    const late = batch.filter((record) => !accepted.has(record) && kind.cut([record]).length > 0);
    kept = [...kept, ...batch].filter((record) => stillOpen.has(record));
    before = after;
    return { values: values.sort(), late: late.map(([, { id }]) => id).sort((a, b) => a - b) };
  });
}

async function given(
  batches: readonly (readonly Record[])[],
  { kind, delay, lateness, mode }: Setting,
  restartAt: number,
) {
  const harness = new StreamTest();
  const program = (running: StreamTest) => {
    const input = running.input<Record>(3);
    const events = input.withWatermark(([, { second }]) => second * 1000, delay);
    const windows = kind.windows(events).allowedLateness(lateness).outputMode(mode);
    const groups = windows.groupByKey();
    const shown = groups.map(([user, { start, end, value }]) => {
      const records = value.map((visit): Record => [user, visit]);
      return text(user, { start: start / 1000, end: end / 1000, records });
    });
    return {
      input,
      values: running.output(shown),
      late: running.output(groups.late.map(([, { id }]) => id)),
    };
  };
  try {
    const first = program(harness);
    first.input.push(...batches);
    await harness.advance(restartAt);
    const second = await harness.restart(program);
    await harness.advance(batches.length - restartAt);
    const values = [...first.values.sorted, ...second.values.sorted];
    const late = [...first.late.sorted, ...second.late.sorted];
    return values.map((batch, i) => ({ values: batch, late: late[i] }));
  } finally {
    await harness.stop();
  }
}

const setting: fc.Arbitrary<Setting> = fc.record({
  kind: fc.constantFrom(...kinds),
  delay: fc.constantFrom(0, 3, 20),
  lateness: fc.constantFrom(0, 4, 15),
  mode: fc.constantFrom('append', 'update'),
});

const batches = fc
  .array(fc.array(fc.tuple(fc.constantFrom('ann', 'bob'), fc.nat(59)), { maxLength: 6 }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((all) => {
    let id = 0;
    return all.map((batch) => batch.map(([user, second]): Record => [user, { second, id: id++ }]));
  });

test('each batch gives what going through all records again gives, also across a restart', async () => {
  await fc.assert(
    fc.asyncProperty(batches, setting, fc.nat(8), async (all, chosen, at) => {
      const restartAt = Math.min(at, all.length);
      expect(await given(all, chosen, restartAt)).toEqual(expected(all, chosen));
    }),
    { numRuns: 300 },
  );
});

test('records that are not late come to the same in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.constantFrom(...kinds), async (all, kind) => {
      const patient: Setting = { kind, delay: 1000, lateness: 0, mode: 'append' };
      const closing: Record = ['zoe', { second: 10_000, id: -1 }];
      const results = await given([...all, [closing]], patient, 0);
      const records = all.flat();
      const sorted = ['ann', 'bob'].flatMap((user) =>
        kind
          .cut(records.filter((record) => record[0] === user))
          .map((window) => text(user, window)),
      );
      expect(results.flatMap(({ late }) => late)).toEqual([]);
      expect(results.flatMap(({ values }) => values).sort()).toEqual(sorted.sort());
    }),
    { numRuns: 100 },
  );
});
