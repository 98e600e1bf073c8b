/**
 * A value as `pprint` and `saveAsTextFile` write it, which is how Spark's own shell shows it where both know it: texts
 * as they are, arrays as tuples `(word,2)`, also inside each other, maps as `Map(a -> 1)`. Plain objects are
 * written as JSON, dates in ISO 8601, instances of classes by their own `toString`.
 */
export function textForm(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `(${value.map(textForm).join(',')})`;
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (value instanceof Map)
    return `Map(${Array.from(value, ([k, v]) => `${textForm(k)} -> ${textForm(v)}`).join(', ')})`;
  if (value instanceof Set) return `Set(${Array.from(value, textForm).join(', ')})`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${String(value)})`;
  return ownForm(value) ?? asJson(value);
}

/** What an instance's class says that it looks like. */
function ownForm(value: object): string | undefined {
  const toText: unknown = (value as { toString?: unknown }).toString;
  return typeof toText === 'function' && toText !== Object.prototype.toString
    ? String(value)
    : undefined;
}

function asJson(value: object): string {
  try {
    return JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'bigint' || inner instanceof Map || inner instanceof Set
        ? textForm(inner)
        : inner,
    );
  } catch {
    // It contains itself.
    return String(value);
  }
}
