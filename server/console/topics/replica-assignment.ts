import { ToolError } from '../command.ts';
import { duplicates } from '../duplicates.ts';

/**
 * The replicas of each partition from 0 on: `1:2,2:3` has those of partition 0 on brokers 1 and 2.
 * @throws ToolError
 */
export function parseReplicaAssignment(text: string): number[][] {
  const partitions = text.split(',').map((part) =>
    part.split(':').map((id) => {
      if (!/^\s*\d+\s*$/.test(id)) throw new ToolError(`For input string: "${id.trim()}"`);
      return Number(id);
    }),
  );
  for (const [partition, replicas] of partitions.entries()) {
    const twice = duplicates(replicas);
    if (twice.length > 0) {
      throw new ToolError(
        `Partition replica lists may not contain duplicate entries: ${twice.join(',')}`,
      );
    }
    if (replicas.length !== partitions[0]!.length) {
      throw new ToolError(
        `Partition ${partition} has different replication factor: [${replicas.join(', ')}]`,
      );
    }
  }
  return partitions;
}
