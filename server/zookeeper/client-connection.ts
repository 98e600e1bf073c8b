import type { Clock, Timer } from '../ports/clock.ts';
import type { Address, Connection, Transport } from '../ports/transport.ts';
import type { WatchEvent } from './coordination.ts';
import { errorName, ZooKeeperError } from './errors.ts';
import { FrameReader } from './frames.ts';
import { JuteReader } from './jute.ts';
import {
  type ConnectRequest,
  type ConnectResponse,
  connectRequest,
  connectResponse,
  replyHeader,
  requestHeader,
  watchEvent,
  Xid,
} from './messages.ts';
import { type Askable, ping } from './operations.ts';
import { frameOf } from './records.ts';

/**
 * Largest frame taken from a server. A server's own limit is on requests: the children of one znode may make
 * a reply far larger, and refusing it would end in reconnecting for ever.
 */
const MAX_REPLY_BYTES = 64 * 1024 * 1024;

export interface ClientConnectionOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly onEvent: (event: WatchEvent) => void;
}

/** What is called when a request is answered or lost, before anything that came after it is looked at. */
export type OnReply = (error: ZooKeeperError | undefined, body: JuteReader, zxid: number) => void;

/** One connection with a server on behalf of a session: requests and replies, events, pings. */
export class ClientConnection {
  /** Resolves, with what was wrong if anything was, when the connection has ended and every request is settled. */
  readonly ended: Promise<Error | undefined>;
  readonly #connection: Connection;
  readonly #options: ClientConnectionOptions;
  readonly #frames = new FrameReader(MAX_REPLY_BYTES);
  /** Who waits for a reply, by xid: those that are no numbers are shared. */
  readonly #pending = new Map<number, OnReply[]>();
  #onHandshake: ((response: ConnectResponse) => void) | undefined;
  #nextXid = 1;
  #lastHeard: number;
  #lastSent: number;
  #heartbeat: Timer | undefined;
  #failure: Error | undefined;
  /** Nothing is answered any more. */
  #isOver = false;

  /**
   * Connects, and opens or resumes a session.
   * @throws an Error when the server cannot be reached or has not answered after `timeout` milliseconds.
   */
  static async open(
    address: Address,
    request: ConnectRequest,
    timeout: number,
    options: ClientConnectionOptions,
  ): Promise<{ connection: ClientConnection; response: ConnectResponse }> {
    const stream = await connectWithin(timeout, address, options);
    const connection = new ClientConnection(stream, options);
    const response = await connection.#handshake(request, timeout);
    if (response.timeout > 0) connection.#keepAlive(response.timeout);
    return { connection, response };
  }

  private constructor(connection: Connection, options: ClientConnectionOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#lastHeard = this.#lastSent = options.clock.monotonic();
    this.ended = this.#run();
  }

  /** Sends a request and calls `onReply` with what comes of it; `xid` for those that have one of their own. */
  request<Request>(
    { code, request: codec }: Askable<Request, unknown>,
    request: Request,
    onReply: OnReply,
    xid = this.#takeXid(),
  ): void {
    if (this.#isOver) {
      lose(onReply);
      return;
    }
    const waiting = this.#pending.get(xid);
    if (waiting === undefined) this.#pending.set(xid, [onReply]);
    else waiting.push(onReply);
    this.#write(
      frameOf(
        (to) => requestHeader.write({ xid, type: code }, to),
        (to) => codec.write(request, to),
      ),
    );
  }

  /** Ends the connection; requests under way end in CONNECTIONLOSS. */
  close(): void {
    this.#connection.close();
  }

  async #run(): Promise<Error | undefined> {
    try {
      for await (const chunk of this.#connection) {
        this.#lastHeard = this.#options.clock.monotonic();
        for (const frame of this.#frames.push(chunk)) this.#onFrame(frame);
      }
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#heartbeat?.cancel();
      this.#connection.close();
    }
    // Whoever was woken by the last reply may ask for more before anyone hears that this was the last one.
    this.#isOver = true;
    for (const waiting of this.#pending.values()) waiting.forEach(lose);
    this.#pending.clear();
    return this.#failure;
  }

  #onFrame(frame: Uint8Array): void {
    const from = new JuteReader(frame);
    if (this.#onHandshake !== undefined) {
      this.#onHandshake(connectResponse.read(from));
      this.#onHandshake = undefined;
      return;
    }
    const { xid, zxid, err } = replyHeader.read(from);
    if (xid === Xid.event) {
      const event = watchEvent.read(from);
      if (event !== undefined) this.#options.onEvent(event);
      return;
    }
    const waiting = this.#pending.get(xid);
    const onReply = waiting?.shift();
    if (onReply === undefined) throw new Error(`The server answers a request ${xid} never made.`);
    if (waiting?.length === 0) this.#pending.delete(xid);
    onReply(err === 0 ? undefined : new ZooKeeperError(errorName(err)), from, zxid);
  }

  #handshake(request: ConnectRequest, timeout: number): Promise<ConnectResponse> {
    const { clock } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = clock.after(timeout, () => {
        this.#fail(`it has not answered for ${timeout} ms`);
      });
      this.#onHandshake = (response) => {
        timer.cancel();
        resolve(response);
      };
      void this.ended.then((failure) => {
        timer.cancel();
        reject(failure ?? new Error('The server has closed the connection.'));
      });
      this.#write(
        frameOf(
          (to) => connectRequest.write(request, to),
          (to) => to.bool(false),
        ),
      );
    });
  }

  /**
   * Lets the server hear of us every third of the session's timeout, and gives it up after two thirds of silence:
   * what remains is for another connection.
   */
  #keepAlive(timeout: number): void {
    const { clock } = this.#options;
    this.#heartbeat = clock.after(timeout / 6, () => {
      const now = clock.monotonic();
      if (now - this.#lastHeard >= (timeout * 2) / 3) {
        this.#fail(`it has been silent for ${Math.round(now - this.#lastHeard)} ms`);
        return;
      }
      if (now - this.#lastSent >= timeout / 3) {
        this.request(ping, undefined, () => undefined, Xid.ping);
      }
      this.#keepAlive(timeout);
    });
  }

  #fail(why: string): void {
    const { host, port } = this.#connection.remote;
    this.#failure ??= new Error(`ZooKeeper at ${host}:${port} is given up: ${why}.`);
    this.#connection.destroy();
  }

  #write(bytes: Uint8Array): void {
    this.#lastSent = this.#options.clock.monotonic();
    // A peer that falls behind stops its own replies, which is what callers wait for.
    void this.#connection.write(bytes);
  }

  #takeXid(): number {
    const xid = this.#nextXid;
    this.#nextXid = xid === 0x7fff_ffff ? 1 : xid + 1;
    return xid;
  }
}

function lose(onReply: OnReply): void {
  onReply(new ZooKeeperError('CONNECTIONLOSS'), new JuteReader(new Uint8Array(0)), 0);
}

/** A stream to `address`; one that comes too late is dropped. */
function connectWithin(
  timeout: number,
  address: Address,
  { transport, clock }: ClientConnectionOptions,
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = clock.after(timeout, () => {
      late = true;
      reject(new Error(`${address.host}:${address.port} has not answered for ${timeout} ms.`));
    });
    transport
      .connect(address)
      .then((connection) => {
        if (late) connection.destroy();
        else resolve(connection);
      }, reject)
      .finally(() => timer.cancel());
  });
}
