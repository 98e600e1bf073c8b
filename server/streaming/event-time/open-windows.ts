/** A record with its time, in milliseconds since the epoch. */
export type TimedRecord<T> = readonly [time: number, record: T];

/** A window of a key that still takes records: from `start` up to but without `end`, in milliseconds since the epoch. */
export interface OpenWindow<A> {
  readonly start: number;
  readonly end: number;
  readonly value: A;
}

/** The windows of a key as state has them: start, end and value, one window after the other, which is stored in a few bytes. */
export type PackedWindows = readonly unknown[];

export function packed(windows: readonly OpenWindow<unknown>[]): PackedWindows {
  const parts: unknown[] = [];
  for (const { start, end, value } of windows) parts.push(start, end, value);
  return parts;
}

export function unpacked<A>(parts: PackedWindows): OpenWindow<A>[] {
  const windows: OpenWindow<A>[] = [];
  for (let i = 0; i < parts.length; i += 3)
    windows.push({
      start: parts[i] as number,
      end: parts[i + 1] as number,
      value: parts[i + 2] as A,
    });
  return windows;
}

/**
 * How the records of a window become a value: those of a batch are put together by `create` and `add`, which may change the
 * value that it is given, and then merged into what there is, which changes neither.
 */
export interface WindowAggregate<T, A> {
  readonly create: (record: T) => A;
  readonly add: (value: A, record: T) => A;
  readonly merge: (a: A, b: A) => A;
}

/** What a batch makes of the windows of a key. */
export interface Assigned<T, A> {
  /** In order of time. Those that have changed are new objects. */
  readonly windows: readonly OpenWindow<A>[];
  /** Records that came too late for every window that they belong to. */
  readonly late: readonly T[];
}

/**
 * Puts a batch's records of a key into windows. The order of the records in the batch makes no difference, other than
 * to functions for which it does.
 * @param closed windows that end at this time or before, in milliseconds, take no records any more.
 */
export type WindowAssigner = <T, A>(
  open: readonly OpenWindow<A>[],
  records: readonly TimedRecord<T>[],
  aggregate: WindowAggregate<T, A>,
  closed: number,
) => Assigned<T, A>;

/**
 * Windows of `size` that begin every `slide`: tumbling ones where the two are the same. Milliseconds.
 * @param offset when one of them begins, as in Flink.
 */
export function fixedWindows(size: number, slide: number, offset: number): WindowAssigner {
  return (open, records, { create, add, merge }, closed) => {
    type Batch = { readonly value: ReturnType<typeof create> };
    const fresh = new Map<number, Batch>();
    const late: (typeof records)[number][1][] = [];
    for (const [time, record] of records) {
      let isLate = true;
      const last = Math.floor((time - offset) / slide) * slide + offset;
      for (let start = last; start > time - size && start + size > closed; start -= slide) {
        isLate = false;
        const batch = fresh.get(start);
        fresh.set(start, {
          value: batch === undefined ? create(record) : add(batch.value, record),
        });
      }
      // In windows that slide by more than their size some records are in none.
      if (isLate && last + size > time) late.push(record);
    }
    const windows = open.map((window) => {
      const batch = fresh.get(window.start);
      if (batch === undefined) return window;
      fresh.delete(window.start);
      return { ...window, value: merge(window.value, batch.value) };
    });
    for (const [start, { value }] of fresh) windows.push({ start, end: start + size, value });
    return { windows: windows.sort(byStart), late };
  };
}

/**
 * Windows that last until no record has come for `gap` milliseconds. A record may join two into one; it is too late only
 * if it joins none that is open.
 */
export function sessionWindows(gap: number): WindowAssigner {
  return (open, records, { create, add, merge }, closed) => {
    let windows = open;
    const late: (typeof records)[number][1][] = [];
    for (const session of sessionsOf(records, gap)) {
      const met = windows.filter(({ start, end }) => start <= session.end && end >= session.start);
      const [first, ...more] = session.records;
      const value = more.reduce((all, record) => add(all, record), create(first!));
      const parts = [...met, { start: session.start, end: session.end, value }].sort(byStart);
      const end = Math.max(...parts.map((part) => part.end));
      if (end <= closed) {
        for (const record of session.records) late.push(record);
        continue;
      }
      const joined = {
        ...{ start: parts[0]!.start, end },
        value: parts.map((part) => part.value).reduce((a, b) => merge(a, b)),
      };
      windows = [...windows.filter((window) => !met.includes(window)), joined].sort(byStart);
    }
    return { windows, late };
  };
}

interface Session<T> {
  readonly start: number;
  end: number;
  readonly records: T[];
}

/** The sessions that the records make among themselves. */
function sessionsOf<T>(records: readonly TimedRecord<T>[], gap: number): Session<T>[] {
  const sessions: Session<T>[] = [];
  for (const [time, record] of [...records].sort(([a], [b]) => a - b)) {
    const session = sessions.at(-1);
    if (session === undefined || time > session.end)
      sessions.push({ start: time, end: time + gap, records: [record] });
    else {
      session.end = time + gap;
      session.records.push(record);
    }
  }
  return sessions;
}

function byStart(a: { readonly start: number }, b: { readonly start: number }): number {
  return a.start - b.start;
}
