import type { Logger } from '../../ports/logger.ts';
import type { KafkaClient, PartitionOffset, TopicPartition } from './kafka-client.ts';
import { keyOf, offsetsByKey, type StartingOffsets } from './offset-range.ts';
import type { OffsetReset } from './stream-parameters.ts';

export interface StartingPoints {
  /** What the program says. */
  readonly offsets: StartingOffsets | undefined;
  /** Whose committed offsets come next, if any's. */
  readonly group: string | undefined;
  /** What comes last. */
  readonly reset: OffsetReset;
}

/**
 * Where partitions are read from first: as the program says, else where the group has committed, else where
 * `auto.offset.reset` says. An offset that the log does not have counts as none.
 * @throws Error where there is none and nothing says what then
 */
export async function startingOffsets(
  client: KafkaClient,
  partitions: readonly TopicPartition[],
  { offsets, group, reset }: StartingPoints,
  logger: Logger,
): Promise<Map<string, number>> {
  if (partitions.length === 0) return new Map();
  const [earliest, latest] = await Promise.all([
    client.offsets(partitions, 'earliest'),
    client.offsets(partitions, 'latest'),
  ]);
  const given = await givenOffsets(client, partitions, offsets);
  const open = partitions.filter((of) => !given.has(keyOf(of)));
  const committed =
    group === undefined || open.length === 0 ? [] : await client.committed(group, open);
  const known = new Map([...offsetsByKey(committed), ...given]);
  const missing: string[] = [];
  const starts = partitions.map((of, i) => {
    const key = keyOf(of);
    const [first, end] = [earliest[i]!.offset, latest[i]!.offset];
    const start = known.get(key);
    if (start !== undefined && start >= first && start <= end) return [key, start] as const;
    if (reset === 'none') missing.push(start === undefined ? key : `${key}=${start}`);
    if (start !== undefined && reset !== 'none') {
      logger.warn(
        `Fetch position ${start} is out of range for partition ${key}, whose records are ${first} to ${end}: resetting offset to ${reset}.`,
      );
    }
    return [key, reset === 'earliest' ? first : end] as const;
  });
  if (missing.length > 0) {
    throw new Error(
      `Undefined offset with no reset policy for partitions: [${missing.join(', ')}]. Set auto.offset.reset to earliest or latest.`,
    );
  }
  return new Map(starts);
}

async function givenOffsets(
  client: KafkaClient,
  partitions: readonly TopicPartition[],
  offsets: StartingOffsets | undefined,
): Promise<Map<string, number>> {
  if (offsets === undefined) return new Map();
  if (!('timestamp' in offsets)) return offsetsByKey(offsets);
  const found: readonly PartitionOffset[] = await client.offsets(partitions, {
    timestamp: Number(offsets.timestamp),
  });
  return offsetsByKey(found);
}
