// A topic without a cluster, for tests of readings: what is in its partitions, who leads them, and what goes wrong.

import type {
  CameRecords,
  FoundOffset,
  Leader,
  OffsetAt,
  TopicSource,
  TopicView,
  WantedRecords,
} from '../../server/messages/reading/topic-source.ts';
import { compression } from '../../server/node/compression.ts';
import type { FetchOptions } from '../../server/node/kafka/fetch-records.ts';
import { KafkaError } from '../../server/node/kafka/kafka-error.ts';
import { SpecialTime } from '../../server/node/kafka/list-offsets.ts';
import { type Clock, sleep } from '../../server/ports/clock.ts';
import { ErrorCode } from '../../server/protocol/errors.ts';
import { readBatchHeader, setBaseOffset } from '../../server/protocol/records/batch-header.ts';
import { encodeEndTxnMarker } from '../../server/protocol/records/control-record.ts';
import { encodeBatch, type NewBatch } from '../../server/protocol/records/record-batch.ts';

/** A record as tests write it. */
export interface FakeRecord {
  readonly timestamp?: number;
  readonly key?: string | null;
  readonly value?: string | null;
  readonly headers?: readonly { readonly key: string; readonly value: Uint8Array | null }[];
}

class FakePartition {
  batches: Uint8Array[] = [];
  earliest = 0;
  end = 0;
  lastStable: number | undefined;
  aborted: { producerId: number; firstOffset: number }[] = [];
  leader: Leader | undefined = { id: 1, epoch: 0 };
}

export class FakeTopic implements TopicSource {
  id: string | undefined = 'first';
  /** What every request fails with. */
  failure: Error | undefined;
  readonly partitions: FakePartition[];
  readonly fetches: (readonly WantedRecords[])[] = [];
  looks = 0;
  /** Bytes of one partition that an answer has at most; a batch at least. */
  answerBytes = 64 * 1024;
  readonly #clock: Clock;
  #isClosed = false;

  constructor(clock: Clock, partitions = 1) {
    this.#clock = clock;
    this.partitions = Array.from({ length: partitions }, () => new FakePartition());
  }

  /** Appends one batch. */
  append(
    partition: number,
    records: readonly FakeRecord[],
    batch: Omit<NewBatch, 'records' | 'baseOffset'> = {},
  ): void {
    const into = this.partitions[partition]!;
    const encode = (text: string | null | undefined) =>
      text === null || text === undefined ? null : new TextEncoder().encode(text);
    this.appendBatch(
      partition,
      encodeBatch(
        {
          ...batch,
          baseOffset: into.end,
          records: records.map(({ timestamp = into.end, key, value, headers = [] }) => ({
            ...{ timestamp, headers, key: encode(key), value: encode(value) },
          })),
        },
        compression,
      ),
    );
  }

  /** Appends the end of a transaction. */
  appendMarker(partition: number, producerId: number, type: 'abort' | 'commit'): void {
    const marker = { producerId, producerEpoch: 0, committed: type === 'commit' };
    const bytes = encodeEndTxnMarker({ ...marker, coordinatorEpoch: 0, timestamp: 0 }, compression);
    setBaseOffset(bytes, 0, this.partitions[partition]!.end);
    this.appendBatch(partition, bytes);
  }

  appendBatch(partition: number, bytes: Uint8Array): void {
    const into = this.partitions[partition]!;
    into.batches.push(bytes);
    into.end = readBatchHeader(bytes).lastOffset + 1;
  }

  async look(): Promise<TopicView> {
    this.looks++;
    this.#check();
    return { id: this.id, leaders: this.partitions.map(({ leader }) => leader) };
  }

  async offsets(
    broker: number,
    queries: readonly OffsetAt[],
  ): Promise<Map<number, FoundOffset | KafkaError>> {
    this.#check();
    return new Map(
      queries.map(({ partition, timestamp }) => [
        partition,
        this.#offset(broker, partition, timestamp),
      ]),
    );
  }

  async fetch(
    broker: number,
    wanted: readonly WantedRecords[],
    options: FetchOptions,
  ): Promise<readonly CameRecords[]> {
    this.#check();
    this.fetches.push(wanted);
    let came = wanted.map((each) => this.#read(broker, each, options));
    if (came.every(({ answer }) => answer.errorCode === 0 && answer.records === null)) {
      await sleep(this.#clock, options.maxWaitMs);
      this.#check();
      came = wanted.map((each) => this.#read(broker, each, options));
    }
    return came;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #check(): void {
    if (this.#isClosed) throw new KafkaError(ErrorCode.NETWORK_EXCEPTION);
    if (this.failure !== undefined) throw this.failure;
  }

  #offset(broker: number, partition: number, timestamp: number): FoundOffset | KafkaError {
    const of = this.partitions[partition];
    if (of?.leader?.id !== broker) return new KafkaError(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    if (timestamp === SpecialTime.earliest) return { offset: of.earliest, timestamp: -1 };
    if (timestamp === SpecialTime.latest) return { offset: of.lastStable ?? of.end, timestamp: -1 };
    const batch = of.batches
      .map((bytes) => readBatchHeader(bytes))
      .find((header) => header.maxTimestamp >= timestamp);
    return { offset: batch?.baseOffset ?? -1, timestamp };
  }

  #read(
    broker: number,
    { partition, from }: WantedRecords,
    { readCommitted }: FetchOptions,
  ): CameRecords {
    const of = this.partitions[partition];
    const answer = (errorCode: number, records: Uint8Array | null): CameRecords => ({
      partition,
      answer: {
        ...{ partitionIndex: partition, errorCode, records },
        highWatermark: of?.end ?? -1,
        lastStableOffset: of?.lastStable ?? of?.end ?? -1,
        abortedTransactions: readCommitted ? (of?.aborted ?? []) : null,
      } as unknown as CameRecords['answer'],
    });
    if (of === undefined) return answer(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, null);
    if (of.leader?.id !== broker) return answer(ErrorCode.NOT_LEADER_OR_FOLLOWER, null);
    if (from < of.earliest || from > of.end) return answer(ErrorCode.OFFSET_OUT_OF_RANGE, null);
    const end = readCommitted ? (of.lastStable ?? of.end) : of.end;
    const parts: Uint8Array[] = [];
    let size = 0;
    for (const bytes of of.batches) {
      const { lastOffset, baseOffset } = readBatchHeader(bytes);
      if (lastOffset < from || baseOffset >= end) continue;
      if (size > 0 && size + bytes.length > this.answerBytes) break;
      parts.push(bytes);
      size += bytes.length;
    }
    return answer(0, size === 0 ? null : new Uint8Array(Buffer.concat(parts)));
  }
}
