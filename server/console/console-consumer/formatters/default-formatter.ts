import type { Properties } from '../../../node/kafka/properties.ts';
import type { ConsumerRecord } from '../consumer/consumer-record.ts';
import { asTheyAre, type Deserializer, deserializerOf } from './deserializers.ts';
import { type Formatter, type FormatterOutput, timestampText } from './formatter.ts';

const utf8 = new TextEncoder();

/** The columns in the order in which they are printed, each with the property that asks for it. */
const COLUMNS = [
  ['print.timestamp', timestampColumn],
  ['print.partition', ({ partition }) => utf8.encode(`Partition:${partition}`)],
  ['print.offset', ({ offset }) => utf8.encode(`Offset:${offset}`)],
  [
    'print.epoch',
    ({ leaderEpoch }) => utf8.encode(`Epoch:${leaderEpoch < 0 ? 'NONE' : leaderEpoch}`),
  ],
  // Share groups count deliveries; nobody else does.
  ['print.delivery', () => utf8.encode('Delivery:NONE')],
  ['print.headers', (record, settings) => headersColumn(record, settings)],
  [
    'print.key',
    ({ key }, { key: deserialize, nullLiteral }) => (key === null ? nullLiteral : deserialize(key)),
  ],
  [
    'print.value',
    ({ value }, { value: deserialize, nullLiteral }) =>
      value === null ? nullLiteral : deserialize(value),
  ],
] as const satisfies readonly (readonly [
  string,
  (record: ConsumerRecord, settings: Settings) => Uint8Array,
])[];

interface Settings {
  readonly key: Deserializer;
  readonly value: Deserializer;
  readonly header: Deserializer;
  readonly headersSeparator: Uint8Array;
  readonly nullLiteral: Uint8Array;
}

/** Prints the columns that are asked for, by default the value (org.apache.kafka.tools.consumer.DefaultMessageFormatter). */
export class DefaultFormatter implements Formatter {
  readonly #columns: readonly ((record: ConsumerRecord, settings: Settings) => Uint8Array)[];
  readonly #settings: Settings;
  readonly #keySeparator: Uint8Array;
  readonly #lineSeparator: Uint8Array;

  /** @throws Error if a deserializer is not known. */
  constructor(properties: Properties) {
    const bytesOf = (name: string, otherwise: string) => utf8.encode(properties[name] ?? otherwise);
    this.#columns = COLUMNS.filter(([name]) => {
      const given = properties[name];
      return given === undefined ? name === 'print.value' : given.trim().toLowerCase() === 'true';
    }).map(([, column]) => column);
    this.#keySeparator = bytesOf('key.separator', '\t');
    this.#lineSeparator = bytesOf('line.separator', '\n');
    this.#settings = {
      key: deserializer(properties, 'key.deserializer'),
      value: deserializer(properties, 'value.deserializer'),
      header: deserializer(properties, 'headers.deserializer', 'header.deserializer'),
      headersSeparator: bytesOf('headers.separator', ','),
      nullLiteral: bytesOf('null.literal', 'null'),
    };
  }

  writeTo(record: ConsumerRecord, output: FormatterOutput): void {
    const parts = this.#columns.flatMap((column, index) => [
      column(record, this.#settings),
      index < this.#columns.length - 1 ? this.#keySeparator : this.#lineSeparator,
    ]);
    output.write(parts.length === 2 ? joinTwo(parts[0]!, parts[1]!) : Buffer.concat(parts));
  }
}

/** Most records are printed as a value and a line feed. */
function joinTwo(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

function timestampColumn(record: ConsumerRecord): Uint8Array {
  return utf8.encode(timestampText(record) ?? 'NO_TIMESTAMP');
}

function headersColumn({ headers }: ConsumerRecord, settings: Settings): Uint8Array {
  if (headers.length === 0) return utf8.encode('NO_HEADERS');
  const parts = headers.flatMap(({ key, value }, index) => [
    ...(index === 0 ? [] : [settings.headersSeparator]),
    utf8.encode(`${key}:`),
    value === null ? settings.nullLiteral : settings.header(value),
  ]);
  return Buffer.concat(parts);
}

/**
 * The deserializer that the first of these properties names. What follows its name and a dot configures it.
 * @throws Error if there is no such class.
 */
function deserializer(properties: Properties, ...names: readonly string[]): Deserializer {
  for (const name of names) {
    const className = properties[name];
    if (className === undefined) continue;
    const encoding = properties[`${name}.deserializer.encoding`];
    const found = deserializerOf(className, encoding);
    if (found !== undefined) return found;
    throw new Error(
      `Unable to instantiate a deserializer from ${className}: only those of org.apache.kafka.common.serialization are known`,
    );
  }
  return asTheyAre;
}
