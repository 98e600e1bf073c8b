import type { Codec } from './codec.ts';
import { parseVersions, type VersionRange, type Versions } from './version-range.ts';

/** The TypeScript type of each wire type, as decoded. int64 is exact up to 2^53; uuid is base64url. */
export interface ScalarTypes {
  bool: boolean;
  int8: number;
  int16: number;
  uint16: number;
  int32: number;
  uint32: number;
  int64: number;
  float64: number;
  string: string;
  uuid: string;
  bytes: Uint8Array;
  records: Uint8Array;
}

export type ScalarName = keyof ScalarTypes;

/** Record batches may be handed over in pieces, which are written one after the other. */
type ScalarInput<T extends ScalarName> = T extends 'records'
  ? Uint8Array | readonly Uint8Array[]
  : ScalarTypes[T];

/** What a value looks like on the wire, apart from its versions. */
export type Shape =
  | { readonly type: ScalarName }
  | { readonly type: 'array'; readonly element: Shape }
  | { readonly type: 'struct'; readonly fields: Fields };

declare const types: unique symbol;

/**
 * One field of a message or struct. `Out` is its type when decoded, `In` when encoded;
 * an `Optional` one may be left out by whoever encodes.
 */
export interface Field<Out = unknown, In = unknown, Optional extends boolean = boolean> {
  readonly shape: Shape;
  /** Versions in which the field is on the wire. */
  readonly versions: Versions;
  /** Versions in which it may be null. */
  readonly nullable?: Versions;
  /** Versions that write it compactly, where that differs from the message (KIP-482). */
  readonly flexible?: Versions;
  /** Its value where the version has no such field or the sender left it out. */
  readonly default?: unknown;
  /** Its number in the tagged fields, for a field that is always tagged (KIP-482). */
  readonly tag?: number;
  readonly [types]?: { out: Out; in: In; optional: Optional };
}

export type Fields = Readonly<Record<string, Field>>;

type Decoded<F extends Fields> = {
  -readonly [K in keyof F]: F[K] extends Field<infer Out, infer _In, infer _Optional> ? Out : never;
};

type RequiredKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer _Out, infer _In, false> ? K : never;
}[keyof F];

type In<F> = F extends Field<infer _Out, infer I, infer _Optional> ? I : never;

type Encodable<F extends Fields> = {
  readonly [K in keyof F as K extends RequiredKeys<F> ? K : never]: In<F[K]>;
} & {
  readonly [K in keyof F as K extends RequiredKeys<F> ? never : K]?: In<F[K]> | undefined;
};

/** A request, response or other versioned message. Made by `message`. */
export interface Message<Out = unknown, In = unknown> {
  readonly name: string;
  /** The API key of a request or response; -1 for messages that are not sent by themselves. */
  readonly apiKey: number;
  readonly versions: Versions;
  /** Versions with compact lengths and tagged fields (KIP-482). */
  readonly flexible: Versions;
  readonly fields: Fields;
  /** Compiled codecs by version, filled on first use. */
  readonly codecs: (Codec | undefined)[];
  readonly [types]?: { out: Out; in: In };
}

/** The decoded form of a message: every field is there, the default where the version lacks it. */
export type Infer<M> = M extends Message<infer Out, infer _In> ? Out : never;

/**
 * What `encode` takes. Fields that are nullable, tagged, have a default or are missing from some
 * versions may be left out; fields that the version does not have are ignored.
 */
export type InferInput<M> = M extends Message<infer _Out, infer I> ? I : never;

interface Options<T> {
  nullable?: VersionRange;
  default?: T;
  tag?: number;
  flexible?: VersionRange;
}

type OrNull<T, O> = O extends { nullable: VersionRange } ? T | null : T;

/** Present in every version, never null and without a default: whoever encodes must give it. */
type IsOptional<V, O> = V extends '0+'
  ? O extends { nullable: VersionRange } | { default: unknown } | { tag: number }
    ? true
    : false
  : true;

type FieldOf<Out, I, V, O> = Field<OrNull<Out, O>, OrNull<I, O>, IsOptional<V, O>>;

function field(shape: Shape, versions: VersionRange, options: Options<unknown> = {}): Field {
  const { nullable, flexible, ...rest } = options;
  return {
    ...rest,
    shape,
    versions: parseVersions(versions),
    ...(nullable && { nullable: parseVersions(nullable) }),
    ...(flexible && { flexible: parseVersions(flexible) }),
  };
}

/** Makes the constructor of one scalar type's fields. */
function scalar<T extends ScalarName>(type: T) {
  return <V extends VersionRange, const O extends Options<ScalarTypes[T] | null> = object>(
    versions: V,
    options?: O,
  ) => field({ type }, versions, options) as FieldOf<ScalarTypes[T], ScalarInput<T>, V, O>;
}

export const bool = scalar('bool');
export const int8 = scalar('int8');
export const int16 = scalar('int16');
export const uint16 = scalar('uint16');
export const int32 = scalar('int32');
export const uint32 = scalar('uint32');
export const int64 = scalar('int64');
export const float64 = scalar('float64');
export const string = scalar('string');
export const uuid = scalar('uuid');
export const bytes = scalar('bytes');
export const records = scalar('records');

type Element<E> = E extends ScalarName ? ScalarTypes[E] : E extends Fields ? Decoded<E> : never;
type ElementInput<E> = E extends ScalarName
  ? ScalarTypes[E]
  : E extends Fields
    ? Encodable<E>
    : never;

/** An array of scalars (`'int32'`) or of structs (their fields). */
export function array<
  V extends VersionRange,
  E extends ScalarName | Fields,
  const O extends Options<null> = object,
>(versions: V, element: E, options?: O) {
  const shape: Shape =
    typeof element === 'string' ? { type: element } : { type: 'struct', fields: element };
  return field({ type: 'array', element: shape }, versions, options) as FieldOf<
    Element<E>[],
    readonly ElementInput<E>[],
    V,
    O
  >;
}

/** A struct within the message, without a length of its own. */
export function struct<
  V extends VersionRange,
  F extends Fields,
  const O extends Options<null> = object,
>(versions: V, fields: F, options?: O) {
  return field({ type: 'struct', fields }, versions, options) as FieldOf<
    Decoded<F>,
    Encodable<F>,
    V,
    O
  >;
}

/**
 * Declares a message. Its fields are written in the order given. Ranges within a struct narrow that
 * of the struct itself, so that `'0+'` there means whenever the struct is present.
 *
 * @param apiKey -1 where the message is neither a request nor a response
 * @param flexible versions with compact lengths and tagged fields
 */
export function message<F extends Fields>(
  name: string,
  apiKey: number,
  versions: VersionRange,
  flexible: VersionRange,
  fields: F,
): Message<Decoded<F>, Encodable<F>> {
  return {
    name,
    apiKey,
    versions: parseVersions(versions),
    flexible: parseVersions(flexible),
    fields,
    codecs: [],
  };
}
