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

/** What keeps a broker from taking records as they are: their times, and how large they may be. */
const judging = [
  'message.timestamp.type',
  'message.timestamp.difference.max.ms',
  'message.timestamp.before.max.ms',
  'message.timestamp.after.max.ms',
  'max.message.bytes',
];

/**
 * A topic that takes the records of another as they are. What would have them refused or changed is left out until they are there;
 * `later` is what is then to be set.
 */
export function forCopying(definition: TopicDefinition): {
  readonly topic: NewTopic;
  readonly later: readonly { readonly name: string; readonly value: string | null }[];
} {
  const { name, partitions, replicationFactor, configs } = definition;
  const kept = Object.entries(configs).filter(([key]) => !judging.includes(key));
  // A broker may be set to put its own time on records.
  const meanwhile = { 'message.timestamp.type': 'CreateTime' };
  const topic = {
    name,
    partitions,
    replicationFactor,
    configs: { ...Object.fromEntries(kept), ...meanwhile },
  };
  const later = judging
    .filter((key) => key in configs || key in meanwhile)
    .map((key) => ({ name: key, value: configs[key] ?? null }));
  return { topic, later };
}

function quoted(text: string): string {
  return /^[\w.,:=@%+/-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
