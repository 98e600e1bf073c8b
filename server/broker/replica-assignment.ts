import type { Random } from '../ports/random.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';

/**
 * Spreads replicas over brokers as Kafka does without racks (AdminUtils.assignReplicasToBrokers): first
 * replicas go round from a random broker, the others follow at a distance that shifts with every round.
 *
 * @returns the replicas of each partition, preferred leader first.
 * @throws KafkaError INVALID_PARTITIONS, INVALID_REPLICATION_FACTOR
 */
export function assignReplicas(
  brokers: readonly number[],
  partitions: number,
  replicationFactor: number,
  random: Random,
): number[][] {
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
  const sorted = [...brokers].sort((a, b) => a - b);
  const start = random.below(sorted.length);
  let shift = random.below(sorted.length);
  return Array.from({ length: partitions }, (_, partition) => {
    if (partition > 0 && partition % sorted.length === 0) shift++;
    const first = (partition + start) % sorted.length;
    const replicas = [sorted[first]!];
    for (let i = 0; i < replicationFactor - 1; i++) {
      const distance = 1 + ((shift + i) % (sorted.length - 1));
      replicas.push(sorted[(first + distance) % sorted.length]!);
    }
    return replicas;
  });
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
