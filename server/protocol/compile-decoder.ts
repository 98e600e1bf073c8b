import { defaultOf, EMPTY } from './defaults.ts';
import { cursor, MAX_STRING_BYTES, readText, readUvarint } from './reading.ts';
import { REJECT } from './reject.ts';
import type { Field, Fields, Message, ScalarName, Shape } from './schema.ts';
import { FIXED_SIZES, literal } from './source.ts';
import { uuidFromBytes } from './uuid.ts';
import { covers } from './version-range.ts';

/**
 * Decodes one version of one message. `view` must span the same bytes as `bytes`, since it is
 * their end that stops reads of fixed-size fields. The end is left in `cursor.at`. Throws anything
 * at all where the bytes are not such a message.
 */
export type Decoder = (bytes: Uint8Array, view: DataView, at: number) => unknown;

const GETTERS: Partial<Record<ScalarName, string>> = {
  int8: 'getInt8',
  int16: 'getInt16',
  uint16: 'getUint16',
  int32: 'getInt32',
  uint32: 'getUint32',
  float64: 'getFloat64',
};

/** Writes the source of a decoder and compiles it. */
export function compileDecoder(message: Message, version: number): Decoder {
  const source = new DecoderSource(message, version);
  const result = source.struct(message.fields);
  source.settle();
  const body = [
    'return function decode(b, v, p) {',
    'const end = b.length;',
    ...source.lines,
    `cursor.at = p;`,
    `return ${result};`,
    '};',
  ].join('\n');
  return new Function('readText', 'readUvarint', 'readUuid', 'cursor', 'EMPTY', 'REJECT', body)(
    readText,
    readUvarint,
    uuidFromBytes,
    cursor,
    EMPTY,
    REJECT,
  ) as Decoder;
}

/** In the code written here `b` is the bytes, `v` their view, `p` the place and `end` the end. */
class DecoderSource {
  readonly lines: string[] = [];
  readonly #message: Message;
  readonly #version: number;
  #names = 0;
  /** Bytes read since `p` was last moved; all of them of fixed size. */
  #ahead = 0;

  constructor(message: Message, version: number) {
    this.#message = message;
    this.#version = version;
  }

