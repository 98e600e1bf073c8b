import type {
  Assignment,
  Broker,
  PartitionReplicas,
} from '../../server/contract/kafka-client/model.ts';
import { Racks } from './racks.ts';

/** A partition to move: where it is and where it is to be, the preferred leader first. */
export interface Move extends Assignment {
  readonly from: readonly number[];
  readonly replicas: readonly number[];
}

/** A broker that may have replicas, and the rack that it is in. */
export type RackedBroker = Pick<Broker, 'id' | 'rack'>;

/**
 * Spreads partitions evenly over `brokers`, `replicationFactor` replicas each, and their preferred leaders
 * as well. If all brokers have racks, a partition's replicas are in as many racks as there are (KIP-36), and
 * then as even as that allows. As few replicas as possible move, other than with Kafka's own tool; only partitions
 * whose assignment changes are in the result.
 */
export function planReassignment(
  partitions: readonly PartitionReplicas[],
  brokers: readonly RackedBroker[],
  replicationFactor: number,
): Move[] {
  const racks = new Racks(brokers);
  const ids = brokers.map(({ id }) => id);
  const count = Math.min(replicationFactor, ids.length);
  const plan = partitions.map(({ replicas }) =>
    racks.best(
      replicas.filter((id) => ids.includes(id)),
      count,
    ),
  );
  addMissing(plan, racks, count);
  evenReplicas(plan, racks);
  evenLeaders(plan, ids);
  return movesOf(partitions, plan);
}

/**
 * Takes `broker` out of the partitions that it has: another broker of `others` takes its place, the one with
 * the fewest replicas among those in the right racks, or none where all have one already. Partitions that nobody
 * else could have stay.
 */
export function planRemoval(
  partitions: readonly PartitionReplicas[],
  broker: number,
  others: readonly RackedBroker[],
): Move[] {
  const racks = new Racks(others);
  const loads = countBy(
    partitions.map(({ replicas }) => replicas),
    racks.brokers,
  );
  const plan = partitions.map(({ replicas }) => {
    if (!replicas.includes(broker)) return [...replicas];
    const remaining = replicas.filter((id) => id !== broker);
    const instead = least(racks.next(remaining), loads);
    if (instead === undefined) return remaining;
    add(loads, instead, 1);
    return replicas.map((id) => (id === broker ? instead : id));
  });
  return movesOf(partitions, plan).filter(({ replicas }) => replicas.length > 0);
}

function addMissing(plan: number[][], racks: Racks, count: number): void {
  const loads = countBy(plan, racks.brokers);
  for (const replicas of plan) {
    while (replicas.length < count) {
      const next = least(racks.next(replicas), loads);
      if (next === undefined) return;
      replicas.push(next);
      add(loads, next, 1);
    }
  }
}

/** Moves replicas from brokers that have more to those that have fewest, until none has two more or racks forbid it. */
function evenReplicas(plan: number[][], racks: Racks): void {
  const loads = countBy(plan, racks.brokers);
  while (moveOne(plan, racks, loads)) {}
}

/** Moves the replica that helps most, if there is one. */
function moveOne(plan: number[][], racks: Racks, loads: Map<number, number>): boolean {
  const byLoad = racks.brokers.toSorted((a, b) => difference(loads, b, a));
  for (const from of byLoad) {
    for (const to of byLoad.toReversed()) {
      if (difference(loads, from, to) < 2) break;
      const at = plan.findIndex((replicas) => racks.mayReplace(replicas, from, to));
      if (at === -1) continue;
      plan[at] = plan[at]!.map((id) => (id === from ? to : id));
      add(loads, from, -1);
      add(loads, to, 1);
      return true;
    }
  }
  return false;
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

function add(counts: Map<number, number>, broker: number, number: number): void {
  counts.set(broker, (counts.get(broker) ?? 0) + number);
}

function difference(counts: ReadonlyMap<number, number>, a: number, b: number): number {
  return (counts.get(a) ?? 0) - (counts.get(b) ?? 0);
}
