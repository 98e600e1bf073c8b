// Avro's schemas: JSON as types that readers and writers follow.
// Source: the Avro specification 1.12.

import { UserError } from '../../../node/user-error.ts';
import { type Logical, logicalOf } from './logical.ts';

export type PrimitiveKind =
  | 'null'
  | 'boolean'
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'bytes'
  | 'string';

export interface PrimitiveType {
  readonly kind: PrimitiveKind;
  readonly logical?: Logical;
}
export interface FixedType {
  readonly kind: 'fixed';
  readonly name: string;
  readonly size: number;
  readonly logical?: Logical;
}
export interface EnumType {
  readonly kind: 'enum';
  readonly name: string;
  readonly symbols: readonly string[];
}
export interface ArrayType {
  readonly kind: 'array';
  readonly items: AvroType;
}
export interface MapType {
  readonly kind: 'map';
  readonly values: AvroType;
}
export interface UnionType {
  readonly kind: 'union';
  readonly branches: readonly AvroType[];
  /** Whether a value alone tells its branch, so that it can do without the branch's name. */
  readonly bare: boolean;
}
export interface RecordField {
  readonly name: string;
  readonly type: AvroType;
  /** As JSON has it; absent where there is none. */
  readonly default?: { readonly value: unknown };
}
export interface RecordType {
  readonly kind: 'record';
  readonly name: string;
  /** Empty until the schema has been read to its end: a record may be part of itself. */
  readonly fields: RecordField[];
}
export type AvroType =
  | PrimitiveType
  | FixedType
  | EnumType
  | ArrayType
  | MapType
  | UnionType
  | RecordType;

/** A schema uses a type that it does not define. */
export class UndefinedTypeError extends UserError {
  /** In full. */
  readonly typeName: string;

  constructor(typeName: string) {
    super(
      `The Avro schema uses the type ${typeName}, which neither it nor ${typeName}.avsc beside it defines.`,
    );
    this.typeName = typeName;
  }
}

type NamedType = FixedType | EnumType | RecordType;

const PRIMITIVES: ReadonlySet<string> = new Set<PrimitiveKind>([
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
]);

/** More levels than this no schema has that someone wrote. */
const MAX_LEVELS = 200;

/**
 * The type that a schema describes.
 * @param schemas JSON texts, each of which may use the names of those before it; the last is the type's
 * @throws UserError for what is no schema
 */
export function parseAvroSchema(schemas: readonly string[]): AvroType {
  const names = new Map<string, NamedType>();
  let type: AvroType | undefined;
  for (const text of schemas) type = new SchemaParser(names).type(jsonOf(text), '', 0);
  if (type === undefined) throw new UserError('There is no Avro schema.');
  return type;
}

/** The name by which a union's value says which branch it is of. */
export function branchName(type: AvroType): string {
  return 'name' in type ? type.name : type.kind;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // A primitive type may stand there without quotes.
    if (PRIMITIVES.has(text.trim())) return text.trim();
    throw new UserError(`The Avro schema is not JSON: ${(error as Error).message}.`);
  }
}

class SchemaParser {
  readonly #names: Map<string, NamedType>;

  constructor(names: Map<string, NamedType>) {
    this.#names = names;
  }

