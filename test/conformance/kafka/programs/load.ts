import type { LoadJob } from '../jobs.ts';
import type { TestRecord } from '../record-frames.ts';
import { flush, printAcknowledgement, stopped } from './program.ts';

const BATCH = 10;

/** The records of a `LoadJob`, in batches, one batch after the other in each partition. */
export class Load {
  readonly #job: LoadJob;
  readonly #texts: readonly TestRecord[][];
  #ended = false;

  constructor(job: LoadJob, texts: readonly TestRecord[][]) {
    this.#job = job;
    this.#texts = texts;
  }

  /** Until SIGTERM. @param send resolves with the offset of the batch's first record once all are acknowledged. */
  async run(send: (partition: number, records: TestRecord[]) => Promise<number>): Promise<void> {
    void stopped.then(() => {
      this.#ended = true;
    });
    await Promise.all(this.#job.partitions.map((partition) => this.#fill(partition, send)));
  }

  async #fill(
    partition: number,
    send: (partition: number, records: TestRecord[]) => Promise<number>,
  ): Promise<void> {
    const { name, partitions, rate } = this.#job;
    const pauseMs = (1000 * BATCH * partitions.length) / rate;
    const texts = this.#texts[partition]!;
    for (let number = 0; !this.#ended; number += BATCH) {
      const records = Array.from({ length: BATCH }, (_, i) => ({
        ...texts[(number + i) % texts.length]!,
        key: Buffer.from(`${name}:${partition}:${number + i}`),
      }));
      const offset = await send(partition, records);
      for (let i = 0; i < BATCH; i++) {
        printAcknowledgement({ partition, offset: offset + i, number: number + i });
      }
      flush();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
