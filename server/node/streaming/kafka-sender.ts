import type { Logger } from '../../ports/logger.ts';
import type { OutgoingRecord } from '../../streaming/kafka/kafka-client.ts';
import { deferred } from '../deferred.ts';
import type { Cluster } from '../kafka/cluster.ts';
import { Producer } from '../kafka/producer/producer.ts';
import { type ProducerConfig, readProducerConfig } from '../kafka/producer/producer-config.ts';
import type { Properties } from '../kafka/properties.ts';
import { UserError } from '../user-error.ts';

/** Larger than Kafka's 16 KB: a batch of a stream is at hand as a whole. */
const BATCH_SIZE = '131072';
/** How much longer than brokers may take to answer a connection waits, so that they can say that it took too long. */
const GRACE_MS = 5_000;
const NO_HEADERS = Object.freeze([]);

/** Sends records through a producer and connections of its own, so that no fetch has to wait for acknowledgements. */
export class Sender {
  readonly #cluster: Cluster;
  readonly #producer: Producer;
  readonly #servers: string;

  /** @param patienceMs for how long a record is tried to be sent unless the configuration says it */
  constructor(
    cluster: Cluster,
    properties: Properties,
    patienceMs: number,
    servers: string,
    logger: Logger,
  ) {
    const config = senderConfig(properties, patienceMs);
    const requestTimeout = config.requestTimeoutMs + GRACE_MS;
    this.#cluster = cluster.withOptions({ requestTimeout });
    this.#producer = new Producer(this.#cluster, config, (trouble) => logger.debug(trouble));
    this.#servers = servers;
  }

  /** Resolves when all of them are acknowledged. @throws UserError for the first that could not be sent */
  async send(records: readonly OutgoingRecord[]): Promise<void> {
    let failure: { readonly topic: string; readonly error: Error } | undefined;
    const settled = deferred<void>();
    let open = 1;
    const settle = () => {
      if (--open === 0) settled.resolve();
    };
    for (const record of records) {
      const { topic, partition, key = null, value, headers = NO_HEADERS } = record;
      const outgoing = {
        ...{ topic, key, value, headers, timestamp: record.timestamp ?? Date.now() },
        ...(partition === undefined ? {} : { partition }),
      };
      open++;
      // It waits where too much is under way.
      await this.#producer.send(outgoing, (error) => {
        if (error !== undefined) failure ??= { topic, error };
        settle();
      });
      if (failure !== undefined) break;
    }
    settle();
    // Without lingering; others may go on sending meanwhile.
    void this.#producer.flush();
    await settled.promise;
    if (failure === undefined) return;
    const { topic, error } = failure;
    const message = `Kafka at ${this.#servers}: sending to topic ${topic} failed: ${error.message}`;
    throw new UserError(message, { cause: error });
  }

  close(): Promise<void> {
    return this.#cluster.close();
  }
}

function senderConfig(properties: Properties, patienceMs: number): ProducerConfig {
  const { 'transactional.id': _, ...own } = properties;
  const patience = String(patienceMs);
  return readProducerConfig({
    ...{ 'batch.size': BATCH_SIZE, 'max.block.ms': patience, 'delivery.timeout.ms': patience },
    ...own,
  });
}
