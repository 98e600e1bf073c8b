/**
 * The side of a DStream that takes data in. The batches that it makes are fixed when they are generated: what they
 * consist of is plain data, so that a batch can be made again after a restart.
 */
export interface Input {
  /** What it reads, as it shows in a dashboard: `Kafka topic(s) orders`, `socket localhost:9999`. */
  readonly description: string;
  /** Why batches cannot be made again after a restart; undefined where they can. Said when a checkpoint is taken. */
  readonly unrecoverable?: string | undefined;

  /** Before the first batch. */
  start(): Promise<void> | void;

  /**
   * After the last batch, or, when `isGraceful`, before it: nothing more is taken in then, and batches get what
   * has been.
   */
  stop(isGraceful: boolean): Promise<void> | void;

  /** Puts what has come in since the last batch into this one; called once for each, before any stream is asked for it. */
  allocate?(time: number): Promise<void> | void;

  /** Whether it still holds what no batch has got. A graceful stop waits for that. */
  readonly hasPending?: boolean;

  /** What a batch consists of, once it is generated. */
  info(time: number): InputInfo | undefined;

  /** What `restore` makes the batch of again: plain data. */
  saved(time: number): unknown;

  /** Before `start`, in a recovery: what earlier batches consisted of, by their times. */
  restore(batches: ReadonlyMap<number, unknown>): void;

  /** Batches up to `time` are not asked for any more by this process. */
  forget(time: number): void;

  /** Batches before `time` are not asked for after a restart either. For inputs that keep themselves what batches are. */
  released?(time: number): void;
}

/** What went into one batch of one input (Spark's StreamInputInfo). */
export interface InputInfo {
  readonly numRecords: number;
  /** For each partition, file or block a line that a dashboard shows. */
  readonly description?: string;
  /** How many records there were that the batch did not take. */
  readonly lag?: number;
}
