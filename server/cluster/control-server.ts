import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import type { ControlEvent } from '../contract/control.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { ControlConnection, type Controlled } from './control-connection.ts';
import { listenOnControlSocket } from './control-socket.ts';
import type { ClusterHost } from './host.ts';
import type { LogHistory } from './log-history.ts';

/** How long a connection may stand without `hello`. */
const HELLO_TIMEOUT_MS = 5_000;

/** The host's end of the control channel: serves every window, and notices when the last has gone. */
export class ControlServer {
  readonly #options: ControlServerOptions;
  readonly #controlled: Controlled;
  readonly #connections = new Set<ControlConnection>();
  readonly #unsubscribe: readonly (() => void)[];
  #server: Server | undefined;
  #grace: Timer | undefined;

  /** @returns undefined when another host already serves `path`. @throws Error as `listenOnControlSocket` */
  static async listen(
    path: string,
    options: ControlServerOptions,
  ): Promise<ControlServer | undefined> {
    const control = new ControlServer(options);
    const server = await listenOnControlSocket(path, (socket) => control.#onConnection(socket));
    if (server === undefined) {
      await control.close();
      return undefined;
    }
    control.#server = server;
    control.#startGrace();
    return control;
  }

  private constructor(options: ControlServerOptions) {
    const { host, log } = options;
    this.#options = options;
    this.#controlled = {
      status: () => host.status,
      start: ({ config }) => host.start(config),
      stop: () => host.stop(),
      restart: ({ config }) => host.restart(config),
      startBroker: ({ id }) => host.startBroker(id),
      stopBroker: ({ id }) => host.stopBroker(id),
      killBroker: ({ id }) => host.killBroker(id),
      restartBroker: ({ id }) => host.restartBroker(id),
      addBroker: () => host.addBroker(),
      removeBroker: ({ id, force }) => host.removeBroker(id, force),
    };
    this.#unsubscribe = [
      host.onStatus((status) => this.#broadcast({ event: 'status', status })),
      log.onLine((line) => this.#broadcast({ event: 'log', line })),
    ];
  }

  /** How many clients have said `hello` and not gone. */
  get attached(): number {
    return [...this.#connections].filter((connection) => connection.attached).length;
  }

  /** Stops accepting, ends every connection, and frees the path. */
  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#grace?.cancel();
    const closed = this.#server && once(this.#server, 'close');
    this.#server?.close();
    for (const connection of this.#connections) connection.end();
    await closed;
  }

  #onConnection(socket: Socket): void {
    const { clock, log } = this.#options;
    const hello = clock.after(HELLO_TIMEOUT_MS, () => socket.destroy());
    const connection = new ControlConnection(socket, this.#controlled, () => {
      hello.cancel();
      this.#grace?.cancel();
      for (const line of log.lines) connection.send({ event: 'log', line });
    });
    this.#connections.add(connection);
    socket.on('close', () => {
      hello.cancel();
      this.#connections.delete(connection);
      if (connection.attached && this.attached === 0) this.#startGrace();
    });
  }

  #startGrace(): void {
    const { clock, graceMs, onAbandoned } = this.#options;
    this.#grace?.cancel();
    this.#grace = clock.after(graceMs, onAbandoned);
  }

  #broadcast(event: ControlEvent): void {
    for (const connection of this.#connections) connection.send(event);
  }
}

export interface ControlServerOptions {
  readonly host: ControlledHost;
  readonly log: LogHistory;
  readonly clock: Clock;
  /** How long the host waits for another client when the last has gone, or none has come. */
  readonly graceMs: number;
  /** Called when nobody was attached for so long; again after the next time. */
  readonly onAbandoned: () => void;
}

/** What the control channel needs of the host. */
export type ControlledHost = Pick<
  ClusterHost,
  | 'status'
  | 'onStatus'
  | 'start'
  | 'stop'
  | 'restart'
  | 'startBroker'
  | 'stopBroker'
  | 'killBroker'
  | 'restartBroker'
  | 'addBroker'
  | 'removeBroker'
>;
