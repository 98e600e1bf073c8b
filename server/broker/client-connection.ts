import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Connection } from '../ports/transport.ts';
import { FrameError, FrameReader } from '../protocol/framing.ts';
import type { Answer, RequestDispatcher } from './request-dispatcher.ts';
import { UnservableRequest } from './unservable-request.ts';

/** Read but unanswered requests of one connection may take so much memory before it is read no further. */
const MOST_UNANSWERED_BYTES = 8 * 1024 * 1024;
const MOST_UNANSWERED_REQUESTS = 100;

/**
 * One client's connection: reads requests, has them answered, and writes the answers in the order of
 * the requests, as Kafka does. Like in Kafka a request waits for the one before it, except that
 * consecutive Produce requests overlap, so that a pipelining producer fills one group commit. The
 * reader goes on meanwhile, up to a bound, which is how a client that has gone is noticed while its
 * Fetch still waits for records.
 */
export class ClientConnection {
  /** By the clock's monotonic time. */
  lastActive: number;
  readonly #connection: Connection;
  readonly #dispatcher: RequestDispatcher;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #frames: FrameReader;

  readonly #waiting: Uint8Array[] = [];
  readonly #underWay: Promise<void>[] = [];
  #unansweredBytes = 0;
  #unanswered = 0;
  #roomMade: (() => void) | undefined;
  #processing = false;
  /** Resolves when no request waits any more; those that overlap may still be under way. */
  #processed: Promise<void> | undefined;
  #closed = false;
  readonly #onClose = new Set<() => void>();
  readonly #onRequest = new Set<() => void>();

  constructor(
    connection: Connection,
    dispatcher: RequestDispatcher,
    options: { clock: Clock; logger: Logger; maxRequestBytes: number },
  ) {
    this.#connection = connection;
    this.#dispatcher = dispatcher;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#frames = new FrameReader(options.maxRequestBytes, (chunk) => connection.release?.(chunk));
    this.lastActive = options.clock.monotonic();
  }

  /** The client's address. */
  get clientHost(): string {
    return this.#connection.remote.host;
  }

  /** Whether nothing has been asked and not yet answered. */
  get idle(): boolean {
    return this.#unanswered === 0;
  }

  /**
   * Serves the client until either side ends the connection; resolves when nothing that it asked is under
   * way any more. Never rejects.
   */
  async run(): Promise<void> {
    try {
      for await (const chunk of this.#connection) {
        this.lastActive = this.#clock.monotonic();
        for (const frame of this.#frames.push(chunk)) this.#enqueue(frame);
        if (this.#overfull) await this.#room();
        if (this.#closed) break;
      }
    } catch (error) {
      // A broken connection is the client's affair; bytes that are no Kafka are worth a line.
      if (error instanceof FrameError) this.#complain(error.message);
    } finally {
      this.close();
      await this.#processed;
      await Promise.allSettled(this.#underWay);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
    this.#roomMade?.();
    for (const listener of this.#onClose) listener();
    this.#onClose.clear();
  }

  /** Calls `listener` once when the connection ends; returns a function that takes it back. */
  onClose(listener: () => void): () => void {
    if (this.#closed) listener();
    else this.#onClose.add(listener);
    return () => this.#onClose.delete(listener);
  }

  /**
   * Calls `listener` once when another request comes after the one that is being answered, or has come
   * already; returns a function that takes it back.
   */
  onRequest(listener: () => void): () => void {
    if (this.#waiting.length > 0) listener();
    else this.#onRequest.add(listener);
    return () => this.#onRequest.delete(listener);
  }

  #enqueue(frame: Uint8Array): void {
    this.#waiting.push(frame);
    for (const listener of this.#onRequest) listener();
    this.#onRequest.clear();
    this.#unanswered++;
    this.#unansweredBytes += frame.length;
    if (!this.#processing) this.#processed = this.#process();
  }

  get #overfull(): boolean {
    return (
      this.#unansweredBytes > MOST_UNANSWERED_BYTES || this.#unanswered > MOST_UNANSWERED_REQUESTS
    );
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#roomMade = resolve;
    });
  }

  /** Takes requests one after the other until none waits. */
  async #process(): Promise<void> {
    this.#processing = true;
    try {
      for (
        let frame = this.#waiting.shift();
        frame && !this.#closed;
        frame = this.#waiting.shift()
      ) {
        const request = this.#dispatcher.parse(frame);
        if (!request.overlaps) await this.#settled();
        const answer = this.#dispatcher.answer(request, this);
        const written = this.#write(answer, frame.length, this.#underWay.at(-1));
        if (request.overlaps) this.#track(written);
        else await written;
      }
    } catch (error) {
      // The answers to what came before are on their way, and not to be lost.
      await Promise.allSettled(this.#underWay);
      this.#fail(error);
    } finally {
      this.#processing = false;
    }
  }

  #track(written: Promise<void>): void {
    this.#underWay.push(written);
    const forget = () => void this.#underWay.splice(this.#underWay.indexOf(written), 1);
    written.then(forget, (error: unknown) => this.#fail(error));
  }

  async #settled(): Promise<void> {
    while (this.#underWay.length > 0) await this.#underWay[0];
  }

  /** Writes the answer when it is there and the one before it has been written. */
  async #write(answer: Answer, size: number, before: Promise<void> | undefined): Promise<void> {
    let parts: Awaited<Answer>;
    try {
      parts = await answer;
    } finally {
      await before;
    }
    if (parts !== undefined && !this.#closed) await this.#send(parts);
    this.lastActive = this.#clock.monotonic();
    this.#unanswered--;
    this.#unansweredBytes -= size;
    if (!this.#overfull) this.#roomMade?.();
  }

  /** Resolves when the client has taken so much that it can be given more. */
  #send(parts: readonly Uint8Array[]): Promise<void> | undefined {
    let caughtUp: Promise<void> | undefined;
    for (const part of parts) caughtUp = this.#connection.write(part);
    return caughtUp;
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    if (error instanceof UnservableRequest) this.#complain(error.message);
    else this.#logger.error(`closing ${this.#who} after an unexpected error: ${describe(error)}`);
    this.close();
  }

  get #who(): string {
    return `the connection of ${this.#connection.remote.host}:${this.#connection.remote.port}`;
  }

  #complain(what: string): void {
    this.#logger.warn(`closed ${this.#who}: ${what}`);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
