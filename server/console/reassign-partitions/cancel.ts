import type { Cluster } from '../../node/kafka/cluster.ts';
import { comparePartitions, partitionKey } from '../../node/kafka/topic-partition.ts';
import { listReassignments } from '../cluster/reassignments.ts';
import type { Terminal } from '../command.ts';
import { readJsonFile } from '../json-file.ts';
import { alterReassignments } from './alter-reassignments.ts';
import type { Given } from './options.ts';
import { parseReassignment } from './reassignment-file.ts';
import { TerseError } from './terse-error.ts';
import { clearThrottles } from './throttles.ts';

/** `--cancel`: has partitions stay where they were. */
export async function cancel(cluster: Cluster, given: Given, terminal: Terminal): Promise<void> {
  const targets = parseReassignment(await readJsonFile(given['reassignment-json-file']!));
  const underway = [...(await listReassignments(cluster, targets)).values()].sort(
    comparePartitions,
  );
  if (underway.length === 0) {
    terminal.out('None of the specified partition reassignments are active.');
  } else {
    const changes = underway.map(({ topic, partition }) => ({ topic, partition, replicas: null }));
    const refused = await alterReassignments(cluster, changes);
    if (refused.length > 0) {
      throw new TerseError(
        `Error cancelling partition reassignment${refused.length === 1 ? '' : 's'} for:\n${refused.join('\n')}`,
      );
    }
    const keys = underway.map(partitionKey);
    terminal.out(
      `Successfully cancelled partition reassignment${keys.length === 1 ? '' : 's'} for: ${keys.join(',')}`,
    );
  }
  terminal.out('None of the specified partition moves are active.');
  if (!given['preserve-throttles']) await clearThrottles(cluster, targets, terminal);
}
