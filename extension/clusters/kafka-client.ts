import type { KafkaMethods } from './kafka/methods.ts';
import { WorkerClient } from './worker-client.ts';

/** One cluster's Kafka client. */
export class KafkaClient extends WorkerClient<KafkaMethods> {
  readonly bootstrap: string;

  /** `script` is the worker's bundle; `bootstrap` is `host:port[,host:port…]`. */
  constructor(script: string, bootstrap: string) {
    super(script, bootstrap, { bootstrap });
    this.bootstrap = bootstrap;
  }
}
