import type { Cluster, TopicMetadata } from '../../node/kafka/cluster.ts';
import { partitionKey } from '../../node/kafka/topic-partition.ts';
import { listPartitionReassignmentsRequest } from '../../protocol/api/46-list-partition-reassignments.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';
import {
  type ConfigEntry,
  ConfigSource,
  describeConfigs,
  ResourceType,
} from '../cluster/configs.ts';
import { listReassignments, type Reassignment } from '../cluster/reassignments.ts';
import { type Terminal, ToolError } from '../command.ts';
import { existingTopics } from './matching.ts';
import type { Given } from './options.ts';
import { type Partition, readPartitions, type TopicPartitions } from './partitions.ts';

/** `--describe` */
export async function describeTopics(
  cluster: Cluster,
  given: Given,
  terminal: Terminal,
): Promise<void> {
  const wanted = await wantedTopics(cluster, given, terminal);
  if (wanted.length === 0) return;
  const topics = await readPartitions(cluster, wanted, given['partition-size-limit-per-response']);
  const configs = await describeConfigs(
    cluster,
    topics.map(({ name }) => ({ type: ResourceType.topic, name })),
  );
  const reassignments = await reassignmentsOf(cluster, topics);
  const alive = new Set((await cluster.brokers()).map(({ nodeId }) => nodeId));
  const shows = reportFilter(given, alive);
  for (const [at, topic] of topics.entries()) {
    const moving = (partition: Partition) =>
      reassignments.get(partitionKey({ topic: topic.name, partition: partition.index }));
    const overrides = configs[at]!.filter(
      ({ configSource }) => configSource !== ConfigSource.preset,
    );
    if (shows === undefined && (!given['topics-with-overrides'] || overrides.length > 0)) {
      terminal.out(topicLine(topic, overrides, moving(topic.partitions[0]!)));
    }
    if (given['topics-with-overrides']) continue;
    const minIsr = Number(configured(configs[at]!, 'min.insync.replicas') ?? 1);
    for (const partition of topic.partitions) {
      const reassignment = moving(partition);
      if (shows === undefined || shows(partition, reassignment, minIsr)) {
        terminal.out(partitionLine(topic.name, partition, reassignment));
      }
    }
  }
}

async function wantedTopics(
  cluster: Cluster,
  given: Given,
  terminal: Terminal,
): Promise<TopicMetadata[]> {
  const id = given['topic-id'];
  if (id === undefined || id === ZERO_UUID) return await existingTopics(cluster, given);
  if (given.topic !== undefined && given['if-exists']) {
    terminal.out(
      'Only topic id will be used when both --topic and --topic-id are specified and topicId is not Uuid.ZERO_UUID',
    );
  }
  const { topics } = await cluster.metadata();
  const found = topics.filter(({ topicId }) => topicId === id);
  if (found.length > 0 || given['if-exists']) return found;
  throw new ToolError(`TopicId '${id}' does not exist as expected`);
}

/** None where the cluster cannot tell. */
async function reassignmentsOf(
  cluster: Cluster,
  topics: readonly TopicPartitions[],
): Promise<ReadonlyMap<string, Reassignment>> {
  const controller = await cluster.connection('controller');
  if (controller.version(listPartitionReassignmentsRequest) === undefined) return new Map();
  const partitions = topics.flatMap(({ name, partitions }) =>
    partitions.map(({ index }) => ({ topic: name, partition: index })),
  );
  return await listReassignments(cluster, partitions);
}

type ReportFilter = (
  partition: Partition,
  reassignment: Reassignment | undefined,
  minIsr: number,
) => boolean;

/** Which partitions the reports asked for show; undefined if none was. */
function reportFilter(given: Given, alive: ReadonlySet<number>): ReportFilter | undefined {
  const filters: ReportFilter[] = [];
  if (given['under-replicated-partitions']) {
    filters.push((each, moving) => replicationFactor(each, moving) > each.isr.length);
  }
  if (given['unavailable-partitions']) filters.push(({ leader }) => !alive.has(leader));
  if (given['under-min-isr-partitions']) {
    filters.push(({ leader, isr }, _, minIsr) => leader < 0 || isr.length < minIsr);
  }
  if (given['at-min-isr-partitions']) {
    filters.push(({ isr }, _, minIsr) => isr.length === minIsr);
  }
  if (filters.length === 0) return undefined;
  return (...facts) => filters.some((filter) => filter(...facts));
}

/** Those that there are to be: a partition on its way has the old and the new ones. */
function replicationFactor({ replicas }: Partition, moving: Reassignment | undefined): number {
  const changing = [...(moving?.adding ?? []), ...(moving?.removing ?? [])];
  return moving !== undefined && replicas.some((id) => changing.includes(id))
    ? moving.replicas.length - moving.adding.length
    : replicas.length;
}

function topicLine(
  topic: TopicPartitions,
  overrides: readonly ConfigEntry[],
  moving: Reassignment | undefined,
): string {
  return [
    `Topic: ${topic.name}`,
    ...(topic.id === ZERO_UUID ? [] : [`TopicId: ${topic.id}`]),
    `PartitionCount: ${topic.partitions.length}`,
    `ReplicationFactor: ${replicationFactor(topic.partitions[0]!, moving)}`,
    `Configs: ${overrides.map(({ name, value }) => `${name}=${value}`).join(',')}`,
  ].join('\t');
}

function partitionLine(
  topic: string,
  { index, leader, replicas, isr, elr, lastKnownElr }: Partition,
  moving: Reassignment | undefined,
): string {
  return [
    '',
    `Topic: ${topic}`,
    `Partition: ${index}`,
    `Leader: ${leader < 0 ? 'none' : leader}`,
    `Replicas: ${replicas.join(',')}`,
    `Isr: ${isr.join(',')}`,
    ...(moving === undefined
      ? []
      : [
          `Adding Replicas: ${moving.adding.join(',')}`,
          `Removing Replicas: ${moving.removing.join(',')}`,
        ]),
    `Elr: ${elr?.join(',') ?? 'N/A'}`,
    `LastKnownElr: ${lastKnownElr?.join(',') ?? 'N/A'}`,
  ].join('\t');
}

function configured(configs: readonly ConfigEntry[], key: string): string | null | undefined {
  return configs.find(({ name }) => name === key)?.value;
}
