import type { Input } from '../dstream/input.ts';
import type { StreamLineage } from '../dstream/lineage.ts';
import type { RDD } from '../rdd/rdd.ts';

/** What a batch is computed for. */
export interface OutputOperation {
  readonly name: string;
  readonly stream: StreamLineage<unknown>;
  readonly run: (rdd: RDD<never>, time: number) => unknown;
}

export interface InputStream {
  readonly id: number;
  readonly stream: StreamLineage<unknown>;
  readonly input: Input;
}

/** All streams of a context and what is put out of them (Spark's DStreamGraph). Times are milliseconds. */
export class StreamGraph {
  readonly batchDuration: number;
  readonly #streams: StreamLineage<unknown>[] = [];
  readonly #ofKind = new Map<string, number>();
  readonly #outputs: OutputOperation[] = [];
  readonly #assertOpen: () => void;
  #zeroTime: number | undefined;
  #remember = 0;

  /** @param assertOpen throws where nothing may be added any more. */
  constructor(batchDuration: number, assertOpen: () => void) {
    this.batchDuration = batchDuration;
    this.#assertOpen = assertOpen;
  }

  /** @returns the stream's number, and its place among those of its kind. */
  add(stream: StreamLineage<unknown>): { id: number; ordinal: number } {
    this.#assertOpen();
    const { kind } = stream.computation;
    const ordinal = this.#ofKind.get(kind) ?? 0;
    this.#ofKind.set(kind, ordinal + 1);
    return { id: this.#streams.push(stream) - 1, ordinal };
  }

  addOutput(operation: OutputOperation): void {
    this.#assertOpen();
    this.#outputs.push(operation);
  }

  /** @throws Error where another stream has the name. */
  assertUnused(name: string): void {
    if (this.#streams.some(({ identity }) => identity === name))
      throw new Error(
        `Another stream is named ${name}: names are what checkpoints know streams by.`,
      );
  }

  get streams(): readonly StreamLineage<unknown>[] {
    return this.#streams;
  }

  get outputs(): readonly OutputOperation[] {
    return this.#outputs;
  }

  get inputs(): InputStream[] {
    return this.#streams.flatMap((stream) => {
      const { input } = stream.computation;
      return input === undefined ? [] : [{ id: stream.id, stream, input }];
    });
  }

  /** The moment before the first batch: batches are at multiples of the batch duration after it. */
  get zeroTime(): number {
    if (this.#zeroTime === undefined) throw new Error('The streams have not been started yet.');
    return this.#zeroTime;
  }

  get isStarted(): boolean {
    return this.#zeroTime !== undefined;
  }

  /** Keeps the RDDs of all streams for at least that long. */
  remember(ms: number): void {
    this.#remember = Math.max(this.#remember, ms);
  }

  /** @throws Error for a graph that cannot run. */
  validate(hasCheckpoint: boolean): void {
    if (this.#outputs.length === 0)
      throw new Error('No output operations registered, so nothing to execute');
    const stateful = this.#streams.find(({ computation }) => computation.mustCheckpoint);
    if (stateful !== undefined && !hasCheckpoint) {
      throw new Error(
        'The checkpoint directory has not been set. Please set it by StreamingContext.checkpoint().',
      );
    }
  }

  start(zeroTime: number): void {
    this.#zeroTime = zeroTime;
    for (const { stream } of this.#outputs) stream.rememberAtLeast(this.#remember);
  }

  /** Drops what nothing asks for after the batch at `time`. */
  forget(time: number): void {
    for (const stream of this.#streams) stream.forget(time);
  }
}
