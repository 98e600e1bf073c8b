import { StorageLevel } from '../rdd/storage-level.ts';

/** What a receiver reports to while it runs: the supervisor of its stream. */
export interface Supervision<T> {
  readonly streamId: number;
  readonly isStarted: boolean;
  store(item: T): Promise<void> | undefined;
  storeAll(items: readonly T[]): Promise<void>;
  reportError(message: string, error: Error | undefined): void;
  stop(message: string, error: Error | undefined): void;
  restart(message: string, error: Error | undefined, delay: number | undefined): void;
}

/**
 * Takes data in from somewhere (Spark's Receiver). Derive from it, set everything going in `onStart`, hand over what
 * comes by `store` or `storeAll`, and hand the receiver to `StreamingContext.receiverStream`.
 *
 * One that is to lose nothing hands over what came together by `storeAll`, and acknowledges it to where it comes from
 * once that has resolved.
 */
export abstract class Receiver<T> {
  readonly storageLevel: StorageLevel;
  #supervision: Supervision<T> | undefined;

  constructor(storageLevel: StorageLevel = StorageLevel.MEMORY_ONLY) {
    this.storageLevel = storageLevel;
  }

  /**
   * Sets everything going and returns: what goes on waits in the background. Called again after `restart`. What it
   * throws stops the receiver for good.
   */
  abstract onStart(): Promise<void> | void;

  /** Ends what `onStart` has set going. */
  abstract onStop(): Promise<void> | void;

  /** What kind of receiver it is, as events and logs name it: its class. */
  get name(): string {
    return this.constructor.name;
  }

  /** What it reads, as dashboards show it. */
  get description(): string {
    return this.name;
  }

  /**
   * Hands over one item, which becomes part of a block. Once the receiver has been stopped it is dropped.
   * @returns nothing while items come no faster than they may, and else a promise that resolves when the next one may
   * come: who does not wait for it has what is too early wait in memory.
   */
  store(item: T): Promise<void> | undefined {
    return this.#supervised().store(item);
  }

  /**
   * Hands over items that become a block of their own.
   * @returns resolves when they are kept: in the write-ahead log where there is one.
   * @throws Error where they could not be kept, or the receiver has been stopped: nobody has them then.
   */
  async storeAll(items: Iterable<T> | AsyncIterable<T>): Promise<void> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    await this.#supervised().storeAll(all);
  }

  /** Tells listeners of an error that it can live with. */
  reportError(message: string, error?: Error): void {
    this.#supervised().reportError(message, error);
  }

  /** Stops it for good; the stream goes on without data. */
  stop(message: string, error?: Error): void {
    this.#supervised().stop(message, error);
  }

  /**
   * Stops it, and starts it again.
   * @param delay milliseconds between the two; `spark.streaming.receiverRestartDelay` if absent, which is 2000.
   */
  restart(message: string, error?: Error, delay?: number): void {
    this.#supervised().restart(message, error, delay);
  }

  isStarted(): boolean {
    return this.#supervision?.isStarted ?? false;
  }

  /** Whether it is to end, or has: what runs in the background looks at it. */
  isStopped(): boolean {
    return !this.isStarted();
  }

  /** The id of its DStream. */
  get streamId(): number {
    return this.#supervised().streamId;
  }

  /** @throws Error where it belongs to another stream already. For `receiverStream`. */
  attachSupervisor(supervision: Supervision<T>): void {
    if (this.#supervision !== undefined)
      throw new Error('This receiver belongs to a stream already: make one for each stream.');
    this.#supervision = supervision;
  }

  #supervised(): Supervision<T> {
    if (this.#supervision === undefined)
      throw new Error(
        'This receiver belongs to no stream yet: use StreamingContext.receiverStream.',
      );
    return this.#supervision;
  }
}
