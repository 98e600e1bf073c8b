// A cluster whose brokers can be killed and started one by one, as the extension does it.

import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokerState, ClusterStatus } from '../../server/contract/control.ts';
import { Child } from './child.ts';
import { ControlClient } from './control-client.ts';
import { inDist, node } from './places.ts';
import { steadyPorts } from './ports.ts';

const READY_MS = 20_000;
/** How long after its connection a host that ends has ended, at most. */
const END_MS = 1_000;

export interface HostedClusterOptions {
  readonly brokers: number;
  readonly dataDirectory: string;
  /** Where the host is to be reached, in a folder of its own. */
  readonly controlPath: string;
  readonly overrides?: Readonly<Record<string, string>>;
}

/** A cluster host and its connection. */
export class HostedCluster {
  readonly #host: Child;
  readonly #client: ControlClient;
  #status: ClusterStatus;

  /** Starts a cluster on ports that the system gives to nobody who asks for any. */
  static async start(options: HostedClusterOptions): Promise<HostedCluster> {
    const { brokers, dataDirectory, controlPath, overrides = {} } = options;
    const host = await Child.start(node, [inDist('cluster-host.js'), '--control', controlPath]);
    try {
      await host.line(/^millrace-host ready/, READY_MS);
      const client = await ControlClient.attach(controlPath);
      const port = await steadyPorts(brokers);
      const ports = { host: 'localhost', port, zookeeperPort: 0 };
      const config = { brokers, ...ports, dataDirectory, overrides };
      return new HostedCluster(host, client, await client.request('start', { config }));
    } catch (error) {
      await host.kill();
      throw error;
    }
  }

  private constructor(host: Child, client: ControlClient, status: ClusterStatus) {
    this.#host = host;
    this.#client = client;
    this.#status = status;
  }

  /** The addresses of all brokers, those that are away included. */
  get bootstrap(): string {
    return this.#status.brokers.map(({ host, port }) => `${host}:${port}`).join(',');
  }

  /** The brokers in this state. */
  brokers(state: BrokerState): number[] {
    return this.#status.brokers.filter((each) => each.state === state).map(({ id }) => id);
  }

  /** Ends a broker's thread without any clean-up. */
  async killBroker(id: number): Promise<void> {
    this.#status = await this.#request('killBroker', id);
  }

  /** Stops a broker as it wants to be stopped. */
  async stopBroker(id: number): Promise<void> {
    this.#status = await this.#request('stopBroker', id);
  }

  async startBroker(id: number): Promise<void> {
    this.#status = await this.#request('startBroker', id);
  }

  async #request(
    method: 'killBroker' | 'stopBroker' | 'startBroker',
    id: number,
  ): Promise<ClusterStatus> {
    try {
      return await this.#client.request(method, { id });
    } catch (error) {
      const exit = await Promise.race([this.#host.exited, sleep(END_MS)]);
      if (!exit) throw error;
      const how = exit.signal ?? `code ${exit.code}`;
      throw new Error(`the cluster host ended with ${how} at ${method}:\n${this.#host.stderr}`);
    }
  }

  /** Ends everything as `kill -9` does. */
  async kill(): Promise<void> {
    await this.#host.kill();
  }
}
