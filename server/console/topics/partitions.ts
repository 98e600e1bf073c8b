import type { Cluster, TopicMetadata } from '../../node/kafka/cluster.ts';
import { throwIfError } from '../../node/kafka/kafka-error.ts';
import {
  describeTopicPartitionsRequest,
  describeTopicPartitionsResponse,
} from '../../protocol/api/75-describe-topic-partitions.ts';
import type { InferInput } from '../../protocol/schema.ts';

/** What there is to tell of a partition. */
export interface Partition {
  readonly index: number;
  /** -1 where there is none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Replicas that may lead without loss although they left the ISR (KIP-966); null where the cluster keeps none. */
  readonly elr: readonly number[] | null;
  readonly lastKnownElr: readonly number[] | null;
}

export interface TopicPartitions {
  readonly name: string;
  readonly id: string;
  readonly partitions: readonly Partition[];
}

const PAGE = 2000;

/** The partitions of topics, with their eligible leaders where the brokers know of such. @throws KafkaError */
export async function readPartitions(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
  page = PAGE,
): Promise<TopicPartitions[]> {
  const connection = await cluster.connection('any');
  if (connection.version(describeTopicPartitionsRequest) === undefined)
    return topics.map(fromMetadata);
  const found = new Map<string, { name: string; id: string; partitions: Partition[] }>();
  let cursor: InferInput<typeof describeTopicPartitionsRequest>['cursor'] = null;
  do {
    const answer: Awaited<ReturnType<typeof ask>> = await ask(cluster, topics, page, cursor);
    for (const { errorCode, name, topicId, partitions } of answer.topics) {
      throwIfError(errorCode);
      const known = found.get(name!) ?? { name: name!, id: topicId, partitions: [] };
      found.set(name!, known);
      for (const each of partitions) {
        known.partitions.push({
          index: each.partitionIndex,
          leader: each.leaderId,
          replicas: each.replicaNodes,
          isr: each.isrNodes,
          elr: each.eligibleLeaderReplicas,
          lastKnownElr: each.lastKnownElr,
        });
      }
    }
    cursor = answer.nextCursor;
  } while (cursor !== null);
  return [...found.values()].map((topic) => ({ ...topic, partitions: sorted(topic.partitions) }));
}

function ask(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
  page: number,
  cursor: InferInput<typeof describeTopicPartitionsRequest>['cursor'],
) {
  return cluster.request('any', describeTopicPartitionsRequest, describeTopicPartitionsResponse, {
    topics: topics.map(({ name }) => ({ name: name! })),
    responsePartitionLimit: page,
    cursor: cursor ?? null,
  });
}

function fromMetadata({ name, topicId, partitions }: TopicMetadata): TopicPartitions {
  return {
    name: name!,
    id: topicId,
    partitions: sorted(
      partitions.map((each) => ({
        index: each.partitionIndex,
        leader: each.leaderId,
        replicas: each.replicaNodes,
        isr: each.isrNodes,
        elr: null,
        lastKnownElr: null,
      })),
    ),
  };
}

function sorted(partitions: readonly Partition[]): Partition[] {
  return [...partitions].sort((a, b) => a.index - b.index);
}
