import type { ResetTarget } from '../../../contract/kafka-client/groups.ts';
import { SpecialTime } from '../list-offsets.ts';
import { partitionKey, type TopicPartition } from '../topic-partition.ts';
import type { GroupClient } from './group-client.ts';
import type { KnownOffsets } from './plan-offset.ts';

/** What has to be known to plan new offsets of a group. @throws UserError */
export async function knownOffsets(
  client: GroupClient,
  group: string,
  partitions: readonly TopicPartition[],
  target: ResetTarget,
): Promise<KnownOffsets[]> {
  const timestamp = target.kind === 'timestamp' ? target.timestamp : undefined;
  const [leaders, committed, earliest, latest, since] = await Promise.all([
    client.leaders(partitions),
    client.committed(group),
    client.offsetsAt(partitions, SpecialTime.earliest),
    client.offsetsAt(partitions, SpecialTime.latest),
    timestamp === undefined ? undefined : client.offsetsAt(partitions, timestamp),
  ]);
  const offsets = new Map(committed.map((each) => [partitionKey(each), each.offset]));
  return partitions.map(({ topic, partition }) => {
    const key = partitionKey({ topic, partition });
    return {
      topic,
      partition,
      exists: leaders.has(key),
      committed: offsets.get(key),
      earliest: earliest.get(key),
      latest: latest.get(key),
      since: since?.get(key),
    };
  });
}
