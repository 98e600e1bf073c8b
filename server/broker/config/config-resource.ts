import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Broker } from '../broker.ts';
import { topicNameComplaint } from '../metadata/topic-name.ts';
import { type ConfigEntry, isBrokerKey, parseBrokerValue } from './broker-config.ts';
import { brokerKeys } from './broker-keys.ts';
import { ConfigError, type KeyDefinition } from './definition.ts';
import { isTopicKey, TopicConfig } from './topic-config.ts';
import { topicKeys } from './topic-keys.ts';

/** Numbers of the things that can be configured (org.apache.kafka.common.config.ConfigResource.Type). */
export const ResourceType = { TOPIC: 2, BROKER: 4 } as const;

/** Something whose configuration can be read and altered: a topic, a broker, or all brokers (''). */
export interface ConfigResource {
  readonly keys: Readonly<Record<string, KeyDefinition>>;
  /** Nearest first, the default last. */
  entries(key: string): ConfigEntry[];
  /** Whether the key can be altered while the broker runs. */
  readOnly(key: string): boolean;
  /**
   * Replaces what has been set on the resource itself.
   * @throws KafkaError INVALID_CONFIG, INVALID_REQUEST
   */
  alter(
    change: (own: Readonly<Record<string, string>>) => Record<string, string>,
    validateOnly: boolean,
  ): Promise<void>;
}

/** @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION, INVALID_TOPIC_EXCEPTION, INVALID_REQUEST */
export async function configResource(
  broker: Broker,
  type: number,
  name: string,
): Promise<ConfigResource> {
  if (type === ResourceType.TOPIC) return topicResource(broker, name);
  if (type === ResourceType.BROKER) return brokerResource(broker, name);
  throw new KafkaError(
    ErrorCode.INVALID_REQUEST,
    `Unsupported resource type ${type}: topics (2) and brokers (4) can be configured`,
  );
}

async function topicResource(broker: Broker, name: string): Promise<ConfigResource> {
  const complaint = topicNameComplaint(name);
  if (complaint) throw new KafkaError(ErrorCode.INVALID_TOPIC_EXCEPTION, complaint);
  const config = new TopicConfig(await broker.topics.config(name), broker.config);
  return {
    keys: topicKeys as unknown as Readonly<Record<string, KeyDefinition>>,
    entries: (key) => (isTopicKey(key) ? config.entries(key) : []),
    readOnly: () => false,
    alter: (change, validateOnly) => broker.topics.setConfig(name, change, validateOnly),
  };
}

function brokerResource(broker: Broker, name: string): ConfigResource {
  const scope = name === '' ? 'cluster' : 'broker';
  if (scope === 'broker' && name !== String(broker.id)) {
    throw new KafkaError(
      ErrorCode.INVALID_REQUEST,
      `Unexpected broker id, expected ${broker.id} or empty string, but received ${name}`,
    );
  }
  return {
    keys: brokerKeys as unknown as Readonly<Record<string, KeyDefinition>>,
    entries: (key) => {
      if (!isBrokerKey(key)) return [];
      if (scope === 'broker') return broker.config.entries(key);
      // All brokers together have only what was set for all of them.
      return broker.config.clusterWideEntries(key);
    },
    readOnly: (key) => !(isBrokerKey(key) && brokerKeys[key].dynamic),
    alter: (change, validateOnly) =>
      broker.brokerConfigs.alter(broker.configChanges, scope, (own) => {
        const values = checked(change(own));
        return validateOnly ? undefined : values;
      }),
  };
}

function checked(values: Record<string, string>): Record<string, string> {
  for (const [key, value] of Object.entries(values)) {
    try {
      parseBrokerValue(key, value);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw new KafkaError(ErrorCode.INVALID_REQUEST, `Invalid config value: ${error.message}`);
    }
    if (isBrokerKey(key) && brokerKeys[key].dynamic) continue;
    throw new KafkaError(
      ErrorCode.INVALID_REQUEST,
      `Cannot update these configs dynamically: ${key}; restart the cluster with it instead`,
    );
  }
  return values;
}
