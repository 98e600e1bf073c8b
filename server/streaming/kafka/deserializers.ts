import { IllegalArgumentException } from '../errors.ts';
import type { KafkaRecord } from './kafka-client.ts';

/** Makes a value of a record's bytes, which are null where the record has none, as in a tombstone. */
export type Deserializer<T> = (bytes: Uint8Array | null, record: KafkaRecord) => T;

const utf8 = new TextDecoder();

/**
 * Kafka's deserializers; what is null stays null. Integers are big-endian, as Kafka's serializers write them. A `long` is
 * a bigint where a number would not be exact.
 */
const deserializers = {
  string: (bytes: Uint8Array) => utf8.decode(bytes),
  json: (bytes: Uint8Array): unknown => JSON.parse(utf8.decode(bytes)),
  bytes: (bytes: Uint8Array) => bytes,
  boolean: (bytes: Uint8Array) => sized(bytes, 1).getUint8(0) !== 0,
  short: (bytes: Uint8Array) => sized(bytes, 2).getInt16(0),
  integer: (bytes: Uint8Array) => sized(bytes, 4).getInt32(0),
  long: (bytes: Uint8Array) => longOf(sized(bytes, 8).getBigInt64(0)),
  float: (bytes: Uint8Array) => sized(bytes, 4).getFloat32(0),
  double: (bytes: Uint8Array) => sized(bytes, 8).getFloat64(0),
  void: () => null,
};

type Deserializers = typeof deserializers;

/** The deserializers that have a name. */
export type DeserializerName = keyof Deserializers;

/** How keys or values are read: by a name, by the name of Kafka's class, or by a function. */
export type DeserializerOption<T = unknown> = DeserializerName | JavaClass | Deserializer<T>;
type JavaClass = `${string}Deserializer`;

/** What a deserializer gives. */
export type Deserialized<D> = D extends DeserializerName
  ? ReturnType<Deserializers[D]>
  : D extends Deserializer<infer T>
    ? T
    : D extends `${string}StringDeserializer`
      ? string
      : D extends `${string}ByteArrayDeserializer`
        ? Uint8Array
        : unknown;

const CLASSES: ReadonlyMap<string, DeserializerName> = new Map([
  ['String', 'string'],
  ['ByteArray', 'bytes'],
  ['ByteBuffer', 'bytes'],
  ['Bytes', 'bytes'],
  ['Boolean', 'boolean'],
  ['Short', 'short'],
  ['Integer', 'integer'],
  ['Long', 'long'],
  ['Float', 'float'],
  ['Double', 'double'],
  ['Void', 'void'],
  ['KafkaJson', 'json'],
]);

/** The function of a deserializer. @throws IllegalArgumentException for a name that is none */
export function deserializerOf<T>(option: DeserializerOption<T>): Deserializer<T> {
  if (typeof option === 'function') return option;
  const [, simple = ''] = /(?:^|[.$])(\w+?)Deserializer$/.exec(option) ?? [];
  const name = Object.hasOwn(deserializers, option) ? option : CLASSES.get(simple);
  if (name === undefined) {
    throw new IllegalArgumentException(
      `${option} is no deserializer: use ${Object.keys(deserializers).join(', ')}, or a function that takes bytes.`,
    );
  }
  const read = deserializers[name as DeserializerName] as (bytes: Uint8Array) => T;
  return (bytes) => (bytes === null ? (null as T) : read(bytes));
}

/** What a record's key or value could not be read for. */
export function deserializationError(
  part: 'key' | 'value',
  { topic, partition, offset }: KafkaRecord,
  cause: unknown,
): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `Error deserializing ${part} for partition ${topic}-${partition} at offset ${offset}: ${why}. If needed, please seek past the record to continue consumption.`,
    { cause },
  );
}

function sized(bytes: Uint8Array, size: number): DataView {
  if (bytes.length !== size)
    throw new Error(`Size of data received is not ${size}, but ${bytes.length}`);
  return new DataView(bytes.buffer, bytes.byteOffset, size);
}

function longOf(long: bigint): number | bigint {
  const number = Number(long);
  return Number.isSafeInteger(number) ? number : long;
}
