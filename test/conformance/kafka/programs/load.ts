import { setTimeout as pause } from 'node:timers/promises';
import type { LoadJob } from '../jobs.ts';
import type { TestRecord } from '../record-frames.ts';
import { flush, printAcknowledgement, printEvent, stopped } from './program.ts';

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

/** How long one producer may try to send a batch before another takes its place, in milliseconds. */
const PATIENCE_MS = 15_000;
/** Before a batch is handed to the next producer, in milliseconds. */
const PAUSE_MS = 50;

/** Begins and ends a client's producers. */
export interface ProducerLife<P> {
  begin(): Promise<P>;
  end(producer: P): Promise<void>;
}

/**
 * Sends through a producer for as long as that sends. When it gives up, or does not come to an end, another takes its
 * place, as in an application that must go on, and a `BeganAgainEvent` tells so.
 */
export class LastingProducer<P> {
  readonly #life: ProducerLife<P>;
  #producer: Promise<P>;

  constructor(life: ProducerLife<P>) {
    this.#life = life;
    this.#producer = life.begin();
  }

  /** @param send resolves to what the producer was told; rejects, or never settles, where it gives up */
  async send<R>(send: (producer: P) => Promise<R>): Promise<R> {
    for (;;) {
      const producer = this.#producer;
      try {
        return await within(PATIENCE_MS, producer.then(send));
      } catch (error) {
        console.error(error);
        if (producer === this.#producer) this.#replace();
        await pause(PAUSE_MS);
      }
    }
  }

  /** Everything is acknowledged: an end that takes too long is the client's affair. */
  async end(): Promise<void> {
    const ended = this.#producer.then((producer) => this.#life.end(producer));
    await within(PATIENCE_MS, ended).catch(console.error);
  }

  #replace(): void {
    const before = this.#producer;
    // It may never end, and nobody waits for it.
    before.then((producer) => this.#life.end(producer)).catch(() => {});
    this.#producer = this.#life.begin();
    printEvent({ beganAgain: true });
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
