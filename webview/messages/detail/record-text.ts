import type { DecodedWhole, RecordDetail } from '../../../server/contract/messages/reading.ts';

/** Where a record is. */
export interface RecordAddress {
  readonly bootstrap: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A record as one JSON object. JSON in keys and values stays JSON, null stays null, all else is text. */
export function recordJson(detail: RecordDetail, topic: string, space = 2): string {
  const { row } = detail;
  const record = {
    topic,
    partition: row.partition,
    offset: row.offset,
    ...(row.timestamp >= 0 && { timestamp: timeOf(row.timestamp) }),
    key: jsonValue(detail.key),
    value: jsonValue(detail.value),
    headers: detail.headers.map(({ name, value }) => ({ name, value: jsonValue(value) })),
  };
  return JSON.stringify(record, undefined, space);
}

/** Prints one record with kcat. */
export function kcatCommand({ bootstrap, topic, partition, offset }: RecordAddress): string {
  return `kcat -C -b ${quoted(bootstrap)} -t ${quoted(topic)} -p ${partition} -o ${offset} -c 1 -e`;
}

/** Prints one record with Kafka's console consumer. */
export function consoleCommand({ bootstrap, topic, partition, offset }: RecordAddress): string {
  return `kafka-console-consumer --bootstrap-server ${quoted(bootstrap)} --topic ${quoted(topic)} --partition ${partition} --offset ${offset} --max-messages 1 --property print.key=true --property print.headers=true`;
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w.:,@/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** As in ISO 8601; a number where no calendar has it. */
function timeOf(timestamp: number): string | number {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? timestamp : date.toISOString();
}

const structured = new Set(['json', 'avro', 'protobuf', 'messagepack']);
const numeric = new Set(['int8', 'int16', 'int32', 'float', 'double']);

function jsonValue({ format, text }: DecodedWhole): unknown {
  if (format === 'null') return null;
  if (!structured.has(format) && !numeric.has(format)) return text;
  try {
    const value: unknown = JSON.parse(text);
    // Numbers that JavaScript cannot hold stay as they were read.
    return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(text)
      ? text
      : value;
  } catch {
    return text;
  }
}
