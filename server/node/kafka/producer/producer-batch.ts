import { Field, updateCrc } from '../../../protocol/records/batch-header.ts';
import { writeInt16, writeInt32, writeInt64 } from '../../../protocol/records/big-endian.ts';
import type { Compression } from '../../../protocol/records/compression.ts';
import { BatchBuilder, type RecordHeader } from '../../../protocol/records/record-batch.ts';

export interface ProducerRecord {
  readonly topic: string;
  /** By key, or by turns without one, unless told. */
  readonly partition?: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** How its batch is compressed, a number of `Codec`; as the producer is configured unless told. */
  readonly codec?: number;
}

/** Where a record was put. */
export interface Acknowledged {
  readonly partition: number;
  /** -1 where brokers do not tell: without acks, and of what had arrived before. */
  readonly offset: number;
  /** Milliseconds since 1970, where the broker sets the time; -1 where it keeps the record's. */
  readonly logAppendTimeMs: number;
}

/** Hears what became of a record: an error, or where it was put. */
export type Done = (error?: Error, acknowledged?: Acknowledged) => void;

/** Whose batches the broker can tell apart. */
export interface ProducerId {
  readonly id: number;
  readonly epoch: number;
}

/** Records of one partition that are sent together (org.apache.kafka.clients.producer.internals.ProducerBatch). */
export class ProducerBatch {
  readonly createdMs: number;
  /** A number of `Codec`. */
  readonly codec: number;
  /** Grows from batch to batch of a partition. */
  readonly order: number;
  /** Uncompressed, by estimate. */
  size = 0;
  /** How often it was sent and refused. */
  attempts = 0;
  /** Not to be sent before. */
  notBeforeMs = 0;
  /** Its first record's number in the partition's sequence; undefined until it is sent. */
  sequence: number | undefined;
  readonly #builder: BatchBuilder;
  readonly #done: Done[] = [];
  #bytes: Uint8Array | undefined;

  constructor(order: number, codec: number, capacity: number, nowMs: number) {
    this.order = order;
    this.codec = codec;
    this.createdMs = nowMs;
    this.#builder = new BatchBuilder({ codec }, capacity);
  }

  get count(): number {
    return this.#done.length;
  }

  append(record: ProducerRecord, done: Done): void {
    this.#builder.append(record);
    this.#done.push(done);
    this.size += sizeOf(record);
  }

  /** What goes over the wire. No record can be appended any more. */
  bytes(producer: ProducerId | undefined, compression: Compression): Uint8Array {
    this.#bytes ??= this.#builder.finish(compression);
    if (producer !== undefined) {
      writeInt64(this.#bytes, Field.producerId, producer.id);
      writeInt16(this.#bytes, Field.producerEpoch, producer.epoch);
      writeInt32(this.#bytes, Field.baseSequence, this.sequence ?? 0);
      updateCrc(this.#bytes);
    }
    return this.#bytes;
  }

  /** Tells each record what became of it. @param first where the first one was put */
  settle(first: Acknowledged): void {
    for (const [i, done] of this.#done.entries()) {
      done(undefined, { ...first, offset: first.offset < 0 ? -1 : first.offset + i });
    }
  }

  /** Tells each record that it was given up. */
  fail(error: Error): void {
    for (const done of this.#done) done(error);
  }
}

/** About what a record takes in a batch. */
export function sizeOf({ key, value, headers }: ProducerRecord): number {
  let size = 16 + (key?.length ?? 0) + (value?.length ?? 0);
  for (const header of headers) size += 4 + header.key.length + (header.value?.length ?? 0);
  return size;
}
