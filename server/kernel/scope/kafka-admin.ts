// Loaded when a cell first asks for something of `admin`: the client library is large.

import type { KernelCluster } from '../../contract/kernel.ts';
import { parseAddresses } from '../../node/kafka/addresses.ts';
import { askController } from '../../node/kafka/ask-controller.ts';
import { Cluster } from '../../node/kafka/cluster.ts';
import { connectionOptions } from '../../node/kafka/connection-options.ts';
import { throwIfError } from '../../node/kafka/kafka-error.ts';
import { serversOf } from '../../node/kafka/selected-cluster.ts';
import { createTopicsRequest, createTopicsResponse } from '../../protocol/api/19-create-topics.ts';
import { deleteTopicsRequest, deleteTopicsResponse } from '../../protocol/api/20-delete-topics.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';
import type { NewTopicOptions, TopicAdmin } from './topic-admin.ts';

/** How long a change may take, in milliseconds. */
const CHANGE_MS = 30_000;

/** What `admin` does. Connections are made for each call, and closed. */
export function kafkaAdmin(selected: () => KernelCluster): TopicAdmin {
  const onCluster = async <T>(work: (cluster: Cluster) => Promise<T>): Promise<T> => {
    const of = selected();
    const cluster = new Cluster(
      parseAddresses(serversOf(of)),
      await connectionOptions(of.properties ?? {}),
      'millrace-notebook',
      of.readOnly ? of.name : undefined,
    );
    try {
      return await work(cluster);
    } finally {
      await cluster.close();
    }
  };
  return {
    createTopic: (name, options) => onCluster((cluster) => createTopic(cluster, name, options)),
    deleteTopics: (...names) => onCluster((cluster) => deleteTopics(cluster, names)),
    topics: () =>
      onCluster(async (cluster) => {
        const { topics } = await cluster.metadata();
        return topics.flatMap(({ name, isInternal }) => (isInternal ? [] : (name ?? []))).sort();
      }),
  };
}

async function createTopic(
  cluster: Cluster,
  name: string,
  { partitions = 1, replicationFactor = 1, configs = {} }: NewTopicOptions = {},
): Promise<boolean> {
  const topic = {
    ...{ name, numPartitions: partitions, replicationFactor, assignments: [] },
    configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
  };
  const { topics } = await askController(
    cluster,
    createTopicsRequest,
    createTopicsResponse,
    { topics: [topic], timeoutMs: CHANGE_MS },
    (answer) => answer.topics.map(({ errorCode }) => errorCode),
  );
  for (const { errorCode, errorMessage } of topics) {
    if (errorCode === ErrorCode.TOPIC_ALREADY_EXISTS) return false;
    throwIfError(errorCode, errorMessage);
  }
  return true;
}

async function deleteTopics(cluster: Cluster, names: readonly string[]): Promise<void> {
  const { responses } = await askController(
    cluster,
    deleteTopicsRequest,
    deleteTopicsResponse,
    {
      topics: names.map((name) => ({ name, topicId: ZERO_UUID })),
      ...{ topicNames: [...names], timeoutMs: CHANGE_MS },
    },
    (answer) => answer.responses.map(({ errorCode }) => errorCode),
  );
  for (const { errorCode, errorMessage } of responses) throwIfError(errorCode, errorMessage);
}
