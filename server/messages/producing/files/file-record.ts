// What files say of records, whatever their format.

/** What a file says of a record; what it does not say is the template's. */
export interface FileRecord {
  /** Null where there is none. */
  readonly key?: string | null;
  /** Null of a tombstone. */
  readonly value?: string | null;
  readonly headers?: readonly FileHeader[];
  readonly partition?: number;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number;
  /** Why this one cannot be sent: one sentence. */
  readonly problem?: string;
}

export interface FileHeader {
  readonly name: string;
  readonly value: string | null;
}

/** A partition as it is written. @throws Error with one sentence */
export function partitionOf(written: unknown): number {
  const partition = typeof written === 'string' ? Number(written) : written;
  if (typeof partition === 'number' && Number.isInteger(partition) && partition >= 0)
    return partition;
  throw new Error(`${written} is no partition: write a number from 0 on.`);
}

/** A moment as it is written, in milliseconds since the epoch. @throws Error with one sentence */
export function timestampOf(written: unknown): number {
  if (typeof written === 'number' && Number.isInteger(written) && written >= 0) return written;
  if (typeof written === 'string') {
    const ms = /^\d+$/.test(written) ? Number(written) : Date.parse(written);
    if (Number.isSafeInteger(ms) && ms >= 0) return ms;
  }
  throw new Error(
    `${written} is no timestamp: write milliseconds since 1970, or a moment such as 2026-01-31T12:00:00Z.`,
  );
}
