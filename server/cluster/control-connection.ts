import type { Socket } from 'node:net';
import {
  type ClusterStatus,
  CONTROL_PROTOCOL_VERSION,
  type ControlEvent,
  type ControlMethod,
  type ControlMethods,
  type ControlRequest,
  type ControlResponse,
} from '../contract/control.ts';
import { toFailure } from './failure.ts';
import { JsonLinesReader } from './json-lines.ts';

/** The longest request that is read; the longest there is carries a configuration of some hundred keys. */
const MAX_LINE_BYTES = 1024 * 1024;
/** Bytes not yet taken by the client beyond which it gets no more events and is asked for nothing more. */
const MAX_UNSENT_BYTES = 1024 * 1024;
/** Requests of one client under way at a time; the next wait in the socket. */
const MAX_UNDER_WAY = 64;

/** What a client may ask for; `hello` is the connection's own matter. */
export type Controlled = {
  readonly [M in Exclude<ControlMethod, 'hello' | 'status'>]: (
    params: ControlMethods[M]['params'],
  ) => Promise<ClusterStatus>;
} & { status(): ClusterStatus };

/** One client of the control channel, from `hello` to its end. */
export class ControlConnection {
  readonly #socket: Socket;
  readonly #controlled: Controlled;
  readonly #attach: () => void;
  readonly #reader = new JsonLinesReader(MAX_LINE_BYTES);
  #attached = false;
  #underWay = 0;
  #unsentStatus: ClusterStatus | undefined;
  #leftOut = 0;

  /** @param onAttached called when the client has said `hello` and can be served. */
  constructor(socket: Socket, controlled: Controlled, onAttached: () => void) {
    this.#socket = socket;
    this.#controlled = controlled;
    this.#attach = onAttached;
    socket.on('data', (chunk) => this.#onData(chunk));
    // The `close` that follows says all there is to know.
    socket.on('error', () => {});
    socket.on('drain', () => this.#catchUp());
  }

  /** Whether it said `hello` and gets events. */
  get attached(): boolean {
    return this.#attached;
  }

  /**
   * Sends an event to an attached client. One that does not read gets the latest status when it does
   * again, and is told how many log lines it missed.
   */
  send(event: ControlEvent): void {
    if (!this.#attached || this.#socket.destroyed) return;
    if (this.#socket.writableLength <= MAX_UNSENT_BYTES) this.#write(event);
    else if (event.event === 'status') this.#unsentStatus = event.status;
    else this.#leftOut += 1;
  }

  /** Ends the connection when what was sent has gone out. */
  end(): void {
    this.#socket.destroySoon();
  }

  #onData(chunk: Uint8Array): void {
    try {
      for (const value of this.#reader.push(chunk)) this.#onRequest(toRequest(value));
    } catch (error) {
      const message = `Malformed request: ${(error as Error).message}`;
      this.#write({ id: -1, error: { kind: 'other', message } });
      this.end();
    }
  }

  #onRequest(request: ControlRequest): void {
    if (request.method === 'hello') {
      this.#onHello(request.id, request.params.protocol);
      return;
    }
    this.#underWay += 1;
    this.#regulate();
    void this.#answer(request).then((response) => {
      this.#underWay -= 1;
      this.#write(response);
      this.#regulate();
    });
  }

  #onHello(id: number, protocol: number): void {
    if (protocol !== CONTROL_PROTOCOL_VERSION) {
      const message =
        `Another version of Millrace runs the cluster (control protocol ${CONTROL_PROTOCOL_VERSION}, ` +
        `not ${protocol}). Close the other windows that use it, or reload them after an update.`;
      this.#write({ id, error: { kind: 'other', message } });
      this.end();
      return;
    }
    this.#write({ id, result: this.#controlled.status() });
    if (this.#attached) return;
    this.#attached = true;
    this.#attach();
  }

  async #answer(request: Exclude<ControlRequest, { method: 'hello' }>): Promise<ControlResponse> {
    const { id, method, params } = request;
    try {
      if (!this.#attached) throw new Error('Say hello first.');
      const run = this.#controlled[method] as (
        params: unknown,
      ) => ClusterStatus | Promise<ClusterStatus>;
      return { id, result: await run(params) };
    } catch (error) {
      return { id, error: toFailure(error) };
    }
  }

  /** A client that asks faster than it reads, or than can be done, has to wait. */
  #regulate(): void {
    const busy = this.#underWay >= MAX_UNDER_WAY || this.#socket.writableLength > MAX_UNSENT_BYTES;
    if (busy) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #catchUp(): void {
    const status = this.#unsentStatus;
    this.#unsentStatus = undefined;
    if (status !== undefined) this.#write({ event: 'status', status });
    if (this.#leftOut > 0) {
      const text = `${this.#leftOut} log lines were left out: this window did not read them in time`;
      this.#leftOut = 0;
      this.#write({
        event: 'log',
        line: { time: Date.now(), level: 'warn', source: 'host', text },
      });
    }
    this.#regulate();
  }

  #write(message: ControlResponse | ControlEvent): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`);
  }
}

const METHODS: Readonly<Record<ControlMethod, true>> = {
  hello: true,
  status: true,
  start: true,
  stop: true,
  restart: true,
  startBroker: true,
  stopBroker: true,
  killBroker: true,
  restartBroker: true,
  addBroker: true,
  removeBroker: true,
};

/** @throws Error when a value is no request. */
function toRequest(value: unknown): ControlRequest {
  if (typeof value !== 'object' || value === null) throw new Error('not an object');
  const { id, method, params } = value as Record<string, unknown>;
  if (typeof id !== 'number') throw new Error('no id');
  if (typeof method !== 'string' || !Object.hasOwn(METHODS, method)) {
    throw new Error(`no such method: ${method}`);
  }
  if (typeof params !== 'object' || params === null) throw new Error(`${method} has no params`);
  return value as ControlRequest;
}
