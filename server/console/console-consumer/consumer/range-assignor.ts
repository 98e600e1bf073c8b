import { byTopic, type TopicPartition } from '../../../node/kafka/topic-partition.ts';

/** A member of a group and what it wants to read. */
export interface Subscription {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly topics: readonly string[];
}

/**
 * Gives each member a range of each topic's partitions, the first members one more where they do not divide evenly
 * (org.apache.kafka.clients.consumer.RangeAssignor).
 * @param partitionCount undefined for topics that are not there
 * @returns what each member gets, by its id.
 */
export function assignRanges(
  subscriptions: readonly Subscription[],
  partitionCount: (topic: string) => number | undefined,
): Map<string, TopicPartition[]> {
  const assignment = new Map(
    subscriptions.map(({ memberId }) => [memberId, [] as TopicPartition[]]),
  );
  const topics = new Set(subscriptions.flatMap((subscription) => subscription.topics));
  for (const topic of [...topics].sort()) {
    const members = subscriptions
      .filter((subscription) => subscription.topics.includes(topic))
      .sort(byInstanceOrId);
    const count = partitionCount(topic) ?? 0;
    const each = Math.floor(count / members.length);
    const withMore = count % members.length;
    let partition = 0;
    for (const [index, { memberId }] of members.entries()) {
      const end = partition + each + (index < withMore ? 1 : 0);
      for (; partition < end; partition++) assignment.get(memberId)!.push({ topic, partition });
    }
  }
  return assignment;
}

/** The partitions of an assignment by topic, as the protocol has them. */
export function assignedByTopic(
  partitions: readonly TopicPartition[],
): { topic: string; partitions: number[] }[] {
  return byTopic(partitions).map(([topic, each]) => ({
    topic,
    partitions: each.map(({ partition }) => partition),
  }));
}

/** Static members come first, by their names, so that they keep what they had. */
function byInstanceOrId(a: Subscription, b: Subscription): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null) {
    return compare(a.groupInstanceId, b.groupInstanceId);
  }
  if (a.groupInstanceId !== null) return -1;
  if (b.groupInstanceId !== null) return 1;
  return compare(a.memberId, b.memberId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
