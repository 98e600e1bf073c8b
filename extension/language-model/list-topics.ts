import type { TopicSummary } from '../../server/contract/kafka-client/model.ts';
import { t } from '../l10n.ts';
import { meantCluster, nameOf } from './meant-cluster.ts';
import { count } from './report.ts';
import type { Tool } from './tool.ts';

/** The topics of a cluster, by name. */
export const listTopics: Tool = {
  progress: (input) => {
    const name = input.text('cluster');
    return name === undefined ? t('Listing topics') : t("Listing topics of '{0}'", name);
  },
  async run(input, access) {
    const part = input.text('nameContains')?.toLowerCase() ?? '';
    const cluster = await meantCluster(input, access);
    const { topics, brokers } = await cluster.kafka.call('topics', null);
    const wanted = topics
      .filter(({ internal }) => !internal || input.flag('includeInternal'))
      .filter(({ name }) => name.toLowerCase().includes(part))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const which = part === '' ? '' : ` whose names contain ${JSON.stringify(part)}`;
    return {
      head: `${nameOf(cluster)} (${count(brokers, 'broker')}) has ${count(wanted.length, 'topic')}${which}.`,
      items: wanted.map(lineOf),
      narrower: 'Give nameContains.',
    };
  },
};

function lineOf(topic: TopicSummary): string {
  const { name, partitions, replicationFactor, offline, underReplicated, internal } = topic;
  return [
    `${name}: ${count(partitions, 'partition')}`,
    `replication factor ${replicationFactor}`,
    ...(offline > 0 ? [`${offline} without a leader`] : []),
    ...(underReplicated > 0 ? [`${underReplicated} under-replicated`] : []),
    ...(internal ? ['internal'] : []),
  ].join(', ');
}
