import { parseJson } from '../../formats/json.ts';
import { jsonText } from '../../formats/value-text.ts';
import { type FileHeader, type FileRecord, partitionOf, timestampOf } from './file-record.ts';
import { jsonElements } from './json-elements.ts';

/** Whether the texts that encoders take are JSON: a string is in quotes then. */
export interface JsonTexts {
  readonly key: boolean;
  readonly value: boolean;
}

/** What records have: an element with `value`, and nothing but these, is one; all others are values. */
const PARTS = new Set([
  ...['key', 'value', 'headers', 'partition', 'timestamp'],
  // What exports have beside, and what means nothing here.
  ...['offset', 'topic'],
]);

/** Records, or values, of an array's elements. @throws UserError for what is no array */
export async function* jsonRecords(
  chunks: AsyncIterable<string>,
  isJson: JsonTexts,
): AsyncGenerator<FileRecord[]> {
  for await (const elements of jsonElements(chunks)) {
    yield elements.map((element) => recordOf(element, isJson));
  }
}

function recordOf(element: string, isJson: JsonTexts): FileRecord {
  try {
    const parsed = parseJson(element);
    if (!isRecord(parsed)) {
      // The element's own text, with its numbers as they are written.
      if (parsed === null) return { value: null };
      return { value: typeof parsed === 'string' && !isJson.value ? parsed : element };
    }
    const { key, value, headers, partition, timestamp } = parsed;
    return {
      ...(key !== undefined && { key: textOf(key, isJson.key) }),
      value: textOf(value, isJson.value),
      ...(headers != null && { headers: headersOf(headers) }),
      ...(partition != null && { partition: partitionOf(partition) }),
      ...(timestamp != null && { timestamp: timestampOf(timestamp) }),
    };
  } catch (error) {
    const { message } = error as Error;
    return { problem: error instanceof SyntaxError ? `This is not JSON: ${message}.` : message };
  }
}

/** Headers as a list of names and values, or as an object. @throws Error with one sentence */
export function headersOf(written: unknown): FileHeader[] {
  if (typeof written !== 'object' || written === null) throw new Error(HEADERS);
  if (!Array.isArray(written)) {
    return Object.entries(written).map(([name, value]) => ({ name, value: textOf(value, false) }));
  }
  return written.map((header: unknown) => {
    const { name, value = null } = (header ?? {}) as { name?: unknown; value?: unknown };
    if (typeof name !== 'string') throw new Error(HEADERS);
    return { name, value: textOf(value, false) };
  });
}

const HEADERS = 'Headers are an object, or a list of objects with name and value.';

function isRecord(parsed: unknown): parsed is Record<string, unknown> {
  return (
    typeof parsed === 'object' &&
    parsed !== null &&
    'value' in parsed &&
    Object.keys(parsed).every((part) => PARTS.has(part))
  );
}

function textOf(value: unknown, isJson: boolean): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' && !isJson ? value : jsonText(value, 'base64');
}
