import type { Socket } from 'node:net';
import type { Address, Connection } from '../ports/transport.ts';
import { type Deferred, deferred } from './deferred.ts';

/** Bytes read ahead of the reader before the socket is paused: one more read's worth. */
const READ_AHEAD = 64 * 1024;
/** Bytes written but not yet taken by the system before a writer is asked to wait. */
const WRITE_AHEAD = 256 * 1024;
/** How long a closed connection may stand without progress before it is dropped. */
const LINGER_MS = 5_000;

/** An ArrayBuffer of ES2024, which Node has from 21 on: what is not transferred is freed. */
interface Transferable {
  readonly byteLength: number;
  transfer?(length: number): unknown;
}

/** One TCP connection as the Connection port has it. */
export class TcpConnection implements Connection {
  readonly remote: Address;
  readonly local: Address;
  readonly #socket: Socket;
  /** Read ahead of the reader, oldest first. */
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  #waiting: Deferred<IteratorResult<Uint8Array>> | undefined;
  /** Nothing more will arrive, or what arrives is no longer wanted. */
  #readEnded = false;
  #failure: Error | undefined;
  #closing = false;
  #corked = false;
  #drained: Deferred<void> | undefined;

  /** Takes over a connected socket, which must have been made with `allowHalfOpen`. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.remote = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    this.local = { host: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    socket.on('data', (chunk: Uint8Array) => this.#onData(chunk));
    socket.on('end', () => this.#endRead());
    socket.on('error', (error) => {
      if (!this.#closing) this.#failure = this.#broken(error);
    });
    socket.on('drain', () => this.#onDrain());
    socket.on('close', () => {
      this.#endRead();
      this.#onDrain();
    });
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#next(),
      // A reader that leaves would never see the end: nobody could then tell a dead connection.
      return: () => {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    const socket = this.#socket;
    if (this.#closing || socket.destroyed) return undefined;
    // Whatever is written in one turn leaves as one system call and in as few packets as it fills.
    if (!this.#corked) {
      this.#corked = true;
      socket.cork();
      process.nextTick(() => this.#uncork());
    }
    socket.write(bytes);
    if (socket.writableLength <= WRITE_AHEAD) return undefined;
    this.#drained ??= deferred();
    return this.#drained.promise;
  }

  release(chunk: Uint8Array): void {
    const buffer: Transferable = chunk.buffer;
    // A chunk is all of its buffer, unless Node has cut it out of a larger one.
    if (chunk.byteLength === buffer.byteLength) buffer.transfer?.(0);
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    const socket = this.#socket;
    this.#discard();
    if (socket.destroyed) return;
    socket.end();
    this.#onDrain();
    // What still arrives is read and dropped: closing a socket with unread bytes resets the connection,
    // and the peer could lose our last answer.
    socket.resume();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
  }

  destroy(): void {
    this.#closing = true;
    this.#discard();
    this.#socket.destroy();
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#buffered -= chunk.length;
      if (this.#buffered < READ_AHEAD && this.#socket.isPaused()) this.#socket.resume();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      return Promise.reject(failure);
    }
    if (this.#readEnded) {
      // The peer has finished, and the reader has dealt with all that it sent.
      this.close();
      return Promise.resolve({ done: true, value: undefined });
    }
    this.#waiting = deferred();
    return this.#waiting.promise;
  }

  #onData(chunk: Uint8Array): void {
    if (this.#closing) return;
    const waiting = this.#waiting;
    if (waiting !== undefined) {
      this.#waiting = undefined;
      waiting.resolve({ done: false, value: chunk });
      return;
    }
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#buffered >= READ_AHEAD) this.#socket.pause();
  }

  /** Lets a waiting reader find out how the connection ended. */
  #endRead(): void {
    this.#readEnded = true;
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#next().then(waiting.resolve, waiting.reject);
  }

  #discard(): void {
    this.#chunks = [];
    this.#buffered = 0;
    this.#failure = undefined;
    this.#endRead();
  }

  #uncork(): void {
    this.#corked = false;
    this.#socket.uncork();
  }

  #onDrain(): void {
    this.#drained?.resolve();
    this.#drained = undefined;
  }

  #broken(cause: Error): Error {
    const { host, port } = this.remote;
    return new Error(`The connection with ${host}:${port} broke: ${cause.message}`, { cause });
  }
}
