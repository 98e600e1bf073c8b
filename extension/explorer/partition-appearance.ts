import type { Partition } from '../../server/contract/kafka-client/model.ts';
import { ViewItem } from '../contributions.ts';
import { formatBytes, formatNumber, t } from '../l10n.ts';
import { type Appearance, color, joined, joinedForSpeech } from './look.ts';
import type { PartitionNode, ReplicaNode } from './nodes.ts';
import type { ClusterTree } from './tree.ts';

/** The row of a partition: its offsets, size and leader, and what is amiss with its replicas. */
export function partitionAppearance(node: PartitionNode, { model }: ClusterTree): Appearance {
  const found: Partition | undefined = model.partitions.get(node.topic)?.[node.partition];
  const label = t('Partition {0}', node.partition);
  const internal = model.topics.get(node.topic)?.internal === true;
  const viewItem = internal ? ViewItem.internalPartition : ViewItem.partition;
  if (found === undefined) return { label, viewItem, expand: 'never' };
  const { earliest, latest, leader, moving } = found;
  const offsets =
    earliest === undefined || latest === undefined
      ? undefined
      : `${formatNumber(earliest)} – ${formatNumber(latest)}`;
  const size = found.size === undefined ? undefined : formatBytes(found.size);
  const move = moving && moveText(found);
  const missing =
    isUnderReplicated(found) && t('{0} of {1} in sync', found.isr.length, targetOf(found).length);
  return {
    label,
    // What is amiss comes first: a narrow side bar cuts off the end.
    description: joined(
      leader < 0 && t('no leader'),
      missing,
      move,
      offsets,
      size,
      leader >= 0 && t('leader {0}', leader),
    ),
    icon: iconOf(found),
    viewItem,
    expand: found.replicas.length > 1 ? 'collapsed' : 'never',
    spoken: joinedForSpeech(
      label,
      earliest !== undefined && t('earliest offset {0}', formatNumber(earliest)),
      latest !== undefined && t('latest offset {0}', formatNumber(latest)),
      size,
      leader < 0 ? t('no leader') : t('leader broker {0}', leader),
      missing && `${t('under-replicated')}, ${missing}`,
      move,
    ),
  };
}

/** The row of a partition's replica: its part, and whether it has all records. */
export function replicaAppearance(node: ReplicaNode, { model }: ClusterTree): Appearance {
  const label = t('Broker {0}', node.broker);
  const found: Partition | undefined = model.partitions.get(node.topic)?.[node.partition];
  const common = { label, viewItem: ViewItem.replica, expand: 'never' } as const;
  if (found === undefined) return common;
  const { broker } = node;
  const leads = found.leader === broker;
  const inSync = found.isr.includes(broker);
  const offline = found.offlineReplicas.includes(broker);
  const arrives = found.moving?.adding.includes(broker) && !inSync;
  const parts = [
    leads && t('leader'),
    leads && t('epoch {0}', formatNumber(found.leaderEpoch)),
    leads && found.latest !== undefined && t('high watermark {0}', formatNumber(found.latest)),
    !leads && !arrives && (offline ? t('offline') : inSync ? t('in sync') : t('not in sync')),
    // Where it leads there is nothing to elect.
    !leads && found.replicas[0] === broker && t('preferred leader'),
    found.moving?.adding.includes(broker) && t('being added'),
    found.moving?.removing.includes(broker) && t('being removed'),
  ];
  const icon = offline
    ? { id: 'error', color: color.failed }
    : leads
      ? { id: 'star-full' }
      : inSync
        ? { id: 'check' }
        : arrives
          ? { id: 'sync~spin' }
          : { id: 'warning', color: color.warning };
  return { ...common, description: joined(...parts), icon };
}

/** The brokers that have or will have the partition when nothing moves any more. */
export function targetOf({ replicas, moving }: Partition): readonly number[] {
  return replicas.filter((replica) => !moving?.removing.includes(replica));
}

function iconOf(partition: Partition): NonNullable<Appearance['icon']> {
  if (partition.leader < 0) return { id: 'error', color: color.failed };
  if (partition.moving !== undefined) return { id: 'sync~spin' };
  if (isUnderReplicated(partition)) return { id: 'warning', color: color.warning };
  return { id: 'symbol-array' };
}

/** Replicas that have yet to get there are not missing. */
function isUnderReplicated({ replicas, isr, moving }: Partition): boolean {
  return moving === undefined && isr.length < replicas.length;
}

function moveText(partition: Partition): string {
  return t('moving to {0}', targetOf(partition).join(', '));
}
