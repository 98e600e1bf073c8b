import { StreamFailed } from '../batches/batch-errors.ts';
import type { StreamingContext } from '../context/streaming-context.ts';
import type { RDD } from '../rdd/rdd.ts';
import { StorageLevel } from '../rdd/storage-level.ts';
import type { DStream } from './dstream.ts';
import type { StreamComputation } from './stream-computation.ts';
import { milliseconds } from './time.ts';

/** What every DStream has, whatever can be done with it: where its RDDs come from, and how long they are kept. */
export abstract class StreamLineage<T> {
  readonly context: StreamingContext;
  readonly computation: StreamComputation<T>;
  /** Counts the streams of the graph: what inputs are known by in listeners' events. */
  readonly id: number;
  /** Its place among those of its kind. */
  readonly #ordinal: number;
  #name: string | undefined;
  readonly #generated = new Map<number, Promise<RDD<T> | undefined>>();
  /** RDDs that it keeps, rather than the program. */
  readonly #persisted = new WeakSet<RDD<T>>();
  #storageLevel: StorageLevel = StorageLevel.NONE;
  #checkpointInterval: number | undefined;
  /** How long its RDDs are kept, in milliseconds; the graph finds out when it starts. */
  #remember = 0;

  /** Made by `StreamingContext.stream` and by other DStreams. */
  constructor(context: StreamingContext, computation: StreamComputation<T>) {
    this.context = context;
    this.computation = computation;
    const { id, ordinal } = context.graph.add(this);
    this.id = id;
    this.#ordinal = ordinal;
  }

  /** A DStream of the same context that comes about by `computation`. */
  protected derive<U>(computation: StreamComputation<U>): DStream<U> {
    return this.context.stream(computation);
  }

  /**
   * What checkpoints know it by: its name, or else its kind and its place among those of its kind, so that a program
   * in which something else has changed goes on from them.
   */
  get identity(): string {
    return this.#name ?? `${this.computation.kind}#${this.#ordinal}`;
  }

  /** Gives it a name that checkpoints know it by, wherever in the program it stands. */
  named(name: string): this {
    if (name !== this.identity) this.context.graph.assertUnused(name);
    this.#name = name;
    return this;
  }

  get isNamed(): boolean {
    return this.#name !== undefined;
  }

  /** Milliseconds. */
  get slideDuration(): number {
    return this.computation.slide;
  }

  /** Keeps the RDDs of batches in memory once they are computed. */
  persist(level: StorageLevel = StorageLevel.MEMORY_ONLY): this {
    this.context.assertInitialized('persist');
    if (this.computation.persists === undefined) this.#storageLevel = level;
    else this.computation.persists.persist(level);
    return this;
  }

  /** Has its RDDs kept unless the program says how. For streams that ask for each several times. */
  persistByDefault(level: StorageLevel): void {
    const { persists } = this.computation;
    if (persists !== undefined) persists.persistByDefault(level);
    else if (this.#storageLevel === StorageLevel.NONE) this.#storageLevel = level;
  }

  cache(): this {
    return this.persist();
  }

  /**
   * Every how many seconds its data goes to the checkpoint.
   * @throws Error unless that is a multiple of its slide duration.
   */
  checkpoint(interval: number): this {
    this.context.assertInitialized('checkpoint');
    const ms = milliseconds(interval, 'The checkpoint interval');
    if (ms % this.slideDuration !== 0) {
      throw new Error(
        `The checkpoint interval for ${this.computation.kind} has been set to ${ms} ms, which must be a multiple of its slide duration (${this.slideDuration} ms).`,
      );
    }
    this.#checkpointInterval = ms;
    return this;
  }

  /** Milliseconds; undefined where its data is not kept in checkpoints. */
  get checkpointInterval(): number | undefined {
    const { mustCheckpoint = false, state } = this.computation;
    if (this.#checkpointInterval !== undefined) return this.#checkpointInterval;
    if (!mustCheckpoint && state === undefined) return undefined;
    return this.slideDuration * Math.ceil(10_000 / this.slideDuration);
  }

  /** Milliseconds. */
  get rememberDuration(): number {
    return this.#remember;
  }

  /** Keeps RDDs for at least that long, and the parents' accordingly. For the graph. */
  rememberAtLeast(ms: number): void {
    const { parents, parentsRemember = 0, slide } = this.computation;
    if (this.#remember >= Math.max(ms, slide)) return;
    this.#remember = Math.max(ms, slide);
    for (const parent of parents) parent.rememberAtLeast(this.#remember + parentsRemember);
  }

  /** Whether there is a batch of it at `time` (milliseconds). */
  isValid(time: number): boolean {
    const { zeroTime } = this.context.graph;
    return time > zeroTime && (time - zeroTime) % this.slideDuration === 0;
  }

  /** The RDD of the batch at `time` (milliseconds), the same each time; undefined where there is none. */
  rddAt(time: number): Promise<RDD<T> | undefined> {
    const known = this.#generated.get(time);
    if (known !== undefined) return known;
    if (!this.isValid(time)) return Promise.resolve(undefined);
    const made = this.#make(time);
    this.#generated.set(time, made);
    made.catch(() => this.#generated.delete(time));
    return made;
  }

  async #make(time: number): Promise<RDD<T> | undefined> {
    const rdd = await this.#compute(time);
    if (rdd === undefined) return undefined;
    rdd.batchTime = time;
    if (this.#storageLevel !== StorageLevel.NONE && !rdd.isPersisted)
      this.#persisted.add(rdd.persist(this.#storageLevel));
    return rdd;
  }

  async #compute(time: number): Promise<RDD<T> | undefined> {
    try {
      return await this.computation.compute(time);
    } catch (error) {
      // The stream that it failed in says so, not those that are made of it.
      throw error instanceof StreamFailed ? error : new StreamFailed(this.identity, error);
    }
  }

  /** The RDDs of the batches from `begin` to `end`, both included (milliseconds), as far as there are batches. */
  async rddsBetween(begin: number, end: number): Promise<RDD<T>[]> {
    const { zeroTime } = this.context.graph;
    const period = this.slideDuration;
    const rdds: RDD<T>[] = [];
    const before = (Math.ceil((begin - zeroTime) / period) - 1) * period;
    for (let time = zeroTime + Math.max(0, before) + period; time <= end; time += period) {
      const rdd = await this.rddAt(time);
      if (rdd !== undefined) rdds.push(rdd);
    }
    return rdds;
  }

  /** The RDDs that exist by now, by their batches' times. */
  get generated(): ReadonlyMap<number, Promise<RDD<T> | undefined>> {
    return this.#generated;
  }

  /** Puts RDDs in place that a checkpoint kept. */
  restore(rdds: ReadonlyMap<number, RDD<T>>): void {
    for (const [time, rdd] of rdds) this.#generated.set(time, Promise.resolve(rdd));
  }

  /** Drops the RDDs that nothing asks for any more after the batch at `time`. */
  forget(time: number): void {
    for (const [at, rdd] of this.#generated) {
      if (at > time - this.#remember) continue;
      this.#generated.delete(at);
      const drop = (made: RDD<T> | undefined) => {
        if (made !== undefined && this.#persisted.delete(made)) made.unpersist();
      };
      // Who asked for it hears why there is none.
      rdd.then(drop, () => undefined);
    }
    this.computation.input?.forget(time - this.#remember);
  }
}
