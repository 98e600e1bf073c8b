// The coordination service as tests of real clients want it: on LevelDB and TCP, in this process.

import { systemClock } from '../../../server/node/system-clock.ts';
import { systemRandom } from '../../../server/node/system-random.ts';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import type { Logger } from '../../../server/ports/logger.ts';
import type { Address } from '../../../server/ports/transport.ts';
import { LevelStore } from '../../../server/storage/level-store.ts';
import { ZooKeeperClient, type ZooKeeperClientOptions } from '../../../server/zookeeper/client.ts';
import { CoordinationService } from '../../../server/zookeeper/coordination-service.ts';
import { ZooKeeperServer } from '../../../server/zookeeper/server.ts';
import { tempFolder } from '../../harness/temp.ts';

const warn = (line: string) => void process.stderr.write(`${line}\n`);
const logger: Logger = { error: warn, warn, info: () => undefined, debug: () => undefined };

/** The coordination service in a folder, on a port that it keeps over restarts. */
export class Served {
  readonly #folder = tempFolder('zookeeper');
  readonly #tickTime: number;
  #stop: (() => Promise<void>) | undefined;
  #port = 0;

  /** `tickTime` as ZooKeeper's, in milliseconds: sessions last at least two of them. */
  static async start({ tickTime = 2_000 } = {}): Promise<Served> {
    const served = new Served(tickTime);
    await served.#start();
    return served;
  }

  private constructor(tickTime: number) {
    this.#tickTime = tickTime;
  }

  get address(): Address {
    return { host: '127.0.0.1', port: this.#port };
  }

  async restart(): Promise<void> {
    await this.#stop?.();
    await this.#start();
  }

  /** Stops it and removes its data. */
  async remove(): Promise<void> {
    await this.#stop?.();
    this.#folder.remove();
  }

  async #start(): Promise<void> {
    const clock = systemClock();
    const store = await LevelStore.open(this.#folder.path);
    const service = await CoordinationService.open({
      ...{ store, clock, logger },
      random: systemRandom(),
      tickTime: this.#tickTime,
      maxSessionTimeout: 40_000,
    });
    const server = await ZooKeeperServer.listen({
      ...{ service, clock, logger },
      transport: tcpTransport(),
      address: this.address,
      fourLetterWords: ['*'],
    });
    this.#port = server.address.port;
    this.#stop = async () => {
      await server.close();
      await service.close();
      await store.close();
    };
  }
}

/** A session over TCP with whatever speaks ZooKeeper's protocol at `server`. */
export function connect(
  server: Address,
  options: Partial<ZooKeeperClientOptions> = {},
): Promise<ZooKeeperClient> {
  return ZooKeeperClient.connect({
    servers: [server],
    transport: tcpTransport(),
    clock: systemClock(),
    random: systemRandom(),
    logger,
    ...options,
  });
}
