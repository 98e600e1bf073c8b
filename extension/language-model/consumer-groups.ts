import type { GroupSnapshot } from '../../server/contract/kafka-client/groups.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import { t } from '../l10n.ts';
import { meantCluster, nameOf } from './meant-cluster.ts';
import { meantTopic } from './meant-topic.ts';
import { didYouMean } from './near-names.ts';
import { count, type Report } from './report.ts';
import type { Tool } from './tool.ts';

/** Groups that are asked about in one call; each costs a request or two. */
const MOST_GROUPS = 50;
/** Groups that are asked about at a time. */
const AT_ONCE = 8;

/** All consumer groups with how far they lag behind, or one with its members and partitions. */
export const consumerGroups: Tool = {
  progress: (input) => {
    const group = input.text('group');
    return group === undefined
      ? t('Looking up consumer groups')
      : t("Looking up the consumer group '{0}'", group);
  },
  async run(input, access, cancelled) {
    const group = input.text('group');
    const cluster = await meantCluster(input, access);
    const names = await cluster.kafka.call('groupNames', null);
    if (group === undefined) {
      const topic = input.has('topic') ? (await meantTopic(input, cluster)).name : undefined;
      return listOf(cluster, names, topic, cancelled);
    }
    if (!names.includes(group)) {
      const near = didYouMean(group, names) || 'Leave group out to see which there are.';
      throw new Error(`There is no consumer group ${group} in ${nameOf(cluster)}. ${near}`);
    }
    return detailsOf(cluster, await cluster.kafka.call('group', group));
  },
};

async function listOf(
  cluster: ReachableCluster,
  names: readonly string[],
  topic: string | undefined,
  cancelled: AbortSignal,
): Promise<Report> {
  const readers = topic === undefined ? undefined : await cluster.kafka.call('topicReaders', topic);
  const all = readers?.groups.map((reader) => reader.group) ?? names;
  const asked = all.slice(0, MOST_GROUPS);
  const items: string[] = [];
  for (let from = 0; from < asked.length; from += AT_ONCE) {
    cancelled.throwIfAborted();
    const some = asked.slice(from, from + AT_ONCE);
    items.push(...(await Promise.all(some.map((name) => summaryLine(cluster, name, topic)))));
  }
  const which = topic === undefined ? '' : ` that read ${topic}`;
  const left = all.length - asked.length;
  return {
    head: [
      `${nameOf(cluster)} has ${count(all.length, 'consumer group')}${which}.`,
      ...(left > 0 ? [`The first ${MOST_GROUPS} by name; ask for others by group.`] : []),
    ].join('\n'),
    items,
    narrower: 'Give topic, or group.',
  };
}

/** A group that cannot be read at present does not hide the others. */
async function summaryLine(
  { kafka }: ReachableCluster,
  name: string,
  topic: string | undefined,
): Promise<string> {
  try {
    const group = await kafka.call('group', name);
    const offsets = group.offsets.filter((each) => topic === undefined || each.topic === topic);
    const topics = [...new Set(group.offsets.map((each) => each.topic))];
    const reads = topics.length === 0 ? 'no topic' : topics.join(', ');
    return `${name}: ${group.state}, ${count(group.members.length, 'member')}, ${lagText(offsets)}, reads ${reads}`;
  } catch (error) {
    return `${name}: cannot be described at present: ${(error as Error).message}`;
  }
}

function detailsOf(cluster: ReachableCluster, group: GroupSnapshot): Report {
  const { name, state, coordinator, strategy, members, offsets } = group;
  const numberOf = new Map(members.map(({ id }, index) => [id, index + 1]));
  return {
    head: [
      `${name} of ${nameOf(cluster)}: ${state}, ${lagText(offsets)}, coordinated by broker ${coordinator.id}${strategy === '' ? '' : `, assigned by ${strategy}`}.`,
      members.length === 0 ? 'It has no members at present.' : 'Members:',
      ...members.map(
        ({ clientId, host, instanceId }, index) =>
          `${index + 1}: ${clientId} at ${host}${instanceId === null ? '' : `, static member ${instanceId}`}`,
      ),
      'topic | partition | committed | latest | lag | member',
    ].join('\n'),
    items: offsets.map(({ topic, partition, committed, latest, member }) =>
      [
        ...[topic, partition, committed ?? 'none', latest ?? '?'],
        ...[lagOf(committed, latest) ?? '?', numberOf.get(member ?? '') ?? 'none'],
      ].join(' | '),
    ),
    narrower: 'These are the first partitions by topic.',
  };
}

type Position = Pick<GroupSnapshot['offsets'][number], 'committed' | 'latest'>;

/** Where nothing is committed, or a leader does not answer, the lag is not known. */
function lagText(offsets: readonly Position[]): string {
  const lags = offsets.map(({ committed, latest }) => lagOf(committed, latest));
  const known = lags.filter((lag) => lag !== undefined);
  const unknown = lags.length - known.length;
  const sum = known.reduce((all, lag) => all + lag, 0);
  if (known.length === 0) return 'lag not known';
  return unknown === 0 ? `lag ${sum}` : `lag ${sum} and ${count(unknown, 'partition')} unknown`;
}

function lagOf(committed: number | undefined, latest: number | undefined): number | undefined {
  if (committed === undefined || latest === undefined) return undefined;
  return Math.max(0, latest - committed);
}
