import type { KernelCluster } from '../../contract/kernel.ts';
import type {
  KafkaClient,
  KafkaConnector,
  OutgoingRecord,
} from '../../streaming/kafka/kafka-client.ts';

/** A record to send: texts and bytes as they are, anything else as JSON, null as a tombstone. */
export interface NotebookRecord {
  readonly value: unknown;
  readonly key?: unknown;
  /** Chosen by the key without it. */
  readonly partition?: number;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number;
  readonly headers?: Readonly<Record<string, string | Uint8Array>>;
}

/** Sends records to topics of the selected cluster, which makes topics that do not exist if it is configured so. */
export interface TopicProducer {
  /**
   * Resolves when they are acknowledged by all in-sync replicas.
   * @param records values; or objects with `value` and nothing but what records have. One, or an array of them.
   */
  send(topic: string, records: unknown): Promise<void>;
}

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
