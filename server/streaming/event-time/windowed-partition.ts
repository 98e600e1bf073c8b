import { KeyedMap } from '../shuffle/keyed-map.ts';
import type { KeyedPartition } from '../state/keyed-partition.ts';
import { Deadlines } from './deadlines.ts';
import {
  type OpenWindow,
  type PackedWindows,
  packed,
  type TimedRecord,
  unpacked,
  type WindowAggregate,
  type WindowAssigner,
} from './open-windows.ts';

/**
 * `append`: a window's value once it is closed, and again for each batch that has records for it within the allowed
 * lateness. `update`: the value after each batch that has records for it.
 */
export type OutputMode = 'append' | 'update';

/** What there is to know of windows of one kind. Durations are milliseconds. */
export interface WindowSettings<T, A> {
  readonly assigner: WindowAssigner;
  readonly aggregate: WindowAggregate<T, A>;
  readonly allowedLateness: number;
  readonly outputMode: OutputMode;
}

/** The value of a window: from `start` up to but without `end`, in milliseconds since the epoch. */
export type WindowValue<A> = OpenWindow<A>;

export interface WindowedBatch<T, K, A> {
  readonly values: readonly (readonly [K, WindowValue<A>])[];
  readonly late: readonly T[];
}

/** The windows of a key, and which of them the batch has changed. */
interface Touched<A> {
  readonly windows: readonly OpenWindow<A>[];
  readonly changed: ReadonlySet<OpenWindow<A>>;
}

const NO_WINDOWS: readonly never[] = [];
const NO_CHANGES: ReadonlySet<never> = new Set();

/** One partition of windows by key. */
export class WindowedPartition<T, K, A> {
  readonly #state: KeyedPartition<K, PackedWindows>;
  readonly #settings: WindowSettings<T, A>;
  /** When windows of a key are to be looked at. */
  readonly #deadlines = new Deadlines<K>();

  constructor(state: KeyedPartition<K, PackedWindows>, settings: WindowSettings<T, A>) {
    this.#state = state;
    this.#settings = settings;
    for (let slot = 0; slot < state.size; slot++) {
      const [key, windows] = state.pairAt(slot);
      for (const { end } of unpacked(windows)) this.#deadlines.add(end, key);
    }
  }

  /**
   * Adds a batch's records, or, where a function throws, none.
   * @param time the batch's. @param before the watermark before the batch. @param after that with the batch.
   */
  apply(
    records: readonly (readonly [K, TimedRecord<T>])[],
    time: number,
    before: number,
    after: number,
  ): WindowedBatch<T, K, A> {
    const late: T[] = [];
    const touched = new KeyedMap<K, Touched<A>>();
    this.#state.atomically(() => {
      byKey(records).forEach((ofKey, key) => {
        touched.set(key, this.#add(key, ofKey, time, before, late));
      });
    });
    // Before windows get new ones: a key that is both touched and due is settled once.
    const dueKeys = this.#deadlines.due(after);
    const values: (readonly [K, WindowValue<A>])[] = [];
    touched.forEach((windows, key) => {
      this.#settle(key, windows, time, before, after, values);
    });
    for (const key of dueKeys) {
      const slot = this.#state.slotOf(key);
      if (slot < 0 || touched.has(key)) continue;
      const due = { windows: unpacked<A>(this.#state.pairAt(slot)[1]), changed: NO_CHANGES };
      this.#settle(key, due, time, before, after, values);
    }
    return { values, late };
  }

  #add(
    key: K,
    records: readonly TimedRecord<T>[],
    time: number,
    before: number,
    late: T[],
  ): Touched<A> {
    const { assigner, aggregate, allowedLateness } = this.#settings;
    const slot = this.#state.slotOf(key);
    const open: readonly OpenWindow<A>[] =
      slot < 0 ? NO_WINDOWS : unpacked<A>(this.#state.pairAt(slot)[1]);
    const assigned = assigner(open, records, aggregate, before - allowedLateness);
    for (const record of assigned.late) late.push(record);
    const changed = new Set(assigned.windows);
    for (const window of open) changed.delete(window);
    if (changed.size > 0) this.#state.put(slot, key, packed(assigned.windows), time);
    return { windows: assigned.windows, changed };
  }

  /** Gives the values that are due of a key, and drops the windows that have been closed for long enough. */
  #settle(
    key: K,
    { windows, changed }: Touched<A>,
    time: number,
    before: number,
    after: number,
    values: (readonly [K, WindowValue<A>])[],
  ): void {
    const { allowedLateness, outputMode } = this.#settings;
    for (const window of windows) {
      const isChanged = changed.has(window);
      const isDue =
        outputMode === 'update'
          ? isChanged
          : window.end <= after && (isChanged || window.end > before);
      if (isDue) values.push([key, window]);
      const next = window.end > after ? window.end : window.end + allowedLateness;
      if (next > after) this.#deadlines.add(next, key);
    }
    const kept = windows.filter(({ end }) => end + allowedLateness > after);
    if (kept.length === windows.length) return;
    const slot = this.#state.slotOf(key);
    if (kept.length === 0) this.#state.remove(slot);
    else this.#state.put(slot, key, packed(kept), time);
  }
}

function byKey<K, V>(pairs: readonly (readonly [K, V])[]): KeyedMap<K, V[]> {
  const groups = new KeyedMap<K, V[]>();
  for (let i = 0; i < pairs.length; i++) {
    const [key, value] = pairs[i]!;
    groups.entryOf(key, () => []).value.push(value);
  }
  return groups;
}
