import type { PlannedOffset, ResetTarget } from '../../../contract/kafka-client/groups.ts';
import type { TopicPartition } from '../topic-partition.ts';

/** What is known of a partition whose offset is to be reset. */
export interface KnownOffsets extends TopicPartition {
  /** Whether there is such a partition. */
  readonly exists: boolean;
  /** What the group has committed, if anything. */
  readonly committed?: number | undefined;
  /** Absent without a leader. */
  readonly earliest?: number | undefined;
  /** Absent without a leader. */
  readonly latest?: number | undefined;
  /** Of the first record since the target's time; -1 if there is none so late. */
  readonly since?: number | undefined;
}

/** What a partition's offset is to become, as ConsumerGroupCommand.prepareOffsetsToReset decides it. */
export function planOffset(target: ResetTarget, known: KnownOffsets): PlannedOffset {
  const { committed, earliest, latest, since = -1 } = known;
  if (!known.exists) return { problem: 'noPartition' };
  if (earliest === undefined || latest === undefined) return { problem: 'noLeader' };
  const inLog = (wanted: number): PlannedOffset => {
    if (wanted > latest) return { after: latest, note: { kind: 'beyondLatest', wanted } };
    if (wanted < earliest) return { after: earliest, note: { kind: 'beforeEarliest', wanted } };
    return { after: wanted };
  };
  switch (target.kind) {
    case 'earliest':
      return { after: earliest };
    case 'latest':
      return { after: latest };
    case 'current':
      // As in Kafka, it may be outside of the log: it is to stay what it is.
      if (committed !== undefined) return { after: committed };
      return { after: latest, note: { kind: 'noneCommitted' } };
    case 'offset':
      return inLog(target.offset);
    case 'shift':
      return committed === undefined
        ? { problem: 'nothingCommitted' }
        : inLog(committed + target.by);
    case 'timestamp':
      return since >= 0 ? { after: since } : { after: latest, note: { kind: 'noneSince' } };
    case 'offsets': {
      const given = target.offsets.findLast(
        ({ topic, partition }) => topic === known.topic && partition === known.partition,
      );
      return given === undefined ? { problem: 'notGiven' } : inLog(given.offset);
    }
  }
}
