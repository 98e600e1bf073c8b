import type { KernelCluster } from '../../contract/kernel.ts';
import type {
  KafkaClient,
  KafkaConnector,
  OutgoingRecord,
} from '../../streaming/kafka/kafka-client.ts';
import type { NotebookRecord, TopicProducer } from './topic-producer.ts';

const FIELDS = new Set(['value', 'key', 'partition', 'timestamp', 'headers']);

/** The producer for whatever cluster is selected when it sends. */
export class ClusterProducer implements TopicProducer {
  readonly #connector: () => KafkaConnector;
  readonly #cluster: () => KernelCluster;
  #client: KafkaClient | undefined;
  #bootstrap = '';

  constructor(connector: () => KafkaConnector, cluster: () => KernelCluster) {
    this.#connector = connector;
    this.#cluster = cluster;
  }

  async send(topic: string, records: unknown): Promise<void> {
    const client = this.#connected();
    const all = Array.isArray(records) ? records : [records];
    await client.send(all.map((record) => outgoing(topic, record)));
  }

  #connected(): KafkaClient {
    const bootstrap = bootstrapOf(this.#cluster());
    if (this.#client === undefined || this.#bootstrap !== bootstrap) {
      const connector = this.#connector();
      void this.#client?.close();
      this.#client = connector({ 'bootstrap.servers': bootstrap });
      this.#bootstrap = bootstrap;
    }
    return this.#client;
  }
}

/** @throws Error where the cluster does not run. */
export function bootstrapOf({ name, bootstrap }: KernelCluster): string {
  if (bootstrap !== '') return bootstrap;
  throw new Error(
    `${name} does not run. Start it, or select another cluster, and run the cell again.`,
  );
}

function outgoing(topic: string, record: unknown): OutgoingRecord {
  const { value, key, partition, timestamp, headers } = isRecord(record)
    ? record
    : ({ value: record } as NotebookRecord);
  return {
    topic,
    value: bytesOf(value),
    ...(key === undefined ? {} : { key: bytesOf(key) }),
    ...(partition === undefined ? {} : { partition }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(headers === undefined
      ? {}
      : {
          headers: Object.entries(headers).map(([name, text]) => ({
            key: name,
            value: bytesOf(text),
          })),
        }),
  };
}

function isRecord(value: unknown): value is NotebookRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'value' in value &&
    Object.keys(value).every((name) => FIELDS.has(name))
  );
}

function bytesOf(value: unknown): Uint8Array | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return value;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}
