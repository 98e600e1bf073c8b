// What producers and consumers can be configured with: the keys that the tools read, in our words.

import { type ConsumerConfig, readConsumerConfig } from '../../node/kafka/consumer-config.ts';
import {
  type ProducerConfig,
  readProducerConfig,
} from '../../node/kafka/producer/producer-config.ts';
import { Codec } from '../../protocol/records/compression.ts';
import type { ConfigKey } from './config-keys.ts';

/** A key, and what it is for; its default is what the client takes without it. */
interface ClientKey {
  readonly key: string;
  readonly documentation: string;
  readonly type?: string;
  readonly choices?: readonly string[];
  /** The default as one would write it, where the client knows it by a number. */
  readonly written?: string;
}

const flag = { type: 'boolean', choices: ['true', 'false'] } as const;

const producer: Readonly<Record<keyof ProducerConfig, ClientKey>> = {
  acks: {
    ...{ key: 'acks', type: 'string', choices: ['all', '-1', '1', '0'], written: 'all' },
    documentation:
      'Who has to have a record before it counts as sent: all in-sync replicas (all or -1), the leader (1), or nobody (0).',
  },
  codec: {
    ...{ key: 'compression.type', type: 'string', choices: Object.keys(Codec), written: 'none' },
    documentation: 'The codec that batches are compressed with.',
  },
  lingerMs: {
    key: 'linger.ms',
    documentation: 'How long a record waits for others to be sent with, in milliseconds.',
  },
  batchSize: {
    key: 'batch.size',
    documentation: 'The most bytes of records to one partition that are sent together.',
  },
  bufferMemory: {
    key: 'buffer.memory',
    documentation: 'How many bytes may wait to be sent; then `send` waits.',
  },
  maxRequestSize: { key: 'max.request.size', documentation: 'The largest request, in bytes.' },
  retries: {
    key: 'retries',
    documentation: 'How often a record is sent again that a broker refused for the time being.',
  },
  retryBackoffMs: {
    key: 'retry.backoff.ms',
    documentation: 'How long to wait before something is tried again; longer each time.',
  },
  retryBackoffMaxMs: {
    key: 'retry.backoff.max.ms',
    documentation: 'The longest wait before something is tried again.',
  },
  requestTimeoutMs: {
    key: 'request.timeout.ms',
    documentation: 'How long to wait for the answer to a request.',
  },
  deliveryTimeoutMs: {
    key: 'delivery.timeout.ms',
    documentation: 'How long it may take from `send` until a record is acknowledged, in all.',
  },
  maxBlockMs: {
    key: 'max.block.ms',
    documentation: 'How long `send` may wait for metadata or room in the buffer.',
  },
  metadataMaxAgeMs: {
    key: 'metadata.max.age.ms',
    documentation: 'After which time metadata are asked for again without a reason.',
  },
  idempotence: {
    ...{ key: 'enable.idempotence', ...flag },
    documentation:
      'Whether brokers drop what was sent twice, so that each record is written once and in order.',
  },
  ignoreKeys: {
    ...{ key: 'partitioner.ignore.keys', ...flag },
    documentation: 'Whether records with a key go to any partition, as those without do.',
  },
  maxInFlight: {
    key: 'max.in.flight.requests.per.connection',
    documentation: 'How many requests may be on their way to a broker at the same time.',
  },
};

