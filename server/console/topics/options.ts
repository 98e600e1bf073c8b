import { checkClusterOptions, clusterOptions } from '../cluster/open-cluster.ts';
import { UsageError } from '../command.ts';
import type { Options, OptionValues } from '../options/option.ts';
import { excludes, oneOf, required } from '../options/rules.ts';

const USE_CONFIGS = ' (To alter topic configurations, the kafka-configs tool can be used.)';

/** The options of kafka-topics (Kafka's TopicCommand). */
export const options = {
  ...clusterOptions,
  list: { help: 'List all available topics.' },
  create: { help: 'Create a new topic.' },
  delete: { help: 'Delete a topic.' },
  alter: { help: `Alter the number of partitions and replica assignment.${USE_CONFIGS}` },
  describe: { help: 'List details for the given topics.' },
  topic: {
    value: 'topic',
    kind: 'topics',
    help: 'The topic to create, alter, describe or delete. It also accepts a regular expression, except for --create; use \\ to escape its symbols; e.g. "test\\.topic".',
  },
  'topic-id': { value: 'topic-id', help: 'The topic-id to describe.' },
  config: {
    value: 'name=value',
    ...{ multiple: true, kind: 'topic-config' },
    help: `A topic configuration override for the topic being created. It is supported only with --create.${USE_CONFIGS}`,
  },
  'delete-config': {
    value: 'name',
    ...{ multiple: true, deprecated: true },
    help: `A topic configuration override to be removed, with --alter and --zookeeper only.${USE_CONFIGS}`,
  },
  partitions: {
    value: '# of partitions',
    type: 'integer',
    help: 'The number of partitions for the topic being created or altered. If not supplied with --create, the topic uses the cluster default. (WARNING: If partitions are increased for a topic that has a key, the partition logic or ordering of the messages will be affected.)',
  },
  'replication-factor': {
    value: 'replication factor',
    type: 'integer',
    help: 'The replication factor for each partition in the topic being created. If not supplied, the topic uses the cluster default.',
  },
  'replica-assignment': {
    value: 'broker_id_for_part1_replica1:broker_id_for_part1_replica2,…',
    help: 'A list of manual partition-to-broker assignments for the topic being created or altered.',
  },
  'under-replicated-partitions': {
    help: 'If set when describing topics, only show under-replicated partitions.',
  },
  'unavailable-partitions': {
    help: 'If set when describing topics, only show partitions whose leader is not available.',
  },
  'under-min-isr-partitions': {
    help: 'If set when describing topics, only show partitions whose isr count is less than the configured minimum.',
  },
  'at-min-isr-partitions': {
    help: 'If set when describing topics, only show partitions whose isr count is equal to the configured minimum.',
  },
  'topics-with-overrides': {
    help: 'If set when describing topics, only show topics that have overridden configs.',
  },
  'if-exists': {
    help: 'If set when altering or deleting or describing topics, the action will only execute if the topic exists.',
  },
  'if-not-exists': {
    help: 'If set when creating topics, the action will only execute if the topic does not already exist.',
  },
  'exclude-internal': {
    help: 'Exclude internal topics when listing or describing topics. By default, the internal topics are included.',
  },
  'partition-size-limit-per-response': {
    value: 'maximum number of partitions per response',
    type: 'integer',
    help: 'The maximum partition size to be included in one DescribeTopicPartitions response.',
  },
  force: { hidden: true, help: 'Taken for the sake of older scripts.' },
  'disable-rack-aware': { hidden: true, help: 'Taken for the sake of older scripts.' },
} satisfies Options;

export type Given = OptionValues<typeof options>;

export const actions = ['list', 'describe', 'create', 'alter', 'delete'] as const;
const reports = [
  'under-replicated-partitions',
  'under-min-isr-partitions',
  'at-min-isr-partitions',
  'unavailable-partitions',
] as const;

/** What may stand together, in the order in which Kafka looks. @throws UsageError */
export function check(given: Given): void {
  oneOf(
    given,
    actions,
    'Command must include exactly one action: --list, --describe, --create, --alter or --delete',
  );
  checkClusterOptions(given);
  if (given.describe && given['if-exists'] && !given.topic && !given['topic-id']) {
    throw new UsageError('--topic or --topic-id is required to describe a topic');
  }
  if (!given.list && !given.describe) required(given, 'topic');
  if (given.alter) checkAlter(given);
  const onlyWith = (option: keyof Given, ...allowed: (typeof actions)[number][]) =>
    excludes(given, option, ...actions.filter((action) => !allowed.includes(action)));
  onlyWith('config', 'alter', 'create');
  onlyWith('partitions', 'alter', 'create');
  onlyWith('replication-factor', 'create');
  onlyWith('replica-assignment', 'alter', 'create');
  if (given.create) excludes(given, 'replica-assignment', 'partitions', 'replication-factor');
  for (const report of reports) {
    onlyWith(report, 'describe');
    excludes(given, report, 'topics-with-overrides');
  }
  onlyWith('topics-with-overrides', 'describe');
  onlyWith('if-exists', 'alter', 'delete', 'describe');
  onlyWith('if-not-exists', 'create');
  onlyWith('exclude-internal', 'list', 'describe');
}

/** As in ZooKeeper's time, a configuration may be altered where `--zookeeper` is given. */
function checkAlter(given: Given): void {
  const changesConfig = given.config !== undefined || given['delete-config'] !== undefined;
  if (given.zookeeper !== undefined && changesConfig) return;
  if (given.config !== undefined) {
    throw new UsageError(
      `Option combination "[bootstrap-server],[config]" can't be used with option "[alter]"${USE_CONFIGS}`,
    );
  }
  required(given, 'partitions');
}
