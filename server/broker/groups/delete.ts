import { ErrorCode } from '../../protocol/errors.ts';
import type { TopicPartition } from './committed-offsets.ts';
import type { GroupStore } from './group-store.ts';

/** DeleteGroups (GroupCoordinator.handleDeleteGroups) of a group that is this broker's: the error code. */
export async function deleteGroup(store: GroupStore, groupId: string): Promise<number> {
  const group = store.get(groupId);
  if (group === undefined) return ErrorCode.GROUP_ID_NOT_FOUND;
  if (!group.is('Empty')) return ErrorCode.NON_EMPTY_GROUP;
  group.transitionTo('Dead');
  return store.remove(group, group.offsets.partitions());
}

/** OffsetDelete (GroupCoordinator.handleDeleteOffsets) for a group that is this broker's (KIP-496). */
export async function deleteOffsets(
  store: GroupStore,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<{ readonly errorCode: number; readonly partitions: readonly number[] }> {
  const group = store.get(groupId);
  if (group === undefined) return { errorCode: ErrorCode.GROUP_ID_NOT_FOUND, partitions: [] };
  if (!group.is('Empty') && !group.isConsumerGroup) {
    return { errorCode: ErrorCode.NON_EMPTY_GROUP, partitions: [] };
  }
  const inUse = new Set(
    group.is('Empty') ? [] : partitions.filter(({ topic }) => group.isSubscribedTo(topic)),
  );
  const outcome = await store.remove(
    group,
    partitions.filter((of) => !inUse.has(of)),
  );
  return {
    errorCode: ErrorCode.NONE,
    partitions: partitions.map((of) =>
      inUse.has(of) ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC : outcome,
    ),
  };
}
