import { defaultOf, isRequired } from '../../../server/protocol/defaults.ts';
import type { Field, Fields, Message, ScalarName, Shape } from '../../../server/protocol/schema.ts';
import { uuidFromBytes } from '../../../server/protocol/uuid.ts';
import { covers } from '../../../server/protocol/version-range.ts';
import { fc } from '../../harness/fast-check.ts';

type Value = Record<string, unknown>;

/**
 * Values of a message as a decoder of that version gives them: every field is there, those that
 * the version lacks with their defaults.
 */
export function decodedMessage(message: Message, version: number): fc.Arbitrary<Value> {
  return new Arbitraries(version, false).struct(message.fields);
}

/** Values as a caller may give them to an encoder: fields that need not be given often are not. */
export function encodableMessage(message: Message, version: number): fc.Arbitrary<Value> {
  return new Arbitraries(version, true).struct(message.fields);
}

const someBytes = fc.uint8Array({ maxLength: 40 });

const SCALARS: Record<ScalarName, fc.Arbitrary<unknown>> = {
  bool: fc.boolean(),
  int8: fc.integer({ min: -0x80, max: 0x7f }),
  int16: fc.integer({ min: -0x8000, max: 0x7fff }),
  uint16: fc.integer({ min: 0, max: 0xffff }),
  int32: fc.integer(),
  uint32: fc.integer({ min: 0, max: 0xffffffff }),
  int64: fc.oneof(fc.maxSafeInteger(), fc.constantFrom(2 ** 53, -(2 ** 63), 2 ** 62)),
  float64: fc.double({ noNaN: true }),
  string: fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('\ufeffmarked', 'a'.repeat(200), 'é'.repeat(100)),
  ),
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => uuidFromBytes(bytes)),
  bytes: someBytes,
  records: someBytes,
};

class Arbitraries {
  readonly #version: number;
  readonly #leaveOut: boolean;

  constructor(version: number, leaveOut: boolean) {
    this.#version = version;
    this.#leaveOut = leaveOut;
  }

  struct(fields: Fields): fc.Arbitrary<Value> {
    const entries = Object.entries(fields).map(([name, field]) => [name, this.#field(field)]);
    const requiredKeys = Object.keys(fields).filter(
      (name) => !this.#leaveOut || isRequired(fields[name]!),
    );
    return fc.record(Object.fromEntries(entries), { requiredKeys, noNullPrototype: true });
  }

  #field(field: Field): fc.Arbitrary<unknown> {
    if (!covers(field.versions, this.#version)) return fc.constant(defaultOf(field));
    const value = this.#shape(field.shape);
    const usual = fc.constant(defaultOf(field));
    const choices = field.tag === undefined ? [value] : [value, usual];
    if (covers(field.nullable, this.#version)) choices.push(fc.constant(null));
    return fc.oneof(...choices);
  }

  #shape(shape: Shape): fc.Arbitrary<unknown> {
    if (shape.type === 'struct') return this.struct(shape.fields);
    if (shape.type === 'array') return fc.array(this.#shape(shape.element), { maxLength: 3 });
    return SCALARS[shape.type];
  }
}
