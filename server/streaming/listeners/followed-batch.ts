import type {
  BatchProgress,
  BatchStatus,
  OutputProgress,
  StageProgress,
} from '../../contract/streaming-progress.ts';
import type { BatchInfo, OutputOperationInfo } from '../batches/streaming-listener.ts';
import type { StageCompleted } from '../scheduler/spark-listener.ts';
import { failureOf, type MapStack } from './failures.ts';

/** Stages of one batch that are kept: a job in a loop may have any number. */
const MOST_STAGES = 100;

/** What is known of one batch so far. */
export class FollowedBatch {
  #info: BatchInfo;
  /** As they are by now: the batch's own are those of its start until it is completed. */
  #operations: readonly OutputOperationInfo[];
  /** Why no jobs could be made for it. */
  readonly #notGenerated: Error | undefined;
  readonly #stages: StageProgress[] = [];
  /** Output operations that run. */
  readonly #running = new Set<number>();

  constructor(info: BatchInfo, notGenerated?: Error) {
    this.#info = info;
    this.#operations = info.outputOperations;
    this.#notGenerated = notGenerated;
  }

  /** A batch that no jobs could be made for. */
  static notGenerated(batchTime: number, error: Error): FollowedBatch {
    const unknown = {
      ...{ processingStartTime: undefined, processingEndTime: undefined },
      ...{ schedulingDelay: undefined, processingDelay: undefined, totalDelay: undefined },
    };
    const nothing = { inputs: [], numRecords: 0, outputOperations: [], stateSize: 0 };
    const info = { batchTime, submissionTime: batchTime, ...unknown, ...nothing };
    return new FollowedBatch(info, error);
  }

  get info(): BatchInfo {
    return this.#info;
  }

  update(info: BatchInfo): void {
    this.#info = info;
    this.#operations = info.outputOperations;
  }

  outputStarted(operation: OutputOperationInfo): void {
    this.#running.add(operation.id);
    this.#replace(operation);
  }

  outputCompleted(operation: OutputOperationInfo): void {
    this.#running.delete(operation.id);
    this.#replace(operation);
  }

  stageCompleted({ stageId, name, numTasks: tasks, duration, error }: StageCompleted): void {
    if (this.#stages.length === MOST_STAGES) return;
    const [first, second] = this.#running;
    const outputId = first !== undefined && second === undefined ? first : null;
    this.#stages.push({
      ...{ stageId, name, tasks, duration, outputId, failed: error !== undefined },
    });
  }

  get status(): BatchStatus {
    const { processingStartTime, processingEndTime } = this.#info;
    if (this.hasFailed) return 'failed';
    if (processingEndTime !== undefined) return 'completed';
    return processingStartTime === undefined ? 'waiting' : 'running';
  }

  get hasFailed(): boolean {
    return (
      this.#notGenerated !== undefined || this.#operations.some(({ error }) => error !== undefined)
    );
  }

  /** Over all streams that know it; null where none does. */
  get lag(): number | null {
    const known = this.#info.inputs.flatMap(({ lag }) => lag ?? []);
    return known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0);
  }

  /** As plain data. */
  toProgress(mapStack: MapStack): BatchProgress {
    const info = this.#info;
    return {
      batchTime: info.batchTime,
      status: this.status,
      records: info.numRecords,
      submissionTime: this.#notGenerated === undefined ? info.submissionTime : null,
      processingStartTime: info.processingStartTime ?? null,
      processingEndTime: info.processingEndTime ?? null,
      schedulingDelay: info.schedulingDelay ?? null,
      processingTime: info.processingDelay ?? null,
      totalDelay: info.totalDelay ?? null,
      stateSize: info.stateSize,
      inputs: info.inputs.map(({ streamId, name, numRecords, description = '', lag = null }) => {
        return { streamId, name, records: numRecords, description, lag };
      }),
      outputs: this.#operations.map((operation) => outputOf(operation, mapStack)),
      stages: [...this.#stages],
      failure: this.#notGenerated === undefined ? null : failureOf(this.#notGenerated, mapStack),
    };
  }

  #replace(operation: OutputOperationInfo): void {
    this.#operations = this.#operations.map((known) =>
      known.id === operation.id ? operation : known,
    );
  }
}

function outputOf(operation: OutputOperationInfo, mapStack: MapStack): OutputProgress {
  const { id, name, startTime, endTime, error } = operation;
  const ended = error === undefined ? 'completed' : 'failed';
  return {
    ...{ id, name },
    status: startTime === undefined ? 'waiting' : endTime === undefined ? 'running' : ended,
    startTime: startTime ?? null,
    duration: startTime === undefined || endTime === undefined ? null : endTime - startTime,
    failure: error === undefined ? null : failureOf(error, mapStack),
  };
}
