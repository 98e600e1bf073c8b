import * as vscode from 'vscode';
import type { ClusterAction } from '../../../webview/contract/cluster.ts';
import type { Clusters } from '../../clusters/clusters.ts';
import { Command, type CommandId } from '../../contributions.ts';
import { nodeId, type TopicNode } from '../../explorer/nodes.ts';
import { t } from '../../l10n.ts';

/** Does what the user asked for on a cluster's page, by the command that does it elsewhere. `cluster` is its id. */
export async function act(
  action: ClusterAction,
  cluster: string,
  clusters: Clusters,
): Promise<void> {
  const run = (command: CommandId, argument: object) =>
    vscode.commands.executeCommand(command, { ...argument, cluster });
  switch (action.kind) {
    case 'startBroker':
    case 'stopBroker':
    case 'restartBroker':
    case 'killBroker':
      await run(Command[action.kind], { broker: action.broker });
      break;
    case 'editBroker':
      await run(Command.editBrokerConfiguration, { broker: action.broker });
      break;
    case 'openTopic':
      await run(Command.openTopic, { topic: action.topic });
      break;
    case 'reassign': {
      const { topic } = action;
      await run(Command.reassignPartitions, {
        kind: 'topic',
        id: nodeId.topic(topic),
        topic,
      } satisfies TopicNode);
      break;
    }
    case 'reassignSome':
      await run(Command.reassignPartitions, {});
      break;
    case 'electLeaders':
      await run(Command.electPreferredLeaders, {
        topics: await topicsThatPreferOthers(cluster, clusters),
      });
      break;
    case 'addBroker':
    case 'startCluster':
      await vscode.commands.executeCommand(Command[action.kind]);
  }
}

/** Those with a partition whose preferred leader is in sync and does not lead. @throws Error if there are none. */
async function topicsThatPreferOthers(cluster: string, clusters: Clusters): Promise<string[]> {
  const partitions = (await clusters.get(cluster)?.kafka.call('replicas', null)) ?? [];
  const wanting = partitions.filter(({ leader, replicas: [preferred], isr }) => {
    return preferred !== undefined && leader !== preferred && isr.includes(preferred);
  });
  if (wanting.length === 0) {
    throw new Error(t('No preferred leader is in sync that does not lead already.'));
  }
  return [...new Set(wanting.map(({ topic }) => topic))];
}
