import { Broker } from '../../server/broker/broker.ts';
import { compression } from '../../server/node/compression.ts';
import type { Logger } from '../../server/ports/logger.ts';
import { MemoryStore } from '../../server/storage/memory-store.ts';
import type { Store } from '../../server/storage/store.ts';
import { CoordinationService } from '../../server/zookeeper/coordination-service.ts';
import { LocalCoordination } from '../../server/zookeeper/local-coordination.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryTransport } from './memory-transport.ts';
import { seededRandom } from './seeded-random.ts';
import { WireClient } from './wire-client.ts';

/**
 * A broker with its coordination service in this thread: no sockets, no disk, and a clock that stands
 * still. `restart` goes on with what the stores hold.
 */
export class InProcessBroker {
  readonly clock = new ManualClock();
  readonly transport = new MemoryTransport();
  /** What the broker logged, `level: line`. */
  readonly log: string[] = [];
  readonly #stores: { broker: Store; coordination: Store };
  readonly #config: Readonly<Record<string, string>>;
  readonly #random = seededRandom(1);
  #service!: CoordinationService;
  #coordination!: LocalCoordination;
  #broker!: Broker;

  static async start(
    config: Readonly<Record<string, string>> = {},
    store: Store = new MemoryStore(),
  ): Promise<InProcessBroker> {
    const started = new InProcessBroker(config, store);
    await started.#start();
    return started;
  }

  private constructor(config: Readonly<Record<string, string>>, store: Store) {
    this.#config = config;
    this.#stores = { broker: store, coordination: new MemoryStore() };
  }

  get broker(): Broker {
    return this.#broker;
  }

  get coordination(): LocalCoordination {
    return this.#coordination;
  }

  connect(clientId?: string): Promise<WireClient> {
    return WireClient.connect(this.transport, this.#broker.address, clientId);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.#start();
  }

  /** @param handsOver whether it asks the controller to be relieved first */
  async stop({ handsOver = true } = {}): Promise<void> {
    await this.#broker.stop({ handsOver });
    await this.#coordination.close();
    await this.#service.close();
  }

  async #start(): Promise<void> {
    const { clock, transport } = this;
    const random = this.#random;
    const say = (level: string) => (line: string) => void this.log.push(`${level}: ${line}`);
    const logger: Logger = {
      error: say('error'),
      warn: say('warn'),
      info: say('info'),
      debug: say('debug'),
    };
    const store = this.#stores.coordination;
    this.#service = await CoordinationService.open({ store, clock, random, logger });
    this.#coordination = await LocalCoordination.open(this.#service);
    this.#broker = await Broker.start({
      id: 1,
      host: '127.0.0.1',
      port: 0,
      clock,
      random,
      transport,
      logger,
      compression,
      store: this.#stores.broker,
      coordination: this.#coordination,
      config: this.#config,
    });
  }
}
