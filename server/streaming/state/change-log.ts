import type { Serializer } from '../../ports/serializer.ts';
import { StateReader } from './state-reader.ts';
import { StateWriter } from './state-writer.ts';

const Change = { put: 1, remove: 2 } as const;

/** Large enough that a million keys are some hundred values of the store, small enough to be read one by one. */
const CHUNK_BYTES = 256 * 1024;

/** Writes changes of keys into the chunks that checkpoints keep: packed, since a store takes longer over a key than this. */
export class ChangeWriter {
  readonly #writer: StateWriter;
  readonly #chunks: Uint8Array[] = [];

  constructor(serializer: Serializer) {
    this.#writer = new StateWriter(serializer);
  }

  /** @param touched milliseconds, if that is of interest. @throws Error naming a key that cannot be stored, or whose state cannot. */
  put(key: unknown, state: unknown, touched = 0): void {
    this.#writer.byte(Change.put);
    this.#key(key);
    try {
      this.#writer.value(state);
    } catch (error) {
      const reason = (error as Error).message;
      throw new Error(`The state of the key ${shown(key)}: ${reason}`, { cause: error });
    }
    this.#writer.double(touched);
    this.#flush(CHUNK_BYTES);
  }

  /** @throws Error naming a key that cannot be stored. */
  remove(key: unknown): void {
    this.#writer.byte(Change.remove);
    this.#key(key);
    this.#flush(CHUNK_BYTES);
  }

  /** All that was written. */
  end(): readonly Uint8Array[] {
    this.#flush(0);
    return this.#chunks;
  }

  #key(key: unknown): void {
    try {
      this.#writer.key(key);
    } catch (error) {
      const reason = (error as Error).message;
      throw new Error(`The key ${shown(key)} cannot be stored: ${reason}`, { cause: error });
    }
  }

  #flush(least: number): void {
    if (this.#writer.length > least) this.#chunks.push(this.#writer.take());
  }
}

/** Takes changes in the order in which they were written. */
export interface ChangeTaker {
  put(key: unknown, state: unknown, touched: number): void;
  remove(key: unknown): void;
}

/** Makes the changes again that chunks have. @throws Error for what no ChangeWriter wrote. */
export async function readChanges(
  chunks: AsyncIterable<Uint8Array>,
  serializer: Serializer,
  taker: ChangeTaker,
): Promise<void> {
  for await (const chunk of chunks) {
    const reader = new StateReader(chunk, serializer);
    while (reader.hasMore) {
      const change = reader.byte();
      const key = reader.value();
      if (change === Change.put) taker.put(key, reader.value(), reader.double());
      else taker.remove(key);
    }
  }
}

function shown(key: unknown): string {
  try {
    return JSON.stringify(key) ?? String(key);
  } catch {
    return String(key);
  }
}
