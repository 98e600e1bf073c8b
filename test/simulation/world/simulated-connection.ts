import type { Address, Connection } from '../../../server/ports/transport.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** What travels in one direction of a connection. */
export type Segment =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  /** The sender has finished. */
  | { readonly type: 'end' }
  /** The connection is not known at the other end. */
  | { readonly type: 'reset' };

/** What a connection's end needs of the network. */
export interface Wire {
  /** Sends a segment to the other end. */
  send(segment: Segment): void;
  /** The reader has taken so many bytes, or will never take them: the sender may send as many more. */
  took(bytes: number): void;
}

/** Bytes under way to a reader before the writer is asked to wait. */
export const WRITE_AHEAD = 256 * 1024;

/** One end of a connection, as `server/node/tcp-connection.ts` has it. */
export class SimulatedConnection implements Connection {
  readonly local: Address;
  readonly remote: Address;
  readonly process: SimulatedProcess;
  wire!: Wire;
  /** Arrived and not yet read. */
  #unread: Uint8Array[] = [];
  #readEnded = false;
  #failure: Error | undefined;
  #closed = false;
  /** Nobody is at the other end any more. */
  #lost = false;
  #waiting:
    | { resolve: (result: IteratorResult<Uint8Array>) => void; reject: (error: Error) => void }
    | undefined;
  #underWay = 0;
  #drained: Promise<void> | undefined;
  #onDrain: (() => void) | undefined;

  constructor(process: SimulatedProcess, local: Address, remote: Address) {
    this.process = process;
    this.local = local;
    this.remote = remote;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#next(),
      return: () => {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  /** Whether the process has let go of it. */
  get isClosed(): boolean {
    return this.#closed;
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#closed || this.#lost || !this.process.isAlive || bytes.length === 0) return undefined;
    this.#underWay += bytes.length;
    this.wire.send({ type: 'bytes', bytes });
    if (this.#underWay <= WRITE_AHEAD) return undefined;
    this.#drained ??= new Promise((resolve) => {
      this.#onDrain = resolve;
    });
    return this.#drained;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#discard();
    if (!this.#lost) this.wire.send({ type: 'end' });
    this.#drain();
  }

  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#discard();
    if (!this.#lost) this.wire.send({ type: 'reset' });
    this.#drain();
  }

  /** A segment has arrived. */
  arrive(segment: Segment): void {
    if (segment.type === 'bytes') {
      if (this.#closed || this.#readEnded) this.wire.took(segment.bytes.length);
      else this.#unread.push(segment.bytes);
    } else if (segment.type === 'end') {
      this.#readEnded = true;
    } else {
      this.break('the peer reset it');
      return;
    }
    this.process.enter(() => this.#wake());
  }

  /** The connection is over, and the process finds out. */
  break(why: string): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#readEnded = true;
    if (!this.#closed) {
      const { host, port } = this.remote;
      this.#failure = new Error(`The connection with ${host}:${port} broke: ${why}`);
    }
    this.process.enter(() => {
      this.#wake();
      this.#drain();
    });
  }

  /** The other end has taken so many bytes. */
  taken(bytes: number): void {
    this.#underWay -= bytes;
    if (this.#underWay <= WRITE_AHEAD / 2) this.process.enter(() => this.#drain());
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#unread.shift();
    if (chunk !== undefined) {
      this.wire.took(chunk.length);
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      return Promise.reject(failure);
    }
    if (this.#readEnded) {
      this.close();
      return Promise.resolve({ done: true, value: undefined });
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** Lets a reader that waits look again. */
  #wake(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    if (this.#unread.length === 0 && !this.#readEnded) return;
    this.#waiting = undefined;
    this.#next().then(waiting.resolve, waiting.reject);
  }

  #discard(): void {
    for (const bytes of this.#unread) this.wire.took(bytes.length);
    this.#unread = [];
    this.#failure = undefined;
    this.#readEnded = true;
    this.#wake();
  }

  #drain(): void {
    this.#drained = undefined;
    this.#onDrain?.();
    this.#onDrain = undefined;
  }
}
