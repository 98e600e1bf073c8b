import type { InputInfo } from '../dstream/input.ts';

/**
 * What happens to a streaming computation (Spark's StreamingListener), in this order: streaming started; for each
 * batch submitted, started, then for each output operation started and completed, then completed. Times are
 * milliseconds since the epoch, durations milliseconds.
 */
export interface StreamingListener {
  onStreamingStarted?(event: { readonly time: number }): void;
  onReceiverStarted?(event: ReceiverInfo): void;
  onReceiverError?(event: ReceiverInfo): void;
  onReceiverStopped?(event: ReceiverInfo): void;
  onBatchSubmitted?(batch: BatchInfo): void;
  onBatchStarted?(batch: BatchInfo): void;
  onBatchCompleted?(batch: BatchInfo): void;
  onOutputOperationStarted?(operation: OutputOperationInfo): void;
  onOutputOperationCompleted?(operation: OutputOperationInfo): void;
  /** A batch for which no jobs could be made. */
  onGenerationFailed?(event: { readonly batchTime: number; readonly error: Error }): void;
}

export interface ReceiverInfo {
  readonly streamId: number;
  readonly name: string;
  readonly active: boolean;
  readonly lastErrorMessage: string;
  readonly lastError: Error | undefined;
}

export interface BatchInfo {
  readonly batchTime: number;
  readonly inputs: readonly StreamInputInfo[];
  readonly numRecords: number;
  /** When it was due, which is its time; later for batches that are made up for after a restart. */
  readonly submissionTime: number;
  readonly processingStartTime: number | undefined;
  readonly processingEndTime: number | undefined;
  /** From submission to the start of the first job. */
  readonly schedulingDelay: number | undefined;
  /** From there to the end of the last. */
  readonly processingDelay: number | undefined;
  readonly totalDelay: number | undefined;
  readonly outputOperations: readonly OutputOperationInfo[];
  /** Keys of state, over all streams that keep any. */
  readonly stateSize: number;
}

export interface StreamInputInfo extends InputInfo {
  readonly streamId: number;
  readonly name: string;
}

export interface OutputOperationInfo {
  readonly batchTime: number;
  /** Counts the output operations of the program, in order. */
  readonly id: number;
  readonly name: string;
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  readonly error: Error | undefined;
}

/** Tells all listeners of an event. */
export type TellStreamingListeners = <E extends keyof StreamingListener>(
  event: E,
  what: Parameters<NonNullable<StreamingListener[E]>>[0],
) => void;
