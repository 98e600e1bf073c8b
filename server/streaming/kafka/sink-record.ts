import { kindOf } from '../value-kinds.ts';
import type { KafkaHeader, OutgoingRecord } from './kafka-client.ts';
import type { TopicName } from './topic-values.ts';

/** A record as programs make it: keys and values are texts, bytes, null, or anything that is written as JSON. */
export interface SinkRecord {
  readonly key?: unknown;
  readonly value: unknown;
  /** Instead of the sink's. */
  readonly topic?: TopicName;
  /** By the key's hash, as Kafka's producers do, unless told. */
  readonly partition?: number;
  /** Milliseconds since the epoch; when it is sent unless told. */
  readonly timestamp?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** Makes a record of an element. */
export type SinkRecordMaker<T> = (element: T) => SinkRecord;

const utf8 = new TextEncoder();

/** Of a pair key and value, of anything else a value. */
export function sinkRecordOf(element: unknown): SinkRecord {
  return Array.isArray(element) && element.length === 2
    ? { key: element[0], value: element[1] }
    : { value: element };
}

/** As it goes to Kafka. */
export function outgoing(record: SinkRecord, topic: string): OutgoingRecord {
  const { partition, timestamp, headers } = record;
  return {
    ...{ topic: record.topic ?? topic, key: bytesOf(record.key), value: bytesOf(record.value) },
    ...(partition === undefined ? {} : { partition }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(headers === undefined ? {} : { headers: headersOf(headers) }),
  };
}

function headersOf(headers: Readonly<Record<string, unknown>>): KafkaHeader[] {
  return Object.entries(headers).map(([key, value]) => ({ key, value: bytesOf(value) }));
}

function bytesOf(value: unknown): Uint8Array | null {
  if (value === null || value === undefined) return null;
  if (isBytes(value)) return value;
  return utf8.encode(typeof value === 'string' ? value : JSON.stringify(value));
}

function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && kindOf(value) === 'Uint8Array';
}
