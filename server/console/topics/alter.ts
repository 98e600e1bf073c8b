import { askController } from '../../node/kafka/ask-controller.ts';
import type { Cluster, TopicMetadata } from '../../node/kafka/cluster.ts';
import { throwIfError } from '../../node/kafka/kafka-error.ts';
import {
  createPartitionsRequest,
  createPartitionsResponse,
} from '../../protocol/api/37-create-partitions.ts';
import { alterConfigs, ResourceType } from '../cluster/configs.ts';
import type { Terminal } from '../command.ts';
import { parseTopicConfigs } from './create.ts';
import { existingTopics } from './matching.ts';
import type { Given } from './options.ts';
import { parseReplicaAssignment } from './replica-assignment.ts';

/** `--alter`: adds partitions, and in the form of ZooKeeper's time changes the configuration. */
export async function alterTopics(
  cluster: Cluster,
  given: Given,
  terminal: Terminal,
): Promise<void> {
  const set = parseTopicConfigs(given.config);
  const removed = given['delete-config'] ?? [];
  const topics = await existingTopics(cluster, given);
  if (Object.keys(set).length + removed.length > 0) {
    for (const { name } of topics) {
      await alterConfigs(cluster, { type: ResourceType.topic, name: name! }, set, removed);
      terminal.out(`Updated config for topic ${name}.`);
    }
  }
  if (given.partitions !== undefined) await addPartitions(cluster, topics, given);
}

async function addPartitions(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
  given: Given,
): Promise<void> {
  if (topics.length === 0) return;
  const assignment = given['replica-assignment'];
  const replicas = assignment ? parseReplicaAssignment(assignment) : undefined;
  const { results } = await askController(
    cluster,
    createPartitionsRequest,
    createPartitionsResponse,
    {
      topics: topics.map(({ name, partitions }) => ({
        name: name!,
        count: given.partitions!,
        // What is given begins with partition 0; only the new ones' are wanted.
        assignments: replicas?.slice(partitions.length).map((brokerIds) => ({ brokerIds })) ?? null,
      })),
      timeoutMs: 60_000,
      validateOnly: false,
    },
    (answer) => answer.results.map(({ errorCode }) => errorCode),
  );
  for (const { errorCode, errorMessage } of results) throwIfError(errorCode, errorMessage);
}
