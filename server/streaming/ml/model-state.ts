import type { Serializer } from '../../ports/serializer.ts';
import type { DStream } from '../dstream/dstream.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { CheckpointedState, StateChanges } from '../state/checkpointed-state.ts';

/** What a model has learnt, as plain data, shared by the streams that it learns from. */
export class Learnt<P> {
  #parameters: P;
  /** Counts what was learnt. */
  revision = 0;
  /** The batch that was learnt from last. */
  lastBatch = Number.NEGATIVE_INFINITY;

  constructor(parameters: P) {
    this.#parameters = parameters;
  }

  get parameters(): P {
    return this.#parameters;
  }

  learn(parameters: P, batch: number): void {
    if (parameters !== this.#parameters) this.revision++;
    this.#parameters = parameters;
    this.lastBatch = Math.max(this.lastBatch, batch);
  }
}

/** A model as the state of a stream that it learns from: checkpoints keep it, and it goes on from there. */
class ModelState<P> implements CheckpointedState {
  readonly size = 1;
  version: number | undefined;
  readonly #learnt: Learnt<P>;
  readonly #serializer: Serializer;
  #taken: { readonly revision: number; readonly version: number } | undefined;

  constructor(learnt: Learnt<P>, serializer: Serializer) {
    this.#learnt = learnt;
    this.#serializer = serializer;
  }

  start(version: number): void {
    this.version = version;
  }

  changes(): StateChanges {
    const { revision, parameters } = this.#learnt;
    const version = this.version!;
    if (this.#taken?.revision === revision)
      return { version, chunks: [], neededFrom: this.#taken.version };
    const chunks = [this.#serializer.serialize(parameters)];
    this.#taken = { revision, version };
    return { version, chunks, neededFrom: version };
  }

  async restore(chunks: AsyncIterable<Uint8Array>, version: number): Promise<void> {
    this.version = version;
    let last: Uint8Array | undefined;
    for await (const chunk of chunks) last = chunk;
    // Another stream of the same model may have been kept later.
    if (last === undefined || version < this.#learnt.lastBatch) return;
    this.#learnt.learn(this.#serializer.deserialize(last) as P, version);
  }
}

/**
 * Has a model learn from each batch of a stream, as an output operation. What it has learnt is part of the checkpoint:
 * after a restart no batch is learnt from a second time.
 * @param kind names the model's class, for the stream's identity.
 * @param next what is known after a batch; the same object where nothing changed.
 */
export function learnFrom<T, P>(
  data: DStream<T>,
  kind: string,
  learnt: Learnt<P>,
  next: (parameters: P, batch: RDD<T>) => Promise<P>,
): void {
  const { context } = data;
  const state = new ModelState(learnt, context.sparkContext.environment.serializer);
  const stream = context.stream<T>({
    ...{ kind, parents: [data], slide: data.slideDuration, state },
    // An RDD of its own: a stream drops its RDDs when it needs them no more.
    compute: async (time) => (await data.rddAt(time))?.map<T>((value) => value),
  });
  context.graph.addOutput({
    ...{ name: 'trainOn', stream },
    run: async (rdd: RDD<never>, time) => {
      if (state.version !== undefined && time <= state.version) return;
      learnt.learn(await next(learnt.parameters, rdd), time);
      state.version = time;
    },
  });
}
