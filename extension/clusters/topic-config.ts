import { t } from '../l10n.ts';

/** A configuration key of topics, as a form needs it. Brokers judge values finally. */
export interface TopicConfig {
  readonly key: string;
  /** One sentence. */
  readonly about: string;
  readonly type: 'integer' | 'ratio' | 'choice' | 'choices';
  /** The smallest value of an `integer`. */
  readonly least?: number;
  /** What a `choice` or `choices` may be. */
  readonly values?: readonly string[];
  /** Kafka's default, as an example. */
  readonly example: string;
}

const boolean = { type: 'choice', values: ['true', 'false'] } as const;
const milliseconds = { type: 'integer', least: 0 } as const;

/** The keys that people set (Kafka's TopicConfig and LogConfig), by name. */
export function topicConfigs(): readonly TopicConfig[] {
  return [
    {
      key: 'cleanup.policy',
      about: t('Old records are deleted, or all but the last of each key are (compact), or both.'),
      type: 'choices',
      values: ['delete', 'compact'],
      example: 'compact',
    },
    {
      key: 'compression.type',
      about: t('The codec that records are stored in; producer keeps the one they came in.'),
      type: 'choice',
      values: ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'],
      example: 'producer',
    },
    {
      key: 'delete.retention.ms',
      about: t('How long compaction keeps tombstones, in milliseconds.'),
      ...milliseconds,
      example: '86400000',
    },
    {
      key: 'max.message.bytes',
      about: t('The largest batch of records that is accepted, in bytes.'),
      type: 'integer',
      least: 0,
      example: '1048588',
    },
    {
      key: 'message.timestamp.type',
      about: t('Whether a record keeps its own time or gets that of its arrival.'),
      type: 'choice',
      values: ['CreateTime', 'LogAppendTime'],
      example: 'LogAppendTime',
    },
    {
      key: 'min.cleanable.dirty.ratio',
      about: t('The part of the log that must be uncompacted before compaction starts, 0 to 1.'),
      type: 'ratio',
      example: '0.5',
    },
    {
      key: 'min.compaction.lag.ms',
      about: t('How long a record stays uncompacted at least, in milliseconds.'),
      ...milliseconds,
      example: '60000',
    },
    {
      key: 'min.insync.replicas',
      about: t('How many replicas must have a record before acks=all is answered.'),
      type: 'integer',
      least: 1,
      example: '1',
    },
    {
      key: 'retention.bytes',
      about: t('How many bytes a partition keeps; -1 for no limit.'),
      type: 'integer',
      least: -1,
      example: '1073741824',
    },
    {
      key: 'retention.ms',
      about: t('How long records are kept, in milliseconds; -1 for ever.'),
      type: 'integer',
      least: -1,
      example: '604800000',
    },
    {
      key: 'segment.bytes',
      about: t('The size of a segment, the unit of deletion and compaction, in bytes.'),
      type: 'integer',
      least: 14,
      example: '1073741824',
    },
    {
      key: 'segment.ms',
      about: t('After how long a new segment is begun, in milliseconds.'),
      type: 'integer',
      least: 1,
      example: '604800000',
    },
    {
      key: 'unclean.leader.election.enable',
      about: t('Whether a replica that has fallen behind may become leader, losing records.'),
      ...boolean,
      example: 'false',
    },
  ];
}

/** What is wrong with a value, in one sentence; undefined if nothing is. */
export function checkConfigValue(config: TopicConfig, value: string): string | undefined {
  switch (config.type) {
    case 'integer': {
      const least = config.least ?? Number.NEGATIVE_INFINITY;
      if (/^-?\d{1,18}$/.test(value) && Number(value) >= least) return undefined;
      return t('A whole number from {0} on.', least);
    }
    case 'ratio':
      if (/^(0(\.\d+)?|1(\.0+)?|\.\d+)$/.test(value)) return undefined;
      return t('A number from 0 to 1.');
    case 'choice':
    case 'choices': {
      const values = config.values ?? [];
      const parts = config.type === 'choice' ? [value] : value.split(',');
      if (parts.every((part) => values.includes(part.trim()))) return undefined;
      const all = values.join(', ');
      return config.type === 'choice'
        ? t('One of {0}.', all)
        : t('One of {0}, or several separated by commas.', all);
    }
  }
}

const MOST_PARTITIONS = 10_000;

/** What is wrong with a number of partitions, in one sentence; undefined if nothing is. */
export function checkPartitionCount(text: string): string | undefined {
  return checkMorePartitions(text, 0);
}

/** What is wrong with a number of partitions where there are `now` already; undefined if nothing is. */
export function checkMorePartitions(text: string, now: number): string | undefined {
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count > now && count <= MOST_PARTITIONS) return undefined;
  return t('A whole number from {0} to {1}.', now + 1, MOST_PARTITIONS);
}

/** What is wrong with a replication factor among `brokers` brokers; undefined if nothing is. */
export function checkReplicationFactor(text: string, brokers: number): string | undefined {
  if (/^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= brokers) return undefined;
  return t('A whole number from 1 to {0}, the number of brokers.', brokers);
}

/** What is wrong with an offset before which records are deleted; undefined if nothing is. */
export function checkOffset(text: string, earliest: number, latest: number): string | undefined {
  const offset = Number(text);
  if (/^\d{1,15}$/.test(text) && offset >= earliest && offset <= latest) return undefined;
  return t('An offset from {0} to {1}.', earliest, latest);
}
