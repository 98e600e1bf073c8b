// Protobuf's wire format as values, named as in the schema. Nothing is made that there are no bytes for.
// Source: “Encoding” and “ProtoJSON Format” of the Protocol Buffers documentation.

import { Enum, type Field, MapField, Type } from 'protobufjs';
import { shortestFloat } from '../float32.ts';
import { checkDepth, MalformedError, setMember, ValueBudget } from '../limits.ts';
import { exact } from '../plain.ts';
import { isPrintable } from '../printable.ts';
import { utf8Text, viewOf } from '../utf8.ts';
import { isWellKnown, readWellKnown } from './well-known.ts';

const VARINT = 0;
const FIXED64 = 1;
const SIZED = 2;
const GROUP = 3;
const END_GROUP = 4;
const FIXED32 = 5;

type Message = Record<string, unknown>;

/**
 * The message that bytes are, all of them.
 * @param from where it begins
 * @throws MalformedError
 */
export function readProtobuf(type: Type, bytes: Uint8Array, from = 0): unknown {
  return new WireReader(viewOf(bytes), from, new ValueBudget(bytes.length)).whole(type, 0);
}

class WireReader {
  readonly #bytes: Buffer;
  #position: number;
  #end: number;
  readonly #budget: ValueBudget;

  constructor(bytes: Buffer, from: number, budget: ValueBudget) {
    this.#bytes = bytes;
    this.#position = from;
    this.#end = bytes.length;
    this.#budget = budget;
  }

  /** A message, which ends with the bytes, as what it means. */
  whole(type: Type, depth: number): unknown {
    const message: Message = {};
    this.#into(message, type, 0, depth);
    return this.#meaning(type, this.#complete(message, type), depth);
  }

  #meaning(type: Type, message: Message, depth: number): unknown {
    if (!isWellKnown(type)) return message;
    return readWellKnown(type, message, (inner, bytes) =>
      new WireReader(viewOf(bytes), 0, this.#budget).whole(inner, depth + 1),
    );
  }

