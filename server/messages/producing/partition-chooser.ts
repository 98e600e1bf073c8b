import type { PartitionChoice } from '../../contract/messages/producing.ts';
import { UserError } from '../../node/user-error.ts';

/** The partition of a record by its number; undefined where the producer chooses. @throws UserError for one that is not there */
export type PartitionChooser = (index: number, said: number | undefined) => number | undefined;

/**
 * Round robin goes through all partitions, as org.apache.kafka.clients.producer.RoundRobinPartitioner does; by key and sticky
 * is the producer's own choice.
 * @param count how many partitions the topic has
 * @param first where round robin goes on
 */
export function partitionChooser(
  choice: PartitionChoice,
  count: number,
  first: number,
): PartitionChooser {
  return (index, said) => {
    const partition = said ?? (choice.kind === 'explicit' ? choice.partition : undefined);
    if (partition === undefined) {
      return choice.kind === 'roundRobin' ? (first + index) % count : undefined;
    }
    if (partition < count) return partition;
    throw new UserError(
      `There is no partition ${partition}: the topic has ${count === 1 ? 'only partition 0' : `partitions 0 to ${count - 1}`}.`,
    );
  };
}
