import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Serializer } from '../../ports/serializer.ts';
import type { Store, StoreOperation } from '../../storage/store.ts';
import type { StreamGraph } from '../batches/stream-graph.ts';
import type { StreamLineage } from '../dstream/lineage.ts';
import type { CheckpointedState } from '../state/checkpointed-state.ts';
import type { Checkpointer } from './checkpointer.ts';
import { earliestAsked } from './earliest-asked.ts';
import * as layout from './layout.ts';
import { recordOf } from './program.ts';
import { StoredState } from './stored-state.ts';
import { WriteInOrder } from './write-in-order.ts';

/** How many data checkpoints a failed batch may hold up before it is given up. */
const PATIENCE = 10;

const NOTHING = new Uint8Array(0);

export interface CheckpointerOptions {
  readonly store: Store;
  readonly graph: StreamGraph;
  readonly serializer: Serializer;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Is told what keeps checkpoints from being taken. */
  readonly failed: (error: Error) => void;
}

/** What a checkpoint holds already when a program goes on from it. */
export interface Held {
  readonly batches: readonly number[];
  readonly pending: readonly number[];
  readonly states: readonly StoredState[];
  /** What is to be written with the first batch. */
  readonly operations: readonly StoreOperation[];
}

/**
 * Keeps checkpoints in a store. All of one moment is one atomic write, so that there is always exactly one checkpoint, and
 * it is whole: Spark's way of a file for each moment, renamed when it is complete, needs several to fall back to, and
 * cannot tie state to the batches that it goes with.
 */
export class StoreCheckpointer implements Checkpointer {
  readonly #options: CheckpointerOptions;
  readonly #writes: WriteInOrder;
  readonly #states = new Map<string, StoredState>();
  /** The batches whose inputs are kept, in order. */
  readonly #batches: number[];
  /** Batches that a restart would run again, in order, and the output operations that have failed in them. */
  readonly #pending: Map<number, readonly string[]>;
  #first: readonly StoreOperation[] | undefined;
  #isClosed = false;

  constructor(options: CheckpointerOptions, held?: Held) {
    const { store, clock, logger } = options;
    this.#options = options;
    this.#writes = new WriteInOrder(store, clock, logger);
    this.#batches = [...(held?.batches ?? [])];
    this.#pending = new Map(held?.pending.map((time) => [time, []]));
    for (const state of held?.states ?? []) this.#states.set(state.identity, state);
    this.#first = held?.operations ?? [];
  }

