import { KeyedMap } from '../shuffle/keyed-map.ts';
import type { KeyedPartition } from '../state/keyed-partition.ts';
import { Deadlines } from './deadlines.ts';
import type { OpenWindow, TimedRecord, WindowAggregate, WindowAssigner } from './open-windows.ts';

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

type Open<A> = readonly OpenWindow<A>[];

/** One partition of windows by key. */
export class WindowedPartition<T, K, A> {
  readonly #state: KeyedPartition<K, Open<A>>;
  readonly #settings: WindowSettings<T, A>;
  /** When windows of a key are to be looked at. */
  readonly #deadlines = new Deadlines<K>();

  constructor(state: KeyedPartition<K, Open<A>>, settings: WindowSettings<T, A>) {
    this.#state = state;
    this.#settings = settings;
    for (let slot = 0; slot < state.size; slot++) {
      const [key, windows] = state.pairAt(slot);
      for (const window of windows) {
        this.#deadlines.add(window.end, key);
        this.#deadlines.add(window.end + settings.allowedLateness, key);
      }
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
    const changed = new KeyedMap<K, ReadonlySet<OpenWindow<A>>>();
    this.#state.atomically(() => {
      for (const { key, value } of byKey(records))
        changed.set(key, this.#add(key, value, time, before, late));
    });
    const values: (readonly [K, WindowValue<A>])[] = [];
    changed.forEach((windows, key) => {
      this.#settle(key, windows, time, before, after, values);
    });
    for (const key of this.#deadlines.due(after)) {
      if (changed.has(key)) continue;
      changed.set(key, NONE);
      this.#settle(key, NONE, time, before, after, values);
    }
    return { values, late };
  }

  /** @returns the windows that have changed. */
  #add(
    key: K,
    records: readonly TimedRecord<T>[],
    time: number,
    before: number,
    late: T[],
  ): ReadonlySet<OpenWindow<A>> {
    const { assigner, aggregate, allowedLateness } = this.#settings;
    const slot = this.#state.slotOf(key);
    const open = slot < 0 ? [] : this.#state.pairAt(slot)[1];
    const assigned = assigner(open, records, aggregate, before - allowedLateness);
    for (const record of assigned.late) late.push(record);
    const known = new Set(open);
    const changed = new Set(assigned.windows.filter((window) => !known.has(window)));
    if (changed.size === 0) return changed;
    this.#state.put(slot, key, assigned.windows, time);
    for (const { end } of changed) this.#deadlines.add(end, key);
    return changed;
  }

  /** Gives the values that are due of a key, and drops the windows that have been closed for long enough. */
  #settle(
    key: K,
    changed: ReadonlySet<OpenWindow<unknown>>,
    time: number,
    before: number,
    after: number,
    values: (readonly [K, WindowValue<A>])[],
  ): void {
    const slot = this.#state.slotOf(key);
    if (slot < 0) return;
    const { allowedLateness, outputMode } = this.#settings;
    const windows = this.#state.pairAt(slot)[1];
    for (const window of windows) {
      const isChanged = changed.has(window);
      const isDue =
        outputMode === 'update'
          ? isChanged
          : window.end <= after && (isChanged || window.end > before);
      if (isDue) values.push([key, window]);
      if (window.end <= after && window.end + allowedLateness > after)
        this.#deadlines.add(window.end + allowedLateness, key);
    }
    const kept = windows.filter(({ end }) => end + allowedLateness > after);
    if (kept.length === windows.length) return;
    if (kept.length === 0) this.#state.remove(slot);
    else this.#state.put(slot, key, kept, time);
  }
}

const NONE: ReadonlySet<never> = new Set();

function byKey<K, V>(pairs: readonly (readonly [K, V])[]): KeyedMap<K, V[]> {
  const groups = new KeyedMap<K, V[]>();
  for (let i = 0; i < pairs.length; i++) {
    const [key, value] = pairs[i]!;
    const entry = groups.entry(key);
    if (entry === undefined) groups.set(key, [value]);
    else entry.value.push(value);
  }
  return groups;
}
