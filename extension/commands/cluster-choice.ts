import type * as vscode from 'vscode';
import type { ReachableCluster } from '../clusters/clusters.ts';
import { isProduction } from '../connections/connection.ts';
import type { Context } from '../context.ts';
import { joined } from '../explorer/look.ts';
import { t } from '../l10n.ts';
import { askChoice } from './questions.ts';

interface ClusterItem extends vscode.QuickPickItem {
  readonly cluster: ReachableCluster;
}

/** Lets the user choose a cluster where there are several. @throws Cancelled */
export async function chooseCluster({ clusters }: Context): Promise<ReachableCluster | undefined> {
  const { all } = clusters;
  if (all.length <= 1) return all[0];
  const items = all.map(
    (cluster): ClusterItem => ({
      label: cluster.name,
      description: joined(
        cluster.kafka.bootstrap,
        cluster.connection && isProduction(cluster.connection) && t('production'),
        cluster.connection?.readOnly && t('read-only'),
      ),
      cluster,
    }),
  );
  const step = { title: t('Cluster'), step: 1, of: 1 };
  const answer = await askChoice(step, t('Choose a cluster'), items);
  return answer === 'back' ? undefined : answer.value.cluster;
}
