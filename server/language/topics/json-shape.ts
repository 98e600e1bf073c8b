// What a sample of JSON values looks like: told by looking at values one after the other, and written as a type.

/** How deep a type goes; below, all is `unknown`. */
const DEEPEST = 8;
/** How many elements of an array are looked at. */
const MOST_ITEMS = 50;
/** An object with more keys than this, most of them rare, is a map and no record. */
const MOST_KEYS = 40;

/** What has been seen at one place of the values. */
interface Shape {
  readonly scalars: Set<Scalar>;
  items: Shape | undefined;
  object: ObjectShape | undefined;
  /** Something lies deeper than is looked. */
  isDeep: boolean;
}

interface ObjectShape {
  /** How many objects were seen. */
  count: number;
  readonly members: Map<string, { readonly shape: Shape; count: number }>;
}

/** In the order in which a union names them. */
const scalars = ['string', 'number', 'boolean', 'null'] as const;
type Scalar = (typeof scalars)[number];

/** One field of the values, with its place: `user.name`, `items[].price`. */
export interface Field {
  readonly path: string;
  /** As the type says it. */
  readonly type: string;
  /** Not in each of the objects that it could be in. */
  readonly isOptional: boolean;
}

/** Learns what JSON values look like. The order of the values makes no difference. */
export class JsonShape {
  readonly #root = emptyShape();

  add(value: unknown): void {
    look(this.#root, value, 0);
  }

  /** A TypeScript type that all values have, on one line; the same for the same values. `unknown` for none. */
  get type(): string {
    return typeOf(this.#root);
  }

  /** The fields of objects among the values, those of an object below it, by name. */
  get fields(): Field[] {
    return [...fieldsOf(this.#root, '')];
  }
}

function emptyShape(): Shape {
  return { scalars: new Set(), items: undefined, object: undefined, isDeep: false };
}

function look(shape: Shape, value: unknown, depth: number): void {
  if (value === null) shape.scalars.add('null');
  else if (typeof value !== 'object') shape.scalars.add(typeof value as Scalar);
  else if (depth === DEEPEST) shape.isDeep = true;
  else if (Array.isArray(value)) {
    shape.items ??= emptyShape();
    for (const item of value.slice(0, MOST_ITEMS)) look(shape.items, item, depth + 1);
  } else {
    shape.object ??= { count: 0, members: new Map() };
    shape.object.count += 1;
    for (const [name, member] of Object.entries(value)) {
      const known = shape.object.members.get(name) ?? { shape: emptyShape(), count: 0 };
      known.count += 1;
      shape.object.members.set(name, known);
      look(known.shape, member, depth + 1);
    }
  }
}

function typeOf(shape: Shape): string {
  if (shape.isDeep) return 'unknown';
  const parts = [
    ...(shape.object === undefined ? [] : [objectType(shape.object)]),
    ...(shape.items === undefined ? [] : [arrayType(shape.items)]),
    ...scalars.filter((scalar) => shape.scalars.has(scalar)),
  ];
  return parts.length === 0 ? 'unknown' : parts.join(' | ');
}

function arrayType(items: Shape): string {
  const type = typeOf(items);
  return type.includes(' | ') ? `(${type})[]` : `${type}[]`;
}

function objectType(object: ObjectShape): string {
  if (object.members.size === 0) return 'Record<string, unknown>';
  if (isMap(object)) return `Record<string, ${typeOf(valuesOf(object))}>`;
  const members = membersOf(object).map(
    ({ name, isOptional, shape }) =>
      `${propertyName(name)}${isOptional ? '?' : ''}: ${typeOf(shape)}`,
  );
  return `{ ${members.join('; ')} }`;
}

/** By name: which was seen first depends on the sample. */
function membersOf({ count, members }: ObjectShape) {
  return [...members]
    .map(([name, member]) => ({ name, shape: member.shape, isOptional: member.count < count }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether keys are data: many, of which each object has few. */
function isMap({ count, members }: ObjectShape): boolean {
  if (members.size <= MOST_KEYS) return false;
  const present = [...members.values()].reduce((sum, member) => sum + member.count, 0);
  return count === 1 || present < (count * members.size) / 2;
}

/** All values of a map as one shape. */
function valuesOf({ members }: ObjectShape): Shape {
  const all = emptyShape();
  for (const { shape } of members.values()) merge(all, shape);
  return all;
}

function merge(into: Shape, from: Shape): void {
  for (const scalar of from.scalars) into.scalars.add(scalar);
  into.isDeep ||= from.isDeep;
  if (from.items !== undefined) {
    into.items ??= emptyShape();
    merge(into.items, from.items);
  }
  if (from.object === undefined) return;
  into.object ??= { count: 0, members: new Map() };
  into.object.count += from.object.count;
  for (const [name, member] of from.object.members) {
    const known = into.object.members.get(name) ?? { shape: emptyShape(), count: 0 };
    known.count += member.count;
    into.object.members.set(name, known);
    merge(known.shape, member.shape);
  }
}

function* fieldsOf(shape: Shape, path: string): Generator<Field> {
  if (shape.items !== undefined) yield* fieldsOf(shape.items, `${path}[]`);
  if (shape.object === undefined || isMap(shape.object)) return;
  for (const { name, isOptional, shape: member } of membersOf(shape.object)) {
    const below = path === '' ? name : `${path}.${name}`;
    yield { path: below, type: typeOf(member), isOptional };
    yield* fieldsOf(member, below);
  }
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
