import { IllegalArgumentException } from '../errors.ts';
import type { DeserializerOption } from './deserializers.ts';
import type { KafkaParameters } from './kafka-client.ts';

/** A consumer's configuration by Kafka's keys. Deserializers may be functions. */
export type StreamParameters = Readonly<
  Record<string, string | number | boolean | DeserializerOption | undefined>
>;

/** What happens where a group has no offset, or one that the log does not have. */
export type OffsetReset = 'earliest' | 'latest' | 'none';

export interface ReadParameters {
  /** For the client: without what the engine looks at itself. */
  readonly client: KafkaParameters;
  readonly key: DeserializerOption;
  readonly value: DeserializerOption;
  readonly group: string | undefined;
  readonly reset: OffsetReset;
  /** Whether offsets are committed by themselves, which is so unless `enable.auto.commit` says otherwise. */
  readonly autoCommit: boolean;
  /** Every how many milliseconds, if that is said. */
  readonly autoCommitMs: number | undefined;
  /** Every how many milliseconds to look for partitions and topics that are new. */
  readonly discoveryMs: number;
}

const RESETS: ReadonlyMap<string, OffsetReset> = new Map([
  ['earliest', 'earliest'],
  ['smallest', 'earliest'],
  ['latest', 'latest'],
  ['largest', 'latest'],
  ['none', 'none'],
]);

/** Kafka's own default is five minutes, which is long for who waits for a topic. */
const DISCOVERY_MS = 1_000;

/** Reads what concerns the engine. @throws IllegalArgumentException for values that cannot be */
export function readStreamParameters(parameters: StreamParameters): ReadParameters {
  const {
    'key.deserializer': key = 'string',
    'value.deserializer': value = 'string',
    ...rest
  } = parameters;
  const client: Record<string, string | number | boolean> = {};
  for (const [name, each] of Object.entries(rest)) {
    if (typeof each === 'function')
      throw new IllegalArgumentException(`${name} is a function, which only deserializers may be.`);
    if (each !== undefined) client[name] = each;
  }
  const text = (name: string) => client[name]?.toString().trim();
  const given = text('auto.offset.reset') ?? 'latest';
  const reset = RESETS.get(given.toLowerCase());
  if (reset === undefined) {
    throw new IllegalArgumentException(
      `Invalid value ${given} for configuration auto.offset.reset: it is earliest, latest or none`,
    );
  }
  const age = milliseconds('metadata.max.age.ms', text('metadata.max.age.ms'));
  return {
    ...{ client, reset, group: text('group.id') },
    key: key as DeserializerOption,
    value: value as DeserializerOption,
    autoCommit: text('enable.auto.commit')?.toLowerCase() !== 'false',
    autoCommitMs: milliseconds('auto.commit.interval.ms', text('auto.commit.interval.ms')),
    discoveryMs: age ?? DISCOVERY_MS,
  };
}

function milliseconds(key: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new IllegalArgumentException(
    `Invalid value ${text} for configuration ${key}: Not a number of milliseconds`,
  );
}
