// The thread that filters, as the reading sees it.

import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RecordFilter } from '../../contract/messages/reading.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { KeptChunk } from '../reading/kept-chunk.ts';
import type { FilterDecoding, FilterThreadData, FromFilter, ToFilter } from './filter-messages.ts';

/** Bundles lie beside each other. */
const script =
  extname(import.meta.filename) === '.js'
    ? join(import.meta.dirname, 'messages-filter.js')
    : join(import.meta.dirname, 'filter-worker.ts');

/** For how long nothing may be heard of it while it filters, in milliseconds: a record takes a fraction of one. */
export const PATIENCE_MS = 2_000;
/** Until it is first heard of. */
const LOADING_MS = 20_000;
const LAST_CHANCE_MS = 100;
const TOO_LONG = `The filter was ended after ${PATIENCE_MS / 1_000} s on one record. Does its expression loop, or its pattern try too much?`;
/** Of its heap, in MB: an expression can fill it, and must not take the machine's. */
const HEAP_MB = 512;
/**
 * Of that, for what is new. A thread whose heap is full is given 16 MB more in which to end (Node, `Worker::NearHeapLimit`);
 * what survives of a larger young generation does not fit there, and V8 ends the whole process.
 */
const YOUNG_MB = 8;

export interface FilterThreadOptions {
  readonly clock: Clock;
  readonly decoding: FilterDecoding;
  /** Is told what is wrong with the current filter, which goes on. */
  readonly onProblem: (problem: string) => void;
  /** Is told, once, why nothing is judged any more. */
  readonly onEnd: (problem: string) => void;
}

/** Judges records in another thread, in the order in which it is asked. One that never ends is ended. */
export class FilterThread {
  readonly #options: FilterThreadOptions;
  readonly #worker: Worker;
  readonly #wanted = new Int32Array(new SharedArrayBuffer(4));
  /** Chunks that it has been given, by serial. */
  readonly #known = new Set<number>();
  readonly #waiting = new Map<number, (matches: Uint8Array | undefined) => void>();
  #generation = 0;
  #id = 0;
  #timer: Timer | undefined;
  #isLoaded = false;
  #isEnded = false;

  constructor(options: FilterThreadOptions) {
    this.#options = options;
    const data: FilterThreadData = { decoding: options.decoding, wanted: this.#wanted };
    this.#worker = new Worker(script, {
      workerData: data,
      name: 'filter',
      execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#worker.on('message', (message: FromFilter) => this.#heard(message));
    this.#worker.on('error', (error) => this.#failed(error));
    this.#worker.on('exit', () => this.#end('The filter has ended unexpectedly.'));
    this.#worker.unref();
  }

  /** What follows is judged by this filter; what is under way by another is given up. */
  use(filter: RecordFilter): void {
    this.#generation++;
    Atomics.store(this.#wanted, 0, this.#generation);
    this.#send({ kind: 'filter', generation: this.#generation, filter });
  }

  /** 1 for each of the chunk's records in [from, to) that matches; undefined when the thread has ended. */
  judge(chunk: KeptChunk, from: number, to: number): Promise<Uint8Array | undefined> {
    if (this.#isEnded) return Promise.resolve(undefined);
    const { serial } = chunk.shared;
    if (!this.#known.has(serial)) {
      this.#known.add(serial);
      this.#send({ kind: 'chunk', chunk: chunk.shared });
    }
    const id = ++this.#id;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ kind: 'judge', id, serial, from, to });
      this.#watch();
    });
  }

  /** Lets go of a chunk's memory. */
  forget(chunk: KeptChunk): void {
    if (this.#known.delete(chunk.shared.serial))
      this.#send({ kind: 'forget', serial: chunk.shared.serial });
  }

  close(): void {
    this.#end(undefined);
  }

  #heard(message: FromFilter): void {
    if (this.#isEnded) return;
    this.#isLoaded = true;
    if (message.kind === 'judged') {
      this.#waiting.get(message.id)?.(message.matches);
      this.#waiting.delete(message.id);
    } else if (message.kind === 'problem' && message.generation === this.#generation) {
      this.#options.onProblem(message.problem);
    }
    this.#watch();
  }

  /** Waits anew for a sign of life, if one is due. */
  #watch(patience = this.#isLoaded ? PATIENCE_MS : LOADING_MS): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#waiting.size === 0 || this.#isEnded) return;
    const { clock } = this.#options;
    // Where the machine slept, signs of life come after the timer: they get a last chance.
    const giveUp = () => this.#end(TOO_LONG);
    this.#timer = clock.after(patience, () => {
      this.#timer = clock.after(LAST_CHANCE_MS, giveUp);
    });
  }

  #failed(error: Error): void {
    const { code } = error as NodeJS.ErrnoException;
    this.#end(
      code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? 'The filter was ended because it took too much memory.'
        : `The filter has ended: ${error.message}`,
    );
  }

  #end(problem: string | undefined): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#timer?.cancel();
    void this.#worker.terminate();
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
    if (problem !== undefined) this.#options.onEnd(problem);
  }

  #send(message: ToFilter): void {
    if (!this.#isEnded) this.#worker.postMessage(message);
  }
}
