import {
  atLeast,
  between,
  boolean,
  dynamic,
  int,
  type KeyDefinition,
  long,
  string,
} from './definition.ts';
import { type TopicKey, topicKeys } from './topic-keys.ts';

/** A broker key that stands behind a topic key, with that key's meaning. */
function behind<T>(
  key: TopicKey,
  fallback: T | null = topicKeys[key].default as T,
): KeyDefinition<T> {
  const topicKey = topicKeys[key] as unknown as KeyDefinition<T>;
  return dynamic({
    ...topicKey,
    default: fallback,
    documentation: `${topicKey.documentation} For topics that do not say otherwise.`,
  });
}

/**
 * What a broker can be configured with: Kafka's keys (KafkaConfig) that have an effect here. Defaults
 * are Kafka's, but for those listed in `laptopDefaults`.
 */
export const brokerKeys = {
  'auto.create.topics.enable': boolean(
    true,
    'Whether a topic is created when a client asks for its metadata or produces to it.',
  ),
  'broker.rack': string(null, 'The rack of this broker, for spreading replicas.'),
  'compression.type': behind('compression.type'),
  'connections.max.idle.ms': long(
    600_000,
    'How long a connection may be silent before it is closed.',
    atLeast(1),
  ),
  'default.replication.factor': int(
    1,
    'How many replicas a topic gets that is created without a number.',
    between(1, 32_767),
  ),
  'delete.topic.enable': boolean(true, 'Whether topics can be deleted.'),
  'fetch.max.bytes': int(
    57_671_680,
    'The most that one fetch response carries, whatever the client asks for.',
    atLeast(1024),
  ),
  'group.initial.rebalance.delay.ms': int(
    0,
    'How long an empty group waits for more members before its first rebalance.',
    atLeast(0),
  ),
  'group.max.session.timeout.ms': int(
    1_800_000,
    'The longest session timeout that a consumer may ask for.',
  ),
  'group.max.size': int(2_147_483_647, 'How many members a group takes.', atLeast(1)),
  'group.min.session.timeout.ms': int(
    6_000,
    'The shortest session timeout that a consumer may ask for.',
  ),
  'log.cleaner.delete.retention.ms': behind<number>('delete.retention.ms'),
  'log.cleaner.max.compaction.lag.ms': behind<number>('max.compaction.lag.ms'),
  'log.cleaner.min.cleanable.ratio': behind<number>('min.cleanable.dirty.ratio'),
  'log.cleaner.min.compaction.lag.ms': behind<number>('min.compaction.lag.ms'),
  'log.cleanup.policy': behind<readonly string[]>('cleanup.policy'),
  'log.flush.interval.messages': behind<number>('flush.messages'),
  'log.flush.interval.ms': behind<number>('flush.ms'),
  'log.index.interval.bytes': behind<number>('index.interval.bytes'),
  'log.index.size.max.bytes': behind<number>('segment.index.bytes'),
  'log.message.downconversion.enable': behind<boolean>('message.downconversion.enable'),
  'log.message.timestamp.after.max.ms': behind<number>('message.timestamp.after.max.ms'),
  'log.message.timestamp.before.max.ms': behind<number>('message.timestamp.before.max.ms'),
  'log.message.timestamp.type': behind<string>('message.timestamp.type'),
  'log.preallocate': behind<boolean>('preallocate'),
  'log.retention.bytes': behind<number>('retention.bytes'),
  'log.retention.check.interval.ms': long(
    300_000,
    'How often the broker looks for segments that have outlived their retention.',
    atLeast(1),
  ),
  'log.retention.hours': int(
    168,
    'How long records are kept, in hours, where neither the minutes nor the milliseconds are set.',
  ),
  'log.retention.minutes': int(
    null,
    'How long records are kept, in minutes, where the milliseconds are not set.',
  ),
  'log.retention.ms': behind<number>('retention.ms', null),
  'log.roll.hours': int(168, 'How long a segment is appended to, in hours.', atLeast(1)),
  'log.roll.jitter.hours': int(
    0,
    'The most that is taken off log.roll.hours at random.',
    atLeast(0),
  ),
  'log.roll.jitter.ms': behind<number>('segment.jitter.ms', null),
  'log.roll.ms': behind<number>('segment.ms', null),
  'log.segment.bytes': behind<number>('segment.bytes'),
  'log.segment.delete.delay.ms': behind<number>('file.delete.delay.ms'),
  'max.connections': int(
    2_147_483_647,
    'How many connections the broker takes; further ones are closed at once.',
    atLeast(0),
  ),
  'max.incremental.fetch.session.cache.slots': int(
    1_000,
    'How many incremental fetch sessions the broker keeps (KIP-227).',
    atLeast(0),
  ),
  'message.max.bytes': behind<number>('max.message.bytes'),
  'min.insync.replicas': behind<number>('min.insync.replicas'),
  'num.partitions': int(
    1,
    'How many partitions a topic gets that is created without a number.',
    atLeast(1),
  ),
  'offset.metadata.max.bytes': int(4_096, 'The longest note that a committed offset may carry.'),
  'offsets.retention.check.interval.ms': long(
    600_000,
    'How often the broker looks for committed offsets that have outlived their retention.',
    atLeast(1),
  ),
  'offsets.retention.minutes': int(
    10_080,
    'How long the offsets of a group without members are kept, in minutes.',
    atLeast(1),
  ),
  'offsets.topic.num.partitions': int(
    50,
    'How many partitions __consumer_offsets gets when it is created.',
    atLeast(1),
  ),
  'offsets.topic.replication.factor': int(
    1,
    'How many replicas __consumer_offsets gets when it is created.',
    atLeast(1),
  ),
  'offsets.topic.segment.bytes': int(
    104_857_600,
    'The segment size of __consumer_offsets.',
    atLeast(1),
  ),
  'producer.id.expiration.ms': int(
    86_400_000,
    'How long the broker remembers an idle producer’s last sequence numbers.',
    atLeast(1),
  ),
  'socket.request.max.bytes': int(
    104_857_600,
    'The largest request that the broker takes.',
    atLeast(1),
  ),
  'unclean.leader.election.enable': behind<boolean>('unclean.leader.election.enable'),
  'zookeeper.session.timeout.ms': int(
    18_000,
    'How long the coordination service waits for a silent broker before it counts as gone.',
    atLeast(1),
  ),
} as const;

