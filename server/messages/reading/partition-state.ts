// How far the reading of one partition is.

import type { PartitionProgress } from '../../contract/messages/reading.ts';
import type { Leader } from './topic-source.ts';

export class PartitionState {
  readonly partition: number;
  leader: Leader | undefined;
  /** Where to begin is looked for, records are read, or all that was wanted has come. */
  phase: 'locating' | 'reading' | 'done' = 'locating';
  /**
   * How where to begin is found: as the reading says, at the first record, or as near as can be to where it was, which the log
   * does not have any more.
   */
  manner: 'start' | 'earliest' | 'nearest' = 'start';
  /** Where it began; where the log begins. */
  start = 0;
  earliest = 0;
  /** The log's end when where to begin was found. */
  endAtStart = 0;
  /** The next offset to ask for. */
  position = 0;
  /** The next offset that is handed on. */
  handled = 0;
  /** Exclusive. */
  until = Number.POSITIVE_INFINITY;
  /** The log's end as last heard; -1 if not yet. */
  end = -1;
  /** Records that came since it began. */
  scanned = 0;
  problem: string | undefined;
  /** Since when nothing comes of it, in the clock's monotonic time. */
  failingSince: number | undefined;
  /** Counts the times that it began: what came before is not wanted any more. */
  life = 0;
  /** Not asked again before. */
  retryAt = 0;

  constructor(partition: number) {
    this.partition = partition;
  }

  /** Reads [from, until) from now on. */
  begin(from: number, until: number): void {
    this.life++;
    this.start = from;
    this.position = from;
    this.handled = from;
    this.until = until;
    this.scanned = 0;
    this.phase = from >= until ? 'done' : 'reading';
  }

  /** It is getting on. */
  succeeded(): void {
    this.failingSince = undefined;
    this.problem = undefined;
  }

  failed(problem: string | undefined, now: number, retryAt: number): void {
    this.failingSince ??= now;
    this.problem = problem;
    this.retryAt = retryAt;
  }

  finish(): void {
    this.phase = 'done';
  }

  /** Whether everything that is there has come. */
  get isAtEnd(): boolean {
    return this.phase === 'done' || (this.phase === 'reading' && this.handled >= this.end);
  }

  progress(): PartitionProgress {
    const { partition, handled: position, end, problem } = this;
    return { partition, position, end, ...(problem !== undefined && { problem }) };
  }
}
