import { defaultOf, EMPTY, isRequired, omittedValue } from './defaults.ts';
import { REJECT } from './reject.ts';
import type { Field, Fields, Message, ScalarName, Shape } from './schema.ts';
import { FIXED_SIZES, literal } from './source.ts';
import { uuidToBytes } from './uuid.ts';
import { covers } from './version-range.ts';
import type { Writer } from './writer.ts';

/**
 * Encodes one version of one message to the writer. Throws anything at all where the value is not
 * such a message; what was written until then is to be dropped.
 */
export type Encoder = (writer: Writer, value: unknown) => void;

/** Conditions under which a value is not of the type, as source. */
const WRONG: Record<ScalarName, (x: string) => string> = {
  bool: (x) => `typeof ${x} !== 'boolean'`,
  int8: (x) => `(${x} << 24) >> 24 !== ${x}`,
  int16: (x) => `(${x} << 16) >> 16 !== ${x}`,
  uint16: (x) => `(${x} & 65535) !== ${x}`,
  int32: (x) => `(${x} | 0) !== ${x}`,
  uint32: (x) => `(${x} >>> 0) !== ${x}`,
  int64: (x) => `typeof ${x} !== 'number' || Math.floor(${x}) !== ${x}`,
  float64: (x) => `typeof ${x} !== 'number'`,
  string: (x) => `typeof ${x} !== 'string'`,
  uuid: (x) => `typeof ${x} !== 'string'`,
  bytes: (x) => `!(${x} instanceof Uint8Array)`,
  records: (x) => `!(${x} instanceof Uint8Array) && !isChunks(${x})`,
};

/** How the types of fixed size are set at a place, as source. */
const SETTERS: Partial<Record<ScalarName, (x: string, at: string) => string>> = {
  bool: (x, at) => `v.setUint8(${at}, ${x} ? 1 : 0);`,
  int8: (x, at) => `v.setInt8(${at}, ${x});`,
  int16: (x, at) => `v.setInt16(${at}, ${x});`,
  uint16: (x, at) => `v.setUint16(${at}, ${x});`,
  int32: (x, at) => `v.setInt32(${at}, ${x});`,
  uint32: (x, at) => `v.setUint32(${at}, ${x});`,
  int64: (x, at) => `setInt64(v, ${at}, ${x});`,
  float64: (x, at) => `v.setFloat64(${at}, ${x});`,
  uuid: (x, at) => `if (!uuidToBytes(${x}, w.bytes, ${at})) throw REJECT;`,
};

/** Writes an integer of any size; what does not fit 64 bits becomes the nearest that does. */
function setInt64(view: DataView, at: number, value: number): void {
  const isTooLarge = value >= 2 ** 63;
  const isTooSmall = value < -(2 ** 63);
  const high = isTooLarge ? 0x7fffffff : isTooSmall ? -0x80000000 : Math.floor(value / 2 ** 32);
  view.setInt32(at, high);
  view.setUint32(at + 4, isTooLarge ? 0xffffffff : isTooSmall ? 0 : value >>> 0);
}

function isChunks(value: unknown): boolean {
  return Array.isArray(value) && value.every((chunk) => chunk instanceof Uint8Array);
}

/** Writes the source of an encoder and compiles it. */
export function compileEncoder(message: Message, version: number): Encoder {
  const source = new EncoderSource(message, version);
  source.struct('o', message.fields);
  source.flush();
  const body = ['return function encode(w, o) {', 'let p, v;', ...source.lines, '};'].join('\n');
  return new Function('setInt64', 'isChunks', 'uuidToBytes', 'EMPTY', 'REJECT', body)(
    setInt64,
    isChunks,
    uuidToBytes,
    EMPTY,
    REJECT,
  ) as Encoder;
}

/** In the code written here `w` is the writer, `v` its view and `p` the place last reserved. */
class EncoderSource {
  readonly lines: string[] = [];
  readonly #message: Message;
  readonly #version: number;
  #names = 0;
  /** Fields of fixed size that are still to be written; they share one reservation. */
  #run: string[] = [];
  #runSize = 0;

  constructor(message: Message, version: number) {
    this.#message = message;
    this.#version = version;
  }

