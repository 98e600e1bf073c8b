import { DecodeError } from './decode-error.ts';
import { defaultOf } from './defaults.ts';
import type { Field, Fields, Message, ScalarName, Shape } from './schema.ts';
import { uuidFromBytes } from './uuid.ts';
import { covers } from './version-range.ts';

/**
 * Decodes a message by walking its schema: what the compiled decoders are held against, and what
 * explains the bytes that they reject.
 *
 * @throws DecodeError where the bytes are not exactly one such message
 */
export function walkDecode(message: Message, version: number, bytes: Uint8Array): unknown {
  const walk = new DecodingWalk(message, version, bytes);
  const value = walk.struct(message.fields);
  const rest = bytes.length - walk.at;
  if (rest > 0) walk.fail(walk.at, `the message ends here, but ${rest} bytes follow`);
  return value;
}

/** As `walkDecode` for a message that other bytes may follow from `end` on. */
export function walkDecodePrefix(
  message: Message,
  version: number,
  bytes: Uint8Array,
): { value: unknown; end: number } {
  const walk = new DecodingWalk(message, version, bytes);
  return { value: walk.struct(message.fields), end: walk.at };
}

class DecodingWalk {
  at = 0;
  readonly #message: Message;
  readonly #version: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #path: string[] = [];

  constructor(message: Message, version: number, bytes: Uint8Array) {
    this.#message = message;
    this.#version = version;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  fail(offset: number, reason: string): never {
    const field = this.#path.join('.').replaceAll('.[', '[');
    throw new DecodeError(`${this.#message.name} v${this.#version}`, field, offset, reason);
  }

