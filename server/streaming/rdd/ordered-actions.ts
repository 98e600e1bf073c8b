import { naturalOrder, type Ordering } from '../shuffle/ordering.ts';
import { Actions, emptyCollection } from './actions.ts';
import { concatenated } from './computations/shuffled.ts';

/** Actions that put elements in order, by themselves or by what `key` makes of them (`naturalOrder`). */
export abstract class OrderedActions<T> extends Actions<T> {
  /** @throws UnsupportedOperationException where there is none. */
  async max(key?: (value: T) => unknown): Promise<T> {
    return this.extreme('max', by(key, -1));
  }

  /** @throws UnsupportedOperationException where there is none. */
  async min(key?: (value: T) => unknown): Promise<T> {
    return this.extreme('min', by(key, 1));
  }

  /** The smallest elements, smallest first. */
  async takeOrdered(num: number, key?: (value: T) => unknown): Promise<T[]> {
    return this.leading('takeOrdered', num, by(key, 1));
  }

  /** The largest elements, largest first. */
  async top(num: number, key?: (value: T) => unknown): Promise<T[]> {
    return this.leading('top', num, by(key, -1));
  }

  private async extreme(description: string, order: Ordering<T>): Promise<T> {
    const first = (a: T, b: T) => (order(b, a) < 0 ? b : a);
    const parts = await this.runJob(description, (values) =>
      values.length === 0 ? [] : [values.reduce(first)],
    );
    const candidates = parts.flat(1) as T[];
    if (candidates.length === 0) throw emptyCollection();
    return candidates.reduce(first);
  }

  private async leading(description: string, num: number, order: Ordering<T>): Promise<T[]> {
    if (num <= 0) return [];
    const parts = await this.runJob(description, (values) => leadingOf(values, num, order));
    return leadingOf(concatenated(parts), num, order);
  }
}

function by<T>(key: ((value: T) => unknown) | undefined, sign: 1 | -1): Ordering<T> {
  if (key === undefined) return (a, b) => sign * naturalOrder(a, b);
  return (a, b) => sign * naturalOrder(key(a), key(b));
}

/** The first `num` in order. Only so many are kept in order meanwhile, twice over, however many values there are. */
function leadingOf<T>(values: readonly T[], num: number, order: Ordering<T>): T[] {
  let kept: T[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (kept.length >= num && order(value, kept[num - 1]!) >= 0) continue;
    kept.push(value);
    if (kept.length === num || kept.length >= 2 * num) kept = kept.sort(order).slice(0, num);
  }
  return kept.sort(order).slice(0, num);
}
