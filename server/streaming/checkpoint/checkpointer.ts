/** Keeps what a restart needs. Times are milliseconds. */
export interface Checkpointer {
  /** Resolves when the batch that has been generated is kept, and with it what its inputs consist of. */
  generated(time: number): Promise<void>;

  /**
   * Called between the end of a batch's last job and the start of the next batch's first: state is as the batch has left
   * it. Takes what it needs of that before it returns; writes it afterwards.
   * @param failed the output operations that failed, if any did: the batch is to be run again after a restart.
   */
  completed(time: number, failed: readonly string[]): void;

  /** Resolves when all of it is written. */
  close(): Promise<void>;
}

/** Where a program goes on. Times are milliseconds. */
export interface Recovered {
  readonly zeroTime: number;
  /** The first batch that something is computed of again. */
  readonly first: number;
  /** The last batch that had been generated. */
  readonly last: number;
  /** Batches that had been generated and not completed, in order; they are run again. */
  readonly pending: readonly number[];

  /** Computes what state lacks of a batch, without its output operations. Batches are done in order. */
  bringUp(time: number): Promise<void>;
}