const consumer: Readonly<Record<keyof ConsumerConfig, ClientKey>> = {
  groupId: {
    ...{ key: 'group.id', type: 'string' },
    documentation: 'The consumer group: its members share the partitions and the offsets.',
  },
  groupInstanceId: {
    ...{ key: 'group.instance.id', type: 'string' },
    documentation:
      'The name of a static member, which keeps its partitions when it is back before its session ends.',
  },
  reset: {
    ...{ key: 'auto.offset.reset', type: 'string', choices: ['earliest', 'latest', 'none'] },
    documentation:
      'Where to begin without a committed offset: at the earliest record, behind the latest, or not at all (none).',
  },
  autoCommit: {
    ...{ key: 'enable.auto.commit', ...flag },
    documentation: 'Whether offsets are committed in the background.',
  },
  autoCommitIntervalMs: {
    key: 'auto.commit.interval.ms',
    documentation: 'How often they are.',
  },
  readCommitted: {
    key: 'isolation.level',
    ...{ type: 'string', choices: ['read_uncommitted', 'read_committed'] },
    written: 'read_uncommitted',
    documentation: 'Whether records of transactions are read that are open or were aborted.',
  },
  sessionTimeoutMs: {
    key: 'session.timeout.ms',
    documentation: 'After how long without a heartbeat a member counts as gone.',
  },
  maxPollIntervalMs: {
    key: 'max.poll.interval.ms',
    documentation: 'How long a member may take for what it has read before it counts as gone.',
  },
  heartbeatIntervalMs: {
    key: 'heartbeat.interval.ms',
    documentation: 'How often a member says that it is there.',
  },
  metadataMaxAgeMs: {
    key: 'metadata.max.age.ms',
    documentation: 'After which time metadata are asked for again, and new partitions found.',
  },
  fetchMinBytes: {
    key: 'fetch.min.bytes',
    documentation: 'How many bytes a broker waits for before it answers a fetch.',
  },
  fetchMaxWaitMs: { key: 'fetch.max.wait.ms', documentation: 'How long it waits for them.' },
  fetchMaxBytes: {
    key: 'fetch.max.bytes',
    documentation: 'The most bytes of an answer, but for one batch that is larger.',
  },
  maxPartitionFetchBytes: {
    key: 'max.partition.fetch.bytes',
    documentation: 'The most bytes of one partition in an answer.',
  },
  retryBackoffMs: {
    key: 'retry.backoff.ms',
    documentation: 'How long to wait before something is tried again.',
  },
  createTopics: {
    ...{ key: 'allow.auto.create.topics', ...flag },
    documentation: 'Whether brokers may create the topic that is read.',
  },
  checkCrcs: {
    ...{ key: 'check.crcs', ...flag },
    documentation: 'Whether the checksums of what was read are compared.',
  },
};

/** How any client finds a cluster, and proves who it is. */
const connection: readonly ClientKey[] = [
  {
    ...{ key: 'bootstrap.servers', type: 'list' },
    documentation: 'Brokers to begin with, as HOST1:PORT1,HOST2:PORT2; they name the others.',
  },
  {
    ...{ key: 'client.id', type: 'string' },
    documentation: 'By which brokers know whose requests these are.',
  },
  {
    ...{ key: 'security.protocol', type: 'string', written: 'PLAINTEXT' },
    choices: ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'],
    documentation: 'Whether connections are encrypted (SSL), and who connects is asked for (SASL).',
  },
  {
    ...{ key: 'sasl.mechanism', type: 'string', written: 'GSSAPI' },
    choices: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'],
    documentation: 'How one proves who one is.',
  },
  {
    ...{ key: 'sasl.jaas.config', type: 'string' },
    documentation: 'User and password: `…PlainLoginModule required username="u" password="p";`.',
  },
  {
    ...{ key: 'ssl.truststore.location', type: 'string' },
    documentation: 'The file with the certificates of authorities that are trusted.',
  },
  {
    ...{ key: 'ssl.truststore.type', type: 'string', choices: ['PEM'] },
    documentation: 'Its format.',
  },
  {
    ...{ key: 'ssl.keystore.location', type: 'string' },
    documentation: 'The file with the client’s own key and certificate.',
  },
  {
    ...{ key: 'ssl.keystore.type', type: 'string', choices: ['PEM', 'PKCS12'] },
    documentation: 'Its format.',
  },
  {
    ...{ key: 'ssl.key.password', type: 'string' },
    documentation: 'The password of the client’s key.',
  },
];

export const producerKeys: readonly ConfigKey[] = keysOf(producer, readProducerConfig);
export const consumerKeys: readonly ConfigKey[] = keysOf(consumer, readConsumerConfig);

function keysOf<C extends object>(
  keys: Readonly<Record<keyof C, ClientKey>>,
  readConfig: (properties: Readonly<Record<string, string>>) => C,
): ConfigKey[] {
  const presets = readConfig({});
  const read = Object.entries<ClientKey>(keys).map(([field, key]): ConfigKey => {
    const preset = presets[field as keyof C];
    const { written = preset === undefined || preset === null ? null : String(preset) } = key;
    return {
      ...{ name: key.key, type: key.type ?? 'int', default: written },
      ...{ documentation: key.documentation, choices: key.choices },
      check: (value) => {
        readConfig({ [key.key]: value });
      },
    };
  });
  const others = connection.map(
    ({ key, type = 'string', documentation, choices, written = null }): ConfigKey => ({
      ...{ name: key, type, documentation, choices, default: written },
      check: () => {},
    }),
  );
  return [...read, ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
}
