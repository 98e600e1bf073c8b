// What the program around a client is asked to do, as JSON in its only argument, and the events in which
// it answers beside records and acknowledgements. It ends with code 0 when it is done.

import type { CodecName } from '../../../server/protocol/records/compression.ts';

export type Job = ProduceJob | ReadJob | OffsetsJob | JoinJob | LoadJob | AdminJob;

/** Sends the records of a file of record frames, each to its partition, in order, with acks=all. */
export interface ProduceJob {
  readonly do: 'produce';
  readonly bootstrap: string;
  readonly topic: string;
  readonly codec: CodecName;
  readonly file: string;
  readonly idempotent: boolean;
}

/** Reads one topic after the other, and prints a `ReadingEvent` before the records of each. */
export interface ReadJob {
  readonly do: 'read';
  readonly bootstrap: string;
  readonly ranges: readonly Range[];
}

/** The records of each partition from one offset up to, exclusively, another. */
export interface Range {
  readonly topic: string;
  /** By partition. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export interface ReadingEvent {
  readonly reading: string;
}

/** Prints `OffsetsEvent`: where in each partition the first record of each timestamp, or a later, is. */
export interface OffsetsJob {
  readonly do: 'offsets';
  readonly bootstrap: string;
  readonly topic: string;
  readonly partitions: number;
  /** Milliseconds; -1 asks for the end of the partition, -2 for its start. */
  readonly timestamps: readonly number[];
}

export interface OffsetsEvent {
  /** By timestamp, by partition; null where there is no such record. */
  readonly offsets: readonly (readonly (number | null)[])[];
}

/**
 * Joins a group and prints the records that it gets, from the committed offsets on or from the start, and
 * an `AssignedEvent` whenever its partitions changed. Commits what it has printed within seconds. SIGTERM
 * makes it commit and leave.
 */
export interface JoinJob {
  readonly do: 'join';
  readonly bootstrap: string;
  readonly topic: string;
  readonly group: string;
  readonly sessionTimeoutMs: number;
  /** For static membership. */
  readonly instanceId?: string;
  /** For clients that can: `cooperative-sticky`. */
  readonly assignor?: string;
}

export interface AssignedEvent {
  readonly assigned: readonly number[];
}

/**
 * Produces without end, through whatever happens to the broker: to each partition, records whose key is
 * `NAME:PARTITION:NUMBER` and whose values are, from the first on and over and over, those of the file.
 * Prints an acknowledgement for each, and a `BeganAgainEvent` when the client has given up and another has taken its
 * place. Ends on SIGTERM, when all that was sent is acknowledged.
 */
export interface LoadJob {
  readonly do: 'load';
  readonly bootstrap: string;
  readonly topic: string;
  readonly name: string;
  readonly partitions: readonly number[];
  readonly codec: CodecName;
  readonly file: string;
  readonly idempotent: boolean;
  /** Records a second, about. */
  readonly rate: number;
}

/** From here on what is stored may be stored once more: the new client sends what was not acknowledged. */
export interface BeganAgainEvent {
  readonly beganAgain: true;
}

/** Goes through the life of a topic and of a group, and prints an `AdminEvent` after each step. */
export interface AdminJob {
  readonly do: 'admin';
  readonly bootstrap: string;
  /** To create with 3 partitions and `configs`, enlarge to 5, and delete. */
  readonly topic: string;
  readonly configs: Readonly<Record<string, string>>;
  /** A topic with records, of whose partition 0 those before offset 10 are to be deleted. */
  readonly full: string;
  /** A group with committed offsets and no member: to be found, described and deleted. */
  readonly group: string;
}

/** Steps that a client has no call for are not there. */
export type AdminEvent =
  | { readonly step: 'created'; readonly partitions: number }
  | { readonly step: 'configs'; readonly configs: Readonly<Record<string, string>> }
  | { readonly step: 'altered'; readonly configs: Readonly<Record<string, string>> }
  | { readonly step: 'enlarged'; readonly partitions: number }
  | { readonly step: 'records deleted'; readonly start: number }
  | { readonly step: 'group found' }
  | { readonly step: 'group'; readonly state: string; readonly members: number }
  | { readonly step: 'offsets'; readonly offsets: Readonly<Record<string, number>> }
  | { readonly step: 'group deleted' }
  | { readonly step: 'exists'; readonly error: string }
  | { readonly step: 'deleted' };
