import {
  type ClusterOverview,
  MOST_TROUBLED,
  type Trouble,
  type TroubledPartition,
  troubles,
} from '../../../contract/kafka-client/cluster.ts';
import type { TopicMetadata } from '../../kafka/cluster.ts';
import { comparePartitions } from '../../kafka/topic-partition.ts';
import { Sum } from './sum.ts';

type PartitionMetadata = TopicMetadata['partitions'][number];

/** What is wrong with partitions. @param minIsrOf `min.insync.replicas` of a topic, undefined while it is not known. */
export function healthOf(
  topics: readonly TopicMetadata[],
  minIsrOf: (topic: string) => number | undefined,
): Pick<ClusterOverview, 'health' | 'troubledPartitions' | 'troubled'> {
  const belowMinIsr = new Sum();
  const atMinIsr = new Sum();
  let [offline, underReplicated, notPreferred] = [0, 0, 0];
  const troubled: TroubledPartition[] = [];
  for (const { name, partitions } of topics) {
    const topic = name ?? '';
    const minIsr = minIsrOf(topic);
    for (const partition of partitions) {
      const found = troublesOf(partition, minIsr);
      if (found.includes('offline')) offline += 1;
      if (found.includes('underReplicated')) underReplicated += 1;
      belowMinIsr.add(minIsr && Number(found.includes('belowMinIsr')));
      atMinIsr.add(minIsr && Number(found.includes('atMinIsr')));
      if (prefersAnother(partition)) notPreferred += 1;
      if (found.length === 0) continue;
      troubled.push({
        topic,
        partition: partition.partitionIndex,
        troubles: found,
        leader: partition.leaderId,
        replicas: partition.replicaNodes,
        isr: partition.isrNodes,
        minIsr: minIsr ?? null,
      });
    }
  }
  const health = {
    offline,
    underReplicated,
    notPreferred,
    belowMinIsr: belowMinIsr.measured,
    atMinIsr: atMinIsr.measured,
  };
  return {
    health,
    troubledPartitions: troubled.length,
    troubled: troubled.sort(worstFirst).slice(0, MOST_TROUBLED),
  };
}

/** Whether it is led by another than its first replica. */
export function prefersAnother({ leaderId, replicaNodes }: PartitionMetadata): boolean {
  return leaderId >= 0 && leaderId !== replicaNodes[0];
}

/**
 * All that is true of a partition, the worst first. Where all replicas are in sync there are as many as there can be, so that
 * they are not said to be just enough: a topic with one replica is not in trouble.
 */
function troublesOf(
  { leaderId, replicaNodes, isrNodes }: PartitionMetadata,
  minIsr: number | undefined,
): Trouble[] {
  if (leaderId < 0) return ['offline'];
  const lacksReplica = isrNodes.length < replicaNodes.length;
  const found = {
    offline: false,
    belowMinIsr: minIsr !== undefined && isrNodes.length < minIsr,
    atMinIsr: lacksReplica && isrNodes.length === minIsr,
    underReplicated: lacksReplica,
  };
  return troubles.filter((trouble) => found[trouble]);
}

function worstFirst(a: TroubledPartition, b: TroubledPartition): number {
  const rank = ({ troubles: [worst] }: TroubledPartition) =>
    worst === undefined ? troubles.length : troubles.indexOf(worst);
  return rank(a) - rank(b) || comparePartitions(a, b);
}
