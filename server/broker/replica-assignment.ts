import type { Random } from '../ports/random.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';

/** A broker, and the rack that it is in. */
export interface RackedBroker {
  readonly id: number;
  readonly rack: string | null;
}

/** Where an assignment goes on: after so many partitions, of which the first one is led by `first`. */
export interface AssignedBefore {
  readonly partitions: number;
  readonly first: number;
}

/**
 * Spreads replicas over brokers as Kafka does (AdminUtils.assignReplicasToBrokers): first replicas go round
 * from a random broker, the others follow at a distance that shifts with every round. If all brokers have
 * racks, a partition's replicas are in as many racks as there are (KIP-36); if only some have, racks do not
 * count.
 *
 * @param before the partitions that there are already, when some are added
 * @returns the replicas of each partition, preferred leader first.
 * @throws KafkaError INVALID_PARTITIONS, INVALID_REPLICATION_FACTOR
 */
export function assignReplicas(
  brokers: readonly RackedBroker[],
  partitions: number,
  replicationFactor: number,
  random: Random,
  before?: AssignedBefore,
): number[][] {
  check(brokers, partitions, replicationFactor);
  const sorted = [...brokers].sort((one, other) => one.id - other.id);
  const racks = new Set(sorted.map(({ rack }) => rack));
  const spread = racks.has(null) ? spreadOverBrokers(sorted) : spreadOverRacks(sorted, racks.size);
  const fixed =
    before &&
    Math.max(
      0,
      sorted.findIndex(({ id }) => id >= before.first),
    );
  const start = fixed ?? random.below(sorted.length);
  let shift = fixed ?? random.below(sorted.length);
  const from = before?.partitions ?? 0;
  return Array.from({ length: partitions }, (_, i) => {
    const partition = from + i;
    if (partition > 0 && partition % sorted.length === 0) shift++;
    return spread((partition + start) % sorted.length, shift, replicationFactor);
  });
}

/** Gives the replicas of a partition whose first one is at `first` among the brokers. */
type Spread = (first: number, shift: number, count: number) => number[];

function spreadOverBrokers(brokers: readonly RackedBroker[]): Spread {
  return (first, shift, count) => [
    brokers[first]!.id,
    ...Array.from(
      { length: count - 1 },
      (_, i) => brokers[following(first, shift + i, brokers.length)]!.id,
    ),
  ];
}

function spreadOverRacks(brokers: readonly RackedBroker[], racks: number): Spread {
  const alternating = byRacksInTurn(brokers);
  return (first, shift, count) => {
    const chosen = [alternating[first]!];
    const used = new Set([alternating[first]!.rack]);
    for (let k = 0; chosen.length < count; k++) {
      const next = alternating[following(first, shift * racks + k, alternating.length)]!;
      // Another replica in a rack only when every rack has one.
      if (chosen.includes(next) || (used.has(next.rack) && used.size < racks)) continue;
      chosen.push(next);
      used.add(next.rack);
    }
    return chosen.map(({ id }) => id);
  };
}

/** The brokers such that neighbours are in different racks as long as possible. */
function byRacksInTurn(brokers: readonly RackedBroker[]): RackedBroker[] {
  const names = [...new Set(brokers.map(({ rack }) => rack ?? ''))].sort();
  const inRack = names.map((name) => brokers.filter(({ rack }) => rack === name));
  const longest = Math.max(...inRack.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => inRack.flatMap((each) => each[i] ?? [])).flat();
}

/** The broker at a distance from `first` that is never 0. */
function following(first: number, shift: number, brokers: number): number {
  return (first + 1 + (shift % (brokers - 1))) % brokers;
}

function check(
  brokers: readonly RackedBroker[],
  partitions: number,
  replicationFactor: number,
): void {
  if (partitions <= 0) {
    throw new KafkaError(
      ErrorCode.INVALID_PARTITIONS,
      'Number of partitions was set to an invalid non-positive value.',
    );
  }
  if (replicationFactor <= 0) {
    throw new KafkaError(
      ErrorCode.INVALID_REPLICATION_FACTOR,
      'Replication factor must be larger than 0.',
    );
  }
  if (replicationFactor > brokers.length) {
    throw new KafkaError(
      ErrorCode.INVALID_REPLICATION_FACTOR,
      `Replication factor: ${replicationFactor} larger than available brokers: ${brokers.length}.`,
    );
  }
}

/**
 * Checks replicas that a user has chosen.
 * @throws KafkaError INVALID_REPLICA_ASSIGNMENT
 */
export function checkAssignment(
  assignment: ReadonlyMap<number, readonly number[]>,
  brokers: readonly number[],
): void {
  const refuse = (why: string) => new KafkaError(ErrorCode.INVALID_REPLICA_ASSIGNMENT, why);
  const factor = assignment.get(0)?.length;
  for (const partition of assignment.keys()) {
    const replicas = assignment.get(partition) ?? [];
    if (partition < 0 || partition >= assignment.size || factor === undefined) {
      throw refuse('Partitions must be a consecutive 0-based integer sequence.');
    }
    if (replicas.length === 0) throw refuse(`Partition ${partition} has no replicas.`);
    if (new Set(replicas).size < replicas.length) {
      throw refuse(`Duplicate replicas in the assignment of partition ${partition}: ${replicas}`);
    }
    if (replicas.length !== factor) {
      throw refuse('All partitions must have the same number of replicas.');
    }
    const unknown = replicas.filter((id) => !brokers.includes(id));
    if (unknown.length > 0) throw refuse(`Unknown broker(s) in the assignment: ${unknown}`);
  }
}
