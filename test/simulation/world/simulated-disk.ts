import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type {
  KeyRange,
  PageRange,
  Store,
  StoreEntry,
  StoreOperation,
} from '../../../server/storage/store.ts';
import { StoreError } from '../../../server/storage/store-error.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedRandom } from './simulated-random.ts';

/** How a disk behaves. Times in milliseconds. */
export interface DiskProfile {
  /** Mean of the time that a write takes. */
  readonly meanWriteMs: number;
  readonly meanReadMs: number;
}

/** A change under way: what is asked of the disk, one after the other. */
interface Change {
  readonly process: SimulatedProcess;
  /** Makes all of it. */
  readonly apply: () => void;
  /** Makes what a crash may leave of it. */
  readonly applyTorn: () => void;
}

/**
 * What one node has on disk: it outlives the processes that write it. A write is there as a whole some time before
 * it is acknowledged, and after those that were asked for earlier; when the process ends, some of the writes that were
 * under way, from the first on, have made it.
 */
export class SimulatedDisk {
  readonly durable = new MemoryStore();
  readonly #profile: DiskProfile;
  readonly #random: SimulatedRandom;
  /** In the order in which they were asked for. */
  #underWay: Change[] = [];
  #lastWriteDone = 0;
  /** How many times slower it is than usual. */
  slowness = 1;
  /** Whether writes fail for want of room. */
  isFull = false;
  /** Called once, when the next write is about to take effect. */
  beforeNextWrite: (() => void) | undefined;

  constructor(profile: DiskProfile, random: SimulatedRandom) {
    this.#profile = profile;
    this.#random = random;
  }

  /** The disk, as a process sees it. */
  open(process: SimulatedProcess): Store {
    process.onEnd(() => this.#onEnd(process));
    return new ProcessStore(this, process);
  }

  /** Resolves in the process with what `look` finds now, after a while. */
  read<T>(process: SimulatedProcess, look: () => Promise<T>): Promise<T> {
    const found = look();
    return new Promise((resolve) => {
      const delay = this.#random.delay(this.#profile.meanReadMs) * this.slowness;
      process.world.scheduler.after(
        delay,
        process.entering(() => resolve(found)),
      );
    });
  }

  /** Makes a change after those before it, and resolves in the process after that. @throws StoreError */
  change(process: SimulatedProcess, apply: () => void, applyTorn: () => void): Promise<void> {
    const { scheduler } = process.world;
    const begun = Math.max(scheduler.now, this.#lastWriteDone);
    const applied = begun + this.#random.delay(this.#profile.meanWriteMs) * this.slowness;
    const done = applied + this.#random.delay(this.#profile.meanWriteMs / 4) * this.slowness;
    this.#lastWriteDone = done;
    const change: Change = { process, apply, applyTorn };
    this.#underWay.push(change);
    return new Promise((resolve, reject) => {
      scheduler.at(applied, () => {
        const strike = this.beforeNextWrite;
        this.beforeNextWrite = undefined;
        strike?.();
        if (!process.isAlive) return;
        const fails = this.isFull && this.#random.chance(0.9);
        this.#underWay.shift();
        // What fails may be there nevertheless.
        if (!fails || this.#random.chance(0.3)) change.apply();
        scheduler.at(
          done,
          process.entering(() => (fails ? reject(diskFull()) : resolve())),
        );
      });
    });
  }

  /** Whether `chance` says that a crash leaves the next piece of what was under way. */
  survives(): boolean {
    return this.#random.chance(0.5);
  }

  #onEnd(process: SimulatedProcess): void {
    const underWay = this.#underWay.filter((change) => change.process === process);
    this.#underWay = this.#underWay.filter((change) => change.process !== process);
    this.#lastWriteDone = process.world.scheduler.now;
    for (const change of underWay) {
      if (!this.survives()) {
        change.applyTorn();
        return;
      }
      change.apply();
    }
  }
}

/** A process's view of its disk. */
class ProcessStore implements Store {
  readonly #disk: SimulatedDisk;
  readonly #process: SimulatedProcess;
  #closed = false;

  constructor(disk: SimulatedDisk, process: SimulatedProcess) {
    this.#disk = disk;
    this.#process = process;
  }

  get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#read((durable) => durable.get(key));
  }

  getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    return this.#read((durable) => durable.getMany(keys));
  }

  range(range: PageRange): Promise<StoreEntry[]> {
    return this.#read((durable) => durable.range(range));
  }

  values(range: PageRange): Promise<Uint8Array[]> {
    return this.#read((durable) => durable.values(range));
  }

  approximateSize(gte: Uint8Array, lt: Uint8Array): Promise<number> {
    return this.#read((durable) => durable.approximateSize(gte, lt));
  }

  async write(operations: readonly StoreOperation[]): Promise<void> {
    this.#checkOpen();
    const { durable } = this.#disk;
    const apply = () => void durable.write(operations);
    await this.#disk.change(this.#process, apply, () => {});
  }

  async clear(gte: Uint8Array, lt: Uint8Array): Promise<void> {
    this.#checkOpen();
    const { durable } = this.#disk;
    const apply = () => void durable.clear(gte, lt);
    await this.#disk.change(this.#process, apply, () => void this.#clearSome({ gte, lt }));
  }

  async compact(): Promise<void> {
    this.#checkOpen();
  }

  async flush(): Promise<void> {
    this.#checkOpen();
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async #clearSome(range: KeyRange): Promise<void> {
    const { durable } = this.#disk;
    for (const { key } of await durable.range({ ...range, maxBytes: Number.POSITIVE_INFINITY })) {
      if (this.#disk.survives()) await durable.write([{ type: 'delete', key }]);
    }
  }

  async #read<T>(look: (durable: MemoryStore) => Promise<T>): Promise<T> {
    this.#checkOpen();
    return await this.#disk.read(this.#process, () => look(this.#disk.durable));
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreError('failed', 'The store is closed.');
  }
}

function diskFull(): StoreError {
  return new StoreError('disk-full', 'The disk is full.');
}
