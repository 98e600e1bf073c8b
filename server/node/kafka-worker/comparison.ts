import type { ListChanges } from '../../contract/kafka-client/model.ts';

/** Remembers a list and tells how the next one differs from it. */
export class ListComparison<T extends { readonly name: string }> {
  #before = new Map<string, T>();
  #first = true;

  /** Undefined if nothing differs. The first list differs, even if it is empty. */
  next(items: readonly T[]): ListChanges<T> | undefined {
    const now = new Map(items.map((item) => [item.name, item]));
    const put = items.filter((item) => !shallowEqual(this.#before.get(item.name), item));
    const removed = [...this.#before.keys()].filter((name) => !now.has(name));
    const first = this.#first;
    this.#first = false;
    this.#before = now;
    return first || put.length > 0 || removed.length > 0 ? { put, removed } : undefined;
  }
}

/** Remembers values by key and tells which became different. */
export class ValueComparison {
  #before = new Map<string, string>();

  /** Whether `value` is not what it was under `key` the last time, or is seen for the first time. */
  differs(key: string, value: unknown): boolean {
    const text = JSON.stringify(value);
    if (this.#before.get(key) === text) return false;
    this.#before.set(key, text);
    return true;
  }

  /** Forgets all but these keys, so that what is asked for again is told again. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#before.keys()) if (!keys.has(key)) this.#before.delete(key);
  }
}

function shallowEqual<T extends object>(a: T | undefined, b: T): boolean {
  if (a === undefined) return false;
  for (const key in b) if (a[key] !== b[key]) return false;
  return true;
}
