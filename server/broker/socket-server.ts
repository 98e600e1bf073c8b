import type { Clock, Timer } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Address, Connection, Listener, Transport } from '../ports/transport.ts';
import { ClientConnection } from './client-connection.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import type { RequestDispatcher } from './request-dispatcher.ts';

/** Accepts clients, closes those that have been silent for too long, and lets all go in the end. */
export class SocketServer {
  readonly #transport: Transport;
  readonly #dispatcher: RequestDispatcher;
  readonly #options: { clock: Clock; logger: Logger; config: BrokerConfig };
  readonly #connections = new Map<ClientConnection, Promise<void>>();
  #listener: Listener | undefined;
  #sweep: Timer | undefined;

  constructor(
    transport: Transport,
    dispatcher: RequestDispatcher,
    options: { clock: Clock; logger: Logger; config: BrokerConfig },
  ) {
    this.#transport = transport;
    this.#dispatcher = dispatcher;
    this.#options = options;
  }

  get address(): Address {
    if (this.#listener === undefined) throw new Error('the server does not listen');
    return this.#listener.address;
  }

  /** @throws ListenError */
  async listen(address: Address): Promise<Address> {
    this.#listener = await this.#transport.listen(address, (connection) =>
      this.#accept(connection),
    );
    this.#scheduleSweep();
    return this.#listener.address;
  }

  /** Stops accepting, closes every connection, and resolves when the last request has ended. */
  async close(): Promise<void> {
    this.#sweep?.cancel();
    await this.#listener?.close();
    for (const connection of this.#connections.keys()) connection.close();
    await Promise.all(this.#connections.values());
  }

  #accept(connection: Connection): void {
    const { clock, logger, config } = this.#options;
    const most = config.get('max.connections');
    if (this.#connections.size >= most) {
      logger.warn(`refused a connection of ${connection.remote.host}: max.connections is ${most}`);
      connection.destroy();
      return;
    }
    const maxRequestBytes = config.get('socket.request.max.bytes');
    const client = new ClientConnection(connection, this.#dispatcher, {
      clock,
      logger,
      maxRequestBytes,
    });
    const run = client.run().finally(() => this.#connections.delete(client));
    this.#connections.set(client, run);
  }

  #scheduleSweep(): void {
    const { clock, config } = this.#options;
    const idleMs = config.get('connections.max.idle.ms');
    this.#sweep = clock.after(Math.min(idleMs, 30_000), () => {
      const now = clock.monotonic();
      for (const client of this.#connections.keys()) {
        if (client.idle && now - client.lastActive >= idleMs) client.close();
      }
      this.#scheduleSweep();
    });
  }
}
