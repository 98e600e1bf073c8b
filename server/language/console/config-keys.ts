// The keys of all configurations that tools take, alike.

import { brokerKeys } from '../../broker/config/broker-keys.ts';
import { formatValue, type KeyDefinition } from '../../broker/config/definition.ts';
import { topicKeys } from '../../broker/config/topic-keys.ts';
import type { Option } from '../../console/options/option.ts';
import { consumerKeys, producerKeys } from './client-keys.ts';

/** A key of a configuration. */
export interface ConfigKey {
  readonly name: string;
  readonly type: string;
  /** As one would write it; null if there is none. */
  readonly default: string | null;
  readonly documentation: string;
  /** The words that it takes, where they are few. */
  readonly choices: readonly string[] | undefined;
  /** @throws Error that says why, when the text is no value of the key */
  check(value: string): void;
}

/** What can be configured, by the name that kafka-configs has for it. */
const entities: Readonly<Record<string, readonly ConfigKey[]>> = {
  topics: defined(topicKeys),
  brokers: defined(brokerKeys),
};

/** The keys that an option takes; undefined where they are not known. */
export interface OptionKeys {
  readonly keys: readonly ConfigKey[];
  /** Whose they are: `a topic’s configuration`. */
  readonly of: string;
  /** Whether a key that is not among them is refused. */
  readonly isComplete: boolean;
  /** Several pairs stand in one value, with commas between them. */
  readonly areMany: boolean;
  /** Only keys, without values. */
  readonly areBare: boolean;
}

/** @param entity the type of what is configured, where another option says it */
export function keysOf(option: Option, entity: string | undefined): OptionKeys | undefined {
  const one = { isComplete: false, areMany: false, areBare: false };
  switch (option.kind) {
    case 'topic-config':
      return { ...one, keys: entities.topics!, of: 'a topic’s configuration', isComplete: true };
    case 'producer-config':
      return { ...one, keys: producerKeys, of: 'a producer’s configuration' };
    case 'consumer-config':
      return { ...one, keys: consumerKeys, of: 'a consumer’s configuration' };
    case 'entity-config':
    case 'entity-config-key': {
      const keys = Object.hasOwn(entities, entity ?? '') ? entities[entity!] : undefined;
      if (keys === undefined) return undefined;
      return {
        ...{ keys, of: `the configuration of ${entity}`, isComplete: entity === 'topics' },
        ...{ areMany: true, areBare: option.kind === 'entity-config-key' },
      };
    }
    default:
      if (option.keys === undefined) return undefined;
      return { ...one, keys: ownKeys(option), of: 'the properties that this option takes' };
  }
}

function ownKeys({ keys = {} }: Option): ConfigKey[] {
  return Object.entries(keys).map(([name, { value, help }]) => {
    const isFlag = ['true|false', 'true', 'false'].includes(value);
    return {
      ...{ name, type: isFlag ? 'boolean' : 'string', documentation: help },
      default: isFlag && value.includes('|') ? null : value.replace(/^<.*>$/, '') || null,
      choices: isFlag ? ['true', 'false'] : undefined,
      // Whatever is not "true" counts as false.
      check: () => {},
    };
  });
}

function defined(definitions: Readonly<Record<string, KeyDefinition>>): ConfigKey[] {
  return Object.entries(definitions)
    .map(([name, { type, default: preset, documentation, choices, parse }]) => ({
      ...{ name, type, documentation, choices, default: formatValue(preset) },
      check: (value: string) => {
        parse(value);
      },
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A pair among those of a value, or the beginning of one; offsets within the value. */
export interface Pair {
  readonly key: string;
  readonly keyStart: number;
  /** Undefined without a sign of equality. */
  readonly value: string | undefined;
  readonly valueStart: number;
  readonly end: number;
}

/** Takes a value apart: `k1=v1,k2=[a,b]` where there may be many, `key=value` otherwise. */
export function pairsIn(value: string, { areMany, areBare }: OptionKeys): Pair[] {
  const pairs: Pair[] = [];
  let start = 0;
  const parts = !areMany
    ? [value]
    : areBare
      ? value.split(',')
      : value.split(/,(?=[^\]]*(?:\[|$))/);
  for (const part of parts) {
    const equals = areBare ? -1 : part.indexOf('=');
    const key = equals === -1 ? part : part.slice(0, equals);
    const valueStart = start + (equals === -1 ? part.length : equals + 1);
    pairs.push({
      ...{ key: key.trim(), keyStart: start + (key.length - key.trimStart().length), valueStart },
      value: equals === -1 ? undefined : part.slice(equals + 1),
      end: start + part.length,
    });
    start += part.length + 1;
  }
  return pairs;
}
