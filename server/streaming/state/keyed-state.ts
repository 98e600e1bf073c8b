import type { Serializer } from '../../ports/serializer.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import { ChangeWriter, readChanges } from './change-log.ts';
import type { CheckpointedState, StateChanges } from './checkpointed-state.ts';
import { KeyedPartition } from './keyed-partition.ts';

export interface KeyedStateOptions {
  readonly partitioner: Partitioner;
  readonly serializer: Serializer;
  /** Whether it starts with something, which `lacksInitial` asks for. */
  readonly hasInitial: boolean;
  /** Whether objects can have changed although nobody said so. */
  readonly mayChangeInPlace: boolean;
}

/** Somewhere between the first key and the last. */
interface Place {
  readonly partition: number;
  readonly slot: number;
}

const FIRST: Place = { partition: 0, slot: 0 };

/**
 * State by key in partitions. What checkpoints keep of it is a log: each has what changed, and as much again of what did
 * not, in turn. Once that has gone through all keys, what was written before is needed no more. So a checkpoint
 * costs what changed, and a recovery reads a few times what there is at most.
 */
export class KeyedState<K, S> implements CheckpointedState {
  readonly partitioner: Partitioner;
  readonly #serializer: Serializer;
  readonly #hasInitial: boolean;
  readonly #partitions: KeyedPartition<K, S>[];
  #isStarted = false;
  #began: number | undefined;
  /** How far the unchanged keys have been written in turn. */
  #turn = FIRST;
  /** The version with which the turn began. */
  #turnBegan: number | undefined;

  constructor({ partitioner, serializer, hasInitial, mayChangeInPlace }: KeyedStateOptions) {
    this.partitioner = partitioner;
    this.#serializer = serializer;
    this.#hasInitial = hasInitial;
    this.#partitions = Array.from(
      { length: partitioner.numPartitions },
      () => new KeyedPartition<K, S>(mayChangeInPlace),
    );
  }

  /** After which batch it began without a checkpoint, in milliseconds; undefined if it did not. */
  get began(): number | undefined {
    return this.#began;
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  get size(): number {
    return this.#partitions.reduce((sum, { size }) => sum + size, 0);
  }

  get version(): number | undefined {
    if (!this.#isStarted) return undefined;
    const { oldest } = this;
    return this.#partitions.every(({ version }) => version === oldest) ? oldest : undefined;
  }

  /** The batch up to which every partition has been computed. */
  get oldest(): number {
    return Math.min(...this.#partitions.map(({ version }) => version));
  }

  partition(index: number): KeyedPartition<K, S> {
    return this.#partitions[index]!;
  }

  start(version: number): void {
    this.#isStarted = true;
    this.#began = version;
    for (const partition of this.#partitions) {
      partition.version = version;
      partition.lacksInitial = this.#hasInitial;
    }
  }

  changes(): StateChanges {
    const version = this.version!;
    const began = this.#turnBegan ?? version;
    const writer = new ChangeWriter(this.#serializer);
    const count = this.#writeChanged(writer);
    const turn = this.#writeInTurn(writer, count);
    const chunks = writer.end();
    // Nothing counts as written before all of it could be.
    for (const partition of this.#partitions) partition.confirm();
    this.#turn = turn ?? FIRST;
    this.#turnBegan = turn === undefined ? undefined : began;
    return { version, chunks, neededFrom: turn === undefined ? began : undefined };
  }

  async restore(chunks: AsyncIterable<Uint8Array>, version: number): Promise<void> {
    const partitionOf = (key: unknown) => this.#partitions[this.partitioner.partitionOf(key)]!;
    await readChanges(chunks, this.#serializer, {
      put: (key, state, touched) => {
        const partition = partitionOf(key);
        partition.put(partition.slotOf(key as K), key as K, state as S, touched);
      },
      remove: (key) => {
        const partition = partitionOf(key);
        const slot = partition.slotOf(key as K);
        if (slot >= 0) partition.remove(slot);
      },
    });
    this.#isStarted = true;
    for (const partition of this.#partitions) {
      partition.version = version;
      partition.confirm();
    }
  }

  /** @returns how many there were. */
  #writeChanged(writer: ChangeWriter): number {
    let count = 0;
    for (const partition of this.#partitions) {
      const removed = partition.removed();
      for (const key of removed) writer.remove(key);
      count += removed.length;
      for (let slot = 0; slot < partition.size; slot++) {
        if (!partition.isChanged(slot)) continue;
        write(writer, partition, slot);
        count++;
      }
    }
    return count;
  }

  /** Writes `count` unchanged keys after those of last time. @returns where it got to; undefined at the end. */
  #writeInTurn(writer: ChangeWriter, count: number): Place | undefined {
    let left = count;
    let { partition: index, slot } = this.#turn;
    for (; index < this.#partitions.length; index++, slot = 0) {
      const partition = this.#partitions[index]!;
      for (; slot < partition.size; slot++) {
        if (partition.isChanged(slot)) continue;
        if (left-- === 0) return { partition: index, slot };
        write(writer, partition, slot);
      }
    }
    return undefined;
  }
}

function write<K, S>(writer: ChangeWriter, partition: KeyedPartition<K, S>, slot: number): void {
  const [key, state] = partition.pairAt(slot);
  writer.put(key, state, partition.touchedAt(slot));
}
