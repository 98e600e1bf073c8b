/** `kafka-get-offsets`: the offsets of partitions at a time. */
import type { Cluster } from '../../node/kafka/cluster.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { listOffsets, SpecialTime } from '../../node/kafka/list-offsets.ts';
import { partitionKey, type TopicPartition } from '../../node/kafka/topic-partition.ts';
import { checkClusterOptions, clusterOptions, withCluster } from '../cluster/open-cluster.ts';
import { isInternal } from '../cluster/topic-filter.ts';
import { type Terminal, ToolError } from '../command.ts';
import { kafkaTool } from '../kafka-tool.ts';
import type { Options, OptionValues } from '../options/option.ts';
import {
  type PartitionFilter,
  topicAndPartitionsFilter,
  topicPartitionsFilter,
} from './partition-filter.ts';

const times: Readonly<Record<string, number>> = {
  latest: SpecialTime.latest,
  earliest: SpecialTime.earliest,
  'max-timestamp': SpecialTime.maxTimestamp,
  'earliest-local': SpecialTime.earliestLocal,
  'latest-tiered': SpecialTime.latestTiered,
};

const options = {
  ...clusterOptions,
  'topic-partitions': {
    value: 'topic1:1,topic2:0-3,topic3,topic4:5-,topic5:-3',
    help: "Comma separated list of topic-partition patterns to get the offsets for. The part before ':' is a regular expression for the topic, if omitted, any; that after it a partition, a range NUMBER-NUMBER (lower inclusive, upper exclusive), NUMBER- or -NUMBER, or may be omitted to accept all partitions.",
  },
  topic: {
    value: 'topic',
    kind: 'topics',
    help: 'The topic to get the offsets for. It also accepts a regular expression. If not present, all topics are queried. Cannot be used if --topic-partitions is present.',
  },
  partitions: {
    value: 'partition ids',
    help: 'Comma separated list of partition ids to get the offsets for. If not present, all partitions are queried. Cannot be used if --topic-partitions is present.',
  },
  time: {
    choices: Object.keys(times),
    value:
      '<timestamp> / -1 or latest / -2 or earliest / -3 or max-timestamp / -4 or earliest-local / -5 or latest-tiered',
    help: 'The offsets of the first records not before this time, in ms. No offset is returned for a time after the last record. (default: latest)',
  },
  'exclude-internal-topics': {
    help: 'By default, internal topics are included. If specified, internal topics are excluded.',
  },
} satisfies Options;

type Given = OptionValues<typeof options>;

export const getOffsetsCommand = kafkaTool({
  purpose: 'An interactive shell for getting topic-partition offsets.',
  options,
  check: checkClusterOptions,
  async run(given, terminal) {
    const timestamp = parseTime(given.time ?? 'latest');
    const wanted = filterOf(given);
    await withCluster(given, (cluster) => printOffsets(cluster, wanted, timestamp, terminal));
    return 0;
  },
  failed: (message, terminal) => terminal.err(`Error occurred: ${message}`),
});

/** @throws ToolError */
export function parseTime(text: string): number {
  const special = Object.hasOwn(times, text) ? times[text] : undefined;
  if (special !== undefined) return special;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new ToolError(
    `Malformed time argument ${text}. Please use -1 or latest / -2 or earliest / -3 or max-timestamp / -4 or earliest-local / -5 or latest-tiered, or a specified long format timestamp`,
  );
}

/** @throws ToolError */
function filterOf(given: Given): PartitionFilter {
  const rules = given['topic-partitions'];
  const internalToo = !given['exclude-internal-topics'];
  if (rules !== undefined && (given.topic !== undefined || given.partitions !== undefined)) {
    throw new ToolError('--topic-partitions cannot be used with --topic or --partitions');
  }
  const fits =
    rules === undefined
      ? topicAndPartitionsFilter(given.topic, given.partitions)
      : topicPartitionsFilter(rules);
  return (partition) => fits(partition) && (internalToo || !isInternal(partition.topic));
}

async function printOffsets(
  cluster: Cluster,
  wanted: PartitionFilter,
  timestamp: number,
  terminal: Terminal,
): Promise<void> {
  const { topics } = await cluster.metadata();
  const partitions: TopicPartition[] = topics
    .flatMap(({ name, partitions: all }) =>
      all.map(({ partitionIndex }) => ({ topic: name!, partition: partitionIndex })),
    )
    .filter(wanted);
  if (partitions.length === 0) {
    throw new ToolError('Could not match any topic-partitions with the specified filters');
  }
  const found = await listOffsets(
    cluster,
    partitions.map((partition) => ({ ...partition, timestamp })),
  );
  // By their names as text, as Kafka has them: partition 10 before 2.
  for (const partition of partitions.sort((a, b) => (partitionKey(a) < partitionKey(b) ? -1 : 1))) {
    const key = partitionKey(partition);
    const outcome = found.get(key);
    if (outcome instanceof KafkaError) {
      terminal.err(
        `Skip getting offsets for topic-partition ${key} due to error: ${outcome.message}`,
      );
    } else if (outcome !== undefined && outcome.offset >= 0) {
      terminal.out(`${partition.topic}:${partition.partition}:${outcome.offset}`);
    }
  }
}
