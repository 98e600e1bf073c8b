import type { KafkaMethods } from '../../server/contract/kafka-client/methods.ts';
import { WorkerClient } from './worker-client.ts';

/** A Kafka client's configuration by Kafka's keys. */
export type ClientProperties = Readonly<Record<string, string>>;

/** One cluster's Kafka client. */
export class KafkaClient extends WorkerClient<KafkaMethods> {
  /** What the worker is started with; one that runs knows the cluster's brokers itself. */
  readonly #seeds: { properties: ClientProperties };
  #secrets: (() => Promise<ClientProperties>) | undefined;

  /**
   * `script` is the worker's bundle; `properties` have `bootstrap.servers`, `security.protocol` … `secrets` is asked for the
   * rest when it is needed.
   */
  constructor(
    script: string,
    properties: ClientProperties,
    secrets?: () => Promise<ClientProperties>,
  ) {
    const seeds = { properties };
    super(script, properties['bootstrap.servers'] ?? '', seeds);
    this.#seeds = seeds;
    this.#secrets = secrets;
  }

  override async call<N extends keyof KafkaMethods>(
    method: N,
    argument: KafkaMethods[N]['argument'],
  ): Promise<KafkaMethods[N]['result']> {
    if (this.#secrets !== undefined) {
      const secrets = await this.#secrets();
      this.#seeds.properties = { ...this.#seeds.properties, ...secrets };
      this.#secrets = undefined;
    }
    return super.call(method, argument);
  }

  get bootstrap(): string {
    return this.#seeds.properties['bootstrap.servers'] ?? '';
  }

  /** Takes note of where the same cluster is now reached. */
  set bootstrap(bootstrap: string) {
    this.#seeds.properties = { ...this.#seeds.properties, 'bootstrap.servers': bootstrap };
  }
}
