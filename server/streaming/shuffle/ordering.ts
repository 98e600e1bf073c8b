/** Negative, 0 or positive, as for `Array.sort`. */
export type Ordering<T> = (a: T, b: T) => number;

/**
 * The natural order: numbers by value (NaN last, as in Java), strings by UTF-16 units, false before true, dates by
 * time, arrays element by element and then by length. Nothing (null, undefined) comes first; values of different
 * kinds are in the order boolean, number, string, array, other objects.
 */
export function naturalOrder(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return numericOrder(a, b);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  const [rankA, rankB] = [rank(a), rank(b)];
  if (rankA !== rankB) return rankA - rankB;
  if (Array.isArray(a)) return listOrder(a, b as unknown[]);
  // Numbers beside bigints, booleans, dates, and objects that say what they are worth.
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The order of keys: natural, or the reverse of it. */
export function keyOrder(ascending: boolean): Ordering<unknown> {
  return ascending ? naturalOrder : (a, b) => naturalOrder(b, a);
}

function numericOrder(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

function listOrder(a: readonly unknown[], b: readonly unknown[]): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const order = naturalOrder(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function rank(value: unknown): number {
  if (value === null || value === undefined) return 0;
  switch (typeof value) {
    case 'boolean':
      return 1;
    case 'number':
    case 'bigint':
      return 2;
    case 'string':
      return 3;
    default:
      return Array.isArray(value) ? 4 : 5;
  }
}
