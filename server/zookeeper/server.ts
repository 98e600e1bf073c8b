import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Address, Connection, Listener, Transport } from '../ports/transport.ts';
import type { CoordinationService } from './coordination-service.ts';
import { answerFourLetterWord, type FourLetterWord } from './four-letter-words.ts';
import { MAX_FRAME_BYTES } from './frames.ts';
import { type ConnectionContext, ServerConnection } from './server-connection.ts';
import { Statistics } from './statistics.ts';

export interface ZooKeeperServerOptions {
  readonly service: CoordinationService;
  readonly transport: Transport;
  /** Where to listen; port 0 for a free one. */
  readonly address: Address;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Largest request in bytes, ZooKeeper's `jute.maxbuffer`. */
  readonly maxFrameBytes?: number;
  /** Four-letter words to answer besides `srvr` (`4lw.commands.whitelist`); `*` for all. */
  readonly fourLetterWords?: readonly (FourLetterWord | '*')[];
  /** What `envi` tells besides the version, such as `os.name`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The coordination service on the network, in ZooKeeper's protocol. */
export class ZooKeeperServer {
  readonly #connections = new Set<ServerConnection>();
  readonly #statistics = new Statistics();
  readonly #options: ZooKeeperServerOptions;
  #listener!: Listener;
  #closing = false;

  /** Resolves when clients can connect. @throws ListenError */
  static async listen(options: ZooKeeperServerOptions): Promise<ZooKeeperServer> {
    const server = new ZooKeeperServer(options);
    server.#listener = await options.transport.listen(options.address, (connection) =>
      server.#accept(connection),
    );
    return server;
  }

  private constructor(options: ZooKeeperServerOptions) {
    this.#options = options;
  }

  /** Where it listens, with the port that was given out. */
  get address(): Address {
    return this.#listener.address;
  }

  get connections(): Iterable<ServerConnection> {
    return this.#connections;
  }

  get statistics(): Statistics {
    return this.#statistics;
  }

  /** Takes no more clients and ends the connections; sessions live on for their timeouts. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#listener.close();
    for (const connection of [...this.#connections]) connection.close();
  }

  #accept(connection: Connection): void {
    if (this.#closing) {
      connection.destroy();
      return;
    }
    const { service, clock, logger, maxFrameBytes = MAX_FRAME_BYTES } = this.#options;
    const context: ConnectionContext = {
      service,
      clock,
      logger,
      maxFrameBytes,
      statistics: this.#statistics,
      command: (word) => this.#answer(word),
    };
    const served = new ServerConnection(connection, context);
    this.#connections.add(served);
    void served.run().finally(() => this.#connections.delete(served));
  }

  #answer(word: string): string | undefined {
    const { service, fourLetterWords = [], environment = {} } = this.#options;
    return answerFourLetterWord(word, fourLetterWords, {
      service,
      environment,
      port: this.address.port,
      statistics: this.#statistics,
      connections: [...this.#connections],
    });
  }
}
