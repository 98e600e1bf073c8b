import { metadataV9, metadataV10, metadataV11, metadataV12 } from '@platformatic/kafka';
import type {
  BrokerLoad,
  ClusterSummary,
  Partition,
  TopicSummary,
} from '../../contract/kafka-client/model.ts';
import type { Connections } from './connections.ts';
import { tolerant } from './errors.ts';

type MetadataTopic = metadataV12.MetadataResponseTopic;

export interface Metadata {
  readonly cluster: ClusterSummary;
  readonly topics: readonly MetadataTopic[];
}

/** Brokers, and the topics with these names; null for all. Never creates a topic. */
export async function readMetadata(
  connections: Connections,
  topics: string[] | null,
): Promise<Metadata> {
  const api = await connections.version(
    metadataV12.api,
    metadataV11.api,
    metadataV10.api,
    metadataV9.api,
  );
  const response = await tolerant(api.async(await connections.any(), topics, false, false));
  const brokers = response.brokers
    .map(({ nodeId, host, port, rack }) => ({ id: nodeId, host, port, rack: rack ?? null }))
    .sort((a, b) => a.id - b.id);
  connections.learn(brokers);
  return {
    cluster: { id: response.clusterId ?? null, controller: response.controllerId, brokers },
    topics: response.topics,
  };
}

/** What a list of topics shows of one. */
export function summaryOf(topic: MetadataTopic, reassigning = 0): TopicSummary {
  let offline = 0;
  let underReplicated = 0;
  for (const { leaderId, isrNodes, replicaNodes } of topic.partitions) {
    if (leaderId < 0) offline++;
    else if (isrNodes.length < replicaNodes.length) underReplicated++;
  }
  return {
    name: topic.name ?? '',
    id: asKafkaShows(topic.topicId),
    internal: topic.isInternal,
    partitions: topic.partitions.length,
    replicationFactor: topic.partitions[0]?.replicaNodes.length ?? 0,
    offline,
    underReplicated,
    reassigning,
  };
}

/** What each broker has of the partitions of `topics`. */
export function loadsOf(topics: readonly MetadataTopic[]): ReadonlyMap<number, BrokerLoad> {
  const loads = new Map<number, { leads: number; replicas: number; outOfSync: number }>();
  for (const { leaderId, replicaNodes, isrNodes } of topics.flatMap((each) => each.partitions)) {
    for (const broker of replicaNodes) {
      const load = loads.get(broker) ?? { leads: 0, replicas: 0, outOfSync: 0 };
      loads.set(broker, load);
      load.replicas += 1;
      if (broker === leaderId) load.leads += 1;
      if (!isrNodes.includes(broker)) load.outOfSync += 1;
    }
  }
  return loads;
}

/** The client library writes ids in hexadecimal digits, Kafka's own tools in base64url. */
function asKafkaShows(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

/** A topic's partitions in order, without offsets. */
export function partitionsOf(topic: MetadataTopic): Partition[] {
  return topic.partitions
    .map((partition) => ({
      index: partition.partitionIndex,
      leader: partition.leaderId,
      leaderEpoch: partition.leaderEpoch,
      replicas: partition.replicaNodes,
      isr: partition.isrNodes,
      offlineReplicas: partition.offlineReplicas,
    }))
    .sort((a, b) => a.index - b.index);
}