export type BrokerKey = keyof typeof brokerKeys;

/** Where a default differs from Kafka's, what Kafka's is, and why. */
export const laptopDefaults: Partial<Record<BrokerKey, { kafka: string; why: string }>> = {
  'group.initial.rebalance.delay.ms': {
    kafka: '3000',
    why: 'a first consumer on a laptop should not wait three seconds for others',
  },
  'offsets.topic.replication.factor': {
    kafka: '3',
    why: 'a cluster of one broker must be able to keep offsets',
  },
};

/**
 * Keys of Kafka's that are taken, so that a server.properties can be used as it is, but that have no
 * effect: what they tune does not exist here, or is decided when the cluster is started.
 */
export const inertKeys: readonly string[] = [
  'advertised.listeners',
  'advertised.host.name',
  'advertised.port',
  'background.threads',
  'broker.id',
  'broker.id.generation.enable',
  'control.plane.listener.name',
  'controlled.shutdown.enable',
  'controlled.shutdown.max.retries',
  'controlled.shutdown.retry.backoff.ms',
  'group.consumer.assignors',
  'host.name',
  'inter.broker.listener.name',
  'inter.broker.protocol.version',
  'kafka.metrics.polling.interval.secs',
  'kafka.metrics.reporters',
  'listener.security.protocol.map',
  'listeners',
  'log.cleaner.backoff.ms',
  'log.cleaner.dedupe.buffer.size',
  'log.cleaner.enable',
  'log.cleaner.io.buffer.load.factor',
  'log.cleaner.io.buffer.size',
  'log.cleaner.io.max.bytes.per.second',
  'log.cleaner.threads',
  'log.dir',
  'log.dirs',
  'log.flush.offset.checkpoint.interval.ms',
  'log.flush.scheduler.interval.ms',
  'log.flush.start.offset.checkpoint.interval.ms',
  'log.message.format.version',
  'max.connections.per.ip',
  'max.connections.per.ip.overrides',
  'metric.reporters',
  'metrics.num.samples',
  'metrics.recording.level',
  'metrics.sample.window.ms',
  'num.io.threads',
  'num.network.threads',
  'num.recovery.threads.per.data.dir',
  'num.replica.alter.log.dirs.threads',
  'num.replica.fetchers',
  'offsets.commit.required.acks',
  'offsets.commit.timeout.ms',
  'offsets.load.buffer.size',
  'offsets.topic.compression.codec',
  'port',
  'queued.max.request.bytes',
  'queued.max.requests',
  'request.timeout.ms',
  'reserved.broker.max.id',
  'socket.listen.backlog.size',
  'socket.receive.buffer.bytes',
  'socket.send.buffer.bytes',
  'zookeeper.connect',
  'zookeeper.connection.timeout.ms',
  'zookeeper.max.in.flight.requests',
  'zookeeper.set.acl',
];
