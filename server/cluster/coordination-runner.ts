import { hostname, release, type } from 'node:os';
import { deferred } from '../node/deferred.ts';
import { systemRandom } from '../node/system-random.ts';
import { tcpTransport } from '../node/tcp-transport.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Address } from '../ports/transport.ts';
import type { CoordinationService } from '../zookeeper/coordination-service.ts';
import { endBrokerSession, topicsOnlyOn } from './broker-znodes.ts';
import { ClusterError } from './cluster-error.ts';
import type { CoordinationConfig } from './coordination-config.ts';
import {
  claimDataDirectory,
  dataPaths,
  prepareDataDirectory,
  releaseDataDirectory,
} from './data-directory.ts';
import { toFailure } from './failure.ts';
import type { Coordination } from './services.ts';
import type { StartTrace } from './start-trace.ts';

interface CoordinationOptions {
  readonly host: string;
  readonly port: number;
  readonly dataDirectory: string | null;
  readonly config: CoordinationConfig;
}

/**
 * The coordination service in this thread. It opens the data directory before anything else does, and its
 * store's lock is the lock of all of it.
 */
export class CoordinationRunner implements Coordination {
  readonly ready: Promise<Address>;
  readonly ended: Promise<Error | undefined>;
  readonly #ended = deferred<Error | undefined>();
  readonly #options: CoordinationOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #trace: StartTrace;
  /** What to undo, last first. */
  readonly #cleanUp: (() => Promise<void>)[] = [];
  #service: CoordinationService | undefined;
  #stopping: Promise<void> | undefined;

  /** Begins to start it. */
  constructor(
    options: CoordinationOptions,
    host: { readonly clock: Clock; readonly logger: Logger; readonly trace: StartTrace },
  ) {
    this.#options = options;
    this.#clock = host.clock;
    this.#logger = host.logger;
    this.#trace = host.trace;
    this.ended = this.#ended.promise;
    this.ready = this.#start();
    // Whoever does not wait for it hears of the failure from `ended`.
    this.ready.catch(() => {});
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** This thread cannot be ended; its store survives a sudden end of the whole process. */
  kill(): Promise<void> {
    return this.stop();
  }

  brokerIsGone(broker: number): void {
    if (this.#service !== undefined) endBrokerSession(this.#service, broker);
  }

  topicsOnlyOn(broker: number): readonly string[] {
    return this.#service === undefined ? [] : topicsOnlyOn(this.#service.tree, broker);
  }

  async #start(): Promise<Address> {
    try {
      return await this.#startAll();
    } catch (error) {
      const failure = new ClusterError(toFailure(error), { cause: error });
      await this.#undo();
      this.#ended.resolve(failure);
      throw failure;
    }
  }

  async #startAll(): Promise<Address> {
    const { dataDirectory, host, port, config } = this.#options;
    const { fourLetterWords, ...times } = config;
    const clock = this.#clock;
    const logger = this.#logger;
    if (dataDirectory !== null) await prepareDataDirectory(dataDirectory);
    // Loaded only now, when the brokers' threads are loading their part.
    const [{ openStore }, { CoordinationService }, { ZooKeeperServer }] = await Promise.all([
      import('./open-store.ts'),
      import('../zookeeper/coordination-service.ts'),
      import('../zookeeper/server.ts'),
    ]);
    this.#trace.mark('coordination service: code is loaded');
    const store = await openStore(
      dataDirectory === null ? null : dataPaths.coordination(dataDirectory),
    );
    this.#cleanUp.push(() => store.close());
    if (dataDirectory !== null) {
      await claimDataDirectory(dataDirectory);
      this.#cleanUp.push(() => releaseDataDirectory(dataDirectory));
    }
    this.#trace.mark('coordination service: store is open');
    const service = await CoordinationService.open({
      store,
      clock,
      random: systemRandom(),
      logger,
      ...times,
      onFailure: (error) => void this.#fail(error),
    });
    this.#service = service;
    this.#cleanUp.push(() => {
      this.#service = undefined;
      return service.close();
    });
    const server = await ZooKeeperServer.listen({
      service,
      transport: tcpTransport(),
      address: { host, port },
      clock,
      logger,
      fourLetterWords,
      environment: { 'host.name': hostname(), 'os.name': type(), 'os.version': release() },
    });
    this.#cleanUp.push(() => server.close());
    this.#trace.mark('coordination service: accepts connections');
    return server.address;
  }

  async #stop(): Promise<void> {
    await this.ready.catch(() => {});
    await this.#undo();
    this.#ended.resolve(undefined);
  }

  async #fail(error: unknown): Promise<void> {
    this.#ended.resolve(error instanceof Error ? error : new Error(String(error)));
    await this.stop();
  }

  async #undo(): Promise<void> {
    for (let undo = this.#cleanUp.pop(); undo !== undefined; undo = this.#cleanUp.pop()) {
      try {
        await undo();
      } catch (error) {
        this.#logger.warn(
          `the coordination service did not stop cleanly: ${toFailure(error).message}`,
        );
      }
    }
  }
}