  #within<T>(name: string, read: () => T): T {
    this.#path.push(name);
    const value = read();
    this.#path.pop();
    return value;
  }

  #isFlexible(field?: Field): boolean {
    return covers(field?.flexible ?? this.#message.flexible, this.#version);
  }

  struct(fields: Fields): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      const isUntagged = covers(field.versions, this.#version) && field.tag === undefined;
      value[name] = isUntagged ? this.#within(name, () => this.#field(field)) : defaultOf(field);
    }
    if (this.#isFlexible()) this.#taggedFields(fields, value);
    return value;
  }

  #taggedFields(fields: Fields, into: Record<string, unknown>): void {
    const count = this.#uvarint();
    let last = -1;
    for (let i = 0; i < count; i++) {
      const start = this.at;
      const tag = this.#uvarint();
      if (tag <= last) this.fail(start, `tag ${tag} comes after tag ${last}`);
      last = tag;
      const size = this.#uvarint();
      const end = this.#need(size) + size;
      const known = Object.entries(fields).find(
        ([, field]) => field.tag === tag && covers(field.versions, this.#version),
      );
      if (known) {
        const [name, field] = known;
        into[name] = this.#within(name, () => {
          const value = this.#field(field);
          if (this.at !== end) this.fail(this.at, `its tag says that it ends at byte ${end}`);
          return value;
        });
      }
      this.at = end;
    }
  }

  #field(field: Field): unknown {
    return this.#shape(field.shape, covers(field.nullable, this.#version), this.#isFlexible(field));
  }

  #shape(shape: Shape, nullable: boolean, compact: boolean): unknown {
    switch (shape.type) {
      case 'struct':
        if (nullable && this.#view.getInt8(this.#take(1)) < 0) return null;
        return this.struct(shape.fields);
      case 'array':
        return this.#array(shape.element, nullable, compact);
      case 'string':
      case 'bytes':
      case 'records':
        return this.#sized(shape.type, nullable, compact);
      default:
        return this.#fixed(shape.type);
    }
  }

  #array(element: Shape, nullable: boolean, compact: boolean): unknown[] | null {
    const start = this.at;
    const length = this.#length(4, nullable, compact);
    if (length === null) return null;
    const rest = this.#bytes.length - this.at;
    const most = Math.floor(rest / this.#smallestSize(element, compact));
    if (length > most) {
      this.fail(start, `claims ${length} elements, but ${rest} bytes hold ${most} at most`);
    }
    return Array.from({ length }, (_, i) =>
      this.#within(`[${i}]`, () => this.#shape(element, false, compact)),
    );
  }

  /** The fewest bytes that a value can take. */
  #smallestSize(shape: Shape, compact: boolean): number {
    switch (shape.type) {
      case 'bool':
      case 'int8':
        return 1;
      case 'int16':
      case 'uint16':
        return 2;
      case 'int32':
      case 'uint32':
        return 4;
      case 'int64':
      case 'float64':
        return 8;
      case 'uuid':
        return 16;
      case 'string':
        return compact ? 1 : 2;
      case 'bytes':
      case 'records':
      case 'array':
        return compact ? 1 : 4;
      case 'struct':
        return Object.values(shape.fields)
          .filter((field) => covers(field.versions, this.#version) && field.tag === undefined)
          .map((field) =>
            field.shape.type === 'struct' && covers(field.nullable, this.#version)
              ? 1
              : this.#smallestSize(field.shape, this.#isFlexible(field)),
          )
          .reduce((sum, size) => sum + size, this.#isFlexible() ? 1 : 0);
    }
  }

  #sized(
    type: 'string' | 'bytes' | 'records',
    nullable: boolean,
    compact: boolean,
  ): string | Uint8Array | null {
    const start = this.at;
    const length = this.#length(type === 'string' ? 2 : 4, nullable, compact);
    if (length === null) return null;
    if (type === 'string' && length > 32767) {
      this.fail(start, `is a string of ${length} bytes; at most 32767 are allowed`);
    }
    const from = this.#take(length);
    const bytes = this.#bytes.subarray(from, from + length);
    return type === 'string' ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : bytes;
  }

  #length(size: 2 | 4, nullable: boolean, compact: boolean): number | null {
    const start = this.at;
    const length = compact
      ? this.#uvarint() - 1
      : size === 2
        ? this.#view.getInt16(this.#take(2))
        : this.#view.getInt32(this.#take(4));
    if (length >= 0) return length;
    if (!nullable) this.fail(start, 'is null, which this version does not allow');
    return null;
  }

  #fixed(type: ScalarName): unknown {
    const view = this.#view;
    switch (type) {
      case 'bool': {
        const at = this.#take(1);
        const byte = view.getUint8(at);
        if (byte > 1) this.fail(at, `is a boolean of ${byte}; only 0 and 1 are allowed`);
        return byte === 1;
      }
      case 'int8':
        return view.getInt8(this.#take(1));
      case 'int16':
        return view.getInt16(this.#take(2));
      case 'uint16':
        return view.getUint16(this.#take(2));
      case 'int32':
        return view.getInt32(this.#take(4));
      case 'uint32':
        return view.getUint32(this.#take(4));
      case 'int64':
        return Number(view.getBigInt64(this.#take(8)));
      case 'float64':
        return view.getFloat64(this.#take(8));
      case 'uuid':
        return uuidFromBytes(this.#bytes, this.#take(16));
      default:
        throw new RangeError(`${type} has no fixed size`);
    }
  }

  #uvarint(): number {
    const start = this.at;
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#view.getUint8(this.#take(1));
      value |= BigInt(byte & 0x7f) << shift;
      if (value >= 2n ** 32n || (shift === 28n && byte > 0x7f)) {
        this.fail(start, 'is a varint of more than 32 bits');
      }
      if (byte <= 0x7f) return Number(value);
    }
  }

  /** Returns where the next `size` bytes begin, having gone past them. */
  #take(size: number): number {
    const start = this.#need(size);
    this.at = start + size;
    return start;
  }

  /** Returns where the next `size` bytes begin, which must be there. */
  #need(size: number): number {
    const rest = this.#bytes.length - this.at;
    if (size > rest) this.fail(this.at, `needs ${size} bytes, but ${rest} are left`);
    return this.at;
  }
}
