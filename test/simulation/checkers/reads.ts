import type { FinalLog } from '../final-logs.ts';
import type { Consumed } from '../history.ts';

/**
 * What a consumer was given is committed: whoever reads an offset reads the same there, and in the end it is still
 * there, unless retention has deleted it.
 */
export function checkReads(
  consumed: readonly Consumed[],
  logs: ReadonlyMap<number, FinalLog>,
): string[] {
  const violations: string[] = [];
  const values = new Map<string, string>();
  for (const [partition, { records }] of logs) {
    for (const { offset, value } of records) values.set(`${partition}:${offset}`, value);
  }
  for (const { consumer, partition, offset, value } of consumed) {
    const place = `${partition}:${offset}`;
    const known = values.get(place);
    const isGone = known === undefined && offset < (logs.get(partition)?.start ?? 0);
    if (isGone) values.set(place, value);
    else if (known !== value) {
      violations.push(`${consumer} read ${value} at ${place}, where ${known ?? 'nothing'} is`);
    }
  }
  return violations;
}
