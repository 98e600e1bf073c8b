import {
  type KeyRange,
  pagesOf,
  type Store,
  type StoreEntry,
  type StoreOperation,
} from '../../storage/store.ts';
import type { InputStream } from '../batches/stream-graph.ts';
import type { StreamingContext } from '../context/streaming-context.ts';
import type { StreamLineage } from '../dstream/lineage.ts';
import type { Recovered } from './checkpointer.ts';
import { earliestAsked, firstBatch } from './earliest-asked.ts';
import * as layout from './layout.ts';
import { type MatchOptions, type ProgramRecord, unmatched, withOtherWindows } from './program.ts';
import type { Held } from './store-checkpointer.ts';
import { StoredState } from './stored-state.ts';

/** Missed batches that take a while, and are worth a word. */
const MANY_MISSED = 1000;

/** A checkpoint that a program is going to go on from. */
export class Recovery {
  readonly program: ProgramRecord;
  readonly #store: Store;
  readonly #context: StreamingContext;
  /** In the order of their times. */
  readonly #batches: ReadonlyMap<number, layout.BatchRecord>;
  readonly #pending: readonly number[];
  readonly #records: ReadonlyMap<string, layout.StateRecord>;
  readonly #states: StoredState[] = [];
  readonly #operations: StoreOperation[] = [];

  private constructor(
    context: StreamingContext,
    store: Store,
    program: ProgramRecord,
    batches: ReadonlyMap<number, layout.BatchRecord>,
    pending: readonly number[],
    records: ReadonlyMap<string, layout.StateRecord>,
  ) {
    this.#context = context;
    this.#store = store;
    this.program = program;
    this.#batches = batches;
    this.#pending = pending;
    this.#records = records;
  }

  /**
   * Reads what there is but for the states.
   * @returns undefined where there is no checkpoint.
   * @throws Error where the program cannot go on from it (`program.ts`).
   */
  static async prepare(
    context: StreamingContext,
    store: Store,
    directory: string,
    options: MatchOptions,
  ): Promise<Recovery | undefined> {
    const { serializer, logger } = context.sparkContext.environment;
    const read = <T>(bytes: Uint8Array): T => {
      try {
        return serializer.deserialize(bytes) as T;
      } catch (error) {
        const reason = (error as Error).message;
        throw new Error(`The checkpoint in ${directory} is damaged: ${reason}`, { cause: error });
      }
    };
    const bytes = await store.get(layout.programKey);
    if (bytes === undefined) return undefined;
    const before = read<ProgramRecord>(bytes);
    const missing = unmatched(before, context.graph, directory, options);
    const outgrown = withOtherWindows(before, context.graph);
    const operators = before.operators.filter((operator) => !outgrown.includes(operator));
    const program = { ...before, operators };
    const batches = new Map<number, layout.BatchRecord>();
    for (const { key, value } of await all(store, layout.batches))
      batches.set(layout.timeIn(key), read(value));
    const pending = (await all(store, layout.pending)).map(({ key }) => layout.timeIn(key));
    const records = new Map<string, layout.StateRecord>();
    for (const { key, value } of await all(store, layout.states))
      records.set(layout.identityIn(key), read(value));
    for (const { identity } of outgrown) records.delete(identity);
    const recovery = new Recovery(context, store, program, batches, pending, records);
    for (const { identity } of outgrown) {
      await recovery.#drop(identity);
      logger.warn(
        `The windows of ${identity} in the checkpoint in ${directory} are of another length: they are made anew of the batches that it has.`,
      );
    }
    for (const { identity, role } of missing) {
      if (role === 'state') await recovery.#drop(identity);
      logger.warn(
        role === 'state'
          ? `The state of ${identity} in the checkpoint in ${directory} is dropped: the program has no such stream.`
          : `The program does not have ${identity} any more: batches that are run again have nothing of it.`,
      );
    }
    return recovery;
  }

