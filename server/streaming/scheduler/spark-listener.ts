/** What happens to jobs, stages and tasks (Spark's SparkListener). Times are milliseconds since the epoch. */
export interface SparkListener {
  onJobStart?(event: JobStart): void;
  onJobEnd?(event: JobEnd): void;
  onStageSubmitted?(event: StageInfo): void;
  onStageCompleted?(event: StageCompleted): void;
  onTaskEnd?(event: TaskEnd): void;
}

export interface JobStart {
  readonly jobId: number;
  readonly time: number;
  /** The batch that the job's RDD was made for, if it was. */
  readonly batchTime: number | undefined;
  readonly description: string;
}

export interface JobEnd {
  readonly jobId: number;
  readonly time: number;
  readonly error: Error | undefined;
}

export interface StageInfo {
  readonly jobId: number;
  readonly stageId: number;
  /** The stage's last RDD: its name, or the kind of its computation. */
  readonly name: string;
  readonly numTasks: number;
  readonly batchTime: number | undefined;
  readonly submissionTime: number;
}

export interface StageCompleted extends StageInfo {
  /** Milliseconds. */
  readonly duration: number;
  readonly error: Error | undefined;
}

export interface TaskEnd {
  readonly stageId: number;
  readonly partition: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly error: Error | undefined;
}

/** Tells all listeners of an event. */
export type TellListeners = <E extends keyof SparkListener>(
  event: E,
  what: Parameters<NonNullable<SparkListener[E]>>[0],
) => void;
