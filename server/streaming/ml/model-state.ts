import type { Serializer } from '../../ports/serializer.ts';
import type { DStream } from '../dstream/dstream.ts';
import type { Computation } from '../rdd/computation.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { CheckpointedState, StateChanges } from '../state/checkpointed-state.ts';

/** What a model has learnt, as plain data, shared by the streams that it learns from. */
export class Learnt<P> {
  #parameters: P;
  /** Counts what was learnt. */
  revision = 0;
  /** The batch that was learnt from last. */
  lastBatch = Number.NEGATIVE_INFINITY;
  /** The stream that it learns from last in each batch. */
  lastStream: DStream<unknown> | undefined;

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
  #taken: number | undefined;

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
    if (revision === this.#taken) return { version, chunks: [], neededFrom: undefined };
    const chunks = [this.#serializer.serialize(parameters)];
    this.#taken = revision;
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
 * after a restart it knows what it would know without. A batch whose learning fails is left out until then.
 * @param kind names the model's class, for the stream's identity.
 * @param next what is known after a batch; the same object where nothing changed.
 */
export function learnFrom<T, P>(
  data: DStream<T>,
  kind: string,
  learnt: Learnt<P>,
  next: (parameters: P, batch: RDD<T>) => Promise<P>,
): void {
  const { sparkContext, graph } = data.context;
  const state = new ModelState(learnt, sparkContext.environment.serializer);
  // In each batch it learns from one stream after the other, also where a restart has it learn again.
  const before = learnt.lastStream;
  const stream = data.context.stream<unknown>({
    ...{ kind, slide: data.slideDuration, state },
    parents: before === undefined ? [data] : [data, before],
    compute: async (time) => {
      if (state.version === undefined) state.start(graph.zeroTime);
      const batch = await data.rddAt(time);
      if (batch === undefined) return undefined;
      const earlier = await before?.rddAt(time);
      const parents = earlier === undefined ? [batch] : [batch, earlier];
      const learn = async () => {
        if (state.version! >= time) return;
        learnt.learn(await next(learnt.parameters, batch), time);
        state.version = time;
      };
      return sparkContext.rdd(lesson(kind, parents, learn));
    },
  });
  learnt.lastStream = stream;
  graph.addOutput({
    ...{ name: 'trainOn', stream },
    run: (rdd) => sparkContext.runJob(rdd, () => undefined, { description: kind }),
  });
}

/** How the RDD of a batch comes about that a model learns from: by learning. It has no elements. */
function lesson(
  kind: string,
  parents: readonly RDD<unknown>[],
  learn: () => Promise<void>,
): Computation<unknown> {
  let learning: Promise<void> | undefined;
  return {
    ...{ kind, parents, partitions: 0, compute: () => [] },
    prepare: () => {
      learning ??= learn().catch((error) => {
        learning = undefined;
        throw error;
      });
      return learning;
    },
  };
}
