import { type BrokerConfig, type ConfigEntry, ConfigSource } from './broker-config.ts';
import type { BrokerKey } from './broker-keys.ts';
import { ConfigError, firstValid, formatValue, type KeyDefinition } from './definition.ts';
import { type TopicKey, topicKeySynonyms, topicKeys } from './topic-keys.ts';

type ValueOf<K extends TopicKey> = ReturnType<(typeof topicKeys)[K]['parse']>;

/** A topic's own values over its broker's. */
export class TopicConfig {
  /** The topic's own values, as they were given; those that their keys do not take are passed over. */
  readonly own: Readonly<Record<string, string>>;
  readonly #broker: BrokerConfig;
  readonly #parsed = new Map<TopicKey, unknown>();

  constructor(own: Readonly<Record<string, string>>, broker: BrokerConfig) {
    this.own = own;
    this.#broker = broker;
  }

  /** The value in force. The broker's part of it is that of the first time: make a new one when that changes. */
  get<K extends TopicKey>(key: K): ValueOf<K> {
    let value = this.#parsed.get(key);
    if (value === undefined) {
      const definition: KeyDefinition = topicKeys[key];
      value = firstValid(
        definition,
        this.entries(key).map((entry) => entry.value),
      );
      this.#parsed.set(key, value);
    }
    return value as ValueOf<K>;
  }

  /** What gives `key` a value, nearest first: the topic, then the broker's keys behind it. */
  entries(key: TopicKey): ConfigEntry[] {
    const found: ConfigEntry[] = [];
    const own = this.own[key];
    if (own !== undefined)
      found.push({ name: key, value: own, source: ConfigSource.DYNAMIC_TOPIC });
    for (const { key: brokerKey, factor } of topicKeySynonyms[key]) {
      for (const entry of this.#broker.entries(brokerKey as BrokerKey)) {
        if (entry.value === null) continue;
        const { value: given } = entry;
        found.push(
          factor === undefined ? entry : { ...entry, value: scaled(given, factor), given },
        );
      }
    }
    // A set key further back counts before the default of one in front: log.retention.hours given by
    // the user must win over nothing, but not over log.retention.ms.
    const set = found.filter((entry) => entry.source !== ConfigSource.DEFAULT);
    const defaults = found.filter((entry) => entry.source === ConfigSource.DEFAULT);
    if (set.length + defaults.length > 0) return [...set, ...defaults];
    return [
      { name: key, value: formatValue(topicKeys[key].default), source: ConfigSource.DEFAULT },
    ];
  }
}

export function isTopicKey(key: string): key is TopicKey {
  return Object.hasOwn(topicKeys, key);
}

/** @throws ConfigError for an unknown key or a value that it does not take (INVALID_CONFIG). */
export function checkTopicConfig(values: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(values)) {
    if (!isTopicKey(key)) throw new ConfigError(`Unknown topic config name: ${key}`);
    try {
      topicKeys[key].parse(value);
    } catch (error) {
      throw new ConfigError(`Invalid value for configuration ${key}: ${(error as Error).message}`);
    }
  }
}

function scaled(value: string, factor: number): string {
  const number = Number(value);
  return String(number < 0 ? number : number * factor);
}
