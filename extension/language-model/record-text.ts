// A record as text for a model: what it is, and what it is not, is said of every part.

import type { DecodedPreview, RecordRow } from '../../server/contract/messages/reading.ts';

/** Texts of parts that are shown at greater length than rows have them; by row. */
export interface LongerParts {
  readonly key: string;
  readonly value: string;
}

/**
 * A record over some lines: where it is and when, then its key, value and headers, each with its format and size.
 * @param most characters of a part
 * @param longer what rows have only the beginning of
 */
export function recordText(row: RecordRow, most: number, longer?: LongerParts): string {
  const { partition, offset, timestamp, key, value, headers } = row;
  const time = timestamp < 0 ? 'no timestamp' : timeText(timestamp);
  return [
    `partition ${partition}, offset ${offset}, ${time}`,
    `  key ${partText(key, most, longer?.key)}`,
    `  value ${partText(value, most, longer?.value, valueNote(row))}`,
    ...headers.map((header) => `  header ${header.name} ${partText(header.value, most)}`),
  ].join('\n');
}

/** ISO 8601, unless it is beyond what a date can be. */
function timeText(timestamp: number): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString();
}

/** A null value with a key deletes the key from a compacted topic; without one it does not. */
function valueNote({ key, value }: RecordRow): string {
  return value.format === 'null' && key.format !== 'null' ? ', a tombstone' : '';
}

function partText(part: DecodedPreview, most: number, longer = part.text, note = ''): string {
  const { format, size, problem, shortened } = part;
  if (format === 'null') return `is null${note}`;
  if (format === 'empty') return 'is empty (0 bytes)';
  const kind = problem === undefined ? format : `${format}; ${problem.replace(/\.$/, '')}`;
  const isWhole = longer !== part.text || !shortened;
  const text = longer.slice(0, most);
  const isCut = text.length < longer.length || !isWhole;
  return `(${kind}; ${size} bytes): ${text}${isCut ? ` … (the first ${text.length} characters)` : ''}`;
}
