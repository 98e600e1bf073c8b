/** `kafka-reassign-partitions`: moves partitions to other brokers. */
import type { Cluster } from '../../node/kafka/cluster.ts';
import { comparePartitions, partitionKey } from '../../node/kafka/topic-partition.ts';
import { withCluster } from '../cluster/open-cluster.ts';
import { listReassignments } from '../cluster/reassignments.ts';
import type { Terminal } from '../command.ts';
import { kafkaTool } from '../kafka-tool.ts';
import { cancel } from './cancel.ts';
import { execute } from './execute.ts';
import { generate } from './generate.ts';
import { type Action, actions, check, connectionOf, type Given, options } from './options.ts';
import { TerseError } from './terse-error.ts';
import { verify } from './verify.ts';

const work: Record<Action, (cluster: Cluster, given: Given, terminal: Terminal) => Promise<void>> =
  {
    generate,
    execute,
    verify,
    cancel,
    list,
  };

export const reassignPartitionsCommand = kafkaTool({
  purpose: 'This tool helps to move topic partitions between replicas.',
  options,
  check,
  async run(given, terminal) {
    const action = actions.find((each) => given[each])!;
    try {
      await withCluster(connectionOf(given), (cluster) => work[action](cluster, given, terminal));
      return 0;
    } catch (error) {
      if (!(error instanceof TerseError)) throw error;
      terminal.out(error.message);
      return 1;
    }
  },
  failed: (message, terminal) => terminal.out(`Error: ${message}`),
});

/** `--list` */
async function list(cluster: Cluster, _given: Given, terminal: Terminal): Promise<void> {
  const underway = [...(await listReassignments(cluster)).values()].sort(comparePartitions);
  if (underway.length === 0) {
    terminal.out('No partition reassignments found.');
    return;
  }
  terminal.out('Current partition reassignments:');
  for (const each of underway) {
    const change = (name: string, ids: readonly number[]) =>
      ids.length === 0 ? '' : ` ${name}: ${ids.join(',')}.`;
    terminal.out(
      `${partitionKey(each)}: replicas: ${each.replicas.join(',')}.${change('adding', each.adding)}${change('removing', each.removing)}`,
    );
  }
}
