import { type BrokerKey, brokerKeys, inertKeys } from './broker-keys.ts';
import { ConfigError, firstValid, formatValue, type KeyDefinition } from './definition.ts';

type ValueOf<D> =
  D extends KeyDefinition<infer T> ? (D extends { default: null } ? T | null : T) : never;

/** Where a value comes from, with Kafka's numbers (ConfigSource). */
export const ConfigSource = {
  DYNAMIC_TOPIC: 1,
  DYNAMIC_BROKER: 2,
  DYNAMIC_DEFAULT_BROKER: 3,
  STATIC_BROKER: 4,
  DEFAULT: 5,
} as const;

/** One place that gives a key a value; the nearest one wins, the rest are its synonyms. */
export interface ConfigEntry {
  readonly name: string;
  /** In the unit of the key that was asked for. */
  readonly value: string | null;
  /** As it was given, where that is in another unit: hours behind milliseconds. */
  readonly given?: string;
  readonly source: number;
}

/**
 * A broker's configuration: what it was started with, and over it what has been altered since
 * (KIP-226), for this broker or for all.
 */
export class BrokerConfig {
  readonly #static: ReadonlyMap<string, string>;
  #clusterWide: ReadonlyMap<string, string> = new Map();
  #own: ReadonlyMap<string, string> = new Map();
  readonly #parsed = new Map<string, unknown>();

  /** @throws ConfigError that names the key, when a value is not one that it takes. */
  constructor(overrides: Readonly<Record<string, string>> = {}) {
    for (const [key, value] of Object.entries(overrides)) parseBrokerValue(key, value);
    this.#static = new Map(Object.entries(overrides));
  }

  get<K extends BrokerKey>(key: K): ValueOf<(typeof brokerKeys)[K]> {
    let value = this.#parsed.get(key);
    if (value === undefined) {
      const definition: KeyDefinition = brokerKeys[key];
      value = firstValid(
        definition,
        this.entries(key).map((entry) => entry.value),
      );
      this.#parsed.set(key, value);
    }
    return value as ValueOf<(typeof brokerKeys)[K]>;
  }

  /** Replaces what has been altered while running; values that their keys do not take are passed over. */
  setDynamic(scope: 'broker' | 'cluster', values: Readonly<Record<string, string>>): void {
    const map = new Map(Object.entries(values));
    if (scope === 'broker') this.#own = map;
    else this.#clusterWide = map;
    this.#parsed.clear();
  }

  /** What has been set for all brokers; nothing for most keys. */
  clusterWideEntries(key: BrokerKey): ConfigEntry[] {
    const value = this.#clusterWide.get(key);
    if (value === undefined) return [];
    return [{ name: key, value, source: ConfigSource.DYNAMIC_DEFAULT_BROKER }];
  }

  /** What gives `key` a value, nearest first; the last is the default. */
  entries(key: BrokerKey): ConfigEntry[] {
    const found: ConfigEntry[] = [];
    const add = (source: number, value: string | null | undefined) => {
      if (value !== undefined) found.push({ name: key, value, source });
    };
    add(ConfigSource.DYNAMIC_BROKER, this.#own.get(key));
    add(ConfigSource.DYNAMIC_DEFAULT_BROKER, this.#clusterWide.get(key));
    add(ConfigSource.STATIC_BROKER, this.#static.get(key));
    add(ConfigSource.DEFAULT, formatValue(brokerKeys[key].default));
    return found;
  }
}

/** The keys among `overrides` that are known but change nothing here. */
export function inertAmong(overrides: Readonly<Record<string, string>>): string[] {
  return Object.keys(overrides).filter((key) => inertKeys.includes(key));
}

export function isBrokerKey(key: string): key is BrokerKey {
  return Object.hasOwn(brokerKeys, key);
}

/** @throws ConfigError for an unknown key or a value that it does not take. */
export function parseBrokerValue(key: string, value: string): unknown {
  if (inertKeys.includes(key)) return value;
  if (!isBrokerKey(key))
    throw new ConfigError(`unknown broker configuration '${key}'${suggest(key)}`);
  try {
    return brokerKeys[key].parse(value);
  } catch (error) {
    throw new ConfigError(`${key}: ${(error as Error).message}`);
  }
}

function suggest(key: string): string {
  const words = new Set(key.split('.'));
  let best: { name: string; common: number } | undefined;
  for (const name of Object.keys(brokerKeys)) {
    const parts = name.split('.');
    const common =
      parts.filter((part) => words.has(part)).length / Math.max(parts.length, words.size);
    if (common >= 0.5 && common > (best?.common ?? 0)) best = { name, common };
  }
  return best === undefined ? '' : `; did you mean '${best.name}'?`;
}
