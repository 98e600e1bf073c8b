import type { FinalLog } from '../final-logs.ts';

/** When all replicas have caught up, they are equal. */
export function checkReplicas(logs: readonly FinalLog[]): string[] {
  const first = new Map<number, FinalLog>();
  return logs.flatMap((log) => {
    const reference = first.get(log.partition);
    if (reference === undefined) {
      first.set(log.partition, log);
      return [];
    }
    return differences(reference, log);
  });
}

function differences(a: FinalLog, b: FinalLog): string[] {
  const length = Math.max(a.records.length, b.records.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [a.records[i], b.records[i]];
    const same =
      one?.offset === other?.offset &&
      one?.value === other?.value &&
      one?.leaderEpoch === other?.leaderEpoch;
    if (same) continue;
    const text = (record: typeof one) =>
      record === undefined
        ? 'nothing'
        : `${record.value} at ${record.offset} in epoch ${record.leaderEpoch}`;
    return [
      `replicas of partition ${a.partition} differ: broker ${a.broker} has ${text(one)}, broker ${b.broker} ${text(other)}`,
    ];
  }
  return [];
}
