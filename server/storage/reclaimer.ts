import type { Logger } from '../ports/logger.ts';
import { fromJson, toJson } from './checkpoint.ts';
import { deleteHighWatermark } from './high-watermarks.ts';
import { END_OF_LOG, idIn, Kind, keyOf, offsetIn, offsetsOf } from './keys.ts';
import { pagesOf, type Store, type StoreEntry, type StoreOperation } from './store.ts';

/**
 * A part of a log that is gone for readers and still takes space. It is noted in the store together
 * with the change that made it garbage, so that a restart goes on with it.
 */
export interface Garbage {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  /** Whether it is the whole log, which has been deleted, and its checkpoint goes too. */
  readonly deleted?: boolean;
}

/** What a log has at its offsets. */
const kindsAtOffsets = [Kind.segment, Kind.producers, Kind.time, Kind.batch] as const;

/** LevelDB merges smaller ranges by itself soon enough. */
const WORTH_COMPACTING_BYTES = 1024 * 1024;

export function wholeLog(id: number): Garbage {
  return { id, from: 0, to: END_OF_LOG, deleted: true };
}

export function putGarbage({ id, from, to, deleted = false }: Garbage): StoreOperation {
  return { type: 'put', key: keyOf(Kind.garbage, id, from), value: toJson({ to, deleted }) };
}

export function deleteGarbage({ id, from }: Garbage): StoreOperation {
  return { type: 'delete', key: keyOf(Kind.garbage, id, from) };
}

export function readGarbage({ key, value }: StoreEntry): Garbage {
  const { to, deleted } = fromJson<{ to: number; deleted: boolean }>(value);
  return { id: idIn(key), from: offsetIn(key), to, deleted };
}

/** What is noted as garbage of log `id`. */
export async function notedGarbage(store: Store, id: number): Promise<Garbage[]> {
  const all: Garbage[] = [];
  for await (const page of pagesOf(store, offsetsOf(Kind.garbage, id, 0, END_OF_LOG))) {
    all.push(...page.map(readGarbage));
  }
  return all;
}

/** Deletes what is garbage, and that it is. */
export async function clearGarbage(store: Store, garbage: Garbage): Promise<void> {
  const { id, from, to } = garbage;
  for (const kind of kindsAtOffsets) {
    const { gte, lt } = offsetsOf(kind, id, from, to);
    await store.clear(gte, lt);
  }
  const checkpoint: StoreOperation = { type: 'delete', key: keyOf(Kind.state, id) };
  const ofLog = garbage.deleted ? [checkpoint, deleteHighWatermark(id)] : [];
  await store.write([...ofLog, deleteGarbage(garbage)]);
}

/** Clears garbage in the background, one piece at a time, and gives its space back. */
export class Reclaimer {
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #waiting: Garbage[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(store: Store, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** Takes on what has been noted as garbage. */
  add(garbage: Garbage): void {
    this.#waiting.push(garbage);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is left to be done. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Stops after the piece that is being cleared; a restart goes on with the rest. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.settled();
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined && !this.#closed; ) {
      try {
        await this.#reclaim(next);
      } catch (error) {
        this.#logger.warn(`deleted records still take space until a restart: ${String(error)}`);
      }
      next = this.#waiting.shift();
    }
    this.#running = undefined;
  }

  async #reclaim(garbage: Garbage): Promise<void> {
    const { gte, lt } = offsetsOf(Kind.batch, garbage.id, garbage.from, garbage.to);
    const size = await this.#store.approximateSize(gte, lt);
    await clearGarbage(this.#store, garbage);
    if (size >= WORTH_COMPACTING_BYTES && !this.#closed) await this.#store.compact(gte, lt);
  }
}
