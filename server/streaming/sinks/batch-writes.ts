/** A write of a batch, as it is known by when the batch runs again after a restart. */
export interface BatchWrite {
  /** Which output operation it is of. */
  readonly sink: string;
  /** Milliseconds. */
  readonly batchTime: number;
  /** Its place among the writes of the operation in the batch. */
  readonly call: number;
}

/** Batches that may be under way, with those of every output operation. */
const MOST_COUNTS = 1000;

/** Numbers the writes of one process: the same batch makes the same ones in the next. */
export class BatchWrites {
  /** By sink and batch: how many writes there have been. */
  readonly #calls = new Map<string, number>();

  /** What the next write of a batch is known by. */
  next(sink: string, batchTime: number): BatchWrite {
    const key = JSON.stringify([sink, batchTime]);
    const call = this.#calls.get(key) ?? 0;
    // To the end, so that the one that was used least lately comes first.
    this.#calls.delete(key);
    this.#calls.set(key, call + 1);
    if (this.#calls.size > MOST_COUNTS) this.#calls.delete(this.#calls.keys().next().value!);
    return { sink, batchTime, call };
  }
}
