import { keyText } from './key-structure.ts';

/** A key of a KeyedMap with its value, which may be changed in place. */
export interface KeyedEntry<K, V> {
  readonly key: K;
  value: V;
}

/**
 * A map whose keys are compared by what they are: strings and other primitives as in a Map, arrays and other objects
 * by what they hold (`keyStructure`). A key must not be changed while it is in the map. Iterating gives primitives
 * before objects, both in the order in which they came.
 */
export class KeyedMap<K, V> implements Iterable<KeyedEntry<K, V>> {
  readonly #primitives = new Map<unknown, KeyedEntry<K, V>>();
  readonly #objects = new Map<string, KeyedEntry<K, V>>();

  get size(): number {
    return this.#primitives.size + this.#objects.size;
  }

  has(key: K): boolean {
    return this.entry(key) !== undefined;
  }

  get(key: K): V | undefined {
    return this.entry(key)?.value;
  }

  /** The entry of a key, if it is there: its value can be changed. */
  entry(key: K): KeyedEntry<K, V> | undefined {
    return isObject(key) ? this.#objects.get(keyText(key)) : this.#primitives.get(key);
  }

  /** The entry of a key, with what `initial` gives if it is new: who counts or collects looks a key up once. */
  entryOf(key: K, initial: () => V): KeyedEntry<K, V> {
    if (!isObject(key)) return entryIn(this.#primitives, key, key, initial);
    return entryIn(this.#objects, keyText(key), key, initial);
  }

  set(key: K, value: V): this {
    this.entryOf(key, () => value).value = value;
    return this;
  }

  /** Like `set`, for a key that is not in the map: nothing is looked up. */
  add(key: K, value: V): void {
    const entry = { key, value };
    if (isObject(key)) this.#objects.set(keyText(key), entry);
    else this.#primitives.set(key, entry);
  }

  delete(key: K): boolean {
    return isObject(key) ? this.#objects.delete(keyText(key)) : this.#primitives.delete(key);
  }

  clear(): void {
    this.#primitives.clear();
    this.#objects.clear();
  }

  /** Quicker than iterating. */
  forEach(run: (value: V, key: K) => void): void {
    const visit = ({ key, value }: KeyedEntry<K, V>) => run(value, key);
    this.#primitives.forEach(visit);
    this.#objects.forEach(visit);
  }

  *[Symbol.iterator](): Generator<KeyedEntry<K, V>> {
    yield* this.#primitives.values();
    yield* this.#objects.values();
  }

  /** The entries as a Map of JavaScript, which finds objects by identity alone. */
  toMap(): Map<K, V> {
    const map = new Map<K, V>();
    this.forEach((value, key) => {
      map.set(key, value);
    });
    return map;
  }
}

function isObject(key: unknown): key is object {
  return typeof key === 'object' && key !== null;
}

function entryIn<I, K, V>(
  entries: Map<I, KeyedEntry<K, V>>,
  id: I,
  key: K,
  initial: () => V,
): KeyedEntry<K, V> {
  let entry = entries.get(id);
  if (entry === undefined) {
    entry = { key, value: initial() };
    entries.set(id, entry);
  }
  return entry;
}
