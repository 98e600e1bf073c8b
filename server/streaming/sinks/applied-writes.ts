import { type BatchWrite, BatchWrites } from './batch-writes.ts';

/**
 * Batches that are remembered: with batches of 10 milliseconds as long as checkpoints hold on to one that failed, where
 * nobody has set their interval.
 */
const MOST_BATCHES = 10_000;

/**
 * Which writes a table has, those of earlier processes included, so that a batch that runs again after a restart is not
 * applied twice. The tables keep them in the transaction of the write itself.
 */
export class AppliedWrites {
  /** Of an earlier process. */
  readonly #before = new Set<string>();
  /** By batch, those of this process in the order in which they were done: what is to be forgotten one day. */
  readonly #byBatch = new Map<number, BatchWrite[]>();
  readonly #ofProcess = new BatchWrites();

  /** @param before what the table has. */
  constructor(before: Iterable<BatchWrite>) {
    for (const write of [...before].sort((a, b) => a.batchTime - b.batchTime)) {
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
    for (const [batchTime, writes] of this.#byBatch) {
      if (this.#byBatch.size <= MOST_BATCHES) break;
      this.#byBatch.delete(batchTime);
      for (const old of writes) {
        this.#before.delete(textOf(old));
        forgotten.push(old);
      }
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