  /** @throws UserError */
  type(schema: unknown, namespace: string, level: number): AvroType {
    if (level > MAX_LEVELS) throw new UserError('The Avro schema is nested too deeply.');
    if (typeof schema === 'string') return this.#named(schema, namespace);
    if (Array.isArray(schema)) {
      const branches = schema.map((each) => this.type(each, namespace, level + 1));
      return { kind: 'union', branches, bare: tellApart(branches) };
    }
    if (typeof schema !== 'object' || schema === null) {
      throw new UserError(`${JSON.stringify(schema)} is not an Avro type.`);
    }
    const declared = schema as Record<string, unknown>;
    switch (declared.type) {
      case 'array':
        return { kind: 'array', items: this.type(declared.items, namespace, level + 1) };
      case 'map':
        return { kind: 'map', values: this.type(declared.values, namespace, level + 1) };
      case 'record':
      case 'error':
        return this.#record(declared, namespace, level);
      case 'enum':
        return this.#define({
          kind: 'enum',
          name: fullName(declared, namespace),
          symbols: stringsOf(declared, 'symbols'),
        });
      case 'fixed':
        return this.#fixed(declared, namespace);
    }
    const type = this.type(declared.type, namespace, level + 1);
    const logical = logicalOf(declared, type);
    return logical === undefined || !isPrimitive(type) ? type : { kind: type.kind, logical };
  }

  #record(declared: Record<string, unknown>, namespace: string, level: number): RecordType {
    const name = fullName(declared, namespace);
    const record = this.#define<RecordType>({ kind: 'record', name, fields: [] });
    const within = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
    if (!Array.isArray(declared.fields)) throw new UserError(`The record ${name} has no fields.`);
    for (const field of declared.fields as Record<string, unknown>[]) {
      if (typeof field?.name !== 'string') {
        throw new UserError(`A field of the record ${name} has no name.`);
      }
      record.fields.push({
        name: field.name,
        type: this.type(field.type, within, level + 1),
        ...(field.default !== undefined && { default: { value: field.default } }),
      });
    }
    return record;
  }

  #fixed(declared: Record<string, unknown>, namespace: string): FixedType {
    const name = fullName(declared, namespace);
    const { size } = declared;
    if (!Number.isSafeInteger(size) || (size as number) < 0) {
      throw new UserError(`The fixed ${name} has no size.`);
    }
    const type: FixedType = { kind: 'fixed', name, size: size as number };
    const logical = logicalOf(declared, type);
    return this.#define(logical === undefined ? type : { ...type, logical });
  }

  #define<T extends NamedType>(type: T): T {
    if (this.#names.has(type.name)) {
      throw new UserError(`The Avro schema defines ${type.name} twice.`);
    }
    this.#names.set(type.name, type);
    return type;
  }

  #named(name: string, namespace: string): AvroType {
    if (PRIMITIVES.has(name)) return { kind: name as PrimitiveKind };
    const near = namespace === '' || name.includes('.') ? name : `${namespace}.${name}`;
    const type = this.#names.get(near) ?? this.#names.get(name);
    if (type !== undefined) return type;
    throw new UndefinedTypeError(near);
  }
}

function fullName({ name, namespace }: Record<string, unknown>, enclosing: string): string {
  if (typeof name !== 'string' || name === '') {
    throw new UserError('A type of the Avro schema has no name.');
  }
  if (name.includes('.')) return name;
  const space = typeof namespace === 'string' ? namespace : enclosing;
  return space === '' ? name : `${space}.${name}`;
}

function stringsOf(declared: Record<string, unknown>, member: string): readonly string[] {
  const list = declared[member];
  if (Array.isArray(list) && list.every((each) => typeof each === 'string')) return list;
  throw new UserError(`The ${declared.type} ${declared.name} has no ${member}.`);
}

function isPrimitive(type: AvroType): type is PrimitiveType {
  return PRIMITIVES.has(type.kind);
}

/** Whether no two of a union's types look the same as JSON. */
function tellApart(branches: readonly AvroType[]): boolean {
  return new Set(branches.map(shapeOf)).size === branches.length;
}

/** What a type's values are in JSON. */
export function shapeOf(type: AvroType): string {
  if ('logical' in type && type.logical !== undefined) {
    return type.logical.name === 'duration' ? 'object' : 'string';
  }
  switch (type.kind) {
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return 'number';
    case 'bytes':
    case 'fixed':
    case 'enum':
    case 'string':
      return 'string';
    case 'map':
    case 'record':
      return 'object';
    default:
      return type.kind;
  }
}
