import type { Logger } from '../../../server/ports/logger.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import { ZooKeeperClient, type ZooKeeperClientOptions } from '../../../server/zookeeper/client.ts';
import {
  CoordinationService,
  type CoordinationServiceOptions,
} from '../../../server/zookeeper/coordination-service.ts';
import { LocalCoordination } from '../../../server/zookeeper/local-coordination.ts';
import { ZooKeeperServer, type ZooKeeperServerOptions } from '../../../server/zookeeper/server.ts';
import { ManualClock } from '../../harness/manual-clock.ts';
import { MemoryTransport } from '../../harness/memory-transport.ts';
import { seededRandom } from '../../harness/seeded-random.ts';

/** A coordination service on a store in memory, a network in memory and a clock that stands still. */
export class ServiceHarness {
  readonly clock = new ManualClock();
  readonly transport = new MemoryTransport();
  readonly random = seededRandom();
  /** What was logged, `debug` apart. */
  readonly lines: string[] = [];
  readonly logger: Logger;
  readonly options: CoordinationServiceOptions;
  readonly serverOptions: Partial<ZooKeeperServerOptions>;
  service!: CoordinationService;
  server!: ZooKeeperServer;
  #port = 0;

  static async open(
    options: Partial<CoordinationServiceOptions> = {},
    serverOptions: Partial<ZooKeeperServerOptions> = {},
  ): Promise<ServiceHarness> {
    const harness = new ServiceHarness(options, serverOptions);
    await harness.#start();
    return harness;
  }

  private constructor(
    options: Partial<CoordinationServiceOptions>,
    serverOptions: Partial<ZooKeeperServerOptions>,
  ) {
    const keep = (line: string) => {
      this.lines.push(line);
    };
    this.logger = { error: keep, warn: keep, info: keep, debug: () => undefined };
    this.options = {
      store: new MemoryStore(),
      clock: this.clock,
      random: this.random,
      logger: this.logger,
      ...options,
    };
    this.serverOptions = serverOptions;
  }

  /** A new session in this process. */
  local(): Promise<LocalCoordination> {
    return LocalCoordination.open(this.service);
  }

  /** A new session over the network. */
  client(options: Partial<ZooKeeperClientOptions> = {}): Promise<ZooKeeperClient> {
    return ZooKeeperClient.connect({
      servers: [this.server.address],
      sessionTimeout: 6_000,
      transport: this.transport,
      clock: this.clock,
      random: this.random,
      logger: this.logger,
      ...options,
    });
  }

  /** Stops the server and the service: nothing can be reached. */
  async stop(): Promise<void> {
    await this.server.close();
    await this.service.close();
  }

  /** As after the death of the process: another service, at the same address, on what was durable. */
  async restart(): Promise<void> {
    await this.stop();
    await this.#start();
  }

  async #start(): Promise<void> {
    this.service = await CoordinationService.open(this.options);
    this.server = await ZooKeeperServer.listen({
      service: this.service,
      transport: this.transport,
      address: { host: 'localhost', port: this.#port },
      clock: this.clock,
      logger: this.logger,
      ...this.serverOptions,
    });
    this.#port = this.server.address.port;
  }
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function text(data: Uint8Array | null): string | null {
  return data && new TextDecoder().decode(data);
}
