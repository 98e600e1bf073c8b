import type { KernelCluster } from '../../contract/kernel.ts';
import { serversOf } from '../../node/kafka/selected-cluster.ts';
import type {
  KafkaClient,
  KafkaConnector,
  OutgoingRecord,
} from '../../streaming/kafka/kafka-client.ts';
import type { NotebookRecord, TopicProducer } from './topic-producer.ts';

const FIELDS = new Set(['value', 'key', 'partition', 'timestamp', 'headers']);

/** The producer for the cluster of the cell that sends. */
export class ClusterProducer implements TopicProducer {
  readonly #connector: () => KafkaConnector;
  readonly #cluster: () => KernelCluster;
  /** By the clusters' ids. */
  readonly #connected = new Map<string, { readonly to: string; readonly client: KafkaClient }>();

  constructor(connector: () => KafkaConnector, cluster: () => KernelCluster) {
    this.#connector = connector;
    this.#cluster = cluster;
  }

  async send(topic: string, records: unknown): Promise<void> {
    const client = this.#connect();
    const all = Array.isArray(records) ? records : [records];
    await client.send(all.map((record) => outgoing(topic, record)));
  }

  /** @throws UserError where the cluster cannot be spoken to */
  #connect(): KafkaClient {
    const cluster = this.#cluster();
    const to = JSON.stringify(cluster);
    const known = this.#connected.get(cluster.id);
    if (known?.to === to) return known.client;
    const client = this.#connector()({ 'bootstrap.servers': serversOf(cluster) });
    void known?.client.close();
    this.#connected.set(cluster.id, { to, client });
    return client;
  }
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
