import type { Clock } from '../../ports/clock.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Compression } from '../../protocol/records/compression.ts';
import { encodeBatch } from '../../protocol/records/record-batch.ts';
import { OFFSETS_TOPIC, type OffsetsTopic } from './offsets-topic.ts';

/** A record of `__consumer_offsets`; a null value, a tombstone, takes back what the key had. */
export interface OffsetsRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/** Writes that wait together go into one batch up to this size; a single write may be larger. */
const TARGET_BATCH_BYTES = 256 * 1024;

/** What a record takes beside its key and value, at most: lengths, deltas and an empty header count. */
const RECORD_OVERHEAD_BYTES = 32;

interface Write {
  readonly records: readonly OffsetsRecord[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Queue {
  readonly waiting: Write[];
  /** Whether an append is under way; when it ends, what waits goes next. */
  busy: boolean;
}

/**
 * Appends to `__consumer_offsets`, in the order in which it is asked to for each partition. While one
 * append is under way, further writes gather and then go as one batch, so that a hundred consumers that
 * commit at once cost two or three appends.
 */
export class OffsetsWriter {
  readonly #topic: OffsetsTopic;
  readonly #clock: Clock;
  readonly #compression: Compression;
  readonly #queues = new Map<number, Queue>();

  constructor(topic: OffsetsTopic, clock: Clock, compression: Compression) {
    this.#topic = topic;
    this.#clock = clock;
    this.#compression = compression;
  }

  /**
   * Resolves once the records, which stay together in one batch, are durable.
   * @throws KafkaError as `OffsetsTopic.append` does
   */
  append(partition: number, records: readonly OffsetsRecord[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.#queue(partition);
      queue.waiting.push({ records, bytes: sizeOf(records), resolve, reject });
      if (queue.busy) return;
      queue.busy = true;
      // Not at once: what the same request or tick brings besides goes into the same batch.
      queueMicrotask(() => void this.#drain(partition, queue));
    });
  }

  /** Rejects what has not been handed to the topic yet, because this broker no longer leads the partition. */
  abandon(partition: number): void {
    const waiting = this.#queues.get(partition)?.waiting.splice(0) ?? [];
    for (const { reject } of waiting) {
      reject(
        new KafkaError(ErrorCode.NOT_LEADER_OR_FOLLOWER, `${OFFSETS_TOPIC}-${partition} has moved`),
      );
    }
  }

  async #drain(partition: number, queue: Queue): Promise<void> {
    while (queue.waiting.length > 0) {
      const writes = nextBatch(queue.waiting);
      try {
        await this.#topic.append(partition, this.#encode(writes));
        for (const { resolve } of writes) resolve();
      } catch (error) {
        for (const { reject } of writes) reject(error);
      }
    }
    queue.busy = false;
  }

  #encode(writes: readonly Write[]): Uint8Array {
    const timestamp = this.#clock.now();
    const records = writes
      .flatMap((write) => write.records)
      .map(({ key, value }) => ({ timestamp, key, value, headers: [] }));
    return encodeBatch({ records }, this.#compression);
  }

  #queue(partition: number): Queue {
    let queue = this.#queues.get(partition);
    if (queue === undefined) {
      queue = { waiting: [], busy: false };
      this.#queues.set(partition, queue);
    }
    return queue;
  }
}

/** Takes as many writes off the front as fit into a batch, and at least one. */
function nextBatch(waiting: Write[]): Write[] {
  let bytes = waiting[0]!.bytes;
  let count = 1;
  while (count < waiting.length && bytes + waiting[count]!.bytes <= TARGET_BATCH_BYTES) {
    bytes += waiting[count]!.bytes;
    count++;
  }
  return waiting.splice(0, count);
}

function sizeOf(records: readonly OffsetsRecord[]): number {
  return records.reduce(
    (sum, { key, value }) => sum + key.length + (value?.length ?? 0) + RECORD_OVERHEAD_BYTES,
    0,
  );
}
