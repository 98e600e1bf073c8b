import type { NewTopic } from '../../server/contract/kafka-client/methods.ts';
import type { TopicDefinition } from '../../server/contract/kafka-client/topics.ts';
import { formatNumber, plural, t } from '../l10n.ts';

/** What it is, line by line, for questions. */
export function linesOf({ partitions, replicationFactor, configs }: TopicDefinition): string[] {
  return [
    plural(partitions, '{0} partition', '{0} partitions'),
    t('Replication factor {0}', formatNumber(replicationFactor)),
    ...Object.entries(configs).map(([name, value]) => `${name} = ${value}`),
  ];
}

/** The line for a terminal that creates such a topic. */
export function commandOf(definition: TopicDefinition, bootstrap: string): string {
  const { name, partitions, replicationFactor, configs } = definition;
  const set = Object.entries(configs).map(
    ([key, value]) => `--config ${quoted(`${key}=${value}`)}`,
  );
  return [
    `kafka-topics --bootstrap-server ${bootstrap} --create --topic ${quoted(name)}`,
    `--partitions ${partitions} --replication-factor ${replicationFactor}`,
    ...set,
  ].join(' ');
}

/** What a broker judges records by: their times and sizes. */
const judging = [
  'message.timestamp.type',
  'message.timestamp.difference.max.ms',
  'message.timestamp.before.max.ms',
  'message.timestamp.after.max.ms',
  'max.message.bytes',
];

/** Kafka's greatest long: any time may differ so much. */
const ANY_TIME = '9223372036854775807';
/** Kafka's own default of `max.message.bytes`: what was made smaller later may have taken such records before. */
const LEAST_BYTES = 1_048_588;

/**
 * A topic that takes the records of another as they are. What would have them refused or changed is not so strict until they are
 * there; `later` is what is then to be set.
 */
export function forCopying(definition: TopicDefinition): {
  readonly topic: NewTopic;
  readonly later: readonly { readonly name: string; readonly value: string | null }[];
} {
  const { name, partitions, replicationFactor, configs } = definition;
  const lenient = Object.keys(configs)
    .filter((key) => judging.includes(key))
    .map((key) => [key, lenientValue(key, configs[key] ?? '')]);
  // A broker may be set to put its own time on records.
  const meanwhile = { ...Object.fromEntries(lenient), 'message.timestamp.type': 'CreateTime' };
  const topic = { name, partitions, replicationFactor, configs: { ...configs, ...meanwhile } };
  const later = judging
    .filter((key) => key in meanwhile)
    .map((key) => ({ name: key, value: configs[key] ?? null }));
  return { topic, later };
}

/** Left out, it would be the broker's default, which may be stricter than what the topic has. */
function lenientValue(key: string, value: string): string {
  return key === 'max.message.bytes' ? String(Math.max(Number(value), LEAST_BYTES)) : ANY_TIME;
}

function quoted(text: string): string {
  return /^[\w.,:=@%+/-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
