import type { Trace } from './world/trace.ts';

/** A record that a producer wants in a partition: its value is like no other. */
export interface ProducedRecord {
  readonly value: string;
  readonly partition: number;
}

/** One batch and what became of it. */
export interface Produced {
  readonly producer: string;
  readonly partition: number;
  readonly values: readonly string[];
  readonly acks: number;
  readonly idempotent: boolean;
  /** Counts up with each producer id: within one, order holds and nothing is there twice. */
  readonly session: string;
  /** Where it went, once that has been acknowledged; undefined where nobody knows. */
  baseOffset: number | undefined;
}

/** A record that a consumer was given. */
export interface Consumed {
  readonly consumer: string;
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

/** A commit of a group's position, and what became of it. */
export interface Committed {
  readonly member: string;
  readonly generation: number;
  readonly partition: number;
  readonly offset: number;
  readonly invoked: number;
  outcome: 'unknown' | 'acknowledged' | 'refused';
  /** When it was acknowledged. */
  answered: number;
}

/** A group's position as someone was told it; −1 where there was none. */
export interface FetchedPosition {
  readonly by: string;
  readonly partition: number;
  readonly offset: number;
  readonly invoked: number;
  readonly answered: number;
}

/** Who was given which partitions in a generation of the group. */
export interface Assigned {
  readonly member: string;
  readonly generation: number;
  readonly partitions: readonly number[];
}

/** Who led a partition in an epoch, as someone was told. */
export interface LeaderSeen {
  readonly by: string;
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly leader: number;
}

/** What clients did and were told, for the checkers. */
export class History {
  readonly produced: Produced[] = [];
  readonly consumed: Consumed[] = [];
  readonly committed: Committed[] = [];
  readonly positions: FetchedPosition[] = [];
  readonly assigned: Assigned[] = [];
  readonly leaders = new Map<string, LeaderSeen>();
  readonly #trace: Trace;
  readonly #report: (violation: string) => void;

  constructor(trace: Trace, report: (violation: string) => void) {
    this.#trace = trace;
    this.#report = report;
  }

  /** Writes what a client does into the trace. */
  note(who: string, what: string): void {
    this.#trace.note(who, what);
  }

  /** There is at most one leader in each epoch of a partition. */
  sawLeader(seen: LeaderSeen): void {
    const key = `${seen.topic}-${seen.partition} epoch ${seen.epoch}`;
    const known = this.leaders.get(key);
    if (known === undefined) this.leaders.set(key, seen);
    else if (known.leader !== seen.leader) {
      this.#report(
        `two leaders in ${key}: ${known.leader} (told to ${known.by}) and ${seen.leader} (told to ${seen.by})`,
      );
    }
  }
}
