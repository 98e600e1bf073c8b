import type { Clock, Timer } from '../ports/clock.ts';
import {
  type Address,
  type Connection,
  formatAddress,
  type Transport,
} from '../ports/transport.ts';
import { FrameReader } from '../protocol/framing.ts';
import { decodeResponse, encodeRequest } from '../protocol/headers.ts';
import type { Infer, InferInput, Message } from '../protocol/schema.ts';

/** Answers are as trustworthy as the broker that sends them; the bound only keeps a stray length from memory. */
const MOST_RESPONSE_BYTES = 0x7fff_ffff;

/** Another broker, as one that sends it requests sees it (kafka.common.InterBrokerSendThread). */
export interface Peer {
  /**
   * Sends a request and resolves with the response's body. Requests are sent, and answered, in the order
   * of the calls.
   *
   * @param timeoutMs how long the answer may take, connecting included; the peer's default if not given
   * @throws PeerError when the broker cannot be reached, the connection breaks or time runs out: nobody
   *   knows then whether the request was carried out.
   */
  call<Req extends Message, Res extends Message>(
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
    timeoutMs?: number,
  ): Promise<Infer<Res>>;

  /** Ends the connection; calls under way fail, as do those to come. */
  close(): void;
}

/** A request to another broker that got no answer. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
}

interface PeerOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly address: Address;
  readonly clientId: string;
  /** For a call that names no timeout of its own: `request.timeout.ms`, or what Kafka calls so for the caller. */
  readonly timeoutMs: number;
}

interface Call {
  readonly correlationId: number;
  readonly resolve: (frame: Uint8Array) => void;
  readonly reject: (error: PeerError) => void;
  readonly timer: Timer;
}

/**
 * A broker on the network: one connection, made by the first call and again by the first one after it
 * has broken. A call that runs out of time takes the connection with it, since answers carry no meaning
 * without those before them.
 */
export class NetworkPeer implements Peer {
  readonly #options: PeerOptions;
  #link: Promise<Connection> | undefined;
  #calls: Call[] = [];
  #correlationId = 0;
  #closed = false;

  constructor(options: PeerOptions) {
    this.#options = options;
  }

  async call<Req extends Message, Res extends Message>(
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
    timeoutMs = this.#options.timeoutMs,
  ): Promise<Infer<Res>> {
    if (this.#closed) throw this.#error('it was closed');
    const correlationId = ++this.#correlationId;
    // Encoded at once: what the caller does with the body afterwards must not be sent.
    const bytes = encodeRequest(request, version, correlationId, this.#options.clientId, body);
    const link = this.#connect();
    const frame = await new Promise<Uint8Array>((resolve, reject) => {
      const timer = this.#options.clock.after(timeoutMs, () => {
        this.#drop(link, `no answer to ${request.name} within ${timeoutMs} ms`);
      });
      this.#calls.push({ correlationId, resolve, reject, timer });
      // Back-pressure is the callers': each waits for its answer. Who cannot connect is told by `#drop`.
      link
        .then((connection) => {
          if (this.#link === link) void connection.write(bytes);
        })
        .catch(() => {});
    });
    try {
      return decodeResponse(response, version, frame).body as Infer<Res>;
    } catch (error) {
      throw this.#error(`its answer cannot be read (${(error as Error).message})`);
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#link !== undefined) this.#drop(this.#link, 'it was closed');
  }

  #connect(): Promise<Connection> {
    if (this.#link !== undefined) return this.#link;
    const link = this.#options.transport.connect(this.#options.address);
    this.#link = link;
    void this.#read(link);
    return link;
  }

  async #read(link: Promise<Connection>): Promise<void> {
    let why = 'it closed the connection';
    try {
      const connection = await link;
      const frames = new FrameReader(MOST_RESPONSE_BYTES, (chunk) => connection.release?.(chunk));
      for await (const chunk of connection) {
        if (this.#link !== link) return;
        for (const frame of frames.push(chunk)) this.#answer(frame);
      }
    } catch (error) {
      why = (error as Error).message;
    }
    this.#drop(link, why);
  }

  /** @throws Error for an answer that nobody waits for */
  #answer(frame: Uint8Array): void {
    const call = this.#calls.shift();
    const correlationId = new DataView(frame.buffer, frame.byteOffset, frame.length).getInt32(0);
    if (call?.correlationId !== correlationId) {
      if (call !== undefined) this.#calls.unshift(call);
      throw new Error(`it answered request ${correlationId} out of turn`);
    }
    call.timer.cancel();
    call.resolve(frame);
  }

  /** Lets go of a connection and fails the calls on it; does nothing if it has been let go of. */
  #drop(link: Promise<Connection>, why: string): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    link.then((connection) => connection.destroy()).catch(() => {});
    const error = this.#error(why);
    for (const { reject, timer } of this.#calls.splice(0)) {
      timer.cancel();
      reject(error);
    }
  }

  #error(why: string): PeerError {
    return new PeerError(`broker at ${formatAddress(this.#options.address)}: ${why}`);
  }
}
