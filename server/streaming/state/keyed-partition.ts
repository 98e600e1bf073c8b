import { KeyedMap } from '../shuffle/keyed-map.ts';
import { fingerprint } from './fingerprint.ts';

/** What a change replaced, so that it can be taken back. */
interface Replaced<K, S> {
  readonly key: K;
  /** Undefined where there was nothing. */
  readonly pair: readonly [K, S] | undefined;
  readonly touched: number;
}

/**
 * One partition of state by key, changed in place. Keys are in slots: arrays have the pairs, when they were touched and
 * whether a checkpoint has them, so that a key that no batch touches costs nothing, and all pairs of one moment cost a copy
 * of one array. A pair itself never changes; a removed one's slot is taken by the last.
 */
export class KeyedPartition<K, S> {
  /** The batch up to which it has been computed. */
  version = 0;
  /** Whether it is still to be given what it starts with. */
  lacksInitial = false;
  readonly #slots = new KeyedMap<K, number>();
  readonly #pairs: (readonly [K, S])[] = [];
  readonly #touched: number[] = [];
  /** Of objects, as checkpoints have them. */
  readonly #prints: number[] | undefined;
  /** 1 where no checkpoint has the pair. */
  #changed = new Uint8Array(16);
  /** Keys that were removed since the last checkpoint; they may have come back. */
  #removed: K[] = [];
  #replaced: Replaced<K, S>[] | undefined;

  /** @param mayChangeInPlace whether an object can have changed although nobody said so. */
  constructor(mayChangeInPlace: boolean) {
    this.#prints = mayChangeInPlace ? [] : undefined;
  }

  get size(): number {
    return this.#pairs.length;
  }

  /** -1 where there is no such key. */
  slotOf(key: K): number {
    return this.#slots.get(key) ?? -1;
  }

  pairAt(slot: number): readonly [K, S] {
    return this.#pairs[slot]!;
  }

  /** When the key was touched last, in milliseconds. */
  touchedAt(slot: number): number {
    return this.#touched[slot]!;
  }

  /** All pairs as they are now. */
  pairs(): readonly (readonly [K, S])[] {
    return this.#pairs.slice();
  }

  /** Sets a key's state. @param slot where the key is, or -1. */
  put(slot: number, key: K, state: S, touched: number): void {
    if (slot < 0) {
      this.#replaced?.push({ key, pair: undefined, touched: 0 });
      this.#add([key, state], touched);
      return;
    }
    const pair = this.#pairs[slot]!;
    this.#replaced?.push({ key, pair, touched: this.#touched[slot]! });
    if (pair[1] !== state) this.#pairs[slot] = [pair[0], state];
    this.#touched[slot] = touched;
    this.#changed[slot] = 1;
  }

  remove(slot: number): void {
    const pair = this.#pairs[slot]!;
    this.#replaced?.push({ key: pair[0], pair, touched: this.#touched[slot]! });
    this.#removed.push(pair[0]);
    this.#slots.delete(pair[0]);
    const last = this.#pairs.pop()!;
    const touched = this.#touched.pop()!;
    const print = this.#prints?.pop();
    if (slot === this.#pairs.length) return;
    this.#pairs[slot] = last;
    this.#touched[slot] = touched;
    if (this.#prints !== undefined) this.#prints[slot] = print!;
    this.#slots.entry(last[0])!.value = slot;
    // Whoever goes through the slots from the first to the last would miss it.
    this.#changed[slot] = 1;
  }

  /** Does all that `change` does, or, if it throws, nothing. Objects that it changes in place stay changed. */
  atomically<R>(change: () => R): R {
    this.#replaced = [];
    try {
      return change();
    } catch (error) {
      const replaced = this.#replaced.reverse();
      this.#replaced = undefined;
      for (const { key, pair, touched } of replaced) this.#takeBack(key, pair, touched);
      throw error;
    } finally {
      this.#replaced = undefined;
    }
  }

  /** Whether a checkpoint lacks the pair as it is. */
  isChanged(slot: number): boolean {
    if (this.#changed[slot] === 1) return true;
    if (this.#prints === undefined) return false;
    const state = this.#pairs[slot]![1];
    if (typeof state !== 'object' || state === null) return false;
    if (fingerprint(state) === this.#prints[slot]) return false;
    this.#changed[slot] = 1;
    return true;
  }

  /** Keys that were removed since the last checkpoint and are not there. */
  removed(): K[] {
    return this.#removed.filter((key) => !this.#slots.has(key));
  }

  /** A checkpoint has all of it. */
  confirm(): void {
    const prints = this.#prints;
    for (let slot = 0; prints !== undefined && slot < prints.length; slot++) {
      if (this.#changed[slot] === 0) continue;
      const state = this.#pairs[slot]![1];
      if (typeof state === 'object' && state !== null) prints[slot] = fingerprint(state);
    }
    this.#changed.fill(0);
    this.#removed = [];
  }

  #add(pair: readonly [K, S], touched: number): void {
    const slot = this.#pairs.length;
    this.#slots.add(pair[0], slot);
    this.#pairs.push(pair);
    this.#touched.push(touched);
    this.#prints?.push(Number.NaN);
    if (slot >= this.#changed.length) {
      const changed = new Uint8Array(this.#changed.length * 2);
      changed.set(this.#changed);
      this.#changed = changed;
    }
    this.#changed[slot] = 1;
  }

  #takeBack(key: K, pair: readonly [K, S] | undefined, touched: number): void {
    const slot = this.slotOf(key);
    if (pair === undefined) this.remove(slot);
    else if (slot < 0) this.#add(pair, touched);
    else {
      this.#pairs[slot] = pair;
      this.#touched[slot] = touched;
    }
  }
}
