import { UserError } from '../user-error.ts';
import { intProperty, longProperty, type Properties } from './properties.ts';

/** What of Kafka's ConsumerConfig matters here, with its defaults. */
export interface ConsumerConfig {
  /** Undefined for a consumer without a group, which partitions are assigned to. */
  readonly groupId: string | undefined;
  readonly groupInstanceId: string | null;
  readonly reset: 'earliest' | 'latest' | 'none';
  readonly autoCommit: boolean;
  readonly autoCommitIntervalMs: number;
  readonly readCommitted: boolean;
  readonly sessionTimeoutMs: number;
  readonly maxPollIntervalMs: number;
  readonly heartbeatIntervalMs: number;
  readonly metadataMaxAgeMs: number;
  readonly fetchMinBytes: number;
  readonly fetchMaxWaitMs: number;
  readonly fetchMaxBytes: number;
  readonly maxPartitionFetchBytes: number;
  readonly retryBackoffMs: number;
  readonly createTopics: boolean;
  readonly checkCrcs: boolean;
}

/** Reads a consumer's configuration by Kafka's keys. @throws UserError in Kafka's words for values that are none. */
export function readConsumerConfig(properties: Properties): ConsumerConfig {
  const integer = (key: string, preset: number) => intProperty(properties, key, preset);
  const boolean = (key: string, preset: boolean) => {
    const text = properties[key]?.trim().toLowerCase();
    if (text === undefined) return preset;
    if (text === 'true' || text === 'false') return text === 'true';
    throw new UserError(
      `Invalid value ${text} for configuration ${key}: Expected value to be either true or false`,
    );
  };
  const choice = <C extends string>(key: string, preset: C, ...others: C[]): C => {
    const text = properties[key] ?? preset;
    const found = [preset, ...others].find((each) => each === text.toLowerCase());
    if (found !== undefined) return found;
    throw new UserError(
      `Invalid value ${text} for configuration ${key}: String must be one of: ${[preset, ...others].sort().join(', ')}`,
    );
  };
  return {
    groupId: properties['group.id'],
    groupInstanceId: properties['group.instance.id'] ?? null,
    reset: choice('auto.offset.reset', 'latest', 'earliest', 'none'),
    autoCommit: boolean('enable.auto.commit', true),
    autoCommitIntervalMs: integer('auto.commit.interval.ms', 5_000),
    readCommitted:
      choice('isolation.level', 'read_uncommitted', 'read_committed') === 'read_committed',
    sessionTimeoutMs: integer('session.timeout.ms', 45_000),
    maxPollIntervalMs: integer('max.poll.interval.ms', 300_000),
    heartbeatIntervalMs: integer('heartbeat.interval.ms', 3_000),
    metadataMaxAgeMs: longProperty(properties, 'metadata.max.age.ms', 300_000),
    fetchMinBytes: integer('fetch.min.bytes', 1),
    fetchMaxWaitMs: integer('fetch.max.wait.ms', 500),
    fetchMaxBytes: integer('fetch.max.bytes', 52_428_800),
    maxPartitionFetchBytes: integer('max.partition.fetch.bytes', 1_048_576),
    retryBackoffMs: longProperty(properties, 'retry.backoff.ms', 100),
    createTopics: boolean('allow.auto.create.topics', true),
    checkCrcs: boolean('check.crcs', true),
  };
}
