import type { Serializer } from '../../ports/serializer.ts';
import type { DStream } from '../dstream/dstream.ts';
import { Time } from '../dstream/time.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { CheckpointedState, StateChanges } from './checkpointed-state.ts';
import { KeptRdd } from './kept-rdd.ts';

/** The state after a batch, from that before it, if there is one, and the batch's data. */
export type RddStateFunction<T, S> = (
  time: Time,
  state: RDD<S> | undefined,
  rdd: RDD<T>,
) => RDD<S> | Promise<RDD<S>>;

export interface RddStateOptions<S> {
  readonly kind?: string;
  /** The state before the first batch. */
  readonly initial?: RDD<S> | undefined;
}

/**
 * A stream of state that is an RDD like any other, made of the one before by operations on RDDs (PySpark's
 * PythonStateDStream). Nothing is known here of the values in it, such as those of functions that live elsewhere, so
 * checkpoints keep all of them.
 */
export function rddStateStream<T, S>(
  stream: DStream<T>,
  f: RddStateFunction<T, S>,
  { kind = 'RDDStateDStream', initial }: RddStateOptions<S> = {},
): DStream<S> {
  const { sparkContext } = stream.context;
  const state = new RddState<S>(sparkContext.environment.serializer);
  const slide = stream.slideDuration;
  const result: DStream<S> = stream.context.stream<S>({
    ...{ kind, parents: [stream], slide, mustCheckpoint: true, state },
    compute: async (time) => {
      const { restored } = state;
      if (restored?.version === time) return sparkContext.rdd(restored.rdd);
      const before = time - slide;
      const isFirst = before <= (state.started ?? stream.context.graph.zeroTime);
      const previous = isFirst ? initial : await result.rddAt(before);
      const rdd = await stream.rddAt(time);
      if (rdd === undefined) return previous;
      const made = await f(new Time(time), previous, rdd);
      return sparkContext.rdd(new KeptRdd(made, (values) => state.completed(time, values)));
    },
  });
  return result;
}

interface Whole<S> {
  readonly version: number;
  readonly values: readonly (readonly S[])[];
}

class RddState<S> implements CheckpointedState {
  readonly #serializer: Serializer;
  /** Of the last batch that was computed. */
  #latest: Whole<S> | undefined;
  /** After which batch it began, unless it was restored. */
  started: number | undefined;
  restored: { version: number; rdd: ValuesRdd<S> } | undefined;

  constructor(serializer: Serializer) {
    this.#serializer = serializer;
  }

  get version(): number | undefined {
    return this.#latest?.version ?? this.started;
  }

  get size(): number {
    return this.#latest?.values.reduce((sum, { length }) => sum + length, 0) ?? 0;
  }

  completed(version: number, values: readonly (readonly S[])[]): void {
    if (this.#latest === undefined || version > this.#latest.version)
      this.#latest = { version, values };
    if (this.restored !== undefined && version > this.restored.version) this.restored = undefined;
  }

  start(version: number): void {
    this.started = version;
  }

  changes(): StateChanges {
    const { version, values } = this.#latest ?? { version: this.started!, values: [] };
    const chunks = values.map((partition) => this.#serializer.serialize(partition));
    return { version, chunks, neededFrom: version };
  }

  async restore(chunks: AsyncIterable<Uint8Array>, version: number): Promise<void> {
    const values: S[][] = [];
    for await (const chunk of chunks) values.push(this.#serializer.deserialize(chunk) as S[]);
    this.#latest = { version, values };
    this.restored = { version, rdd: new ValuesRdd(values) };
  }
}

/** An RDD of values that are there. */
class ValuesRdd<T> {
  readonly kind = 'CheckpointRDD';
  readonly parents = [];
  readonly partitions: number;
  readonly #values: readonly (readonly T[])[];

  constructor(values: readonly (readonly T[])[]) {
    this.partitions = values.length;
    this.#values = values;
  }

  compute(partition: number): readonly T[] {
    return this.#values[partition]!;
  }
}
