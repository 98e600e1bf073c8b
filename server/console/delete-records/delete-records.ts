/** `kafka-delete-records`: deletes the records before given offsets. */

import type { Cluster } from '../../node/kafka/cluster.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { byTopic, partitionKey, type TopicPartition } from '../../node/kafka/topic-partition.ts';
import {
  deleteRecordsRequest,
  deleteRecordsResponse,
} from '../../protocol/api/21-delete-records.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { checkClusterOptions, clusterOptions, withCluster } from '../cluster/open-cluster.ts';
import { type Terminal, ToolError } from '../command.ts';
import { duplicates } from '../duplicates.ts';
import {
  checkVersion,
  integerIn,
  type JsonObject,
  objectsIn,
  readJsonFile,
  stringIn,
} from '../json-file.ts';
import { kafkaTool } from '../kafka-tool.ts';
import type { Options } from '../options/option.ts';
import { required } from '../options/rules.ts';

const options = {
  ...clusterOptions,
  'offset-json-file': {
    value: 'Offset json file path',
    kind: 'file',
    help: 'REQUIRED: The JSON file with offset per partition. The format to use is:\n{"partitions":\n  [{"topic": "foo", "partition": 1, "offset": 1}],\n "version":1\n}',
  },
} satisfies Options;

/** Up to where a partition's records go; -1 for all. */
interface Deletion extends TopicPartition {
  readonly offset: number;
}

export const deleteRecordsCommand = kafkaTool({
  purpose:
    'This tool helps to delete records of the given partitions down to the specified offset.',
  options,
  check(given) {
    checkClusterOptions(given);
    required(given, 'offset-json-file');
  },
  async run(given, terminal) {
    const deletions = parseDeletions(await readJsonFile(given['offset-json-file']!));
    await withCluster(given, (cluster) => deleteRecords(cluster, deletions, terminal));
    return 0;
  },
});

/** @throws ToolError */
export function parseDeletions(file: JsonObject): Deletion[] {
  checkVersion(file);
  if (file.partitions === undefined) throw new ToolError('Missing partitions field');
  const deletions = objectsIn(file.partitions, 'partitions').map((each) => ({
    topic: stringIn(each, 'topic'),
    partition: integerIn(each, 'partition'),
    offset: integerIn(each, 'offset'),
  }));
  const twice = duplicates(deletions.map(partitionKey));
  if (twice.length === 0) return deletions;
  throw new ToolError(`Offset json file contains duplicate topic partitions: ${twice.join(',')}`);
}

async function deleteRecords(
  cluster: Cluster,
  deletions: readonly Deletion[],
  terminal: Terminal,
): Promise<void> {
  terminal.out('Executing records delete operation');
  const outcomes = await askLeaders(cluster, deletions);
  terminal.out('Records delete operation completed:');
  for (const deletion of deletions) {
    const key = partitionKey(deletion);
    const outcome = outcomes.get(key);
    terminal.out(
      outcome instanceof KafkaError
        ? `partition: ${key}\terror: ${outcome.message}`
        : `partition: ${key}\tlow_watermark: ${outcome}`,
    );
  }
}

/** The offset that each partition begins with now, or why not. */
async function askLeaders(
  cluster: Cluster,
  deletions: readonly Deletion[],
): Promise<Map<string, number | KafkaError>> {
  const { topics } = await cluster.metadata(byTopic(deletions).map(([topic]) => topic));
  const outcomes = new Map<string, number | KafkaError>();
  const byLeader = new Map<number, Deletion[]>();
  for (const deletion of deletions) {
    const leader = topics
      .find(({ name }) => name === deletion.topic)
      ?.partitions.find((each) => each.partitionIndex === deletion.partition)?.leaderId;
    if (leader === undefined || leader < 0) {
      const code =
        leader === undefined
          ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
          : ErrorCode.LEADER_NOT_AVAILABLE;
      outcomes.set(partitionKey(deletion), new KafkaError(code));
    } else {
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), deletion]);
    }
  }
  for (const [leader, list] of byLeader) {
    const answer = await cluster.request(leader, deleteRecordsRequest, deleteRecordsResponse, {
      topics: byTopic(list).map(([name, partitions]) => ({
        name,
        partitions: partitions.map(({ partition, offset }) => ({
          partitionIndex: partition,
          offset,
        })),
      })),
      timeoutMs: 30_000,
    });
    for (const { name, partitions } of answer.topics) {
      for (const { partitionIndex, lowWatermark, errorCode } of partitions) {
        const key = partitionKey({ topic: name, partition: partitionIndex });
        outcomes.set(key, errorCode ? new KafkaError(errorCode) : lowWatermark);
      }
    }
  }
  return outcomes;
}
