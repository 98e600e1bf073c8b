import type {
  GroupDetails,
  GroupMember,
  TopicSummary,
} from '../../server/contract/kafka-client/model.ts';
import { ViewItem, type ViewItemId } from '../contributions.ts';
import { formatNumber, plural, t } from '../l10n.ts';
import { brokerAppearance } from './broker-appearance.ts';
import { clusterAppearance } from './cluster-appearance.ts';
import { find } from './filter.ts';
import { lagOf } from './lag.ts';
import { type Appearance, color, joined, joinedForSpeech } from './look.ts';
import type { Node } from './nodes.ts';
import { partitionAppearance, replicaAppearance } from './partition-appearance.ts';
import type { ClusterTree } from './tree.ts';

export type { Appearance } from './look.ts';

/** How `node` looks now. */
export function appearanceOf(node: Node, tree: ClusterTree): Appearance {
  switch (node.kind) {
    case 'cluster':
      return clusterAppearance(tree);
    case 'brokers':
      return brokers(tree);
    case 'broker':
      return brokerAppearance(node.broker, tree);
    case 'topics':
      return topics(tree);
    case 'topic':
      return topic(node.topic, tree);
    case 'partition':
      return partitionAppearance(node, tree);
    case 'replica':
      return replicaAppearance(node, tree);
    case 'groups':
      return groups(tree);
    case 'group':
      return group(node.group, tree);
    case 'members':
      return folder(
        t('Members'),
        ViewItem.members,
        'person',
        tree.model.groupDetails.get(node.group)?.members.length,
      );
    case 'member':
      return member(memberOf(node, tree.model.groupDetails), node.member);
    case 'groupTopic':
      return groupTopic(node, tree.model.groupDetails.get(node.group));
    case 'groupPartition':
      return groupPartition(node, tree.model.groupDetails.get(node.group));
    case 'message':
      return { label: '', description: node.text, viewItem: ViewItem.message, expand: 'never' };
    case 'more':
      return {
        label: t('Show More'),
        description: t('{0} hidden', formatNumber(node.hidden)),
        icon: { id: 'ellipsis' },
        viewItem: ViewItem.more,
        expand: 'never',
      };
  }
}

/** The member that a row is about, if it is still there. */
export function memberOf(
  { group, member }: { readonly group: string; readonly member: string },
  details: ReadonlyMap<string, GroupDetails>,
): GroupMember | undefined {
  return details.get(group)?.members.find(({ id }) => id === member);
}

/** Sum of the lags that are known; undefined if none is. */
export function totalLag(offsets: GroupDetails['offsets']): number | undefined {
  const lags = offsets.map(lagOf).filter((lag) => lag !== undefined);
  return lags.length === 0 ? undefined : lags.reduce((sum, lag) => sum + lag, 0);
}

function brokers(tree: ClusterTree): Appearance {
  const count = tree.brokerIds().length;
  return {
    ...folder(
      t('Brokers'),
      tree.life.connection === undefined ? ViewItem.brokers : ViewItem.remoteBrokers,
      'server',
      count,
    ),
    // One that runs alone needs no look; of several one wants to see what happens to them.
    expand: tree.isIncomplete || count > 1 ? 'expanded' : 'collapsed',
  };
}

function topics(tree: ClusterTree): Appearance {
  const known = tree.model.topics.known;
  return {
    ...folder(
      t('Topics'),
      ViewItem.topics,
      'library',
      known ? tree.visibleTopics().length : undefined,
    ),
    expand: 'expanded',
  };
}

function topic(name: string, tree: ClusterTree): Appearance {
  const found: TopicSummary | undefined = tree.model.topics.get(name);
  const internal = found?.internal === true;
  const offline = found?.offline ?? 0;
  const underReplicated = found?.underReplicated ?? 0;
  const reassigning = found?.reassigning ?? 0;
  const icon =
    offline > 0
      ? { id: 'error', color: color.failed }
      : reassigning > 0
        ? { id: 'sync~spin' }
        : underReplicated > 0
          ? { id: 'warning', color: color.warning }
          : { id: internal ? 'lock' : 'layers' };
  return {
    ...named(name, tree.filter),
    description: joined(
      found && plural(found.partitions, '{0} partition', '{0} partitions'),
      offline > 0 && t('{0} without leader', formatNumber(offline)),
      reassigning > 0 && t('{0} reassigning', formatNumber(reassigning)),
      underReplicated > 0 && t('{0} under-replicated', formatNumber(underReplicated)),
    ),
    icon,
    viewItem: internal ? ViewItem.internalTopic : ViewItem.topic,
    expand: 'collapsed',
  };
}

function groups(tree: ClusterTree): Appearance {
  const known = tree.model.groups.known;
  return folder(
    t('Consumer Groups'),
    ViewItem.groups,
    'organization',
    known ? tree.visibleGroups().length : undefined,
  );
}

function group(name: string, tree: ClusterTree): Appearance {
  const found = tree.model.groups.get(name);
  const details = tree.model.groupDetails.get(name);
  const lag = details && totalLag(details.offsets);
  return {
    ...named(name, tree.filter),
    description: joined(
      found && stateName(found.state),
      details && plural(details.members.length, '{0} member', '{0} members'),
      lag !== undefined && t('lag {0}', formatNumber(lag)),
    ),
    icon: { id: 'group-by-ref-type' },
    viewItem: ViewItem.group,
    expand: 'collapsed',
  };
}

function member(found: GroupMember | undefined, id: string): Appearance {
  const count = found?.assigned.reduce((sum, { partitions }) => sum + partitions.length, 0) ?? 0;
  return {
    label: found === undefined ? id : (found.instanceId ?? found.clientId),
    description: joined(found?.host, found && plural(count, '{0} partition', '{0} partitions')),
    icon: { id: 'person' },
    viewItem: ViewItem.member,
    expand: 'never',
  };
}

function groupTopic(
  { topic }: { readonly topic: string },
  details: GroupDetails | undefined,
): Appearance {
  const lag = totalLag(details?.offsets.filter((row) => row.topic === topic) ?? []);
  return {
    label: topic,
    description: joined(lag !== undefined && t('lag {0}', formatNumber(lag))),
    icon: { id: 'layers' },
    viewItem: ViewItem.groupTopic,
    expand: 'collapsed',
  };
}

function groupPartition(
  { topic, partition }: { readonly topic: string; readonly partition: number },
  details: GroupDetails | undefined,
): Appearance {
  const row = details?.offsets.find((each) => each.topic === topic && each.partition === partition);
  const label = t('Partition {0}', partition);
  const committed =
    row?.committed === undefined
      ? t('nothing committed')
      : t('committed {0}', formatNumber(row.committed));
  const lag = row && lagOf(row);
  const lagText = lag !== undefined && t('lag {0}', formatNumber(lag));
  return {
    label,
    description: joined(committed, lagText),
    icon: { id: 'symbol-array' },
    viewItem: ViewItem.groupPartition,
    expand: 'never',
    spoken: joinedForSpeech(label, committed, lagText),
  };
}

/** A group's state in words: `PreparingRebalance` becomes `preparing rebalance`. */
export function stateName(state: string): string {
  return state.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function folder(
  label: string,
  viewItem: ViewItemId,
  icon: string,
  count: number | undefined,
): Appearance {
  return {
    label,
    icon: { id: icon },
    ...(count === undefined ? {} : { description: formatNumber(count) }),
    viewItem,
    expand: 'collapsed',
  };
}

function named(label: string, filter: string): Pick<Appearance, 'label' | 'highlight'> {
  const highlight = find(label, filter);
  return highlight === undefined ? { label } : { label, highlight };
}
