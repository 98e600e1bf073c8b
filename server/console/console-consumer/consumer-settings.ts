import type { Properties } from '../../node/kafka/properties.ts';
import { ToolError, UsageError } from '../command.ts';
import type { OptionValues } from '../options/option.ts';
import { parsePairs } from '../options/pairs.ts';
import { oneOf } from '../options/rules.ts';
import type { Source } from './consumer/consumer.ts';
import { Timestamp } from './consumer/fetcher.ts';
import type { options } from './options.ts';

type Given = OptionValues<typeof options>;

/** Looks at what goes together (ConsoleConsumerOptions.checkRequiredArgs). @throws UsageError */
export function checkSource(given: Given): void {
  oneOf(given, ['topic', 'include'], 'Exactly one of --include/--topic is required.');
  if (given.partition !== undefined) {
    if (given.topic === undefined) {
      throw new UsageError('The topic is required when partition is specified.');
    }
    if (given['from-beginning'] && given.offset !== undefined) {
      throw new UsageError('Options from-beginning and offset cannot be specified together.');
    }
  } else if (given.offset !== undefined) {
    throw new UsageError('The partition is required when offset is specified.');
  }
  sourceOf(given);
}

/** What is to be read. @throws UsageError for an offset or a pattern that is none */
export function sourceOf(given: Given): Source {
  const { topic = '', include, partition } = given;
  if (include !== undefined) {
    const pattern = toPattern(include);
    return { matching: (name) => pattern.test(name) };
  }
  if (partition === undefined) return { topics: [topic] };
  return { topic, partition, from: startOf(given) };
}

/**
 * The consumer's configuration (ConsoleConsumerOptions.buildConsumerProps).
 * @param random in [0, 1): names the group where none is given
 * @throws UsageError for groups that contradict each other, ToolError for contradicting beginnings
 */
export function consumerProperties(given: Given, file: Properties, random: number): Properties {
  const extra = parsePairs([
    ...(given['consumer-property'] ?? []),
    ...(given['command-property'] ?? []),
  ]);
  const groups = new Set(
    [given.group, file['group.id'], extra['group.id']].filter((each) => each !== undefined),
  );
  if (groups.size > 1) {
    throw new UsageError(
      "The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. " +
        `Detected group ids: ${[...groups].map((group) => `'${group}'`).join(', ')}`,
    );
  }
  if (groups.size === 1 && given.partition !== undefined) {
    throw new UsageError('Options group and partition cannot be specified together.');
  }
  const properties: Record<string, string> = {
    'client.id': 'console-consumer',
    ...file,
    ...extra,
  };
  const reset = properties['auto.offset.reset'];
  if (given['from-beginning'] && reset !== undefined && reset !== 'earliest') {
    throw new ToolError(
      `Can't simultaneously specify --from-beginning and 'auto.offset.reset=${reset}', please remove one option`,
    );
  }
  properties['auto.offset.reset'] ??= given['from-beginning'] ? 'earliest' : 'latest';
  const isolation = given['isolation-level'];
  if (isolation !== undefined) properties['isolation.level'] = isolation;
  const [group] = groups;
  if (group !== undefined) return { ...properties, 'group.id': group };
  // Nobody will come back for the offsets of a group that was named by chance.
  properties['enable.auto.commit'] ??= 'false';
  return { ...properties, 'group.id': `console-consumer-${Math.trunc(random * 100_000)}` };
}

/** What the formatter is told. */
export function formatterProperties(given: Given, file: Properties): Properties {
  const { 'key-deserializer': key, 'value-deserializer': value } = given;
  return {
    ...file,
    ...(key ? { 'key.deserializer': key } : {}),
    ...(value ? { 'value.deserializer': value } : {}),
    ...parsePairs([...(given.property ?? []), ...(given['formatter-property'] ?? [])]),
  };
}

function startOf(given: Given): { offset: number } | { timestamp: number } {
  const beginning = given['from-beginning'] ? 'earliest' : 'latest';
  const text = (given.offset ?? beginning).toLowerCase();
  if (text === 'earliest' || text === 'latest') return { timestamp: Timestamp[text] };
  if (/^\d+$/.test(text)) return { offset: Number(text) };
  throw new UsageError(
    `The provided offset value '${given.offset}' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.`,
  );
}

function toPattern(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 'u');
  } catch (error) {
    throw new UsageError(`${text} is not a regular expression: ${(error as Error).message}`);
  }
}
