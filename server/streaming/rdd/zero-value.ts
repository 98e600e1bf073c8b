/**
 * What gives a value to start from, a new copy each time where functions could change it: Spark sends it to each task
 * as bytes. Arrays, plain objects, maps, sets, dates and bytes are copied deeply; an instance of a class by its own
 * `copy()`, and without one it must not be changed.
 */
export function copiesOf<C>(zeroValue: C): () => C {
  return typeof zeroValue === 'object' && zeroValue !== null
    ? () => copyOf(zeroValue) as C
    : () => zeroValue;
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  // By tag and not by class: a cell's objects can be of another realm.
  switch (Object.prototype.toString.call(value)) {
    case '[object Map]':
      return new Map([...(value as Map<unknown, unknown>)].map(([k, v]) => [k, copyOf(v)]));
    case '[object Set]':
      return new Set([...(value as Set<unknown>)].map(copyOf));
    case '[object Date]':
      return new Date((value as Date).getTime());
    case '[object Uint8Array]':
      return (value as Uint8Array).slice();
  }
  if ('copy' in value && typeof value.copy === 'function') return value.copy();
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!isPlain) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyOf(part)]));
}
