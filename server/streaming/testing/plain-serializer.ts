import type { Serializer } from '../../ports/serializer.ts';

/**
 * The Serializer port in plain JavaScript: JSON, with a marked array where JSON has no form. It takes what the structured
 * clone algorithm takes but for cycles, and says what it does not take.
 */
export const plainSerializer: Serializer = {
  serialize: (value) => new TextEncoder().encode(JSON.stringify(marked(value))),
  deserialize: (bytes) => unmarked(JSON.parse(new TextDecoder().decode(bytes))),
};

/** What JSON holds of a value: an array is a kind and what it is made of, everything else is itself. */
function marked(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'undefined':
      return ['undefined'];
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : ['number', textOf(value)];
    case 'bigint':
      return ['bigint', String(value)];
    case 'object':
      return value === null ? null : markedObject(value);
    default:
      throw new TypeError(
        `A ${typeof value} cannot be stored: keep data only, no functions or symbols.`,
      );
  }
}

function textOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function markedObject(value: object): unknown {
  if (Array.isArray(value)) return ['array', ...value.map(marked)];
  // By tag and not by class: a cell's objects can be of another realm.
  switch (Object.prototype.toString.call(value)) {
    case '[object Date]':
      return ['date', marked((value as Date).getTime())];
    case '[object Uint8Array]':
      return ['bytes', ...(value as Uint8Array)];
    case '[object Set]':
      return ['set', ...Array.from(value as Set<unknown>, marked)];
    case '[object Map]':
      return [
        'map',
        ...Array.from(value as Map<unknown, unknown>, ([k, v]) => [marked(k), marked(v)]),
      ];
    case '[object Promise]':
      throw new TypeError('A promise cannot be stored: await it first.');
    default:
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, marked(part)]));
  }
}

function unmarked(form: unknown): unknown {
  if (typeof form !== 'object' || form === null) return form;
  if (!Array.isArray(form))
    return Object.fromEntries(Object.entries(form).map(([name, part]) => [name, unmarked(part)]));
  const [kind, ...parts] = form as [string, ...unknown[]];
  switch (kind) {
    case 'array':
      return parts.map(unmarked);
    case 'date':
      return new Date(unmarked(parts[0]) as number);
    case 'bytes':
      return Uint8Array.from(parts as number[]);
    case 'set':
      return new Set(parts.map(unmarked));
    case 'map':
      return new Map((parts as [unknown, unknown][]).map(([k, v]) => [unmarked(k), unmarked(v)]));
    case 'number':
      return Number(parts[0]);
    case 'bigint':
      return BigInt(parts[0] as string);
    default:
      return undefined;
  }
}
