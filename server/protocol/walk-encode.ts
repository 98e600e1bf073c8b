import { defaultOf, isRequired, omittedValue } from './defaults.ts';
import { EncodeError } from './encode-error.ts';
import type { Field, Fields, Message, ScalarName, Shape } from './schema.ts';
import { uuidToBytes } from './uuid.ts';
import { covers } from './version-range.ts';

/**
 * Encodes a message by walking its schema: what the compiled encoders are held against, and what
 * explains the values that they reject.
 *
 * @throws EncodeError where the value lacks a field or has one of the wrong type or out of range
 */
export function walkEncode(message: Message, version: number, value: unknown): Uint8Array {
  return concat(new EncodingWalk(message, version).struct(message.fields, value));
}

/** Smallest and largest value of each integer type that is checked for its range. */
const RANGES: Partial<Record<ScalarName, readonly [number, number]>> = {
  int8: [-0x80, 0x7f],
  int16: [-0x8000, 0x7fff],
  uint16: [0, 0xffff],
  int32: [-0x80000000, 0x7fffffff],
  uint32: [0, 0xffffffff],
};

class EncodingWalk {
  readonly #message: Message;
  readonly #version: number;
  readonly #path: string[] = [];

  constructor(message: Message, version: number) {
    this.#message = message;
    this.#version = version;
  }

