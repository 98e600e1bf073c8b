import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Connection } from '../ports/transport.ts';
import type { Identity } from './access-control.ts';
import type { ClientView } from './client-view.ts';
import type { CoordinationService } from './coordination-service.ts';
import { digestIdentity } from './digest.ts';
import { ErrorNumber, ZooKeeperError } from './errors.ts';
import { FrameError, FrameReader } from './frames.ts';
import { JuteError, JuteReader, type JuteWriter } from './jute.ts';
import {
  connectRequest,
  connectResponse,
  replyHeader,
  requestHeader,
  watchEvent,
  Xid,
} from './messages.ts';
import { OpCode } from './op-code.ts';
import { auth } from './operations.ts';
import { frameOf } from './records.ts';
import { prepareRequest } from './request-handlers.ts';
import type { Session } from './sessions.ts';
import { Statistics } from './statistics.ts';

/** Requests of one connection under way before it is read no further. */
const MAX_OUTSTANDING = 1_000;
/** What may wait for a client that does not read before it is dropped: it can come back and set its watches again. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024;
/** How long a connection may stand without a session. */
const HANDSHAKE_MS = 10_000;

/** What connections share. */
export interface ConnectionContext {
  readonly service: CoordinationService;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxFrameBytes: number;
  readonly statistics: Statistics;
  /** The answer to a four-letter word, undefined for something else. */
  readonly command: (word: string) => string | undefined;
}

/** One client's connection: handshake, requests in order, watch events. */
export class ServerConnection {
  readonly statistics = new Statistics();
  readonly #context: ConnectionContext;
  readonly #connection: Connection;
  readonly #frames: FrameReader;
  #view: ClientView | undefined;
  #outstanding = 0;
  #roomMade: (() => void) | undefined;
  /** Resolves when the client reads again. */
  #stalled: Promise<void> | undefined;
  #unsentBytes = 0;
  #closed = false;

  constructor(connection: Connection, context: ConnectionContext) {
    this.#connection = connection;
    this.#context = context;
    this.#frames = new FrameReader(context.maxFrameBytes);
  }

  /** `host:port` of the client. */
  get remote(): string {
    return `${this.#connection.remote.host}:${this.#connection.remote.port}`;
  }

  get session(): Session | undefined {
    return this.#view?.session;
  }

