import type { ClusterContext } from '../context.ts';

/** Shows a cluster as a whole: that of the row, or a chosen one. */
export async function openCluster({ clusterPanels, target }: ClusterContext): Promise<void> {
  clusterPanels.show({ cluster: target.id, name: '' });
}