  async generated(time: number): Promise<void> {
    const operations: StoreOperation[] = [
      ...this.#begin(),
      { type: 'put', key: layout.batchKey(time), value: this.#batchRecord(time) },
      { type: 'put', key: layout.pendingKey(time), value: NOTHING },
    ];
    // One that is run again is among them.
    if (!(this.#batches.at(-1)! >= time)) this.#batches.push(time);
    this.#pending.set(time, []);
    try {
      await this.#writes.add(operations);
    } catch (error) {
      // It is not run before a restart.
      this.#pending.set(time, ['keeping what it consists of']);
      throw error;
    }
  }

  completed(time: number, failed: readonly string[]): void {
    if (this.#isClosed) return;
    const operations: StoreOperation[] = [];
    if (failed.length > 0) this.#pending.set(time, failed);
    else this.#settle(time, operations);
    this.#giveUp(time, operations);
    this.#takeStates(time);
    const needed = this.#advance(operations);
    const { graph } = this.#options;
    this.#writes
      .add(operations)
      .then(() => {
        for (const { input } of graph.inputs) input.released?.(needed);
      })
      .catch((error: unknown) => this.#fail(error));
  }

  async close(): Promise<void> {
    if (!this.#isClosed && this.#first === undefined && this.#pending.size === 0) this.#takeLast();
    this.#isClosed = true;
    await this.#writes.close();
    await this.#options.store.close();
  }

  /** Where all batches are completed, a restart need not compute anything again. */
  #takeLast(): void {
    const operations: StoreOperation[] = [];
    this.#takeStates(this.#batches.at(-1)!, true);
    this.#advance(operations);
    this.#writes.add(operations).catch((error: unknown) => this.#fail(error));
  }

  /** What goes with the first batch of a run. */
  #begin(): StoreOperation[] {
    if (this.#first === undefined) return [];
    const { graph, serializer, logger } = this.#options;
    for (const { stream, input } of graph.inputs) {
      if (input.unrecoverable === undefined) continue;
      logger.warn(
        `${stream.identity} (${input.description}) cannot be recovered from a checkpoint: ${input.unrecoverable} After a restart, batches that were not completed are run with nothing in it.`,
      );
    }
    const operations = [...this.#first];
    this.#first = undefined;
    const value = serializer.serialize(
      recordOf(graph, (identity) => this.#states.get(identity)?.version),
    );
    return [...operations, { type: 'put', key: layout.programKey, value }];
  }

  #batchRecord(time: number): Uint8Array {
    const { graph, serializer } = this.#options;
    const inputs = new Map<string, unknown>();
    for (const { stream, input } of graph.inputs) {
      if (input.unrecoverable === undefined) inputs.set(stream.identity, input.saved(time));
    }
    const record: layout.BatchRecord = { inputs };
    return serializer.serialize(record);
  }

  #settle(time: number, operations: StoreOperation[]): void {
    if (this.#pending.delete(time))
      operations.push({ type: 'delete', key: layout.pendingKey(time) });
  }

  /** A batch that failed holds up what state is kept, and what inputs are; but not for ever. */
  #giveUp(time: number, operations: StoreOperation[]): void {
    const limit = PATIENCE * this.#longestInterval();
    for (const [batch, failed] of this.#pending) {
      if (failed.length === 0 || time - batch < limit) continue;
      this.#options.logger.error(
        `The batch ${batch} ms failed in ${failed.join(', ')} and has not been made up for since: it will not be run again after a restart.`,
      );
      this.#settle(batch, operations);
    }
  }

  #longestInterval(): number {
    const { graph } = this.#options;
    const usual = graph.batchDuration * Math.ceil(10_000 / graph.batchDuration);
    const intervals = graph.streams.flatMap(({ computation, checkpointInterval }) =>
      computation.state === undefined ? [] : (checkpointInterval ?? []),
    );
    return intervals.length === 0 ? usual : Math.max(...intervals);
  }

  /** Takes what has changed of the states whose data is to go to the checkpoint; of all of them, if it is the last time. */
  #takeStates(time: number, isLast = false): void {
    for (const stream of this.#options.graph.streams) {
      const { state } = stream.computation;
      const version = state?.version;
      if (state === undefined || version === undefined || version > time) continue;
      const stored = this.#storedOf(stream);
      if (isLast ? version <= stored.lastTaken : !this.#isDue(stream, stored, version)) continue;
      try {
        stored.take(state.changes());
      } catch (error) {
        stored.lastTaken = version;
        const reason = (error as Error).message;
        this.#fail(
          new Error(`No checkpoint of ${stream.identity} could be taken: ${reason}`, {
            cause: error,
          }),
        );
      }
    }
  }

  #isDue(stream: StreamLineage<unknown>, { lastTaken }: StoredState, version: number): boolean {
    const { zeroTime } = this.#options.graph;
    const interval = stream.checkpointInterval!;
    if (
      Math.floor((version - zeroTime) / interval) <= Math.floor((lastTaken - zeroTime) / interval)
    )
      return false;
    // Nothing behind a batch that failed is of use to a restart.
    for (const [batch, failed] of this.#pending)
      if (failed.length > 0 && batch <= version) return false;
    return true;
  }

  /**
   * Has written what a restart would go on from, and deleted what it would not need.
   * @returns the first batch whose inputs it would ask for.
   */
  #advance(operations: StoreOperation[]): number {
    const { graph, serializer } = this.#options;
    const choose = (stream: StreamLineage<unknown>, _: CheckpointedState, before: number) => {
      const stored = this.#storedOf(stream);
      const changes = stored.advance(before, (record) => ({
        type: 'put',
        key: layout.stateKey(stream.identity),
        value: serializer.serialize(record),
      }));
      for (const operation of changes) operations.push(operation);
      return stored.version;
    };
    const asked = earliestAsked(graph, this.#nextAfterRestart, choose);
    const needed = Math.min(
      ...graph.inputs.map(({ stream }) => asked.get(stream) ?? Number.POSITIVE_INFINITY),
      // Of the last one inputs know where they are.
      this.#batches.at(-1)!,
    );
    let unneeded = 0;
    for (; this.#batches[unneeded]! < needed; unneeded++)
      operations.push({ type: 'delete', key: layout.batchKey(this.#batches[unneeded]!) });
    this.#batches.splice(0, unneeded);
    return needed;
  }

  /** The batch that a restart would begin with. */
  get #nextAfterRestart(): number {
    const [first] = this.#pending.keys();
    return first ?? this.#batches.at(-1)! + this.#options.graph.batchDuration;
  }

  #storedOf({ identity }: StreamLineage<unknown>): StoredState {
    const known = this.#states.get(identity);
    if (known !== undefined) return known;
    const stored = new StoredState(identity, this.#options.graph.zeroTime);
    this.#states.set(identity, stored);
    return stored;
  }

  #fail(error: unknown): void {
    this.#options.logger.error((error as Error).message);
    this.#options.failed(error as Error);
  }
}
