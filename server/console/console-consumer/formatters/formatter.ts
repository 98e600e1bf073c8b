import type { ConsumerRecord } from '../consumer/consumer-record.ts';

/** Where a formatter writes: bytes to stdout, lines of log to stderr. */
export interface FormatterOutput {
  write(bytes: Uint8Array): void;
  log(line: string): void;
}

/** Prints records (org.apache.kafka.common.MessageFormatter). */
export interface Formatter {
  /** @throws DeserializationError, or whatever else makes the record unprintable; nothing of it is written then. */
  writeTo(record: ConsumerRecord, output: FormatterOutput): void;
}

/** `CreateTime:1700000000000`, as Kafka prints timestamps; undefined for none. */
export function timestampText({ timestamp, timestampType }: ConsumerRecord): string | undefined {
  if (timestamp < 0) return undefined;
  return `${timestampType === 'append' ? 'LogAppendTime' : 'CreateTime'}:${timestamp}`;
}
