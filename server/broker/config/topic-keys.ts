import {
  atLeast,
  between,
  boolean,
  choice,
  double,
  int,
  list,
  long,
  NO_LIMIT,
} from './definition.ts';

/**
 * What a topic can be configured with: Kafka's keys (LogConfig), each with the broker keys whose value
 * it takes where the topic says nothing, nearest first.
 */
export const topicKeys = {
  'cleanup.policy': list(
    ['delete', 'compact'],
    ['delete'],
    'What happens to old segments: "delete" drops them by age and size, "compact" keeps the latest record of each key; both can be set.',
  ),
  'compression.type': choice(
    ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'],
    'producer',
    'The codec that batches are stored with; "producer" keeps the one they arrive with.',
  ),
  'delete.retention.ms': long(
    86_400_000,
    'How long a tombstone of a compacted topic stays readable, in milliseconds.',
    atLeast(0),
  ),
  'file.delete.delay.ms': long(
    60_000,
    'How long before deleted data is removed from disk.',
    atLeast(0),
  ),
  'flush.messages': long(
    NO_LIMIT,
    'How many records may be written before the disk is asked to flush.',
    atLeast(1),
  ),
  'flush.ms': long(
    NO_LIMIT,
    'How long written records may wait for a flush, in milliseconds.',
    atLeast(0),
  ),
  'index.interval.bytes': int(
    4096,
    'How often Kafka adds an entry to its offset index.',
    atLeast(0),
  ),
  'max.compaction.lag.ms': long(
    NO_LIMIT,
    'The longest that a record of a compacted topic stays uncompacted.',
    atLeast(1),
  ),
  'max.message.bytes': int(
    1_048_588,
    'The largest record batch, after compression, that the topic takes.',
    atLeast(0),
  ),
  'message.downconversion.enable': boolean(
    true,
    'Whether batches are converted for clients that know only older message formats.',
  ),
  'message.timestamp.after.max.ms': long(
    3_600_000,
    'How far in the future, by the broker’s clock, a record’s timestamp may lie.',
    atLeast(0),
  ),
  'message.timestamp.before.max.ms': long(
    NO_LIMIT,
    'How far in the past, by the broker’s clock, a record’s timestamp may lie.',
    atLeast(0),
  ),
  'message.timestamp.type': choice(
    ['CreateTime', 'LogAppendTime'],
    'CreateTime',
    'Whether a record carries the time when it was created or when it was appended.',
  ),
  'min.cleanable.dirty.ratio': double(
    0.5,
    'How much of a compacted log must be uncompacted before it is worth a round.',
    between(0, 1),
  ),
  'min.compaction.lag.ms': long(0, 'How long a record stays uncompacted at least.', atLeast(0)),
  'min.insync.replicas': int(
    1,
    'How many replicas must have a record before acks=all is answered with success.',
    atLeast(1),
  ),
  preallocate: boolean(false, 'Whether Kafka allocates a segment’s file in advance.'),
  'retention.bytes': long(
    -1,
    'How large a partition may grow before its oldest segments go; -1 for no limit.',
    atLeast(-1),
  ),
  'retention.ms': long(
    604_800_000,
    'How long records are kept, in milliseconds; -1 for ever.',
    atLeast(-1),
  ),
  'segment.bytes': int(
    1_073_741_824,
    'How large a segment, the unit of retention, grows.',
    atLeast(14),
  ),
  'segment.index.bytes': int(
    10_485_760,
    'How large Kafka lets a segment’s index grow.',
    atLeast(4),
  ),
  'segment.jitter.ms': long(0, 'The most that is taken off segment.ms at random.', atLeast(0)),
  'segment.ms': long(
    604_800_000,
    'How long a segment is appended to before the next one begins.',
    atLeast(1),
  ),
  'unclean.leader.election.enable': boolean(
    false,
    'Whether a replica that is not in sync may become leader, losing records.',
  ),
} as const;

export type TopicKey = keyof typeof topicKeys;

/** For each topic key, the broker keys that stand behind it, with how their unit converts. */
export const topicKeySynonyms: Record<TopicKey, readonly { key: string; factor?: number }[]> = {
  'cleanup.policy': [{ key: 'log.cleanup.policy' }],
  'compression.type': [{ key: 'compression.type' }],
  'delete.retention.ms': [{ key: 'log.cleaner.delete.retention.ms' }],
  'file.delete.delay.ms': [{ key: 'log.segment.delete.delay.ms' }],
  'flush.messages': [{ key: 'log.flush.interval.messages' }],
  'flush.ms': [{ key: 'log.flush.interval.ms' }],
  'index.interval.bytes': [{ key: 'log.index.interval.bytes' }],
  'max.compaction.lag.ms': [{ key: 'log.cleaner.max.compaction.lag.ms' }],
  'max.message.bytes': [{ key: 'message.max.bytes' }],
  'message.downconversion.enable': [{ key: 'log.message.downconversion.enable' }],
  'message.timestamp.after.max.ms': [{ key: 'log.message.timestamp.after.max.ms' }],
  'message.timestamp.before.max.ms': [{ key: 'log.message.timestamp.before.max.ms' }],
  'message.timestamp.type': [{ key: 'log.message.timestamp.type' }],
  'min.cleanable.dirty.ratio': [{ key: 'log.cleaner.min.cleanable.ratio' }],
  'min.compaction.lag.ms': [{ key: 'log.cleaner.min.compaction.lag.ms' }],
  'min.insync.replicas': [{ key: 'min.insync.replicas' }],
  preallocate: [{ key: 'log.preallocate' }],
  'retention.bytes': [{ key: 'log.retention.bytes' }],
  'retention.ms': [
    { key: 'log.retention.ms' },
    { key: 'log.retention.minutes', factor: 60_000 },
    { key: 'log.retention.hours', factor: 3_600_000 },
  ],
  'segment.bytes': [{ key: 'log.segment.bytes' }],
  'segment.index.bytes': [{ key: 'log.index.size.max.bytes' }],
  'segment.jitter.ms': [
    { key: 'log.roll.jitter.ms' },
    { key: 'log.roll.jitter.hours', factor: 3_600_000 },
  ],
  'segment.ms': [{ key: 'log.roll.ms' }, { key: 'log.roll.hours', factor: 3_600_000 }],
  'unclean.leader.election.enable': [{ key: 'unclean.leader.election.enable' }],
};
