import { type BatchWrite, BatchWrites } from './batch-writes.ts';

/** Batches that are remembered: a restart goes back no further. */
const MOST_BATCHES = 1000;

/**
 * Which writes a table has, those of earlier processes included, so that a batch that runs again after a restart is not
 * applied twice. The tables keep them in the transaction of the write itself.
 */
export class AppliedWrites {
  /** Of an earlier process. */
  readonly #before = new Set<string>();
  /** By batch, in order: what is to be forgotten one day. */
  readonly #byBatch = new Map<number, BatchWrite[]>();
  readonly #ofProcess = new BatchWrites();

  /** @param before what the table has. */
  constructor(before: Iterable<BatchWrite>) {
    for (const write of before) {
      this.#before.add(textOf(write));
      this.#add(write);
    }
  }

  /** What the next write of a batch is known by. */
  next(sink: string, batchTime: number): BatchWrite {
    return this.#ofProcess.next(sink, batchTime);
  }

  /** Whether an earlier process has done it. */
  has(write: BatchWrite): boolean {
    return this.#before.has(textOf(write));
  }

  /** It is done. @returns writes that the table need not remember any more. */
  add(write: BatchWrite): BatchWrite[] {
    this.#add(write);
    const forgotten: BatchWrite[] = [];
    while (this.#byBatch.size > MOST_BATCHES) {
      const oldest = Math.min(...this.#byBatch.keys());
      for (const old of this.#byBatch.get(oldest)!) {
        this.#before.delete(textOf(old));
        forgotten.push(old);
      }
      this.#byBatch.delete(oldest);
    }
    return forgotten;
  }

  #add(write: BatchWrite): void {
    const { batchTime } = write;
    const others = this.#byBatch.get(batchTime);
    if (others === undefined) this.#byBatch.set(batchTime, [write]);
    else others.push(write);
  }
}

function textOf({ sink, batchTime, call }: BatchWrite): string {
  return JSON.stringify([sink, batchTime, call]);
}
