/** Consumer groups: what is read of one, and what can be done to its offsets. */

import type { Failure } from './methods.ts';
import type { CommittedOffset, GroupMember } from './model.ts';

/** What the Kafka worker does with consumer groups. */
export interface GroupMethods {
  /** A group as it is now: its state is `Dead` where there is none of this name. */
  group: { argument: string; result: GroupSnapshot };
  /** The names of all consumer groups, in order. */
  groupNames: { argument: null; result: string[] };
  /** What offsets would become; nothing is changed. */
  planReset: { argument: ResetRequest; result: PlannedChange[] };
  /** The plan as `kafka-consumer-groups --reset-offsets --from-file` reads it. */
  resetCsv: { argument: OffsetsOfGroup; result: string };
  /** Sets a group's offsets, and makes it if there is none; the result says of those that failed why. */
  commitOffsets: { argument: OffsetsOfGroup; result: Failure[] };
  /** Deletes what a group has committed; the result says of those that failed why. */
  deleteOffsets: {
    argument: { readonly group: string; readonly partitions: readonly TopicPartition[] };
    result: Failure[];
  };
  /** Deletes each; the result says of those that failed why. */
  deleteGroups: { argument: readonly string[]; result: Failure[] };
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface PartitionOffset extends TopicPartition {
  readonly offset: number;
}

export interface OffsetsOfGroup {
  readonly group: string;
  readonly offsets: readonly PartitionOffset[];
}

export interface GroupSnapshot {
  readonly name: string;
  /** As Kafka names it: `Stable`, `Empty`, `PreparingRebalance` …; `Dead` for one that is not there. */
  readonly state: string;
  /** The protocol by which members share partitions: that of KIP-848 is `consumer`. */
  readonly protocol: 'classic' | 'consumer';
  readonly coordinator: { readonly id: number; readonly host: string; readonly port: number };
  /** The assignment strategy that the members agreed on; '' without members. */
  readonly strategy: string;
  readonly members: readonly GroupMember[];
  /** What is committed or assigned, by topic, then partition. */
  readonly offsets: readonly GroupOffset[];
}

export interface GroupOffset extends CommittedOffset {
  /** Absent while the leader does not answer. */
  readonly earliest?: number;
}

/** What offsets are to become. */
export type ResetTarget =
  | { readonly kind: 'earliest' | 'latest' | 'current' }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'shift'; readonly by: number }
  /** The first record since then, in ms since the epoch. */
  | { readonly kind: 'timestamp'; readonly timestamp: number }
  /** Those given. */
  | { readonly kind: 'offsets'; readonly offsets: readonly PartitionOffset[] };

/** A target as it is asked for: also what a file or another group has. */
export type RequestedTarget =
  | Exclude<ResetTarget, { readonly kind: 'offsets' }>
  /** The text of a file as `resetCsv` makes it. */
  | { readonly kind: 'file'; readonly csv: string }
  | { readonly kind: 'group'; readonly group: string };

export interface ResetRequest {
  readonly group: string;
  readonly target: RequestedTarget;
  /** Absent for all partitions that the file or the other group has, or else the group itself. */
  readonly scope?: ResetScope;
}

export interface ResetScope {
  /** With all their partitions. */
  readonly topics: readonly string[];
  readonly partitions: readonly TopicPartition[];
}

/** A new offset, or why there is none. */
export interface PlannedOffset {
  /** Absent where there is a problem. */
  readonly after?: number;
  readonly note?: ResetNote;
  readonly problem?: ResetProblem;
}

/** Why the new offset is not what one might expect. */
export type ResetNote =
  /** What was asked for is not in the log, and became its end or its beginning. */
  | { readonly kind: 'beyondLatest' | 'beforeEarliest'; readonly wanted: number }
  /** There is no record so late: it became the log's end. */
  | { readonly kind: 'noneSince' }
  /** There is no committed offset that could stay: it became the log's end. */
  | { readonly kind: 'noneCommitted' };

export type ResetProblem =
  /** There is nothing to shift. */
  | 'nothingCommitted'
  /** The file or the other group does not have the partition. */
  | 'notGiven'
  | 'noLeader'
  | 'noPartition';

export interface PlannedChange extends TopicPartition, PlannedOffset {
  /** What is committed now; absent if nothing is. */
  readonly before?: number;
  /** The offset of the next record; absent where there is no leader. */
  readonly latest?: number;
}
