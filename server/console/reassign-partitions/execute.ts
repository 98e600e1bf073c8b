import type { Cluster } from '../../node/kafka/cluster.ts';
import { comparePartitions, partitionKey } from '../../node/kafka/topic-partition.ts';
import { listReassignments } from '../cluster/reassignments.ts';
import { type Terminal, ToolError } from '../command.ts';
import { readJsonFile } from '../json-file.ts';
import { alterReassignments } from './alter-reassignments.ts';
import { assignmentsOf } from './current.ts';
import type { Given } from './options.ts';
import { checkExecutable, formatReassignment, parseReassignment } from './reassignment-file.ts';
import { TerseError } from './terse-error.ts';
import { movesOf, setThrottles } from './throttles.ts';

/** `--execute`: has the partitions moved. */
export async function execute(cluster: Cluster, given: Given, terminal: Terminal): Promise<void> {
  const proposed = parseReassignment(await readJsonFile(given['reassignment-json-file']!));
  checkExecutable(proposed);
  const underway = await listReassignments(cluster);
  if (underway.size > 0 && !given.additional) {
    throw new TerseError(
      'Cannot execute because there is an existing partition assignment.  Use --additional to override this and create a new partition assignment in addition to the existing one. The --additional flag can also be used to change the throttle by resubmitting the current reassignment.',
    );
  }
  const alive = (await cluster.brokers()).map(({ nodeId }) => nodeId);
  const unknown = proposed.flatMap(({ replicas }) => replicas).find((id) => !alive.includes(id));
  if (unknown !== undefined) throw new ToolError(`Unknown broker id ${unknown}`);
  const current = await assignmentsOf(cluster, proposed);
  terminal.out(
    `Current partition replica assignment\n\n${formatReassignment(current)}\n\nSave this to use as the --reassignment-json-file option during rollback`,
  );
  const throttle = given.throttle ?? -1;
  if (throttle >= 0 || (given['replica-alter-log-dirs-throttle'] ?? -1) >= 0) {
    terminal.out(
      'Warning: You must run --verify periodically, until the reassignment completes, to ensure the throttle is removed.',
    );
    if (throttle >= 0) {
      await setThrottles(cluster, movesOf(proposed, current, underway), throttle, terminal);
    }
  }
  const refused = await alterReassignments(cluster, proposed);
  if (refused.length > 0) {
    throw new TerseError(`Error reassigning partition(s):\n${refused.join('\n')}`);
  }
  const keys = [...proposed].sort(comparePartitions).map(partitionKey);
  terminal.out(
    `Successfully started partition reassignment${keys.length === 1 ? '' : 's'} for ${keys.join(',')}`,
  );
}
