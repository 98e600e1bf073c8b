import type { FinalLog, StoredRecord } from '../final-logs.ts';
import type { Produced } from '../history.ts';

/**
 * What producers were told holds: an acknowledged record is where it was said to be, no offset was given out twice,
 * within a session order holds and, with idempotence, nothing is there twice; and nothing is there that nobody
 * produced.
 * @param isDurable whether what was acknowledged with these acks must not be lost
 */
export function checkRecords(
  produced: readonly Produced[],
  logs: ReadonlyMap<number, FinalLog>,
  isDurable: (acks: number) => boolean,
): string[] {
  const stored = new Map([...logs].map(([partition, log]) => [partition, byOffset(log)]));
  return [
    ...produced
      .filter(({ acks }) => isDurable(acks))
      .flatMap((batch) => checkAcknowledged(batch, stored.get(batch.partition))),
    ...checkOffsets(produced.filter(({ acks }) => isDurable(acks))),
    ...[...logs.values()].flatMap((log) => checkContents(log, produced, isDurable)),
  ];
}

interface Stored {
  readonly start: number;
  readonly records: ReadonlyMap<number, StoredRecord>;
}

function byOffset({ start, records }: FinalLog): Stored {
  return { start, records: new Map(records.map((record) => [record.offset, record])) };
}

/** Every record of an acknowledged batch is at its offset, unless retention has deleted it. */
function checkAcknowledged(
  { producer, partition, values, baseOffset }: Produced,
  stored: Stored | undefined,
): string[] {
  // A repeated batch that the broker remembers only in outline is acknowledged without an offset.
  if (baseOffset === undefined || baseOffset < 0) return [];
  return values.flatMap((value, i) => {
    const offset = baseOffset + i;
    if (offset < (stored?.start ?? 0)) return [];
    const found = stored?.records.get(offset)?.value;
    if (found === value) return [];
    const what = found === undefined ? 'nothing' : found;
    return `lost: ${producer} was told that ${value} is at ${partition}:${offset}, where ${what} is`;
  });
}

/** No two batches were told the same offset, and those of one session went up in the order of sending. */
function checkOffsets(produced: readonly Produced[]): string[] {
  const violations: string[] = [];
  const holders = new Map<string, string>();
  const last = new Map<string, number>();
  for (const { partition, values, baseOffset, idempotent, session } of produced) {
    if (baseOffset === undefined || baseOffset < 0) continue;
    for (const [i, value] of values.entries()) {
      const place = `${partition}:${baseOffset + i}`;
      const holder = holders.get(place);
      if (holder !== undefined) {
        violations.push(`offset ${place} was given to ${holder} and to ${value}`);
      }
      holders.set(place, value);
    }
    const before = last.get(session) ?? -1;
    if (idempotent && baseOffset <= before) {
      violations.push(`order: ${values[0]} is at ${partition}:${baseOffset}, behind ${before}`);
    }
    last.set(session, baseOffset);
  }
  return violations;
}

/** The log's offsets go up, and its values are what was produced, in the order of each idempotent session, once. */
function checkContents(
  { broker, partition, start, records }: FinalLog,
  produced: readonly Produced[],
  isDurable: (acks: number) => boolean,
): string[] {
  const violations: string[] = [];
  const origins = new Map<string, Produced & { position: number }>();
  const lengths = new Map<string, number>();
  for (const batch of produced) {
    if (batch.partition !== partition) continue;
    for (const value of batch.values) {
      const position = lengths.get(batch.session) ?? 0;
      lengths.set(batch.session, position + 1);
      origins.set(value, { ...batch, position });
    }
  }
  const reached = new Map<string, number>();
  let next = start;
  for (const { offset, value } of records) {
    const where = `${partition}:${offset} of broker ${broker}`;
    if (offset !== next) violations.push(`${where} follows ${next - 1}`);
    next = offset + 1;
    const origin = origins.get(value);
    if (origin === undefined) {
      violations.push(`${where} has ${value}, which nobody produced there`);
      continue;
    }
    if (!origin.idempotent) continue;
    // Where retention has deleted something, a session's first records may be gone.
    const before = reached.get(origin.session) ?? (start > 0 ? origin.position - 1 : -1);
    if (origin.position <= before) {
      violations.push(`${where} has ${value} again, or behind what was produced after it`);
    } else if (origin.position > before + 1 && isDurable(origin.acks)) {
      violations.push(`${where} has ${value} without what was produced before it`);
    }
    reached.set(origin.session, origin.position);
  }
  return violations;
}
