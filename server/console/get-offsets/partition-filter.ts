import type { TopicPartition } from '../../node/kafka/topic-partition.ts';
import { topicFilter } from '../cluster/topic-filter.ts';
import { ToolError } from '../command.ts';

export type PartitionFilter = (partition: TopicPartition) => boolean;

/**
 * Reads `--topic-partitions`: rules with commas between, any of which may fit. A rule is a pattern of topics, then,
 * after a colon, a partition `1`, or those from one and before another, either of which may be missing: `0-3`, `5-`,
 * `-3`. The pattern may be missing, too.
 * @throws ToolError
 */
export function topicPartitionsFilter(text: string): PartitionFilter {
  const rules = text.split(',').map(rule);
  return (partition) => rules.some((fits) => fits(partition));
}

function rule(text: string): PartitionFilter {
  const match = /^([^:,]*)(?::(?:(\d*)|(\d*)-(\d*)))?$/.exec(text);
  if (match === null) throw new ToolError(`Invalid rule specification: ${text}`);
  const [, pattern, only, from, before] = match;
  const allows = topicFilter(pattern || '.*');
  const [first, end] = only
    ? [Number(only), Number(only) + 1]
    : [Number(from || 0), before ? Number(before) : Number.POSITIVE_INFINITY];
  return ({ topic, partition }) => allows(topic) && partition >= first && partition < end;
}

/**
 * Reads `--topic` and `--partitions`, either of which may be missing.
 * @throws ToolError
 */
export function topicAndPartitionsFilter(topic = '.*', partitions = ''): PartitionFilter {
  const allows = topicFilter(topic);
  const ids =
    partitions === '' ? [] : partitions.split(',').map((id) => partitionId(id, partitions));
  return (each) => allows(each.topic) && (ids.length === 0 || ids.includes(each.partition));
}

function partitionId(text: string, all: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new ToolError(
    `--partitions expects a comma separated list of numeric partition ids, but received: ${all}`,
  );
}
