/** Turns the bytes of a key, a value or a header into what is printed of them. */
export type Deserializer = (bytes: Uint8Array) => Uint8Array;

/** Bytes that the deserializer does not take, in the words of Kafka's SerializationException. */
export class DeserializationError extends Error {
  override readonly name = 'DeserializationError';
}

const PACKAGE = 'org.apache.kafka.common.serialization.';

/** Bytes are printed as they are, which is what Kafka's tool does without a deserializer as well. */
export const asTheyAre: Deserializer = (bytes) => bytes;

/**
 * The deserializer of a class name, with its package or without.
 * @param encoding that of `StringDeserializer`, as Java names it
 * @returns undefined if there is no such class.
 */
export function deserializerOf(className: string, encoding = 'UTF-8'): Deserializer | undefined {
  const name = className.startsWith(PACKAGE) ? className.slice(PACKAGE.length) : className;
  if (name === 'StringDeserializer') return stringDeserializer(encoding);
  return Object.hasOwn(deserializers, name) ? deserializers[name] : undefined;
}

const utf8 = new TextEncoder();

const deserializers: Readonly<Record<string, Deserializer>> = {
  // Java prints arrays and buffers by identity, which says nothing; here it is what they hold.
  ByteArrayDeserializer: asTheyAre,
  BytesDeserializer: (bytes) => utf8.encode(escapeBytes(bytes)),
  ByteBufferDeserializer: asTheyAre,
  ShortDeserializer: number('ShortDeserializer', 2, (view) => String(view.getInt16(0))),
  IntegerDeserializer: number('IntegerDeserializer', 4, (view) => String(view.getInt32(0))),
  LongDeserializer: number('LongDeserializer', 8, (view) => String(view.getBigInt64(0))),
  FloatDeserializer: number('FloatDeserializer', 4, (view) => javaFloat(view.getFloat32(0))),
  DoubleDeserializer: number('DoubleDeserializer', 8, (view) => javaDouble(view.getFloat64(0))),
  BooleanDeserializer: (bytes) => {
    if (bytes.length !== 1) throw wrongSize('BooleanDeserializer', bytes.length, 1);
    if (bytes[0] !== 0 && bytes[0] !== 1) {
      throw new DeserializationError(
        `Unexpected byte received by BooleanDeserializer: ${(bytes[0]! << 24) >> 24}`,
      );
    }
    return utf8.encode(String(bytes[0] === 1));
  },
  UUIDDeserializer: (bytes) => {
    const text = new TextDecoder().decode(bytes);
    if (!/^[0-9a-f]+(-[0-9a-f]+){4}$/i.test(text)) {
      throw new DeserializationError('Error parsing data into UUID');
    }
    return utf8.encode(text.toLowerCase());
  },
  VoidDeserializer: () => {
    throw new DeserializationError('Data should be null for a VoidDeserializer.');
  },
};

function stringDeserializer(encoding: string): Deserializer | undefined {
  try {
    const decoder = new TextDecoder(encoding, { ignoreBOM: true });
    return (bytes) => utf8.encode(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

function number(name: string, size: number, toText: (view: DataView) => string): Deserializer {
  return (bytes) => {
    if (bytes.length !== size) throw wrongSize(name, bytes.length, size);
    return utf8.encode(toText(new DataView(bytes.buffer, bytes.byteOffset, size)));
  };
}

function wrongSize(name: string, length: number, size: number): DeserializationError {
  return new DeserializationError(
    `Size of data received by ${name} is not ${size}: it is ${length}`,
  );
}

/** As Double.toString: always with a fraction, and with `E` beyond 10⁻³ and 10⁷. */
export function javaDouble(value: number): string {
  return javaNumber(value, String(Math.abs(value)));
}

/** As Float.toString: the fewest digits that tell the value from its neighbours. */
export function javaFloat(value: number): string {
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  return javaNumber(value, String(Number(Math.abs(value).toPrecision(digits))));
}

function javaNumber(value: number, shortest: string): string {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (!Number.isFinite(value)) return `${sign}Infinity`;
  const magnitude = Math.abs(value);
  if (magnitude === 0) return `${sign}0.0`;
  const [mantissa = '', exponent] = Number(shortest).toExponential().split('e') as [string, string];
  if (magnitude < 1e-3 || magnitude >= 1e7) {
    return `${sign}${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
  }
  return sign + (shortest.includes('.') ? shortest : `${shortest}.0`);
}

/** As Bytes.toString: printable ASCII as it is, all else as `\xHH`. */
function escapeBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const printable = byte >= 0x20 && byte <= 0x7e && byte !== 0x5c;
    text += printable
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
