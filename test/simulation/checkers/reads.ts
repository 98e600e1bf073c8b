import type { FinalLog } from '../final-logs.ts';
import type { Consumed } from '../history.ts';

/**
 * What a consumer was given is committed: whoever reads an offset reads the same there, and in the end it is still
 * there.
 */
export function checkReads(
  consumed: readonly Consumed[],
  logs: ReadonlyMap<number, FinalLog>,
): string[] {
  const violations: string[] = [];
  const known = new Map<string, string>();
  for (const [partition, { records }] of logs) {
    for (const { offset, value } of records) known.set(`${partition}:${offset}`, value);
  }
  for (const { consumer, partition, offset, value } of consumed) {
    const place = `${partition}:${offset}`;
    const now = known.get(place);
    if (now === value) continue;
    violations.push(`${consumer} read ${value} at ${place}, where ${now ?? 'nothing'} is now`);
  }
  return violations;
}