  #named(expression: string): string {
    const name = `x${this.#names++}`;
    this.lines.push(`const ${name} = ${expression};`);
    return name;
  }

  #isFlexible(field?: Field): boolean {
    return covers(field?.flexible ?? this.#message.flexible, this.#version);
  }

  #isNullable(field: Field): boolean {
    return covers(field.nullable, this.#version);
  }

  #fixed(size: number, set: (at: string) => string): void {
    const at = this.#runSize === 0 ? 'p' : `p + ${this.#runSize}`;
    this.#run.push(set(at));
    this.#runSize += size;
  }

  /** Writes the pending fields, as must be done before any branch and any write of other size. */
  flush(): void {
    if (this.#runSize === 0) return;
    this.lines.push(`p = w.reserve(${this.#runSize});`, 'v = w.view;', ...this.#run);
    this.#run = [];
    this.#runSize = 0;
  }

  /** Writes the struct that the expression `owner` names. */
  struct(owner: string, fields: Fields): void {
    this.lines.push(`if (typeof ${owner} !== 'object' || ${owner} === null) throw REJECT;`);
    const tagged: { tag: number; name: string; field: Field }[] = [];
    for (const [key, field] of Object.entries(fields)) {
      if (!covers(field.versions, this.#version)) continue;
      const name = this.#checked(`${owner}.${key}`, field);
      if (field.tag === undefined) this.#value(name, field);
      else tagged.push({ tag: field.tag, name, field });
    }
    if (this.#isFlexible()) this.#taggedFields(tagged);
  }

  /** Names a field's value, the default where it was left out, and checks its type. */
  #checked(expression: string, field: Field): string {
    const given = this.#named(expression);
    const name = isRequired(field)
      ? given
      : this.#named(
          `${given} === undefined ? ${literal(omittedValue(field, this.#version))} : ${given}`,
        );
    const wrong = this.#wrong(name, field.shape);
    const isNull = this.#isNullable(field) ? `${name} !== null && ` : '';
    this.lines.push(`if (${isNull}(${wrong})) throw REJECT;`);
    return name;
  }

  #wrong(name: string, shape: Shape): string {
    if (shape.type === 'array') return `!Array.isArray(${name})`;
    if (shape.type === 'struct') return `typeof ${name} !== 'object' || ${name} === null`;
    return WRONG[shape.type](name);
  }

  #value(name: string, field: Field): void {
    const compact = this.#isFlexible(field);
    if (!this.#isNullable(field)) {
      this.#shape(name, field.shape, compact);
      return;
    }
    this.flush();
    this.lines.push(`if (${name} === null) {`);
    this.#null(field.shape, compact);
    this.flush();
    this.lines.push('} else {');
    if (field.shape.type === 'struct') this.#fixed(1, (at) => `v.setInt8(${at}, 1);`);
    this.#shape(name, field.shape, compact);
    this.flush();
    this.lines.push('}');
  }

  #null(shape: Shape, compact: boolean): void {
    if (shape.type === 'struct') this.#fixed(1, (at) => `v.setInt8(${at}, -1);`);
    else if (compact) this.#fixed(1, (at) => `v.setUint8(${at}, 0);`);
    else if (shape.type === 'string') this.#fixed(2, (at) => `v.setInt16(${at}, -1);`);
    else this.#fixed(4, (at) => `v.setInt32(${at}, -1);`);
  }

  /** Writes a value whose type was checked. */
  #shape(name: string, shape: Shape, compact: boolean): void {
    switch (shape.type) {
      case 'struct':
        this.struct(name, shape.fields);
        break;
      case 'array':
        this.#array(name, shape.element, compact);
        break;
      case 'string':
        this.flush();
        this.lines.push(`w.${compact ? 'compactString' : 'string'}(${name});`);
        break;
      case 'bytes':
      case 'records':
        this.flush();
        this.lines.push(`w.${compact ? 'compactBytes' : 'sizedBytes'}(${name});`);
        break;
      default: {
        const set = SETTERS[shape.type]!;
        this.#fixed(FIXED_SIZES[shape.type]!, (at) => set(name, at));
      }
    }
  }

  #array(name: string, element: Shape, compact: boolean): void {
    if (!compact) this.#fixed(4, (at) => `v.setInt32(${at}, ${name}.length);`);
    this.flush();
    if (compact) this.lines.push(`w.uvarint(${name}.length + 1);`);
    const index = `x${this.#names++}`;
    this.lines.push(`for (let ${index} = 0; ${index} < ${name}.length; ${index}++) {`);
    const item = this.#named(`${name}[${index}]`);
    if (element.type !== 'struct')
      this.lines.push(`if (${this.#wrong(item, element)}) throw REJECT;`);
    this.#shape(item, element, compact);
    this.flush();
    this.lines.push('}');
  }

  /** Writes the tagged fields that differ from their defaults, in the order of their tags. */
  #taggedFields(tagged: { tag: number; name: string; field: Field }[]): void {
    if (tagged.length === 0) {
      this.#fixed(1, (at) => `v.setUint8(${at}, 0);`);
      return;
    }
    this.flush();
    const known = tagged
      .sort((a, b) => a.tag - b.tag)
      .map((one) => ({ ...one, isSet: this.#named(this.#differs(one.name, one.field)) }));
    this.lines.push(`w.uvarint(${known.map(({ isSet }) => `(${isSet} ? 1 : 0)`).join(' + ')});`);
    for (const { tag, name, field, isSet } of known) {
      this.lines.push(`if (${isSet}) {`, `w.uvarint(${tag});`);
      const start = this.#named('w.open()');
      this.#value(name, field);
      this.flush();
      this.lines.push(`w.close(${start});`, '}');
    }
  }

  /** Whether a value is not its field's default, as source. */
  #differs(name: string, field: Field): string {
    const { shape } = field;
    if (field.default === null) return `${name} !== null`;
    if (shape.type === 'struct') {
      const parts = Object.entries(shape.fields)
        .filter(([, part]) => covers(part.versions, this.#version))
        .map(([key, part]) => {
          const path = `${name}.${key}`;
          return `(${path} !== undefined && (${this.#differs(path, part)}))`;
        });
      return parts.length === 0 ? 'false' : parts.join(' || ');
    }
    if (shape.type === 'array' || shape.type === 'bytes' || shape.type === 'records') {
      return `${name} === null || ${name}.length !== 0`;
    }
    return `${name} !== ${literal(defaultOf(field))}`;
  }
}
