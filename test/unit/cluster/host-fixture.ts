import { ClusterError } from '../../../server/cluster/cluster-error.ts';
import { ClusterHost } from '../../../server/cluster/host.ts';
import type { BrokerOptions, Coordination } from '../../../server/cluster/services.ts';
import type { ClusterConfig } from '../../../server/contract/control.ts';
import { type Deferred, deferred } from '../../../server/node/deferred.ts';
import type { Address } from '../../../server/ports/transport.ts';

/** A cluster of one broker. */
export const config: ClusterConfig = {
  brokers: 1,
  host: 'localhost',
  port: 9092,
  zookeeperPort: 2181,
  dataDirectory: '/data',
  overrides: { 'num.partitions': '3' },
};
export const failure = (message: string) => new ClusterError({ kind: 'other', message });

/** A service whose life the test directs; what happens to it goes to `log`. */
export class FakeService implements Coordination {
  readonly started: Deferred<Address> = deferred();
  readonly over: Deferred<Error | undefined> = deferred();
  readonly ready = this.started.promise;
  readonly ended = this.over.promise;
  /** The topics that each broker has the only in-sync replica of. */
  readonly onlyOn = new Map<number, readonly string[]>();
  readonly #name: string;
  readonly #log: string[];

  constructor(name: string, log: string[]) {
    this.#name = name;
    this.#log = log;
    log.push(`begin ${name}`);
  }

  async stop(handsOver = false): Promise<void> {
    this.#log.push(`${handsOver ? 'relieve and stop' : 'stop'} ${this.#name}`);
    this.over.resolve(undefined);
  }

  async kill(): Promise<void> {
    this.#log.push(`kill ${this.#name}`);
    this.over.resolve(undefined);
  }

  brokerIsGone(broker: number): void {
    this.#log.push(`gone ${broker}`);
  }

  topicsOnlyOn(broker: number): readonly string[] {
    return this.onlyOn.get(broker) ?? [];
  }
}

/**
 * A host of fake services. `begin` decides what becomes of each when it begins; by default it gets ready.
 * The brokers `withData` have some in the data directory; `freePort` is the port that is always free.
 */
export function fixture(
  begin?: (name: string, service: FakeService, port: number) => void,
  withData: readonly number[] = [],
  freePort?: number,
) {
  const log: string[] = [];
  const states: string[] = [];
  const services = new Map<string, FakeService>();
  const brokers: BrokerOptions[] = [];
  const run = (name: string, host: string, port: number) => {
    const service = new FakeService(name, log);
    services.set(name, service);
    if (begin === undefined) service.started.resolve({ host, port: port || 50_000 });
    else begin(name, service, port);
    return service;
  };
  const lines: string[] = [];
  const note = (line: string) => lines.push(line);
  const host = new ClusterHost({
    services: {
      startCoordination: ({ host, port }) => run('zookeeper', host, port),
      startBroker: (options) => {
        brokers.push(options);
        return run(`broker ${options.id}`, options.host, options.port);
      },
      brokersWithData: async () => withData,
      deleteBrokerData: async (directory, broker) => {
        log.push(`delete ${directory} ${broker}`);
      },
    },
    clock: { now: () => 77, monotonic: () => 0, after: () => ({ cancel: () => {} }) },
    logger: { error: note, warn: note, info: note, debug: () => {} },
    pid: 4242,
    explain: async (what) => ({
      ...what,
      message: `${what.message} (explained)`,
      ...(freePort !== undefined && { freePort }),
    }),
  });
  host.onStatus(({ state, brokers }) => {
    states.push(`${state} ${brokers.map((broker) => broker.state)}`);
  });
  return { host, log, states, services, brokers, lines };
}
