import { sleep } from '../../../server/ports/clock.ts';
import type { Address, Transport } from '../../../server/ports/transport.ts';
import { ZooKeeperClient } from '../../../server/zookeeper/client.ts';
import { ZooKeeperError } from '../../../server/zookeeper/coordination.ts';
import type { CounterHistory } from '../checkers/counter.ts';
import type { SimulatedProcess } from '../world/simulated-process.ts';

const PATH = '/counter';
const PAUSE_MS = 50;

/**
 * A client of the coordination service that counts a znode up with version checks, as locks and elections do. Whether a
 * step whose answer was lost has been taken, it finds out from what it reads next.
 */
export class Counter {
  readonly #process: SimulatedProcess;
  readonly #history: CounterHistory;
  readonly #options: { transport: Transport; server: Address };
  /** Steps since the faults ended. */
  #steps = 0;

  constructor(
    process: SimulatedProcess,
    history: CounterHistory,
    options: { transport: Transport; server: Address },
  ) {
    this.#process = process;
    this.#history = history;
    this.#options = options;
  }

  /** Counts for ever. */
  async run(): Promise<void> {
    const { clock, random, logger } = this.#process;
    const { transport, server } = this.#options;
    for (;;) {
      try {
        const zookeeper = await ZooKeeperClient.connect({
          servers: [server],
          sessionTimeout: 4_000,
          renew: true,
          ...{ transport, clock, random, logger },
        });
        await this.#count(zookeeper);
      } catch (error) {
        if (!(error instanceof ZooKeeperError)) throw error;
        await sleep(clock, PAUSE_MS);
      }
    }
  }

  expectProgress(): void {
    this.#steps = 0;
  }

  get madeProgress(): boolean {
    return this.#steps > 2;
  }

  async #count(zookeeper: ZooKeeperClient): Promise<void> {
    for (;;) {
      try {
        await this.#step(zookeeper);
        this.#steps++;
      } catch (error) {
        if (!(error instanceof ZooKeeperError)) throw error;
        this.#process.world.trace.note(this.#process.name, error.message);
        await sleep(this.#process.clock, PAUSE_MS);
      }
      await sleep(this.#process.clock, this.#process.random.delay(PAUSE_MS));
    }
  }

  async #step(zookeeper: ZooKeeperClient): Promise<void> {
    if ((await zookeeper.exists(PATH)) === undefined) {
      await zookeeper.create(PATH, encode(0)).catch(ignoreExisting);
    }
    const invoked = this.#history.begin();
    const { data, stat } = await zookeeper.getData(PATH);
    const seen = decode(data);
    this.#history.read(this.#process.name, seen, stat.version, invoked);
    const next = { name: this.#process.name, value: seen + 1 };
    try {
      await zookeeper.setData(PATH, encode(seen + 1), stat.version);
      this.#history.wrote(next);
    } catch (error) {
      // Another one was faster.
      if (!(error instanceof ZooKeeperError && error.code === 'BADVERSION')) throw error;
    }
  }
}

function encode(value: number): Uint8Array {
  return new TextEncoder().encode(String(value));
}

function decode(data: Uint8Array | null): number {
  return Number(new TextDecoder().decode(data ?? new Uint8Array(0)));
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof ZooKeeperError && error.code === 'NODEEXISTS')) throw error;
}
