import type { KafkaMethods } from './kafka/methods.ts';
import { WorkerClient } from './worker-client.ts';

/** One cluster's Kafka client. */
export class KafkaClient extends WorkerClient<KafkaMethods> {
  /** What the worker is started with; one that runs knows the cluster's brokers itself. */
  readonly #seeds: { bootstrap: string };

  /** `script` is the worker's bundle; `bootstrap` is `host:port[,host:port…]`. */
  constructor(script: string, bootstrap: string) {
    const seeds = { bootstrap };
    super(script, bootstrap, seeds);
    this.#seeds = seeds;
  }

  get bootstrap(): string {
    return this.#seeds.bootstrap;
  }

  /** Takes note of where the same cluster is now reached. */
  set bootstrap(bootstrap: string) {
    this.#seeds.bootstrap = bootstrap;
  }
}
