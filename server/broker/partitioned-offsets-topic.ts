import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import { readBatchHeader } from '../protocol/records/batch-header.ts';
import type { Broker } from './broker.ts';
import { OFFSETS_TOPIC, type OffsetsTopic } from './groups/offsets-topic.ts';

const READ_BYTES = 1024 * 1024;

/** `__consumer_offsets` on the broker's own partitions. */
export class PartitionedOffsetsTopic implements OffsetsTopic {
  readonly #broker: Broker;

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  partitionCount(): number | undefined {
    return this.#broker.image.topic(OFFSETS_TOPIC)?.partitions.length;
  }

  async ensure(): Promise<void> {
    if (this.partitionCount() !== undefined) return;
    await this.#broker.autoTopics.ensure(OFFSETS_TOPIC);
  }

  async append(partition: number, batch: Uint8Array): Promise<void> {
    const found = this.#broker.partitions.get(OFFSETS_TOPIC, partition);
    if (found === undefined) throw new KafkaError(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    try {
      const { config } = this.#broker;
      const acks = config.get('offsets.commit.required.acks');
      await found.append(batch, acks, config.get('offsets.commit.timeout.ms'));
    } catch (error) {
      throw this.#broker.failures.toKafkaError(error, `writing to ${OFFSETS_TOPIC}-${partition}`);
    }
  }

  async *read(partition: number): AsyncIterable<Uint8Array> {
    const log = this.#broker.partitions.get(OFFSETS_TOPIC, partition)?.log;
    if (log === undefined) return;
    const upTo = log.writtenEndOffset;
    for (let from = log.logStartOffset; from < upTo; ) {
      const batches = await log.read(from, { maxBytes: READ_BYTES, upTo, minOneBatch: true });
      yield* batches;
      const last = batches.at(-1);
      if (last === undefined) return;
      from = readBatchHeader(last).lastOffset + 1;
    }
  }
}