  #name(): string {
    return `x${this.#names++}`;
  }

  #isFlexible(field?: Field): boolean {
    return covers(field?.flexible ?? this.#message.flexible, this.#version);
  }

  /** Moves `p` past everything read so far, as must be done before any branch. */
  settle(): void {
    if (this.#ahead > 0) this.lines.push(`p += ${this.#ahead};`);
    this.#ahead = 0;
  }

  /** The place of the next `size` bytes, as an expression. */
  #next(size: number): string {
    const place = this.#ahead === 0 ? 'p' : `p + ${this.#ahead}`;
    this.#ahead += size;
    return place;
  }

  /** Reads a struct and returns the expression that makes it. */
  struct(fields: Fields): string {
    const values: string[] = [];
    const tagged: { tag: number; name: string; field: Field }[] = [];
    for (const [key, field] of Object.entries(fields)) {
      if (!covers(field.versions, this.#version)) {
        values.push(`${key}: ${literal(defaultOf(field))}`);
      } else if (field.tag !== undefined) {
        const name = this.#name();
        this.lines.push(`let ${name} = ${literal(defaultOf(field))};`);
        tagged.push({ tag: field.tag, name, field });
        values.push(`${key}: ${name}`);
      } else {
        values.push(`${key}: ${this.#value(field)}`);
      }
    }
    if (this.#isFlexible()) this.#taggedFields(tagged);
    return `{ ${values.join(', ')} }`;
  }

  #taggedFields(known: { tag: number; name: string; field: Field }[]): void {
    const [count, left, last, tag, size] = [0, 0, 0, 0, 0].map(() => this.#name());
    this.#uvarint(count!);
    this.lines.push(`for (let ${left} = ${count}, ${last} = -1; ${left} > 0; ${left}--) {`);
    this.#uvarint(tag!);
    this.lines.push(`if (${tag} <= ${last}) throw REJECT;`, `${last} = ${tag};`);
    this.#uvarint(size!);
    this.lines.push(`if (${size} > end - p) throw REJECT;`, `const to = p + ${size};`);
    for (const { tag: number, name, field } of known) {
      this.lines.push(`if (${tag} === ${number}) {`);
      const value = this.#value(field);
      this.settle();
      this.lines.push(`${name} = ${value};`, 'if (p !== to) throw REJECT;', '}');
    }
    this.lines.push('p = to;', '}');
  }

  #value(field: Field): string {
    return this.#shape(field.shape, covers(field.nullable, this.#version), this.#isFlexible(field));
  }

  #shape(shape: Shape, nullable: boolean, compact: boolean): string {
    switch (shape.type) {
      case 'struct':
        return nullable
          ? this.#nullableStruct(shape.fields)
          : this.#named(this.struct(shape.fields));
      case 'array':
        return this.#array(shape.element, nullable, compact);
      case 'string':
      case 'bytes':
      case 'records':
        return this.#sized(shape.type, nullable, compact);
      default:
        return this.#named(this.#fixed(shape.type));
    }
  }

  /** Evaluates an expression now, so that the order of reads is the order of fields. */
  #named(expression: string): string {
    const name = this.#name();
    this.lines.push(`const ${name} = ${expression};`);
    return name;
  }

  #fixed(type: ScalarName): string {
    const at = this.#next(FIXED_SIZES[type]!);
    switch (type) {
      case 'int64':
        return `v.getInt32(${at}) * 4294967296 + v.getUint32(${at} + 4)`;
      case 'bool': {
        const byte = this.#named(`v.getUint8(${at})`);
        this.lines.push(`if (${byte} > 1) throw REJECT;`);
        return `${byte} === 1`;
      }
      case 'uuid':
        this.lines.push(`if (end - (${at}) < 16) throw REJECT;`);
        return `readUuid(b, ${at})`;
      default:
        return `v.${GETTERS[type]}(${at})`;
    }
  }

  /** Declares `name` as an unsigned varint read at `p`; one byte is by far the commonest. */
  #uvarint(name: string): void {
    this.settle();
    this.lines.push(
      `let ${name} = v.getUint8(p++);`,
      `if (${name} > 127) { ${name} = readUvarint(b, p - 1); p = cursor.at; }`,
    );
  }

  /** Declares a length, -1 for null, and rejects null where it is not allowed. */
  #length(getter: 'getInt16' | 'getInt32', nullable: boolean, compact: boolean): string {
    const name = this.#name();
    if (compact) {
      this.#uvarint(name);
      this.lines.push(`${name}--;`);
    } else {
      const at = this.#next(getter === 'getInt16' ? 2 : 4);
      this.lines.push(`const ${name} = v.${getter}(${at});`);
      this.settle();
    }
    if (!nullable) this.lines.push(`if (${name} < 0) throw REJECT;`);
    return name;
  }

  #sized(type: 'string' | 'bytes' | 'records', nullable: boolean, compact: boolean): string {
    const isText = type === 'string';
    const length = this.#length(isText ? 'getInt16' : 'getInt32', nullable, compact);
    const limit = isText && compact ? ` || ${length} > ${MAX_STRING_BYTES}` : '';
    this.lines.push(`if (${length} > end - p${limit}) throw REJECT;`);
    const read = isText ? `readText(b, p, p += ${length})` : `b.subarray(p, p += ${length})`;
    return this.#named(nullable ? `${length} < 0 ? null : ${read}` : read);
  }

  #array(element: Shape, nullable: boolean, compact: boolean): string {
    const length = this.#length('getInt32', nullable, compact);
    const smallest = this.#smallestSize(element, compact);
    this.lines.push(`if (${length} > (end - p) / ${smallest}) throw REJECT;`);
    const name = this.#named(nullable ? `${length} < 0 ? null : []` : '[]');
    const index = this.#name();
    this.lines.push(`for (let ${index} = 0; ${index} < ${length}; ${index}++) {`);
    const value =
      element.type === 'struct'
        ? this.struct(element.fields)
        : this.#shape(element, false, compact);
    this.settle();
    this.lines.push(`${name}.push(${value});`, '}');
    return name;
  }

  #nullableStruct(fields: Fields): string {
    const marker = this.#named(`v.getInt8(${this.#next(1)})`);
    const name = this.#name();
    this.settle();
    this.lines.push(`let ${name} = null;`, `if (${marker} >= 0) {`);
    const value = this.struct(fields);
    this.settle();
    this.lines.push(`${name} = ${value};`, '}');
    return name;
  }

  /** The fewest bytes that a value of the shape can take; never 0, so that it bounds a count. */
  #smallestSize(shape: Shape, compact: boolean): number {
    if (shape.type !== 'struct') {
      const lengthSize = compact ? 1 : shape.type === 'string' ? 2 : 4;
      return shape.type === 'array' ? lengthSize : (FIXED_SIZES[shape.type] ?? lengthSize);
    }
    let size = this.#isFlexible() ? 1 : 0;
    for (const field of Object.values(shape.fields)) {
      if (!covers(field.versions, this.#version) || field.tag !== undefined) continue;
      const isNullable = field.shape.type === 'struct' && covers(field.nullable, this.#version);
      size += isNullable ? 1 : this.#smallestSize(field.shape, this.#isFlexible(field));
    }
    if (size === 0) throw new RangeError(`${this.#message.name} has an array of empty structs`);
    return size;
  }
}
