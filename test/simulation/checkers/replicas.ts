import type { FinalLog } from '../final-logs.ts';

/** When all replicas have caught up, they are equal, but for what retention has deleted of one sooner than of another. */
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
  const start = Math.max(a.start, b.start);
  const [ours, theirs] = [a, b].map(({ records }) => records.filter((it) => it.offset >= start));
  const length = Math.max(ours!.length, theirs!.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [ours![i], theirs![i]];
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
