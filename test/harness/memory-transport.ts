import {
  type Address,
  type Connection,
  ListenError,
  type Listener,
  type Transport,
} from '../../server/ports/transport.ts';

/** Bytes that a peer has not read before a writer is asked to wait. */
const WRITE_AHEAD = 64 * 1024;

/**
 * A Transport within one thread, without sockets and without delays: what one side writes, the other can read
 * in the same turn. Every test has its own; nothing is shared between two of them.
 */
export class MemoryTransport implements Transport {
  readonly #listeners = new Map<number, (connection: Connection) => void>();
  readonly #connections = new Set<MemoryConnection>();
  #nextPort = 10_000;
  /** While false, connecting fails as if nothing listened anywhere. */
  reachable = true;

  async listen(
    { host, port }: Address,
    onConnection: (connection: Connection) => void,
  ): Promise<Listener> {
    const given = { host, port: port === 0 ? this.#nextPort++ : port };
    if (this.#listeners.has(given.port)) {
      throw new ListenError('in-use', given, `Port ${given.port} is in use.`);
    }
    this.#listeners.set(given.port, onConnection);
    return {
      address: given,
      close: async () => {
        this.#listeners.delete(given.port);
      },
    };
  }

  async connect(address: Address): Promise<Connection> {
    const onConnection = this.#listeners.get(address.port);
    if (!this.reachable || onConnection === undefined) {
      throw new Error(`Nothing listens at ${address.host}:${address.port}.`);
    }
    const near = { host: '127.0.0.1', port: this.#nextPort++ };
    const client = new MemoryConnection(near, address);
    const server = new MemoryConnection(address, near);
    client.peer = server;
    server.peer = client;
    this.#connections.add(client).add(server);
    onConnection(server);
    return client;
  }

  /** Breaks every connection of a listener, and takes no more there, as when its process dies. */
  cutOff({ port }: Address): void {
    this.#listeners.delete(port);
    for (const connection of this.#connections) {
      if (connection.local.port !== port && connection.remote.port !== port) continue;
      connection.fail();
      this.#connections.delete(connection);
    }
  }

  /** Breaks every connection, as a network that fails: both sides' readers throw. */
  breakConnections(): void {
    for (const connection of this.#connections) connection.fail();
    this.#connections.clear();
  }
}

class MemoryConnection implements Connection {
  readonly local: Address;
  readonly remote: Address;
  peer!: MemoryConnection;
  #unread: Uint8Array[] = [];
  #unreadBytes = 0;
  /** Nothing comes after what is unread. */
  #ended = false;
  #failure: Error | undefined;
  #closed = false;
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;
  #drained: Promise<void> | undefined;

  constructor(local: Address, remote: Address) {
    this.local = local;
    this.remote = remote;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#unread.shift();
        if (chunk !== undefined) {
          this.#unreadBytes -= chunk.length;
          if (this.#unreadBytes <= WRITE_AHEAD) this.peer.#drain();
          yield chunk;
        } else if (this.#failure !== undefined) {
          throw this.#failure;
        } else if (this.#ended) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
        }
      }
    } finally {
      this.close();
    }
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    const { peer } = this;
    if (this.#closed || peer.#closed || peer.#ended) return undefined;
    peer.#unread.push(bytes);
    peer.#unreadBytes += bytes.length;
    peer.#wakeReader?.();
    if (peer.#unreadBytes <= WRITE_AHEAD) return undefined;
    this.#drained ??= new Promise((resolve) => {
      this.#wakeWriter = resolve;
    });
    return this.#drained;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unread = [];
    this.#unreadBytes = 0;
    this.#end();
    this.peer.#end();
  }

  destroy(): void {
    this.close();
  }

  /** Breaks the connection from outside. */
  fail(): void {
    if (this.#closed) return;
    this.#failure = new Error(`The connection with ${this.remote.host}:${this.remote.port} broke.`);
    this.#unread = [];
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#wakeReader?.();
    this.#drain();
    this.peer.#drain();
  }

  #drain(): void {
    this.#drained = undefined;
    this.#wakeWriter?.();
  }
}
