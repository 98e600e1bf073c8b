import type { TopicName } from '../../streaming/kafka/topic-values.ts';

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
  send(topic: TopicName, records: unknown): Promise<void>;
}
