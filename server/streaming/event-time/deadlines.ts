import { KeyedMap } from '../shuffle/keyed-map.ts';

/**
 * Which keys are due when, as a binary heap. Of a key only the earliest deadline counts: who gets the key adds the
 * next one.
 */
export class Deadlines<K> {
  readonly #times: number[] = [];
  readonly #keys: K[] = [];
  /** What is in the heap besides has been overtaken by an earlier one. */
  readonly #earliest = new KeyedMap<K, number>();

  /** How many are kept. */
  get size(): number {
    return this.#times.length;
  }

  add(time: number, key: K): void {
    const known = this.#earliest.get(key);
    if (known !== undefined && known <= time) return;
    this.#earliest.set(key, time);
    this.#push(time, key);
  }

  /** Takes out all keys that are due by `time`. */
  due(time: number): K[] {
    const keys: K[] = [];
    while (this.#times.length > 0 && this.#times[0]! <= time) {
      const [at, key] = [this.#times[0]!, this.#takeFirst()];
      if (this.#earliest.get(key) !== at) continue;
      this.#earliest.delete(key);
      keys.push(key);
    }
    return keys;
  }

  #push(time: number, key: K): void {
    let at = this.#times.length;
    this.#times.push(time);
    this.#keys.push(key);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#times[above]! <= this.#times[at]!) return;
      this.#swap(at, above);
      at = above;
    }
  }

  #takeFirst(): K {
    const first = this.#keys[0]!;
    const lastTime = this.#times.pop()!;
    const lastKey = this.#keys.pop()!;
    if (this.#times.length === 0) return first;
    this.#times[0] = lastTime;
    this.#keys[0] = lastKey;
    for (let at = 0; ; ) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2])
        if (below < this.#times.length && this.#times[below]! < this.#times[least]!) least = below;
      if (least === at) return first;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    [this.#times[a], this.#times[b]] = [this.#times[b]!, this.#times[a]!];
    [this.#keys[a], this.#keys[b]] = [this.#keys[b]!, this.#keys[a]!];
  }
}