  #fail(reason: string): never {
    const field = this.#path.join('.').replaceAll('.[', '[');
    throw new EncodeError(`${this.#message.name} v${this.#version}`, field, reason);
  }

  #within<T>(name: string, write: () => T): T {
    this.#path.push(name);
    const result = write();
    this.#path.pop();
    return result;
  }

  #isFlexible(field?: Field): boolean {
    return covers(field?.flexible ?? this.#message.flexible, this.#version);
  }

  struct(fields: Fields, value: unknown): Uint8Array[] {
    const object = this.#object(value);
    const present = Object.entries(fields).filter(([, { versions }]) =>
      covers(versions, this.#version),
    );
    const untagged = present.filter(([, { tag }]) => tag === undefined);
    const parts = untagged.flatMap(([name, field]) =>
      this.#within(name, () => this.#field(field, object[name])),
    );
    if (!this.#isFlexible()) return parts;

    const tagged = present
      .filter(([, { tag }]) => tag !== undefined)
      .sort(([, a], [, b]) => a.tag! - b.tag!)
      .flatMap(([name, field]) => {
        const content = this.#within(name, () => concat(this.#field(field, object[name])));
        return this.#isDefault(field, object[name])
          ? []
          : [concat([uvarint(field.tag!), uvarint(content.length), content])];
      });
    return [...parts, uvarint(tagged.length), ...tagged];
  }

  #object(value: unknown): Record<string, unknown> {
    if (typeof value !== 'object' || value === null) {
      this.#fail(`should be an object, but is ${describe(value)}`);
    }
    return value as Record<string, unknown>;
  }

  #isDefault(field: Field, value: unknown): boolean {
    if (value === undefined)
      return omittedValue(field, this.#version) !== null || field.default === null;
    const usual = defaultOf(field);
    if (value === null || usual === null) return value === usual;
    if (field.shape.type === 'struct') {
      return Object.entries(field.shape.fields)
        .filter(([, part]) => covers(part.versions, this.#version))
        .every(([name, part]) => this.#isDefault(part, (value as Record<string, unknown>)[name]));
    }
    if (typeof usual === 'object') return (value as unknown[]).length === 0;
    return value === usual;
  }

  #field(field: Field, given: unknown): Uint8Array[] {
    if (given === undefined && isRequired(field)) this.#fail('is missing');
    const value = given === undefined ? omittedValue(field, this.#version) : given;
    const compact = this.#isFlexible(field);
    const nullable = covers(field.nullable, this.#version);
    if (value === null) {
      if (!nullable) this.#fail('is null, which this version does not allow');
      return [nullMark(field.shape, compact)];
    }
    const parts = this.#shape(field.shape, value, compact);
    return nullable && field.shape.type === 'struct' ? [Uint8Array.of(1), ...parts] : parts;
  }

  #shape(shape: Shape, value: unknown, compact: boolean): Uint8Array[] {
    if (shape.type === 'struct') return this.struct(shape.fields, value);
    if (shape.type !== 'array') return this.#scalar(shape.type, value, compact);
    if (!Array.isArray(value)) this.#fail(`should be an array, but is ${describe(value)}`);
    const elements = value.flatMap((element: unknown, i) =>
      this.#within(`[${i}]`, () => this.#shape(shape.element, element, compact)),
    );
    return [lengthMark(value.length, 4, compact), ...elements];
  }

  #scalar(type: ScalarName, value: unknown, compact: boolean): Uint8Array[] {
    switch (type) {
      case 'bool':
        if (typeof value !== 'boolean') this.#wrong('a boolean', value);
        return [Uint8Array.of(value ? 1 : 0)];
      case 'string': {
        if (typeof value !== 'string') this.#wrong('a string', value);
        const text = new TextEncoder().encode(value);
        if (text.length > 32767) {
          this.#fail(`is a string of ${text.length} bytes; at most 32767 are allowed`);
        }
        return [lengthMark(text.length, 2, compact), text];
      }
      case 'bytes':
        if (!(value instanceof Uint8Array)) this.#wrong('a Uint8Array', value);
        return [lengthMark(value.length, 4, compact), value];
      case 'records': {
        const chunks: unknown[] = Array.isArray(value) ? value : [value];
        if (!chunks.every((chunk) => chunk instanceof Uint8Array)) {
          this.#wrong('a Uint8Array or an array of them', value);
        }
        const all = concat(chunks);
        return [lengthMark(all.length, 4, compact), all];
      }
      case 'uuid': {
        const bytes = new Uint8Array(16);
        if (typeof value !== 'string' || !uuidToBytes(value, bytes)) {
          this.#wrong('a UUID in base64url', value);
        }
        return [bytes];
      }
      default:
        if (typeof value !== 'number') this.#wrong('a number', value);
        return [this.#number(type, value)];
    }
  }

  #number(type: ScalarName, value: number): Uint8Array {
    if (type === 'float64') return fixed(8, (view) => view.setFloat64(0, value));
    if (Math.floor(value) !== value) this.#wrong('an integer', value);
    if (type === 'int64') {
      const nearest = Math.max(-(2 ** 63), Math.min(value, 2 ** 63));
      const exact = BigInt(nearest);
      return fixed(8, (view) => view.setBigInt64(0, exact < 2n ** 63n ? exact : exact - 1n));
    }
    const [least, most] = RANGES[type]!;
    if (value < least || value > most) this.#fail(`is ${value}, which does not fit ${type}`);
    switch (type) {
      case 'int8':
        return fixed(1, (view) => view.setInt8(0, value));
      case 'int16':
        return fixed(2, (view) => view.setInt16(0, value));
      case 'uint16':
        return fixed(2, (view) => view.setUint16(0, value));
      case 'int32':
        return fixed(4, (view) => view.setInt32(0, value));
      default:
        return fixed(4, (view) => view.setUint32(0, value));
    }
  }

  #wrong(expected: string, value: unknown): never {
    this.#fail(`should be ${expected}, but is ${describe(value)}`);
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (typeof value === 'object') return `a value of ${value.constructor?.name ?? 'no class'}`;
  return `${typeof value} ${String(value).slice(0, 40)}`;
}

function fixed(size: number, set: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size);
  set(new DataView(bytes.buffer));
  return bytes;
}

function uvarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Uint8Array.from([...bytes, rest]);
}

function lengthMark(length: number, size: 2 | 4, compact: boolean): Uint8Array {
  if (compact) return uvarint(length + 1);
  return fixed(size, (view) => (size === 2 ? view.setInt16(0, length) : view.setInt32(0, length)));
}

function nullMark(shape: Shape, compact: boolean): Uint8Array {
  if (shape.type === 'struct') return Uint8Array.of(0xff);
  if (compact) return Uint8Array.of(0);
  return new Uint8Array(shape.type === 'string' ? 2 : 4).fill(0xff);
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
