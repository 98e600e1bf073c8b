import type { Clock, Timer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Store, StoreOperation } from '../../storage/store.ts';
import { StoreError } from '../../storage/store-error.ts';

/** How long after a disk was full it is tried again. */
const RETRY_MS = 1000;

interface Moment {
  readonly operations: readonly StoreOperation[];
  readonly written: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes what belongs to one moment as a whole, one moment after the other; those that come while a write is under way go
 * together into the next. Nothing is given up: what failed is written before what comes later, and a full disk is
 * waited for.
 */
export class WriteInOrder {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #waiting: Moment[] = [];
  /** What a write that failed was to have written. */
  #owed: StoreOperation[] = [];
  #running: Promise<void> | undefined;
  #isClosing = false;
  #retry: { timer: Timer; now: () => void } | undefined;

  constructor(store: Store, clock: Clock, logger: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Resolves when all of it is durable, and all that was added before. */
  add(operations: readonly StoreOperation[]): Promise<void> {
    return new Promise((written, failed) => {
      this.#waiting.push({ operations, written, failed });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when everything is written, or cannot be. A full disk is waited for no longer. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#retry?.now();
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // A microtask later, so that what happens at once is written at once.
    await undefined;
    while (this.#waiting.length > 0) {
      const moments = this.#waiting.splice(0);
      for (const { operations } of moments)
        for (const operation of operations) this.#owed.push(operation);
      try {
        await this.#write();
        for (const { written } of moments) written();
      } catch (error) {
        for (const { failed } of moments) failed(error);
      }
    }
    // At once: what came between the end and a callback of this promise would wait for nobody.
    this.#running = undefined;
  }

  async #write(): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        if (this.#owed.length > 0) await this.#store.write(this.#owed);
        this.#owed = [];
        return;
      } catch (error) {
        const isFull = error instanceof StoreError && error.kind === 'disk-full';
        if (!isFull || this.#isClosing) throw error;
        if (isFirst) this.#logger.error(`The checkpoint waits for room: ${error.message}`);
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(RETRY_MS, resolve);
      this.#retry = {
        timer,
        now: () => {
          timer.cancel();
          resolve();
        },
      };
    });
  }
}
