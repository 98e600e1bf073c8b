import type { Cluster } from '../../node/kafka/cluster.ts';
import { comparePartitions, partitionKey } from '../../node/kafka/topic-partition.ts';
import { listReassignments } from '../cluster/reassignments.ts';
import type { Terminal } from '../command.ts';
import { readJsonFile } from '../json-file.ts';
import { currentAssignments } from './current.ts';
import type { Given } from './options.ts';
import { parseReassignment } from './reassignment-file.ts';
import { clearThrottles } from './throttles.ts';

/** `--verify`: says how far the move is, and removes throttles once nothing moves. */
export async function verify(cluster: Cluster, given: Given, terminal: Terminal): Promise<void> {
  const targets = parseReassignment(await readJsonFile(given['reassignment-json-file']!));
  const underway = await listReassignments(cluster);
  const current = await currentAssignments(
    cluster,
    targets.map(({ topic }) => topic),
  );
  const replicasNow = new Map(current.map((each) => [partitionKey(each), each.replicas.join(',')]));
  const lines = [...targets].sort(comparePartitions).map((target) => {
    const key = partitionKey(target);
    if (underway.has(key)) return `Reassignment of partition ${key} is still in progress.`;
    const now = replicasNow.get(key) ?? '';
    const wanted = target.replicas.join(',');
    return now === wanted
      ? `Reassignment of partition ${key} is completed.`
      : `There is no active reassignment of partition ${key}, but replica set is ${now} rather than ${wanted}.`;
  });
  // An empty line stands for replicas that move between log directories: none ever do.
  terminal.out(['Status of partition reassignment:', ...lines, ''].join('\n'));
  if (underway.size === 0 && !given['preserve-throttles']) {
    await clearThrottles(cluster, targets, terminal);
  }
}
