import { Worker } from 'node:worker_threads';
import type { KernelEvent, KernelRequest } from '../../contract/kernel.ts';
import {
  type ControlData,
  type ControlMessage,
  lineOf,
  type MainMessage,
  OWN_CODE,
  UNWRITTEN,
} from './control-messages.ts';

/** Characters of events that may wait to be written before outputs are held back. */
const MOST_UNWRITTEN = 4 * 1024 * 1024;

export interface FrontEndListener {
  onRequest(request: KernelRequest): void;
  /** Code that did not let go of this thread was ended. */
  onTerminated(): void;
  onClosed(): void;
}

/** Who has started the kernel, as its main thread speaks with it, by way of the control worker. */
export class FrontEnd {
  readonly #worker: Worker;
  readonly #seen = new Int32Array(new SharedArrayBuffer(8));

  /** @param worker the control worker's script. */
  constructor(worker: string, listener: FrontEndListener) {
    const workerData: ControlData = { seen: this.#seen };
    // Its few megabytes do not count towards what cells may use, and what it prints is nobody's.
    this.#worker = new Worker(worker, { workerData, execArgv: [] });
    this.#worker.on('message', (message: ControlMessage) => {
      if (message.type === 'terminated') {
        listener.onTerminated();
        return;
      }
      this.#post({ type: 'taken', id: message.id });
      if (message.type === 'closed') listener.onClosed();
      else listener.onRequest(message.request);
    });
  }

  send(event: KernelEvent): void {
    const line = lineOf(event);
    Atomics.add(this.#seen, UNWRITTEN, line.length);
    this.#post({ type: 'event', line });
  }

  /** Loads code that must not be ended in the middle, as what keeps this thread busy else is by an interrupt. */
  async loading<T>(load: () => Promise<T>): Promise<T> {
    Atomics.add(this.#seen, OWN_CODE, 1);
    try {
      return await load();
    } finally {
      Atomics.sub(this.#seen, OWN_CODE, 1);
    }
  }

  /** Runs the kernel's own code that takes a while, in the same way. */
  uninterrupted<T>(run: () => T): T {
    Atomics.add(this.#seen, OWN_CODE, 1);
    try {
      return run();
    } finally {
      Atomics.sub(this.#seen, OWN_CODE, 1);
    }
  }

  /** Whether it keeps up with what it is sent. */
  get isKeepingUp(): boolean {
    return Atomics.load(this.#seen, UNWRITTEN) < MOST_UNWRITTEN;
  }

  /** Waits, without letting anything else happen, until all is written, but not for longer than that. */
  drain(timeoutMs: number): void {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const left = Atomics.load(this.#seen, UNWRITTEN);
      const ms = end - performance.now();
      if (left <= 0 || ms <= 0) return;
      Atomics.wait(this.#seen, UNWRITTEN, left, ms);
    }
  }

  #post(message: MainMessage): void {
    this.#worker.postMessage(message);
  }
}
