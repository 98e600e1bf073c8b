import type { Assignment, PartitionReplicas } from './kafka/model.ts';

/** A partition to move: where it is and where it is to be, the preferred leader first. */
export interface Move extends Assignment {
  readonly from: readonly number[];
  readonly replicas: readonly number[];
}

/**
 * Spreads partitions evenly over `brokers`, `replicationFactor` replicas each, and their preferred leaders
 * as well. As few replicas as possible move; only partitions whose assignment changes are in the result.
 */
export function planReassignment(
  partitions: readonly PartitionReplicas[],
  brokers: readonly number[],
  replicationFactor: number,
): Move[] {
  const plan = partitions.map(({ replicas }) =>
    replicas.filter((id) => brokers.includes(id)).slice(0, replicationFactor),
  );
  addMissing(plan, brokers, Math.min(replicationFactor, brokers.length));
  evenReplicas(plan, brokers);
  evenLeaders(plan, brokers);
  return movesOf(partitions, plan);
}

/**
 * Takes `broker` out of the partitions that it has: another broker of `others` takes its place, the one with
 * the fewest replicas, or none where all have one already. Partitions that nobody else could have stay.
 */
export function planRemoval(
  partitions: readonly PartitionReplicas[],
  broker: number,
  others: readonly number[],
): Move[] {
  const loads = countBy(
    partitions.map(({ replicas }) => replicas),
    others,
  );
  const plan = partitions.map(({ replicas }) => {
    if (!replicas.includes(broker)) return [...replicas];
    const instead = least(
      others.filter((id) => !replicas.includes(id)),
      loads,
    );
    if (instead === undefined) return replicas.filter((id) => id !== broker);
    add(loads, instead, 1);
    return replicas.map((id) => (id === broker ? instead : id));
  });
  return movesOf(partitions, plan).filter(({ replicas }) => replicas.length > 0);
}

function addMissing(plan: number[][], brokers: readonly number[], count: number): void {
  const loads = countBy(plan, brokers);
  for (const replicas of plan) {
    while (replicas.length < count) {
      const next = least(
        brokers.filter((id) => !replicas.includes(id)),
        loads,
      );
      if (next === undefined) return;
      replicas.push(next);
      add(loads, next, 1);
    }
  }
}

/** Moves replicas from the broker that has most to the one that has fewest, until none has two more. */
function evenReplicas(plan: number[][], brokers: readonly number[]): void {
  const loads = countBy(plan, brokers);
  for (;;) {
    const [from, to] = [most(brokers, loads), least(brokers, loads)];
    if (from === undefined || to === undefined || difference(loads, from, to) < 2) return;
    const replicas = plan.find((each) => each.includes(from) && !each.includes(to));
    if (replicas === undefined) return;
    replicas[replicas.indexOf(from)] = to;
    add(loads, from, -1);
    add(loads, to, 1);
  }
}

/** The same for first replicas, without moving any. */
function evenLeaders(plan: number[][], brokers: readonly number[]): void {
  const leads = countBy(
    plan.map((replicas) => replicas.slice(0, 1)),
    brokers,
  );
  for (;;) {
    const swap = plan
      .map((replicas) => ({ replicas, from: replicas[0] ?? -1, to: least(replicas, leads) ?? -1 }))
      .find(({ from, to }) => difference(leads, from, to) > 1);
    if (swap === undefined) return;
    const { replicas, from, to } = swap;
    replicas.splice(replicas.indexOf(to), 1);
    replicas.unshift(to);
    add(leads, from, -1);
    add(leads, to, 1);
  }
}

function movesOf(
  partitions: readonly PartitionReplicas[],
  plan: readonly (readonly number[])[],
): Move[] {
  return partitions
    .map(({ topic, partition, replicas }, at) => ({
      topic,
      partition,
      from: replicas,
      replicas: plan[at] ?? replicas,
    }))
    .filter(({ from, replicas }) => from.join() !== replicas.join());
}

/** How often each of `brokers` is in `lists`. */
function countBy(
  lists: readonly (readonly number[])[],
  brokers: readonly number[],
): Map<number, number> {
  const counts = new Map(brokers.map((id) => [id, 0]));
  for (const id of lists.flat()) add(counts, id, 1);
  return counts;
}

function least(
  brokers: readonly number[],
  counts: ReadonlyMap<number, number>,
): number | undefined {
  return brokers.toSorted((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0))[0];
}

function most(brokers: readonly number[], counts: ReadonlyMap<number, number>): number | undefined {
  return brokers.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))[0];
}

function add(counts: Map<number, number>, broker: number, number: number): void {
  counts.set(broker, (counts.get(broker) ?? 0) + number);
}

function difference(counts: ReadonlyMap<number, number>, a: number, b: number): number {
  return (counts.get(a) ?? 0) - (counts.get(b) ?? 0);
}
