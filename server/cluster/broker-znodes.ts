/** What the cluster host does and reads in the coordination service on behalf of brokers that have ended. */
import { paths } from '../broker/metadata/znode-paths.ts';
import { partitionStateZnode, topicZnode } from '../broker/metadata/znodes.ts';
import type { CoordinationService } from '../zookeeper/coordination-service.ts';
import type { DataTree } from '../zookeeper/data-tree.ts';

/**
 * Ends the session that registered the broker, and with it its ephemeral znodes: that it is there, and that
 * it is controller. Does nothing for one that has signed off.
 */
export function endBrokerSession(service: CoordinationService, broker: number): void {
  const znode = service.tree.get(paths.brokerId(broker));
  if (znode !== undefined) service.endSession(znode.ephemeralOwner);
}

/** The topics with a partition of which nobody but the broker has an in-sync replica, by name. */
export function topicsOnlyOn(tree: DataTree, broker: number): string[] {
  if (tree.get(paths.topics) === undefined) return [];
  return tree
    .childrenOf(paths.topics)
    .filter((topic) => isOnlyOn(tree, topic, broker))
    .sort();
}

function isOnlyOn(tree: DataTree, topic: string, broker: number): boolean {
  const path = paths.topic(topic);
  const { assignment } = topicZnode.decode(path, tree.need(path).data);
  return [...assignment].some(([partition, { replicas }]) => {
    if (!replicas.includes(broker)) return false;
    const inSync = inSyncReplicas(tree, topic, partition) ?? replicas;
    return inSync.every((replica) => replica === broker);
  });
}

/** Undefined for a partition that has had no leader yet. */
function inSyncReplicas(
  tree: DataTree,
  topic: string,
  partition: number,
): readonly number[] | undefined {
  const path = paths.partitionState(topic, partition);
  const znode = tree.get(path);
  return znode && partitionStateZnode.decode(path, znode.data).isr;
}
