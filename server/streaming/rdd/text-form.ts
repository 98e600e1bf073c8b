import { kindOf, ownText } from '../value-kinds.ts';

/**
 * A value as `pprint` and `saveAsTextFile` write it, which is how Spark's own shell shows it where both know it: texts
 * as they are, arrays as tuples `(word,2)`, also inside each other, maps as `Map(a -> 1)`. Plain objects are
 * written as JSON, dates in ISO 8601, instances of classes by their own `toString`.
 */
export function textForm(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `(${value.map(textForm).join(',')})`;
  switch (kindOf(value)) {
    case 'Date':
      return dateForm(value as Date);
    case 'Map':
      return mapForm(value as Map<unknown, unknown>);
    case 'Set':
      return `Set(${Array.from(value as Set<unknown>, textForm).join(', ')})`;
  }
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${String(value)})`;
  return ownText(value) ?? asJson(value);
}

function dateForm(date: Date): string {
  return Number.isNaN(date.getTime()) ? String(date) : date.toISOString();
}

function mapForm(map: ReadonlyMap<unknown, unknown>): string {
  return `Map(${Array.from(map, ([k, v]) => `${textForm(k)} -> ${textForm(v)}`).join(', ')})`;
}

function asJson(value: object): string {
  try {
    return JSON.stringify(value, (_, inner: unknown) => (isJson(inner) ? inner : textForm(inner)));
  } catch {
    // It contains itself.
    return String(value);
  }
}

/** Whether JSON has a form for it that says what it is. */
function isJson(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
  return !['Map', 'Set'].includes(kindOf(value));
}
