import type { Block } from './block.ts';
import type { WriteAheadLog } from './write-ahead-log.ts';

/** Which blocks a batch consists of: those with ids in [from, from + records.length), as checkpoints have it. */
export interface Allocation {
  readonly from: number;
  /** Of each block; 0 where there is none with that id. */
  readonly records: readonly number[];
}

/**
 * The blocks of one receiver, and the batches that they go to (Spark's ReceivedBlockTracker). With a write-ahead log
 * nothing is here that is not there. Batches get blocks in the order of their ids and leave none out, so that of
 * those in the log the ones behind the last batch are those that no batch has got.
 */
export class ReceivedBlocks<T> {
  readonly #log: WriteAheadLog<T> | undefined;
  #nextId = 0;
  /** Behind the last block that a batch has got. */
  #end = 0;
  #unallocated: Block<T>[] = [];
  /** By their ids, in order: blocks on their way into the log. */
  readonly #adding = new Map<number, Promise<void>>();
  readonly #batches = new Map<number, readonly Block<T>[]>();
  readonly #allocations = new Map<number, Allocation>();
  /** The ids of blocks that are to be removed from the log. */
  #done: number[] = [];

  constructor(log?: WriteAheadLog<T>) {
    this.#log = log;
  }

  /** What the log has from an earlier process; before anything else. @param allocations what the checkpoint knows. */
  async load(allocations: ReadonlyMap<number, Allocation>): Promise<void> {
    const log = this.#log;
    if (log === undefined) return;
    let first = Number.POSITIVE_INFINITY;
    for (const [time, allocation] of allocations) {
      const { from, records } = allocation;
      first = Math.min(first, from);
      this.#end = Math.max(this.#end, from + records.length);
      const blocks = records.map((numRecords, i): Block<T> => {
        return { id: from + i, numRecords, values: () => log.read(from + i) };
      });
      this.#allocations.set(time, allocation);
      this.#batches.set(
        time,
        blocks.filter(({ numRecords }) => numRecords > 0),
      );
    }
    if (allocations.size > 0) await log.removeBelow(first);
    this.#unallocated = await log.from(this.#end);
    this.#nextId = (this.#unallocated.at(-1)?.id ?? this.#end - 1) + 1;
  }

  /** Resolves when the block is kept. @throws Error where the log could not take it: then it is nowhere. */
  async add(values: readonly T[]): Promise<void> {
    const id = this.#nextId++;
    const kept = this.#keep(id, values).finally(() => this.#adding.delete(id));
    this.#adding.set(
      id,
      kept.catch(() => undefined),
    );
    await kept;
  }

  /** Whether there are blocks that no batch has got. */
  get hasPending(): boolean {
    return this.#unallocated.length > 0 || this.#adding.size > 0;
  }

  /** Gives a batch all blocks that came before. */
  async allocate(time: number): Promise<void> {
    await Promise.all(this.#adding.values());
    // Blocks that came meanwhile may be there already, before others with lower ids.
    const [limit = Number.POSITIVE_INFINITY] = this.#adding.keys();
    const blocks = this.#unallocated.filter(({ id }) => id < limit).sort((a, b) => a.id - b.id);
    this.#unallocated = this.#unallocated.filter(({ id }) => id >= limit);
    this.#batches.set(time, blocks);
    if (this.#log !== undefined) this.#allocations.set(time, allocationOf(blocks, this.#end));
    this.#end = (blocks.at(-1)?.id ?? this.#end - 1) + 1;
  }

  /** The blocks of a batch; none for one that nothing was allocated to. */
  of(time: number): readonly Block<T>[] {
    return this.#batches.get(time) ?? [];
  }

  /** What a checkpoint is to know of a batch; undefined without a log. */
  allocation(time: number): Allocation | undefined {
    return this.#allocations.get(time);
  }

  /** Batches up to `time` are not asked for any more by this process. */
  forget(time: number): void {
    for (const at of this.#batches.keys()) if (at <= time) this.#batches.delete(at);
  }

  /** Batches before `time` are not asked for after a restart either. @throws Error where the log cannot be written. */
  async release(time: number): Promise<void> {
    for (const [at, { from, records }] of this.#allocations) {
      if (at >= time) continue;
      this.#allocations.delete(at);
      for (let i = 0; i < records.length; i++) this.#done.push(from + i);
    }
    if (this.#done.length === 0) return;
    const ids = this.#done;
    this.#done = [];
    await this.#log?.remove(ids);
  }

  /** Resolves when what was added is written. */
  async close(): Promise<void> {
    await Promise.all(this.#adding.values());
    await this.#log?.close();
  }

  async #keep(id: number, values: readonly T[]): Promise<void> {
    if (this.#log !== undefined) await this.#log.append(id, values);
    this.#unallocated.push({ id, numRecords: values.length, values });
  }
}

/** @param end behind the last block of the batch before. */
function allocationOf(blocks: readonly Block<unknown>[], end: number): Allocation {
  const from = blocks[0]?.id ?? end;
  const records = new Array<number>((blocks.at(-1)?.id ?? from - 1) + 1 - from).fill(0);
  for (const { id, numRecords } of blocks) records[id - from] = numRecords;
  return { from, records };
}
