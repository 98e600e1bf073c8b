import type { KafkaMethods } from '../../server/contract/kafka-client/methods.ts';
import { WorkerClient } from './worker-client.ts';

/** A Kafka client's configuration by Kafka's keys. */
export type ClientProperties = Readonly<Record<string, string>>;

/** One cluster's Kafka client. */
export class KafkaClient extends WorkerClient<KafkaMethods> {
  /** What the worker is started with; one that runs knows the cluster's brokers itself. */
  readonly #seeds: { properties: ClientProperties };

  /** `script` is the worker's bundle; `properties` have `bootstrap.servers`, `security.protocol` … */
  constructor(script: string, properties: ClientProperties) {
    const seeds = { properties };
    super(script, properties['bootstrap.servers'] ?? '', seeds);
    this.#seeds = seeds;
  }

  get bootstrap(): string {
    return this.#seeds.properties['bootstrap.servers'] ?? '';
  }

  /** Takes note of where the same cluster is now reached. */
  set bootstrap(bootstrap: string) {
    this.#seeds.properties = { ...this.#seeds.properties, 'bootstrap.servers': bootstrap };
  }
}
