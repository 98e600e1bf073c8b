// Records as lines of files.

import type { ExportOptions } from '../../contract/messages/reading.ts';
import { searchText } from '../formats/formats.ts';
import { jsonText } from '../formats/value-text.ts';
import type { DecodedBytes, DecodedRecord } from '../reading/rows.ts';

export interface RecordFormat {
  /** What the file begins with. */
  readonly heading: string;
  line(record: DecodedRecord): Uint8Array;
}

export function recordFormat(format: ExportOptions['format']): RecordFormat {
  switch (format) {
    case 'jsonl':
      return { heading: '', line: (record) => Buffer.from(`${jsonLine(record)}\n`) };
    case 'csv':
      return {
        heading: `partition,offset,timestamp,key,value,headers${CSV_END}`,
        line: (record) => Buffer.from(csvLine(record) + CSV_END),
      };
    case 'raw':
      return { heading: '', line: rawLine };
  }
}

/**
 * `timestamp` in milliseconds since the epoch, null where there is none; what decodes to values as these, bytes in base64, and
 * headers as a list, since names can be there twice.
 */
function jsonLine({ partition, offset, timestamp, key, value, headers }: DecodedRecord): string {
  const time = timestamp < 0 ? 'null' : String(timestamp);
  return (
    `{"partition":${partition},"offset":${offset},"timestamp":${time},"key":${jsonOf(key)},` +
    `"value":${jsonOf(value)},"headers":${headersJson(headers)}}`
  );
}

function headersJson(headers: DecodedRecord['headers']): string {
  const each = headers.map(
    ({ name, ...value }) => `{"name":${JSON.stringify(name)},"value":${jsonOf(value)}}`,
  );
  return `[${each.join(',')}]`;
}

function jsonOf({ decoded }: DecodedBytes): string {
  return jsonText(decoded.value, 'base64');
}

/** RFC 4180. */
const CSV_END = '\r\n';

/** Times as in ISO 8601; null is nothing, and empty text a pair of quotes. */
function csvLine({ partition, offset, timestamp, key, value, headers }: DecodedRecord): string {
  const time = timestamp < 0 ? '' : timeText(timestamp);
  return [
    ...[partition, offset, time, textCell(key), textCell(value)],
    headers.length === 0 ? '' : cell(headersJson(headers)),
  ].join(',');
}

function timeText(timestamp: number): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString();
}

function textCell(part: DecodedBytes): string {
  if (part.bytes === null) return '';
  const { value } = part.decoded;
  return cell(typeof value === 'string' ? value : searchText(part.decoded, part.bytes));
}

/**
 * A spreadsheet takes what begins so for a formula, and runs it, and whoever may write to a topic could choose one. An
 * apostrophe in front makes it text, as OWASP advises; numbers stay what they are. JSON lines have everything as it is.
 */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function cell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return safe === '' || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const LINE_FEED = Uint8Array.of(0x0a);

/** A record without a value is an empty line. */
function rawLine({ value: { bytes } }: DecodedRecord): Uint8Array {
  return bytes === null ? LINE_FEED : Buffer.concat([bytes, LINE_FEED]);
}
