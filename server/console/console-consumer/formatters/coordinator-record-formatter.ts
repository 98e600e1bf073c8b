import { decode } from '../../../protocol/codec.ts';
import {
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
  transactionLogKey,
  transactionLogValue,
} from '../../../protocol/coordinator-records.ts';
import type { Message } from '../../../protocol/schema.ts';
import { covers } from '../../../protocol/version-range.ts';
import type { ConsumerRecord } from '../consumer/consumer-record.ts';
import type { Formatter, FormatterOutput } from './formatter.ts';
import { toJson } from './message-json.ts';

const utf8 = new TextEncoder();

/** One kind of record of a coordinator: its key's and its value's layout. */
export interface RecordKind {
  readonly key: Message;
  readonly value: Message;
}

/** Of `__consumer_offsets`: OffsetsMessageFormatter. */
export const offsetRecords: RecordKind = { key: offsetCommitKey, value: offsetCommitValue };
/** Of `__consumer_offsets`: GroupMetadataMessageFormatter. */
export const groupMetadataRecords: RecordKind = {
  key: groupMetadataKey,
  value: groupMetadataValue,
};
/** Of `__transaction_state`: TransactionLogMessageFormatter. */
export const transactionRecords: RecordKind = {
  key: transactionLogKey,
  value: transactionLogValue,
};

/**
 * Prints the records of one kind as JSON, and of others nothing
 * (org.apache.kafka.tools.consumer.CoordinatorRecordMessageFormatter). Each has a line of its own, where Kafka
 * puts them all into one.
 */
export class CoordinatorRecordFormatter implements Formatter {
  readonly #kind: RecordKind;

  constructor(kind: RecordKind) {
    this.#kind = kind;
  }

  writeTo(record: ConsumerRecord, output: FormatterOutput): void {
    if (record.key === null || record.key.length < 2) return;
    const type = firstInt16(record.key);
    const { key, value } = this.#kind;
    if (!covers(key.versions, type)) return;
    const json = {
      key: { type, data: toJson(key, type, decode(key, type, record.key.subarray(2))) },
      value: record.value === null ? null : valueToJson(value, record.value),
    };
    output.write(utf8.encode(`${JSON.stringify(json)}\n`));
  }
}

function valueToJson(message: Message, bytes: Uint8Array): unknown {
  const version = bytes.length < 2 ? -1 : firstInt16(bytes);
  if (!covers(message.versions, version)) return { version, data: 'unknown' };
  return { version, data: toJson(message, version, decode(message, version, bytes.subarray(2))) };
}

function firstInt16(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getInt16(0);
}
