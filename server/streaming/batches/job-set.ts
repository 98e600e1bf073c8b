import type { BatchInfo, OutputOperationInfo, StreamInputInfo } from './streaming-listener.ts';

/** One output operation of one batch. */
export class Job {
  readonly batchTime: number;
  readonly id: number;
  readonly name: string;
  readonly run: () => Promise<void>;
  startTime: number | undefined;
  endTime: number | undefined;
  error: Error | undefined;

  constructor(batchTime: number, id: number, name: string, run: () => Promise<void>) {
    this.batchTime = batchTime;
    this.id = id;
    this.name = name;
    this.run = run;
  }

  get info(): OutputOperationInfo {
    const { batchTime, id, name, startTime, endTime, error } = this;
    return { batchTime, id, name, startTime, endTime, error };
  }
}

/** The jobs of one batch (Spark's JobSet). */
export class JobSet {
  readonly time: number;
  readonly jobs: readonly Job[];
  readonly #inputs: readonly StreamInputInfo[];
  submissionTime = 0;
  /** Keys of state after the batch. */
  stateSize = 0;

  constructor(time: number, jobs: readonly Job[], inputs: readonly StreamInputInfo[]) {
    this.time = time;
    this.jobs = jobs;
    this.#inputs = inputs;
  }

  get hasStarted(): boolean {
    return this.jobs.some(({ startTime }) => startTime !== undefined);
  }

  get hasCompleted(): boolean {
    return this.jobs.every(({ endTime }) => endTime !== undefined);
  }

  /** The output operations that failed, by name and place among the program's. */
  get failed(): string[] {
    const failed = this.jobs.filter(({ error }) => error !== undefined);
    return failed.map(({ name, id }) => `${name}#${id}`);
  }

  get info(): BatchInfo {
    const starts = this.jobs.flatMap(({ startTime }) => startTime ?? []);
    const start = starts.length === 0 ? undefined : Math.min(...starts);
    const end = this.hasCompleted
      ? Math.max(this.submissionTime, ...this.jobs.map(({ endTime }) => endTime!))
      : undefined;
    return {
      batchTime: this.time,
      inputs: this.#inputs,
      numRecords: this.#inputs.reduce((sum, { numRecords }) => sum + numRecords, 0),
      submissionTime: this.submissionTime,
      processingStartTime: start,
      processingEndTime: end,
      schedulingDelay: start === undefined ? undefined : start - this.submissionTime,
      processingDelay: start === undefined || end === undefined ? undefined : end - start,
      totalDelay: end === undefined ? undefined : end - this.submissionTime,
      outputOperations: this.jobs.map(({ info }) => info),
      stateSize: this.stateSize,
    };
  }
}
