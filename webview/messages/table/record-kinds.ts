import type { DecodedPreview, RecordRow } from '../../../server/contract/messages/reading.ts';

/**
 * What a key or value is, beside what its text says. Null and empty are different bytes on the wire; a null value with a key
 * is a tombstone, which deletes the key from a compacted topic; without key and value a record may still carry headers.
 */
export type PartKind = 'text' | 'null' | 'empty' | 'tombstone' | 'headersOnly' | 'bytes';

export function keyKind(row: RecordRow): PartKind {
  return plainKind(row.key);
}

export function valueKind(row: RecordRow): PartKind {
  const kind = plainKind(row.value);
  if (kind !== 'null') return kind;
  if (row.key.format !== 'null') return 'tombstone';
  return row.headers.length > 0 ? 'headersOnly' : 'null';
}

/** Of a header's value, or a key. */
export function plainKind({ format, problem }: DecodedPreview): PartKind {
  if (format === 'null' || format === 'empty') return format;
  return problem !== undefined ? 'bytes' : 'text';
}
