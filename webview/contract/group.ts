/** The panel of one consumer group. */

import type {
  GroupSnapshot,
  PartitionOffset,
  PlannedChange,
  RequestedTarget,
  ResetScope,
  TopicPartition,
} from '../../server/contract/kafka-client/groups.ts';
import type { Failure } from '../../server/contract/kafka-client/methods.ts';
import type { KeptSubject } from './subject.ts';

/** How far the group was behind at a moment. */
export interface LagSample {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Records that it has yet to read, by `topic-partition`; those are missing of which it cannot be told. */
  readonly lags: Readonly<Record<string, number>>;
}

/** A group that could be read, and how far it was behind then. */
export interface GroupLook {
  readonly snapshot: GroupSnapshot;
  readonly sample: LagSample;
}

/** What the form for resetting is to begin with. */
export interface WantedReset {
  /** Absent for all that the group has. */
  readonly scope?: ResetScope;
}

export interface OpenedGroup extends KeptSubject {
  /** The name of another cluster than the local one. */
  readonly cluster: string | null;
  readonly readOnly: boolean;
  /** Null where it cannot be read. */
  readonly look: GroupLook | null;
  /** Why it cannot be read. */
  readonly problem: GroupProblem | null;
  /** What is remembered of the last minutes, the oldest first; without that of `look`. */
  readonly samples: readonly LagSample[];
  /** Not null if the form is to be opened. */
  readonly wanted: WantedReset | null;
}

export interface GroupProblem {
  readonly text: string;
  /** Whether starting the local cluster would help. */
  readonly canStart: boolean;
}

/** What the reset form asks for. */
export interface WantedPlan {
  readonly target: RequestedTarget;
  readonly scope?: ResetScope;
}

export interface GroupRequests {
  load: { argument: null; result: OpenedGroup };
  /** The names of topics that offsets may be of. */
  topics: { argument: null; result: readonly string[] };
  /** The names of the other groups. */
  groups: { argument: null; result: readonly string[] };
  /** The text of a file that the user chooses; null if none. */
  chooseFile: {
    argument: null;
    result: { readonly name: string; readonly text: string } | null;
  };
  plan: { argument: WantedPlan; result: readonly PlannedChange[] };
  /** Sets offsets; null if the user was asked and did not agree. */
  reset: { argument: readonly PlannedChange[]; result: readonly Failure[] | null };
  /** Writes a plan to a file that the user chooses, as kafka-consumer-groups reads it; its name, or null. */
  exportPlan: { argument: readonly PartitionOffset[]; result: string | null };
  /** Asks, and deletes what is committed; says whether it did. */
  deleteOffsets: { argument: readonly TopicPartition[]; result: boolean };
  /** Asks, and deletes the group; says whether it did. */
  deleteGroup: { argument: null; result: boolean };
  /** Shows the records from the committed offset on. */
  openMessages: {
    argument: TopicPartition & { readonly offset?: number };
    result: null;
  };
  startCluster: { argument: null; result: null };
}

export type GroupEvent =
  | { readonly kind: 'look'; readonly look: GroupLook }
  /** It could not be read the last time. */
  | { readonly kind: 'problem'; readonly problem: GroupProblem }
  /** The form for resetting is to be opened. */
  | { readonly kind: 'wanted'; readonly wanted: WantedReset }
  /** The cluster came, went or is another: the page asks again. */
  | { readonly kind: 'changed' };

export type GroupColumn = 'topic' | 'partition' | 'committed' | 'latest' | 'lag' | 'member';

/** What outlives the page while it is hidden. */
export interface KeptGroup extends KeptSubject {
  readonly filter: string;
  /** Whether only partitions that lag behind are shown. */
  readonly laggingOnly: boolean;
  readonly sort: { readonly column: GroupColumn; readonly descending: boolean };
  /** Partitions that are selected, by `topic-partition`. */
  readonly selected: readonly string[];
  /** The form for resetting, if it is open. */
  readonly form: KeptForm | null;
}

export type TargetKind = RequestedTarget['kind'];

/** The form as it was filled in. */
export interface KeptForm {
  readonly kind: TargetKind;
  /** What was typed for those kinds that need a value. */
  readonly values: Readonly<Partial<Record<TargetKind, string>>>;
  /** Null for all that the group has. */
  readonly scope: ResetScope | null;
}
