import type { Clock, Timer } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Address, Transport } from '../ports/transport.ts';
import { callEach } from './call-each.ts';
import { ClientConnection, type OnReply } from './client-connection.ts';
import type { SessionState, WatchEvent } from './coordination.ts';
import { ZooKeeperError } from './errors.ts';
import { JuteReader } from './jute.ts';
import { Xid } from './messages.ts';
import { type Askable, auth, closeSession } from './operations.ts';

/** Milliseconds between attempts to connect: the first after none, then from the shortest to the longest. */
const SHORTEST_PAUSE = 20;
const LONGEST_PAUSE = 1_000;

export interface ClientSessionOptions {
  /** Tried in turn, from any of them on. */
  readonly servers: readonly Address[];
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Milliseconds asked for; the server may grant another. */
  readonly sessionTimeout: number;
  /** Called with each watch event, in its place among the replies. */
  readonly onEvent: (event: WatchEvent) => void;
  /** Called on a new connection of an old session, to set watches again, with the last transaction seen. */
  readonly onResumed: (lastZxid: number) => void;
  /** Whether another session takes the place of one that has expired. */
  readonly renews: boolean;
  /** Called when a session has expired, and its watches with it. */
  readonly onExpired: () => void;
}

/**
 * A session with a coordination service somewhere, kept over one connection after another until it is closed or
 * the server says that it has expired; then, if so asked, the next one. Requests made while there is no connection
 * wait for one, for as long as the session can still be alive.
 */
export class ClientSession {
  readonly #options: ClientSessionOptions;
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #credentials: { scheme: string; auth: Uint8Array }[] = [];
  #id = 0n;
  #password: Uint8Array | null = new Uint8Array(16);
  #timeout: number;
  #lastZxid = 0;
  #connection: ClientConnection | undefined;
  /** What waits for a connection: called with one, or with nothing when it has waited too long. */
  #waiting: Array<(connection: ClientConnection | undefined) => void> = [];
  /** Disconnected for longer than the session lives: nothing is to wait any more. */
  #hopeless = false;
  #giveUp: Timer | undefined;
  #over: 'closed' | 'expired' | undefined;
  /** One session has expired, and the next is still to be opened. */
  #renewing = false;
  #lastFailure = '';
  /** Ends the pause between two attempts to connect. */
  #wake: (() => void) | undefined;

  constructor(options: ClientSessionOptions) {
    this.#options = options;
    this.#timeout = options.sessionTimeout;
  }

