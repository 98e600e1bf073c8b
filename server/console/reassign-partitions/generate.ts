import type { Cluster } from '../../node/kafka/cluster.ts';
import { byTopic } from '../../node/kafka/topic-partition.ts';
import { type Terminal, ToolError } from '../command.ts';
import { readJsonFile } from '../json-file.ts';
import { assignReplicas, type BrokerRack } from './assign-replicas.ts';
import { currentAssignments } from './current.ts';
import type { Given } from './options.ts';
import {
  type Assignment,
  formatReassignment,
  parseBrokers,
  parseTopics,
} from './reassignment-file.ts';

/** `--generate`: proposes where the partitions of topics could be. */
export async function generate(cluster: Cluster, given: Given, terminal: Terminal): Promise<void> {
  const ids = parseBrokers(given['broker-list']!);
  const topics = parseTopics(await readJsonFile(given['topics-to-move-json-file']!));
  const current = await currentAssignments(cluster, topics);
  const missing = topics.find((topic) => !current.some((each) => each.topic === topic));
  if (missing !== undefined) throw new ToolError(`Topic ${missing} not found.`);
  const brokers = await racksOf(cluster, ids, !given['disable-rack-aware']);
  const proposed = byTopic(current).flatMap(([topic, partitions]): Assignment[] =>
    assignReplicas(brokers, partitions.length, partitions[0]!.replicas.length).map(
      (replicas, partition) => ({ topic, partition, replicas }),
    ),
  );
  terminal.out(`Current partition replica assignment\n${formatReassignment(current)}\n`);
  terminal.out(`Proposed partition reassignment configuration\n${formatReassignment(proposed)}`);
}

/** @throws ToolError when only some are on racks */
async function racksOf(
  cluster: Cluster,
  ids: readonly number[],
  rackAware: boolean,
): Promise<BrokerRack[]> {
  const brokers = (await cluster.brokers())
    .filter(({ nodeId }) => ids.includes(nodeId))
    .map(({ nodeId, rack }) => ({ id: nodeId, rack: (rackAware ? rack : null) ?? undefined }));
  const withRack = brokers.filter(({ rack }) => rack !== undefined);
  if (withRack.length === 0 || withRack.length === brokers.length) return brokers;
  throw new ToolError(
    'Not all brokers have rack information. Add --disable-rack-aware in command line to make replica assignment without rack information.',
  );
}
