import type { Block } from './block.ts';
import type { Allocation, WriteAheadLog } from './write-ahead-log.ts';

/**
 * The blocks of one receiver, and the batches that they go to (Spark's ReceivedBlockTracker). With a write-ahead log
 * nothing is here that is not there.
 */
export class ReceivedBlocks<T> {
  readonly #log: WriteAheadLog<T> | undefined;
  #nextId = 0;
  #unallocated: Block<T>[] = [];
  readonly #adding = new Set<Promise<void>>();
  readonly #batches = new Map<number, readonly Block<T>[]>();
  /** By batch: the ids of the blocks that the log has of it. */
  readonly #logged = new Map<number, readonly number[]>();
  /** What the log does not need any more. */
  #done: { blocks: number[]; times: number[] } = { blocks: [], times: [] };

  constructor(log?: WriteAheadLog<T>) {
    this.#log = log;
  }

  get isLogged(): boolean {
    return this.#log !== undefined;
  }

  /** What the log has from an earlier process; before anything else. */
  async load(): Promise<void> {
    if (this.#log === undefined) return;
    const log = this.#log;
    const { allocations, unallocated } = await log.load();
    for (const [time, { from, records }] of allocations) {
      const blocks = records.map((numRecords, i): Block<T> => {
        return { id: from + i, numRecords, values: () => log.read(from + i) };
      });
      this.#set(
        time,
        blocks.filter(({ numRecords }) => numRecords > 0),
      );
      this.#nextId = Math.max(this.#nextId, from + records.length);
    }
    this.#unallocated = unallocated;
    this.#nextId = Math.max(this.#nextId, ...unallocated.map(({ id }) => id + 1));
  }

  /** Resolves when the block is kept. @throws Error where the log could not take it: then it is nowhere. */
  async add(values: readonly T[]): Promise<void> {
    const kept = this.#keep(this.#nextId++, values);
    const settled = kept.catch(() => undefined);
    this.#adding.add(settled);
    await kept.finally(() => this.#adding.delete(settled));
  }

  async #keep(id: number, values: readonly T[]): Promise<void> {
    if (this.#log !== undefined) await this.#log.append(id, values);
    this.#unallocated.push({ id, numRecords: values.length, values });
  }

  /** Whether there are blocks that no batch has got. */
  get hasPending(): boolean {
    return this.#unallocated.length > 0 || this.#adding.size > 0;
  }

  /** Gives a batch all blocks that came before; those that it had before a restart, where it had any. */
  async allocate(time: number): Promise<void> {
    if (this.#batches.has(time)) return;
    await Promise.all(this.#adding);
    const blocks = this.#unallocated.toSorted((a, b) => a.id - b.id);
    if (this.#log !== undefined) {
      const done = this.#done;
      this.#done = { blocks: [], times: [] };
      await this.#log.allocate(time, allocationOf(blocks, this.#nextId), done);
    }
    // What was added meanwhile comes after these.
    this.#unallocated.splice(0, blocks.length);
    this.#set(time, blocks);
  }

  /** The blocks of a batch; none for one that nothing was allocated to. */
  of(time: number): readonly Block<T>[] {
    return this.#batches.get(time) ?? [];
  }

  /** Batches up to `time` are not asked for any more by this process. */
  forget(time: number): void {
    for (const at of this.#batches.keys()) if (at <= time) this.#batches.delete(at);
  }

  /** Batches before `time` are not asked for after a restart either: they leave the log with the next batch. */
  release(time: number): void {
    const last = Math.max(...this.#logged.keys());
    for (const [at, ids] of this.#logged) {
      // The last one tells where the blocks begin that no batch has got.
      if (at >= time || at === last) continue;
      this.#logged.delete(at);
      this.#done.times.push(at);
      for (const id of ids) this.#done.blocks.push(id);
    }
  }

  /** Resolves when what was added is written. */
  async close(): Promise<void> {
    await Promise.all(this.#adding);
    await this.#log?.close();
  }

  #set(time: number, blocks: readonly Block<T>[]): void {
    this.#batches.set(time, blocks);
    if (this.#log === undefined) return;
    this.#logged.set(
      time,
      blocks.map(({ id }) => id),
    );
  }
}

/** As the log has it: ids without a gap, 0 records for blocks that could not be written. */
function allocationOf(blocks: readonly Block<unknown>[], nextId: number): Allocation {
  const from = blocks[0]?.id ?? nextId;
  const records = new Array<number>((blocks.at(-1)?.id ?? from - 1) + 1 - from).fill(0);
  for (const { id, numRecords } of blocks) records[id - from] = numRecords;
  return { from, records };
}
