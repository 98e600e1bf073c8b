// What one of Kafka's tools and the kernel that has started it say to each other over the channel between parent and child.

import type { KernelCluster } from './kernel.ts';

/** In the environment of a tool whose parent answers `WantCluster`. It says nothing of the cluster itself. */
export const CLUSTER_IS_GIVEN = 'MILLRACE_CLUSTER_IS_GIVEN';

/** From the tool, when it is about to connect to a cluster. */
export interface WantCluster {
  readonly type: 'want-cluster';
}

/** From the kernel: the notebook's cluster, with all that is needed to speak to it. */
export interface GiveCluster {
  readonly type: 'give-cluster';
  readonly cluster: KernelCluster;
}