  /** Requests that have not been answered. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /** Serves the client until either side ends the connection. */
  async run(): Promise<void> {
    const { clock, logger } = this.#context;
    const handshake = clock.after(HANDSHAKE_MS, () => {
      if (this.#view === undefined) this.close();
    });
    try {
      for await (const chunk of this.#connection) {
        if (!this.#take(chunk)) break;
        await this.#room();
      }
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      logger.debug(`Lost a client of the coordination service: ${cause}`);
    } finally {
      handshake.cancel();
      this.close();
    }
  }

  /** Ends the connection; the session lives on for its timeout. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const { session } = this;
    if (session?.holder === this) session.holder = undefined;
    if (this.#view !== undefined) this.#context.service.dropView(this.#view);
    this.#roomMade?.();
    this.#connection.close();
  }

  /** The session has ended, or its client has come back over another connection. */
  lost(): void {
    this.close();
  }

  /** Whether to read on. */
  #take(chunk: Uint8Array): boolean {
    const { logger } = this.#context;
    try {
      this.#onChunk(chunk);
    } catch (error) {
      if (error instanceof FrameError) {
        logger.warn(`Closed a connection from ${this.remote}: it sent ${error.message}.`);
      } else if (error instanceof JuteError) {
        logger.warn(
          `Closed a connection from ${this.remote}: it sent something malformed. ${error.message}`,
        );
      } else {
        const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
        logger.error(
          `Closed the connection from ${this.remote}, which met an internal error. ${what}`,
        );
      }
      return false;
    }
    return !this.#closed;
  }

  #onChunk(chunk: Uint8Array): void {
    let frames: Uint8Array[];
    try {
      frames = this.#frames.push(chunk);
    } catch (error) {
      if (this.#view === undefined && this.#answerCommand()) return;
      throw error;
    }
    for (const frame of frames) {
      if (this.#closed) return;
      this.statistics.received++;
      this.#context.statistics.received++;
      if (this.#view === undefined) this.#onConnect(frame);
      else this.#onRequest(this.#view, frame);
    }
  }

  /** Four letters come where a frame's length would, and would be one that no frame has. */
  #answerCommand(): boolean {
    const word = String.fromCharCode(...this.#frames.rest.subarray(0, 4));
    const answer = this.#context.command(word);
    if (answer === undefined) return false;
    this.#write(new TextEncoder().encode(answer));
    this.close();
    return true;
  }

  #onConnect(frame: Uint8Array): void {
    const { service, logger } = this.#context;
    const from = new JuteReader(frame);
    const request = connectRequest.read(from);
    const withReadOnly = from.remaining > 0;
    if (request.lastZxidSeen > service.lastZxid) {
      logger.warn(
        `Refused ${this.remote}: it has seen transaction ${request.lastZxidSeen}, the last one here is ` +
          `${service.lastZxid}. It knows another coordination service, or this one's data were lost.`,
      );
      this.close();
      return;
    }
    const { sessionId, timeout } = request;
    const session =
      sessionId === 0n
        ? service.openSession(timeout)
        : service.resumeSession(sessionId, request.password ?? new Uint8Array(0), timeout);
    if (session !== undefined) this.#attach(session);
    service.whenDurable((durable) => {
      if (this.#closed || !durable) return;
      this.#send((to) => {
        connectResponse.write(
          {
            protocolVersion: 0,
            timeout: session?.timeout ?? 0,
            sessionId: session?.id ?? 0n,
            password: session?.password ?? new Uint8Array(16),
          },
          to,
        );
        if (withReadOnly) to.bool(false);
      });
      if (session === undefined) this.close();
    });
  }

  #attach(session: Session): void {
    const { service } = this.#context;
    const identities: Identity[] = [{ scheme: 'ip', id: this.#connection.remote.host }];
    session.holder = this;
    service.sessions.heard(session);
    this.#view = service.viewFor(session, identities, (event) => {
      // No transaction in the header: a client that came back believing it had seen all of a
      // transaction would miss the rest of its events.
      this.#send(
        (to) => replyHeader.write({ xid: Xid.event, zxid: -1, err: 0 }, to),
        (to) => watchEvent.write(event, to),
      );
    });
  }

  #onRequest(view: ClientView, frame: Uint8Array): void {
    const { service, clock } = this.#context;
    service.sessions.heard(view.session);
    const from = new JuteReader(frame);
    const { xid, type } = requestHeader.read(from);
    const received = clock.monotonic();
    this.#outstanding++;
    const answered = (after?: () => void) => {
      this.#outstanding--;
      if (this.#outstanding < MAX_OUTSTANDING / 2) this.#roomMade?.();
      const latency = clock.monotonic() - received;
      this.statistics.answered(latency);
      this.#context.statistics.answered(latency);
      after?.();
    };

    if (type === OpCode.closeSession) {
      view.session.holder = undefined;
      service.endSession(view.session.id);
      service.whenDurable((durable) => {
        if (durable) this.#reply(xid, service.lastZxid);
        answered(() => this.close());
      });
      return;
    }
    service.perform(
      view,
      () => this.#act(view, type, from),
      (outcome) => {
        if ('error' in outcome) {
          this.#reply(xid, outcome.zxid, outcome.error);
          answered(() => this.#afterError(type, outcome.error));
        } else {
          this.#reply(xid, outcome.zxid, undefined, outcome.value);
          answered();
        }
      },
    );
  }

  #act(view: ClientView, type: number, from: JuteReader): ((to: JuteWriter) => void) | undefined {
    if (type === OpCode.ping) return undefined;
    if (type === OpCode.auth) {
      this.#authenticate(view, from);
      return undefined;
    }
    try {
      const prepared = prepareRequest(type, from);
      if (prepared === undefined) throw new ZooKeeperError('UNIMPLEMENTED');
      return prepared(view);
    } catch (error) {
      if (error instanceof JuteError) throw new ZooKeeperError('MARSHALLINGERROR');
      throw error;
    }
  }

  #authenticate(view: ClientView, from: JuteReader): void {
    const { scheme, auth: secret } = auth.request.read(from);
    if (scheme === 'ip') return;
    if (scheme !== 'digest' || secret === null) throw new ZooKeeperError('AUTHFAILED');
    const identity = digestIdentity(secret);
    if (!view.identities.some(({ id }) => id === identity.id)) view.identities.push(identity);
  }

  #afterError(type: number, error: ZooKeeperError): void {
    const { code } = error;
    const fatal = code === 'CONNECTIONLOSS' || code === 'SESSIONEXPIRED';
    if (fatal || type === OpCode.auth) this.close();
  }

  #reply(xid: number, zxid: number, error?: ZooKeeperError, body?: (to: JuteWriter) => void): void {
    const err = error === undefined ? ErrorNumber.OK : error.number;
    this.#send((to) => replyHeader.write({ xid, zxid, err }, to), body ?? (() => undefined));
  }

  #send(...parts: Array<(to: JuteWriter) => void>): void {
    if (this.#closed) return;
    this.statistics.sent++;
    this.#context.statistics.sent++;
    this.#write(frameOf(...parts));
  }

  #write(bytes: Uint8Array): void {
    const stalled = this.#connection.write(bytes);
    if (stalled === undefined) return;
    this.#unsentBytes += bytes.length;
    if (this.#unsentBytes > MAX_UNSENT_BYTES) {
      this.#context.logger.warn(`Dropped ${this.remote}: it does not read what it is sent.`);
      this.#connection.destroy();
      this.close();
      return;
    }
    if (this.#stalled === undefined) {
      this.#stalled = stalled.then(() => {
        this.#stalled = undefined;
        this.#unsentBytes = 0;
      });
    }
  }

  /** Resolves when the client may be read on: it reads what it is sent, and has not too much under way. */
  async #room(): Promise<void> {
    await this.#stalled;
    while (this.#outstanding >= MAX_OUTSTANDING && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#roomMade = resolve;
      });
      this.#roomMade = undefined;
    }
  }
}
