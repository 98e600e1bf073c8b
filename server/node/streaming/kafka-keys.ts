// The keys that Kafka's Java clients know (ConsumerConfig, ProducerConfig, CommonClientConfigs), and the old consumer's.

const common = [
  ...['bootstrap.servers', 'client.dns.lookup', 'client.id', 'client.rack', 'security.protocol'],
  ...['metadata.max.age.ms', 'metadata.recovery.strategy', 'request.timeout.ms', 'retries'],
  ...['default.api.timeout.ms', 'retry.backoff.ms', 'retry.backoff.max.ms', 'interceptor.classes'],
  ...['connections.max.idle.ms', 'reconnect.backoff.ms', 'reconnect.backoff.max.ms'],
  ...['socket.connection.setup.timeout.ms', 'socket.connection.setup.timeout.max.ms'],
  ...['send.buffer.bytes', 'receive.buffer.bytes', 'metric.reporters', 'metrics.num.samples'],
  ...['metrics.recording.level', 'metrics.sample.window.ms', 'enable.metrics.push'],
  ...['security.providers', 'group.id', 'group.instance.id', 'group.protocol'],
];

const consumer = [
  ...['auto.offset.reset', 'auto.commit.interval.ms', 'auto.commit.enable', 'check.crcs'],
  ...['allow.auto.create.topics', 'enable.auto.commit', 'exclude.internal.topics'],
  ...['fetch.max.bytes', 'fetch.max.wait.ms', 'fetch.min.bytes', 'max.partition.fetch.bytes'],
  ...['heartbeat.interval.ms', 'session.timeout.ms', 'max.poll.interval.ms', 'max.poll.records'],
  ...['isolation.level', 'key.deserializer', 'value.deserializer', 'group.remote.assignor'],
  ...['partition.assignment.strategy'],
];

const producer = [
  ...['acks', 'batch.size', 'buffer.memory', 'compression.type', 'delivery.timeout.ms'],
  ...['compression.gzip.level', 'compression.lz4.level', 'compression.zstd.level'],
  ...['enable.idempotence', 'key.serializer', 'value.serializer', 'linger.ms', 'max.block.ms'],
  ...['max.in.flight.requests.per.connection', 'max.request.size', 'metadata.max.idle.ms'],
  ...['partitioner.adaptive.partitioning.enable', 'partitioner.availability.timeout.ms'],
  ...['partitioner.class', 'partitioner.ignore.keys', 'transaction.timeout.ms', 'transactional.id'],
];

/** The consumer's that kept its offsets in ZooKeeper, and what Spark's receiver took. */
const old = [
  ...['metadata.broker.list', 'fetch.message.max.bytes', 'fetch.size', 'consumer.timeout.ms'],
  ...['num.consumer.fetchers', 'queued.max.message.chunks', 'queued.max.messages', 'consumer.id'],
  ...['rebalance.max.retries', 'rebalance.backoff.ms', 'refresh.leader.backoff.ms'],
  ...['dual.commit.enabled', 'offsets.storage', 'auto.commit.enable', 'socket.timeout.ms'],
  ...['socket.receive.buffer.bytes', 'fetch.wait.max.ms'],
];

const known = new Set([...common, ...consumer, ...producer, ...old]);

/** Whether some client of Kafka's knows the key. */
export function isKnownKey(key: string): boolean {
  return known.has(key) || /^(ssl|sasl|zookeeper)\./.test(key);
}
