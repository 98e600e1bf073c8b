import type * as vscode from 'vscode';
import type { Clusters } from '../clusters/clusters.ts';
import type { LocalCluster } from '../clusters/local-cluster.ts';
import { t } from '../l10n.ts';
import { ClusterPanel } from './cluster/cluster-panel.ts';
import { SubjectPanels } from './subject-panels.ts';

/** The panels about clusters as a whole, one for each that is open. */
export class ClusterPanels extends SubjectPanels {
  /** @param extension the folder of the extension. */
  constructor(extension: vscode.Uri, clusters: Clusters, local: LocalCluster) {
    super({
      extension,
      clusters,
      page: 'cluster',
      title: (_, cluster = t('Local Cluster')) => t('{0}: Overview', cluster),
      fill: (panel, subject) => new ClusterPanel(panel, subject, { clusters, local }),
    });
  }
}