  /**
   * Begins to connect; resolves when the session is open.
   * @throws ZooKeeperError CONNECTIONLOSS when that has not come about after `timeout` milliseconds.
   */
  async open(timeout: number): Promise<void> {
    const { clock, servers } = this.#options;
    const deadline = clock.after(timeout, () => this.#drop());
    const opened = new Promise<boolean>((resolve) => {
      this.#waiting.push((connection) => resolve(connection !== undefined));
    });
    void this.#keepConnected();
    const isOpen = await opened;
    deadline.cancel();
    if (isOpen) return;
    const where = servers.map(({ host, port }) => `${host}:${port}`).join(', ');
    throw new ZooKeeperError(
      'CONNECTIONLOSS',
      undefined,
      `no server at ${where} after ${timeout} ms. ${this.#lastFailure}`.trim(),
    );
  }

  /** 0 while no session is open. */
  get id(): bigint {
    return this.#id;
  }

  /**
   * Sends a request. `onReply` is called when it is answered, before anything that the server sent afterwards is
   * looked at.
   * @throws ZooKeeperError, without a path
   */
  request<Request, Response>(
    operation: Askable<Request, Response>,
    request: Request,
    onReply?: (error: ZooKeeperError | undefined) => void,
    xid?: number,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      const settle: OnReply = (error, body, zxid) => {
        if (zxid > 0) this.#lastZxid = zxid;
        onReply?.(error);
        if (error !== undefined) {
          reject(error);
          return;
        }
        try {
          resolve(operation.response.read(body));
        } catch {
          reject(new ZooKeeperError('MARSHALLINGERROR'));
        }
      };
      this.#whenConnected((connection) => {
        if (connection !== undefined) connection.request(operation, request, settle, xid);
        else settle(this.#lost(), new JuteReader(new Uint8Array(0)), 0);
      });
    });
  }

  /** Proves an identity, now and on each connection to come. @throws ZooKeeperError AUTHFAILED */
  async addAuth(scheme: string, secret: Uint8Array): Promise<void> {
    await this.request(auth, { type: 0, scheme, auth: secret }, undefined, Xid.auth);
    this.#credentials.push({ scheme, auth: secret });
  }

  onState(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the session, if it can be reached; else it ends by its timeout. */
  async close(): Promise<void> {
    if (this.#over !== undefined) return;
    const connection = this.#connection;
    if (connection !== undefined) {
      const answered = new Promise<void>((resolve) => {
        connection.request(closeSession, undefined, () => resolve());
      });
      this.#over = 'closed';
      await answered;
    }
    this.#drop();
  }

  /** Stops without a word to the server. */
  #drop(): void {
    this.#over ??= 'closed';
    this.#giveUp?.cancel();
    this.#wake?.();
    this.#connection?.close();
    this.#releaseWaiting(undefined);
  }

  async #keepConnected(): Promise<void> {
    const { servers, random, logger } = this.#options;
    let next = random.below(servers.length);
    for (let failures = 0; this.#over === undefined; ) {
      if (failures > 0) await this.#pause(failures);
      if (this.#over !== undefined) return;
      const server = servers[next++ % servers.length]!;
      try {
        const connection = await this.#connect(server);
        if (connection === undefined) {
          failures++;
          continue;
        }
        failures = 0;
        const failure = await connection.ended;
        this.#disconnected();
        if (this.#over === undefined) {
          const why = failure?.message ?? 'The server has closed the connection.';
          logger.warn(`Lost the coordination service, connecting again. ${why}`);
        }
      } catch (error) {
        failures++;
        this.#lastFailure = error instanceof Error ? error.message : String(error);
      }
    }
  }

  /** A connection on which the session is open; undefined if that was over. */
  async #connect(server: Address): Promise<ClientConnection | undefined> {
    const { transport, clock, onEvent, servers } = this.#options;
    const { connection, response } = await ClientConnection.open(
      server,
      {
        protocolVersion: 0,
        lastZxidSeen: this.#lastZxid,
        timeout: this.#options.sessionTimeout,
        sessionId: this.#id,
        password: this.#password,
      },
      this.#timeout / servers.length,
      { transport, clock, onEvent },
    );
    if (this.#over !== undefined || response.timeout <= 0) {
      connection.close();
      this.#expire();
      return undefined;
    }
    const resumed = this.#id !== 0n;
    this.#id = response.sessionId;
    this.#password = response.password;
    this.#timeout = response.timeout;
    this.#connected(connection, resumed);
    return connection;
  }

  #connected(connection: ClientConnection, resumed: boolean): void {
    this.#giveUp?.cancel();
    this.#hopeless = false;
    this.#connection = connection;
    for (const credential of this.#credentials) {
      connection.request(auth, { type: 0, ...credential }, () => undefined, Xid.auth);
    }
    if (resumed) this.#options.onResumed(this.#lastZxid);
    if (resumed || this.#renewing) this.#tell('connected');
    this.#renewing = false;
    this.#releaseWaiting(connection);
  }

  #disconnected(): void {
    this.#connection = undefined;
    if (this.#over !== undefined) return;
    this.#giveUp = this.#options.clock.after(this.#timeout, () => {
      this.#hopeless = true;
      this.#releaseWaiting(undefined);
    });
    this.#tell('disconnected');
  }

  #expire(): void {
    if (this.#over !== undefined) return;
    const { logger, renews, onExpired } = this.#options;
    logger.warn(`Session 0x${this.#id.toString(16)} with the coordination service has expired.`);
    if (renews) {
      this.#renewing = true;
      this.#id = 0n;
      this.#password = new Uint8Array(16);
      this.#lastZxid = 0;
      this.#releaseWaiting(undefined);
    } else {
      this.#over = 'expired';
      this.#drop();
    }
    onExpired();
    this.#tell('expired');
  }

  #whenConnected(use: (connection: ClientConnection | undefined) => void): void {
    if (this.#over !== undefined || this.#hopeless) use(undefined);
    else if (this.#connection !== undefined) use(this.#connection);
    else this.#waiting.push(use);
  }

  #releaseWaiting(connection: ClientConnection | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const use of waiting) use(connection);
  }

  #lost(): ZooKeeperError {
    return new ZooKeeperError(this.#over === undefined ? 'CONNECTIONLOSS' : 'SESSIONEXPIRED');
  }

  async #pause(failures: number): Promise<void> {
    const { clock, random } = this.#options;
    const longest = Math.min(SHORTEST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE);
    const pause = longest / 2 + random.below(Math.ceil(longest / 2));
    await new Promise<void>((resolve) => {
      const timer = clock.after(pause, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#wake = undefined;
  }

  #tell(state: SessionState): void {
    callEach([...this.#listeners], state);
  }
}