  /** What the checkpoint holds, once it has been restored. */
  get held(): Held {
    return {
      batches: [...this.#batches.keys()],
      pending: this.#pending,
      states: this.#states,
      operations: this.#operations,
    };
  }

  /** Gives inputs and states what they had. Call it when the graph has been started, and before its inputs are. */
  async restore(): Promise<Recovered> {
    const { graph } = this.#context;
    const { batchDuration } = graph;
    const last = [...this.#batches.keys()].at(-1)!;
    const next = this.#pending[0] ?? last + batchDuration;
    this.#sayHowLate(last);
    const versions = new Map<StreamLineage<unknown>, number>();
    const lookedBack: (readonly [StreamLineage<unknown>, number])[] = [];
    const asked = earliestAsked(graph, next, (stream, _, before) => {
      const version = this.#versionOf(stream, before);
      versions.set(stream, version);
      if (version > before) lookedBack.push([stream, before]);
      return Math.min(version, before);
    });
    for (const [stream, version] of versions) await this.#restoreState(stream, version);
    // A window that the program did not have before finds nothing where the state has gone on.
    for (const [stream, before] of lookedBack)
      this.#restoreNothing(stream, before + 1, versions.get(stream)!, () => true);
    for (const input of graph.inputs)
      this.#restoreInput(input, asked.get(input.stream) ?? next, last);
    const behind = [...versions].map(([stream, version]) => version + stream.slideDuration);
    return {
      ...{ zeroTime: this.program.zeroTime, first: Math.min(next, ...behind), last },
      pending: this.#pending,
      bringUp: (time) => this.#bringUp(time, versions.keys()),
    };
  }

  #sayHowLate(last: number): void {
    const { clock, logger } = this.#context.sparkContext.environment;
    const { batchDuration } = this.#context.graph;
    const late = clock.now() - last;
    const missed = Math.floor(late / batchDuration);
    if (late < 0) {
      logger.warn(
        `The clock is ${-late} ms behind the last batch in the checkpoint: the next batch is at ${last + batchDuration} ms.`,
      );
    } else if (missed >= MANY_MISSED) {
      logger.warn(
        `${missed} batches were missed while the program did not run; they are made up for one after the other, from ${last + batchDuration} ms on.`,
      );
    }
  }

  /** A stream that the checkpoint has nothing of begins where the program goes on. */
  #versionOf(stream: StreamLineage<unknown>, before: number): number {
    const record = this.#records.get(stream.identity);
    if (record !== undefined) return record.version;
    const operator = this.program.operators.find(({ identity }) => identity === stream.identity);
    return operator === undefined ? before : (operator.began ?? this.program.zeroTime);
  }

  async #restoreState(stream: StreamLineage<unknown>, version: number): Promise<void> {
    const { identity } = stream;
    const state = stream.computation.state!;
    const stored = new StoredState(identity, version);
    this.#states.push(stored);
    const record = this.#records.get(identity);
    if (record === undefined) {
      state.start(version);
      return;
    }
    try {
      await state.restore(stored.read(this.#store, record), version);
    } catch (error) {
      throw new Error(
        `The state of ${identity} cannot be read from the checkpoint: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  #restoreInput({ stream, input }: InputStream, from: number, last: number): void {
    const { logger } = this.#context.sparkContext.environment;
    const saved = new Map<number, unknown>();
    for (const [time, { inputs }] of this.#batches) {
      const batch = inputs.get(stream.identity);
      if (batch !== undefined) saved.set(time, batch);
    }
    input.restore(saved);
    const hasNothing = this.#restoreNothing(stream, from, last, (time) => !saved.has(time));
    const pending = this.#pending.filter((time) => hasNothing.has(time));
    if (pending.length === 0) return;
    logger.warn(
      `Of ${stream.identity} (${input.description}) the checkpoint has nothing: ${pending.length} batches that were not completed, from ${pending[0]} ms on, are run without it.`,
    );
  }

  /** Puts empty RDDs where a stream has no others. @returns the times of their batches. */
  #restoreNothing(
    stream: StreamLineage<unknown>,
    from: number,
    last: number,
    isMissing: (time: number) => boolean,
  ): Set<number> {
    const { graph, sparkContext } = this.#context;
    const times = new Set<number>();
    const first = firstBatch(stream, graph.zeroTime, from);
    for (let time = first; time <= last; time += stream.slideDuration)
      if (isMissing(time)) times.add(time);
    stream.restore(new Map([...times].map((time) => [time, sparkContext.emptyRDD<unknown>()])));
    return times;
  }

  async #bringUp(time: number, streams: Iterable<StreamLineage<unknown>>): Promise<void> {
    const { sparkContext, graph } = this.#context;
    for (const stream of streams) {
      if (!stream.isValid(time) || (stream.computation.state!.version ?? 0) >= time) continue;
      try {
        const rdd = await stream.rddAt(time);
        if (rdd !== undefined)
          await sparkContext.runJob(rdd, () => undefined, { description: 'recovery' });
      } catch (error) {
        // The batch that needs it next tries again, and fails as it would have without a restart.
        const { logger } = sparkContext.environment;
        logger.warn(
          `${stream.identity} could not be brought up to ${time} ms: ${(error as Error).message}`,
        );
      }
    }
    graph.forget(time);
  }

  async #drop(identity: string): Promise<void> {
    const end = Number.MAX_SAFE_INTEGER;
    const chunks = await all(this.#store, layout.chunksOf(identity, 0, end));
    for (const { key } of chunks) this.#operations.push({ type: 'delete', key });
    this.#operations.push({ type: 'delete', key: layout.stateKey(identity) });
  }
}

async function all(store: Store, range: KeyRange): Promise<StoreEntry[]> {
  const entries: StoreEntry[] = [];
  for await (const page of pagesOf(store, range)) for (const entry of page) entries.push(entry);
  return entries;
}
