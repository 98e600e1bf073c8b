import type { ReadingOptions } from '../../contract/messages/reading.ts';
import { UserError } from '../../node/user-error.ts';

/** @throws UserError that says what is wrong with where a reading begins, where it ends, or what it reads */
export function checkReading({ topic, start, stop, partitions, memory }: ReadingOptions): void {
  if (topic === '') throw new UserError('No topic has been chosen.');
  if (start.kind === 'offset') whole('The offset to begin at', start.offset, 0);
  if (start.kind === 'timestamp') whole('The time to begin at', start.timestamp, 0);
  if (start.kind === 'last') whole('The number of last records', start.count, 1);
  if (stop.scanned !== undefined) whole('The number of records to read', stop.scanned, 1);
  if (stop.scannedEach !== undefined)
    whole('The number of records to read of each partition', stop.scannedEach, 1);
  if (stop.matching !== undefined) whole('The number of matching records', stop.matching, 1);
  if (stop.offset !== undefined) whole('The offset to stop at', stop.offset, 0);
  if (stop.timestamp !== undefined) whole('The time to stop at', stop.timestamp, 0);
  if (start.kind === 'latest' && stop.atEnd)
    throw new UserError('From the end on there is nothing to read up to the end.');
  if (partitions?.length === 0) throw new UserError('No partition has been chosen.');
  for (const partition of partitions ?? []) whole('A partition', partition, 0);
  whole('The memory for records', memory, 1);
}

function whole(what: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new UserError(`${what} must be a whole number from ${least} on, not ${value}.`);
}
