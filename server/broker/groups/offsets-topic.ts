/** The internal topic that groups and their offsets are kept in. */
export const OFFSETS_TOPIC = '__consumer_offsets';

/** `__consumer_offsets`, as the group coordinator sees it; the broker implements it on its partitions. */
export interface OffsetsTopic {
  /** How many partitions the topic has, or nothing while it does not exist. Never changes once it does. */
  partitionCount(): number | undefined;
  /** Creates the topic if it does not exist. @throws KafkaError when it cannot be created. */
  ensure(): Promise<void>;
  /**
   * Appends one record batch with acks=all: resolves once it is durable on every in-sync replica. Appends to
   * one partition are asked for one after the other, never concurrently. One that is under way when this
   * broker resigns must fail, unless the `read` of the next leader gives it.
   * @throws KafkaError, with the code that a producer would get: NOT_LEADER_OR_FOLLOWER once this broker has
   * resigned, REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS, MESSAGE_TOO_LARGE, KAFKA_STORAGE_ERROR …
   */
  append(partition: number, batch: Uint8Array): Promise<void>;
  /** Everything from the log's start to its end as of now: each chunk one or more whole batches, in order. */
  read(partition: number): AsyncIterable<Uint8Array>;
}
