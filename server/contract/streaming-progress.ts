/**
 * How a streaming program gets on: all that a dashboard shows, as plain data. Times are milliseconds since the epoch,
 * durations milliseconds and may be fractions, rates records a second. `null` stands for what is not known (yet).
 */
export interface StreamingProgressSnapshot {
  readonly header: ProgressHeader;
  /** Over the completed batches that are kept. */
  readonly summary: ProgressSummary;
  /** A point for each of those batches, the oldest first; only those after `since`, where that was asked for. */
  readonly timeline: ProgressTimeline;
  readonly streams: readonly StreamProgress[];
  readonly receivers: readonly ReceiverProgress[];
  /** The latest first, each of the three. */
  readonly running: readonly BatchProgress[];
  readonly waiting: readonly BatchProgress[];
  /** With those that failed. */
  readonly completed: readonly BatchProgress[];
}

export interface ProgressHeader {
  readonly batchDuration: number;
  /** Null before the start. */
  readonly startTime: number | null;
  /** When this was taken. */
  readonly time: number;
  readonly completedBatches: number;
  readonly failedBatches: number;
  /** Records that batches were submitted with. */
  readonly records: number;
  /** `Running batches of 1 second for 2 minutes 3 seconds since 2026-01-31 12:00:00 (123 completed batches, 4567 records)` */
  readonly text: string;
}

export interface ProgressSummary {
  readonly inputRate: Distribution;
  readonly schedulingDelay: Distribution;
  readonly processingTime: Distribution;
  readonly totalDelay: Distribution;
}

/** What is null has no values. */
export interface Distribution {
  readonly count: number;
  readonly average: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Columns of the same length. */
export interface ProgressTimeline {
  readonly batchTime: readonly number[];
  readonly inputRate: readonly number[];
  readonly schedulingDelay: readonly (number | null)[];
  readonly processingTime: readonly (number | null)[];
  readonly totalDelay: readonly (number | null)[];
  readonly stateSize: readonly number[];
  /** Over all streams that know it; null where none does. */
  readonly lag: readonly (number | null)[];
}

/** One input stream. */
export interface StreamProgress {
  readonly streamId: number;
  /** What it reads: `Kafka topic(s) orders`, `socket localhost:9999`. */
  readonly name: string;
  /** Since the start. */
  readonly records: number;
  readonly inputRate: Distribution;
  /** Records that the last batch did not take. */
  readonly lag: number | null;
  /** Of each point of the timeline. */
  readonly rates: readonly number[];
}

export interface ReceiverProgress {
  readonly streamId: number;
  readonly name: string;
  readonly active: boolean;
  /** Empty where there was none. */
  readonly lastError: string;
  readonly lastErrorTime: number | null;
}

export type BatchStatus = 'waiting' | 'running' | 'completed' | 'failed';

export interface BatchProgress {
  readonly batchTime: number;
  readonly status: BatchStatus;
  readonly records: number;
  readonly submissionTime: number | null;
  readonly processingStartTime: number | null;
  readonly processingEndTime: number | null;
  readonly schedulingDelay: number | null;
  readonly processingTime: number | null;
  readonly totalDelay: number | null;
  /** Keys of state after it, over all streams that keep any. */
  readonly stateSize: number;
  readonly inputs: readonly BatchInput[];
  readonly outputs: readonly OutputProgress[];
  readonly stages: readonly StageProgress[];
  /** Why no jobs could be made for it, if that was so. */
  readonly failure: Failure | null;
}

export interface BatchInput {
  readonly streamId: number;
  readonly name: string;
  readonly records: number;
  /** A line for each offset range, file or block; empty where there is nothing to say. */
  readonly description: string;
  readonly lag: number | null;
}

/** One output operation in one batch. */
export interface OutputProgress {
  readonly id: number;
  readonly name: string;
  readonly status: BatchStatus;
  readonly startTime: number | null;
  readonly duration: number | null;
  readonly failure: Failure | null;
}

/** One stage of a job of a batch. */
export interface StageProgress {
  readonly stageId: number;
  readonly name: string;
  readonly tasks: number;
  readonly duration: number;
  readonly failed: boolean;
  /** The output operation that it ran for; null where several ran at once. */
  readonly outputId: number | null;
}

/** What was thrown. What the user's code threw is the innermost cause. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  /** The lines of the stack that lead to the user's code, with positions as the user knows them; may be empty. */
  readonly stack: string;
  /** Where in the user's code it came from, where that is known. */
  readonly position: CodePosition | null;
  readonly cause: Failure | null;
}

export interface CodePosition {
  /** The cell or file. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}
