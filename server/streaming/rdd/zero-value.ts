import { isPlainObject, kindOf } from '../value-kinds.ts';

/**
 * What gives a value to start from, a new copy each time where functions could change it: Spark sends it to each task
 * as bytes. Arrays, typed arrays, plain objects, maps, sets and dates are copied deeply; an instance of a class by its
 * own `copy()`, and without one it must not be changed.
 */
export function copiesOf<C>(zeroValue: C): () => C {
  return typeof zeroValue === 'object' && zeroValue !== null
    ? () => copyOf(zeroValue) as C
    : () => zeroValue;
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (isTypedArray(value)) return copyOfAny.call(value);
  switch (kindOf(value)) {
    case 'Map':
      return new Map([...(value as Map<unknown, unknown>)].map(([k, v]) => [k, copyOf(v)]));
    case 'Set':
      return new Set([...(value as Set<unknown>)].map(copyOf));
    case 'Date':
      return new Date((value as Date).getTime());
  }
  if ('copy' in value && typeof value.copy === 'function') return value.copy();
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyOf(part)]));
}

/** Any typed array's own; a Buffer's `slice` would be a view of the same bytes. */
const { slice: copyOfAny } = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;

function isTypedArray(value: object): value is Uint8Array {
  return ArrayBuffer.isView(value) && kindOf(value) !== 'DataView';
}
