import { isPlainObject, ownText } from '../value-kinds.ts';

/**
 * What an object is as a key. Two objects are the same key where they are of the same kind and all within is:
 * arrays by their elements, other iterables (sets, maps, bytes) by what they yield, wrappers such as dates by their
 * value, and everything else by its own properties, or by its text where it shows none (a URL, a RegExp).
 */
export type KeyStructure =
  | { readonly value: unknown }
  | { readonly elements: Iterable<unknown> }
  | { readonly properties: readonly (readonly [string, unknown])[] };

/** @throws TypeError for an object of which nothing is seen that it could be compared by, such as a promise. */
export function keyStructure(object: object): KeyStructure {
  if (Symbol.iterator in object) return { elements: object as Iterable<unknown> };
  const value: unknown = typeof object.valueOf === 'function' ? object.valueOf() : object;
  if (typeof value !== 'object' || value === null) return { value };
  const properties = Object.entries(object);
  if (properties.length === 0 && !isPlainObject(object)) return { value: textOf(object) };
  return { properties: properties.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

function textOf(object: object): string {
  const text = ownText(object);
  if (text !== undefined) return text;
  const kind = object.constructor?.name ?? 'object';
  throw new TypeError(
    `A ${kind} within a key cannot be compared with another: it shows nothing of what it holds. Give it a valueOf() or toString().`,
  );
}

/** Text that two keys have in common exactly if they are the same key. */
export function keyText(key: unknown): string {
  switch (typeof key) {
    case 'string':
      // The length tells where it ends, whatever is in it.
      return `${key.length}"${key}`;
    case 'bigint':
      return `${key}n`;
    case 'object':
      return key === null ? 'null' : objectText(key);
    case 'symbol':
    case 'function':
      throw new TypeError(
        `A ${typeof key} within a key cannot be compared with another: ${String(key)}`,
      );
    default:
      return String(key);
  }
}

function objectText(object: object): string {
  if (Array.isArray(object)) return listText(object);
  const kind = object.constructor?.name ?? 'Object';
  const structure = keyStructure(object);
  if ('value' in structure) return `${kind}(${keyText(structure.value)})`;
  if ('elements' in structure) return `${kind}[${Array.from(structure.elements, keyText).join()}]`;
  const properties = structure.properties.map(
    ([name, value]) => `${keyText(name)}:${keyText(value)}`,
  );
  return `${kind}{${properties.join()}}`;
}

function listText(elements: readonly unknown[]): string {
  let text = '[';
  for (let i = 0; i < elements.length; i++) text += `${keyText(elements[i])},`;
  return `${text}]`;
}
