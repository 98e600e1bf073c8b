import { type DeserializerOption, deserializationError, deserializerOf } from './deserializers.ts';
import type { KafkaHeader, KafkaRecord } from './kafka-client.ts';

/** A record as programs see it (Kafka's ConsumerRecord). */
export interface ConsumerRecord<K = string | null, V = string> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly key: K;
  readonly value: V;
  readonly headers: readonly KafkaHeader[];
}

/** Makes elements of records, all of a range at once. @throws Error that names the record that cannot be read */
export type RecordReader<T> = (records: readonly KafkaRecord[]) => T[];

/** Elements that `make` makes of records and what their keys and values are read as. */
export function recordReader<K, V, T>(
  key: DeserializerOption<K>,
  value: DeserializerOption<V>,
  make: (key: K, value: V, record: KafkaRecord) => T,
): RecordReader<T> {
  const readKey = deserializerOf(key);
  const readValue = deserializerOf(value);
  return (records) => {
    const elements = new Array<T>(records.length);
    let at = 0;
    let part: 'key' | 'value' | undefined;
    try {
      for (; at < records.length; at++) {
        const record = records[at]!;
        part = 'key';
        const itsKey = readKey(record.key, record);
        part = 'value';
        const itsValue = readValue(record.value, record);
        part = undefined;
        elements[at] = make(itsKey, itsValue, record);
      }
      return elements;
    } catch (error) {
      if (part === undefined) throw error;
      throw deserializationError(part, records[at]!, error);
    }
  };
}

/** Whole records. */
export function consumerRecords<K, V>(
  key: DeserializerOption<K>,
  value: DeserializerOption<V>,
): RecordReader<ConsumerRecord<K, V>> {
  return recordReader(key, value, (itsKey, itsValue, record) => ({
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestamp: record.timestamp,
    key: itsKey,
    value: itsValue,
    headers: record.headers,
  }));
}

/** [key, value] alone. */
export function pairs<K, V>(
  key: DeserializerOption<K>,
  value: DeserializerOption<V>,
): RecordReader<readonly [K, V]> {
  return recordReader(key, value, (itsKey, itsValue) => [itsKey, itsValue] as const);
}
