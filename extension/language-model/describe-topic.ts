import type { ConfigKey, ConfigSource } from '../../server/contract/configuration.ts';
import type { Partition } from '../../server/contract/kafka-client/model.ts';
import { t } from '../l10n.ts';
import { meantCluster, nameOf } from './meant-cluster.ts';
import { meantTopic } from './meant-topic.ts';
import { count } from './report.ts';
import type { Tool } from './tool.ts';

/** A topic's partitions, and what of its configuration is not Kafka's default. */
export const describeTopic: Tool = {
  progress: (input) => t("Describing the topic '{0}'", input.text('topic') ?? ''),
  async run(input, access) {
    const cluster = await meantCluster(input, access);
    const { name, internal, replicationFactor } = await meantTopic(input, cluster);
    const [{ partitions }, config] = await Promise.all([
      cluster.kafka.call('topic', name),
      configOf(() => cluster.kafka.call('configuration', { kind: 'topic', name })),
    ]);
    return {
      head: [
        `${name} of ${nameOf(cluster)}: ${count(partitions.length, 'partition')}, replication factor ${replicationFactor}${internal ? ', internal' : ''}.`,
        `Records between the earliest and the latest offsets: ${recordsOf(partitions)}.`,
        ...config,
        'partition | earliest | latest | bytes | leader | replicas | in sync',
      ].join('\n'),
      items: partitions.map(lineOf),
      narrower: 'These are the first partitions; the others are alike.',
    };
  },
};

/** Without it where the cluster does not let it be read. */
async function configOf(read: () => Promise<{ keys: readonly ConfigKey[] }>): Promise<string[]> {
  try {
    const { keys } = await read();
    const set = keys.filter(({ source }) => source !== 'default');
    if (set.length === 0) return ['Configuration: defaults only.'];
    return ['Configuration that differs from the defaults:', ...set.map(configLine)];
  } catch (error) {
    return [`Its configuration cannot be read: ${(error as Error).message}`];
  }
}

const setWhere: Readonly<Record<ConfigSource, string>> = {
  topic: 'set on the topic',
  broker: 'set on the broker',
  'all-brokers': 'set for all brokers',
  'broker-file': "set in the broker's file",
  default: 'default',
  elsewhere: 'set elsewhere',
};

function configLine({ name, value, source, sensitive }: ConfigKey): string {
  return `${name}=${sensitive ? '(secret)' : (value ?? '')} (${setWhere[source]})`;
}

/** What a partition has no offset of is not known: its leader does not answer. */
function recordsOf(partitions: readonly Partition[]): string {
  const known = partitions.filter(
    ({ latest, earliest }) => latest !== undefined && earliest !== undefined,
  );
  const sum = known.reduce((all, { latest = 0, earliest = 0 }) => all + latest - earliest, 0);
  const silent = partitions.length - known.length;
  return silent === 0
    ? String(sum)
    : `${sum}, without ${count(silent, 'partition')} whose leader does not answer`;
}

function lineOf(partition: Partition): string {
  const { index, earliest, latest, size, leader, replicas, isr } = partition;
  const fields = [
    ...[index, earliest ?? '?', latest ?? '?', size ?? '?'],
    ...[leader < 0 ? 'none' : leader, replicas.join(','), isr.join(',')],
  ];
  return fields.join(' | ');
}
