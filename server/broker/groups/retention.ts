import type { OffsetAndMetadata, TopicPartition } from './committed-offsets.ts';
import type { Group } from './group.ts';

/**
 * The offsets of a group that have outlived their retention (KIP-211; GroupMetadata.removeExpiredOffsets):
 *
 * - of a group that had members and has none: counted from when it became empty;
 * - of a consumer group at work: those of topics that nobody subscribes to any more, from their commit;
 * - of a group that only ever stored offsets: from their commit;
 * - of a group in the middle of a rebalance, or at work in a way that the broker does not know: none.
 *
 * A retention that the client asked for itself (OffsetCommit v2–4) goes by its own expiry instead.
 */
export function expiredOffsets(group: Group, now: number, retentionMs: number): TopicPartition[] {
  const keptFrom = retentionStart(group);
  if (keptFrom === undefined) return [];
  const expired: TopicPartition[] = [];
  for (const { topic, partition, committed } of group.offsets.all()) {
    if (group.offsets.isUnstable({ topic, partition })) continue;
    if (group.is('Stable') && group.isSubscribedTo(topic)) continue;
    const isExpired =
      committed.expireTimestamp === undefined
        ? now - keptFrom(committed) >= retentionMs
        : now >= committed.expireTimestamp;
    if (isExpired) expired.push({ topic, partition });
  }
  return expired;
}

/** From when retention counts; undefined where nothing may expire. */
function retentionStart(group: Group): ((committed: OffsetAndMetadata) => number) | undefined {
  if (group.protocolType === undefined) return (committed) => committed.commitTimestamp;
  if (group.is('Empty')) {
    return (committed) => group.currentStateTimestamp ?? committed.commitTimestamp;
  }
  if (group.is('Stable') && group.isConsumerGroup && group.subscribedTopics !== undefined) {
    return (committed) => committed.commitTimestamp;
  }
  return undefined;
}