  /** @param group the number of the field whose end ends the message; 0 if the bytes' end does */
  #into(message: Message, type: Type, group: number, depth: number): void {
    checkDepth(depth);
    while (this.#position < this.#end) {
      const tag = this.#tag();
      const wire = tag & 7;
      const number = tag >>> 3;
      if (wire === END_GROUP && number === group) return;
      const field = type.fieldsById[number];
      if (field === undefined || !this.#field(message, field, wire, depth)) {
        this.#unknown(message, number, wire, depth);
      }
    }
    if (group !== 0) throw new MalformedError(`the group ${group} does not end`);
  }

  /** Whether the field can be of that wire type. */
  #field(message: Message, field: Field, wire: number, depth: number): boolean {
    if (field instanceof MapField) return wire === SIZED && this.#entry(message, field, depth);
    const { name, resolvedType } = field;
    const expected = wireType(field);
    if (field.repeated && wire === SIZED && expected !== SIZED && expected !== GROUP) {
      const list = listOf(message, name);
      this.#within(this.#length(), () => {
        while (this.#position < this.#end) list.push(this.#scalar(field.type, resolvedType));
      });
      return true;
    }
    if (wire !== expected) return false;
    if (!(resolvedType instanceof Type)) {
      const value = this.#scalar(field.type, resolvedType);
      if (field.repeated) listOf(message, name).push(value);
      else {
        clearOthers(message, field);
        setMember(message, name, value);
      }
      return true;
    }
    // A message that comes in parts is all of them together; one with a meaning of its own never does.
    const goesOn = !field.repeated && !isWellKnown(resolvedType) && Object.hasOwn(message, name);
    const inner = goesOn ? (message[name] as Message) : {};
    if (wire === GROUP) this.#into(inner, resolvedType, field.id, depth + 1);
    else this.#within(this.#length(), () => this.#into(inner, resolvedType, 0, depth + 1));
    const value = this.#meaning(resolvedType, this.#complete(inner, resolvedType), depth);
    if (field.repeated) listOf(message, name).push(value);
    else {
      clearOthers(message, field);
      setMember(message, name, value);
    }
    return true;
  }

  /** An entry of a map is a message with the fields 1, the key, and 2, the value. */
  #entry(message: Message, field: MapField, depth: number): true {
    checkDepth(depth + 1);
    if (!Object.hasOwn(message, field.name)) setMember(message, field.name, {});
    const map = message[field.name] as Message;
    const { resolvedType } = field;
    let key: unknown = scalarDefault(field.keyType, null);
    let value: unknown;
    this.#within(this.#length(), () => {
      while (this.#position < this.#end) {
        const tag = this.#tag();
        if (tag >>> 3 === 1 && (tag & 7) === scalarWire(field.keyType)) {
          key = this.#scalar(field.keyType, null);
        } else if (tag >>> 3 === 2 && (tag & 7) === valueWire(field.type, resolvedType)) {
          value =
            resolvedType instanceof Type
              ? this.#within(this.#length(), () => this.whole(resolvedType, depth + 2))
              : this.#scalar(field.type, resolvedType);
        } else {
          this.#unknown({}, tag >>> 3, tag & 7, depth + 1);
        }
      }
    });
    if (value === undefined) {
      value =
        resolvedType instanceof Type
          ? this.#meaning(resolvedType, this.#complete({}, resolvedType), depth)
          : scalarDefault(field.type, resolvedType);
    }
    setMember(map, String(key), value);
    return true;
  }

  /** With those fields that are the same absent and with their default, in the schema's order, and what it does not know. */
  #complete(message: Message, type: Type): Message {
    this.#budget.spend(type.fieldsArray.length + 1);
    const complete: Message = {};
    for (const field of type.fieldsArray) {
      if (Object.hasOwn(message, field.name)) setMember(complete, field.name, message[field.name]);
      else if (field instanceof MapField) setMember(complete, field.name, {});
      else if (field.repeated) setMember(complete, field.name, []);
      else if (!field.hasPresence && !(field.resolvedType instanceof Type)) {
        setMember(complete, field.name, scalarDefault(field.type, field.resolvedType));
      }
    }
    for (const name of Object.keys(message)) {
      if (!name.startsWith('#')) continue;
      this.#budget.spend(1);
      complete[name] = message[name];
    }
    return complete;
  }

  #scalar(type: string, resolved: Type | Enum | null): unknown {
    if (resolved instanceof Enum) {
      const number = int32(this.#varint());
      return resolved.valuesById[number] ?? number;
    }
    switch (type) {
      case 'int32':
        return int32(this.#varint());
      case 'uint32':
        return int32(this.#varint()) >>> 0;
      case 'sint32': {
        const value = int32(this.#varint());
        return (value >>> 1) ^ -(value & 1);
      }
      case 'int64': {
        const value = this.#varint();
        return typeof value === 'number' ? value : exact(BigInt.asIntN(64, value));
      }
      case 'uint64':
        return exact(BigInt(this.#varint()));
      case 'sint64': {
        const value = BigInt(this.#varint());
        return exact((value >> 1n) ^ -(value & 1n));
      }
      case 'bool':
        return Number(this.#varint()) !== 0;
      case 'fixed32':
        return this.#bytes.readUInt32LE(this.#skip(4));
      case 'sfixed32':
        return this.#bytes.readInt32LE(this.#skip(4));
      case 'float':
        return shortestFloat(this.#bytes.readFloatLE(this.#skip(4)));
      case 'fixed64':
        return exact(this.#bytes.readBigUInt64LE(this.#skip(8)));
      case 'sfixed64':
        return exact(this.#bytes.readBigInt64LE(this.#skip(8)));
      case 'double':
        return this.#bytes.readDoubleLE(this.#skip(8));
      case 'bytes':
        return new Uint8Array(this.#sized());
      default: {
        const text = utf8Text(this.#sized());
        if (text !== null) return text;
        throw new MalformedError(`the string before byte ${this.#position} is not UTF-8`);
      }
    }
  }

  /** What the schema does not know is a member `#7`, so that it can be seen that there is something. */
  #unknown(message: Message, number: number, wire: number, depth: number): void {
    const name = `#${number}`;
    const value = this.#unknownValue(number, wire, depth);
    if (!Object.hasOwn(message, name)) message[name] = value;
    else if (Array.isArray(message[name])) message[name].push(value);
    else message[name] = [message[name], value];
  }

  #unknownValue(number: number, wire: number, depth: number): unknown {
    switch (wire) {
      case VARINT:
        return exact(BigInt(this.#varint()));
      case FIXED64:
        return exact(this.#bytes.readBigUInt64LE(this.#skip(8)));
      case FIXED32:
        return this.#bytes.readUInt32LE(this.#skip(4));
      case SIZED: {
        const bytes = this.#sized();
        const text = utf8Text(bytes);
        return text !== null && isPrintable(text) ? text : new Uint8Array(bytes);
      }
      case GROUP: {
        const group: Message = {};
        this.#into(group, NOTHING, number, depth + 1);
        return group;
      }
      default:
        throw new MalformedError(`byte ${this.#position - 1} begins no field`);
    }
  }

  #tag(): number {
    const tag = Number(this.#varint());
    if (tag < 8 || tag > 0xffff_ffff) {
      throw new MalformedError(`the field before byte ${this.#position} has no number`);
    }
    return tag;
  }

  /** From 0 to 2⁶⁴ - 1; a number where it has few bytes. */
  #varint(): number | bigint {
    let value = 0;
    let factor = 1;
    // Seven bytes have 49 bits, which a number holds.
    for (let i = 0; i < 7; i++) {
      const byte = this.#bytes[this.#skip(1)]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    let large = BigInt(value);
    for (let i = 7n; i < 10n; i++) {
      const byte = this.#bytes[this.#skip(1)]!;
      large += BigInt(byte & 0x7f) << (7n * i);
      if (byte < 0x80) return BigInt.asUintN(64, large);
    }
    throw new MalformedError(`the number before byte ${this.#position} has more than 64 bits`);
  }

  #length(): number {
    return Number(this.#varint());
  }

  #sized(): Buffer {
    const length = this.#length();
    const at = this.#skip(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** Reads what ends after so many bytes. */
  #within<T>(length: number, read: () => T): T {
    const outer = this.#end;
    const end = this.#position + length;
    if (end > outer) this.#tooShort(end - outer);
    this.#end = end;
    const value = read();
    this.#end = outer;
    return value;
  }

  /** Moves on, and says from where. */
  #skip(length: number): number {
    const at = this.#position;
    if (at + length > this.#end) this.#tooShort(at + length - this.#end);
    this.#position = at + length;
    return at;
  }

  #tooShort(missing: number): never {
    throw new MalformedError(`it ends at byte ${this.#end}, where ${missing} more should follow`);
  }
}

/** What is within a group that the schema does not know. */
const NOTHING = new Type('Nothing');

/** The lowest 32 bits. */
function int32(value: number | bigint): number {
  return typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value));
}

function wireType(field: Field): number {
  return field.delimited ? GROUP : valueWire(field.type, field.resolvedType);
}

function valueWire(type: string, resolved: Type | Enum | null): number {
  if (resolved instanceof Type) return SIZED;
  return resolved instanceof Enum ? VARINT : scalarWire(type);
}

/** The wire type of a field of a scalar type, alone. */
export function scalarWire(type: string): number {
  switch (type) {
    case 'string':
    case 'bytes':
      return SIZED;
    case 'fixed64':
    case 'sfixed64':
    case 'double':
      return FIXED64;
    case 'fixed32':
    case 'sfixed32':
    case 'float':
      return FIXED32;
    default:
      return VARINT;
  }
}

function listOf(message: Message, name: string): unknown[] {
  if (!Object.hasOwn(message, name)) setMember(message, name, []);
  return message[name] as unknown[];
}

/** Of a oneof the last field counts. */
function clearOthers(message: Message, { partOf, name }: Field): void {
  for (const other of partOf?.fieldsArray ?? [])
    if (other.name !== name) delete message[other.name];
}

function scalarDefault(type: string, resolved: Type | Enum | null): unknown {
  if (resolved instanceof Enum) return resolved.valuesById[0] ?? 0;
  switch (type) {
    case 'string':
      return '';
    case 'bytes':
      return new Uint8Array(0);
    case 'bool':
      return false;
    default:
      return 0;
  }
}
