import { compression } from '../../server/node/compression.ts';
import {
  type ProduceResponse,
  produceRequest,
  produceResponse,
} from '../../server/protocol/api/00-produce.ts';
import {
  type FetchResponse,
  fetchRequest,
  fetchResponse,
} from '../../server/protocol/api/01-fetch.ts';
import {
  listOffsetsRequest,
  listOffsetsResponse,
} from '../../server/protocol/api/02-list-offsets.ts';
import {
  createTopicsRequest,
  createTopicsResponse,
} from '../../server/protocol/api/19-create-topics.ts';
import { eachBatch } from '../../server/protocol/records/batch-header.ts';
import {
  decodeRecords,
  encodeBatch,
  type NewBatch,
} from '../../server/protocol/records/record-batch.ts';
import type { InferInput } from '../../server/protocol/schema.ts';
import type { WireClient } from './wire-client.ts';

/** What tests of a broker ask for again and again, in one line each. */
export class BrokerClient {
  readonly wire: WireClient;

  constructor(wire: WireClient) {
    this.wire = wire;
  }

  /** Creates the topic and returns its id. @throws Error with the broker's message */
  async createTopic(
    name: string,
    numPartitions = 1,
    config: Readonly<Record<string, string>> = {},
    replicationFactor = 1,
  ): Promise<string> {
    const configs = Object.entries(config).map(([key, value]) => ({ name: key, value }));
    const { topics } = await this.wire.request(createTopicsRequest, createTopicsResponse, 7, {
      topics: [{ name, numPartitions, replicationFactor, assignments: [], configs }],
    });
    const created = topics[0];
    if (created === undefined || created.errorCode !== 0)
      throw new Error(`${created?.errorMessage}`);
    return created.topicId;
  }

  /** Produces one batch of values, or one made as told, and returns the partition's answer. */
  async produce(
    topic: string,
    values: readonly string[] | Uint8Array,
    { partition = 0, acks = -1, version = 9, ...batch }: ProduceOptions = {},
  ): Promise<ProduceResponse['responses'][number]['partitionResponses'][number]> {
    const records = values instanceof Uint8Array ? values : batchOf(values, batch);
    const { responses } = await this.wire.request(produceRequest, produceResponse, version, {
      acks,
      timeoutMs: 1000,
      topicData: [{ name: topic, partitionData: [{ index: partition, records }] }],
    });
    return responses[0]!.partitionResponses[0]!;
  }

  /** Fetches from one partition, at once unless told to wait. */
  async fetch(topic: string, fetchOffset: number, options: FetchOptions = {}) {
    const { partition = 0, version = 12, partitionMaxBytes = 1_000_000, ...rest } = options;
    const response = await this.wire.request(fetchRequest, fetchResponse, version, {
      maxWaitMs: 0,
      minBytes: 0,
      ...rest,
      topics: [{ topic, partitions: [{ partition, fetchOffset, partitionMaxBytes }] }],
    });
    return response.responses[0]!.partitions[0]!;
  }

  /** The values in one partition from `offset` on, as text with their offsets: `3:hello`. */
  async values(topic: string, offset = 0, options: FetchOptions = {}): Promise<string[]> {
    return recordsIn(await this.fetch(topic, offset, options));
  }

  /** The offset for a timestamp, or for -1 (latest) or -2 (earliest). */
  async offset(topic: string, timestamp: number, partitionIndex = 0): Promise<number> {
    const { topics } = await this.wire.request(listOffsetsRequest, listOffsetsResponse, 7, {
      replicaId: -1,
      topics: [{ name: topic, partitions: [{ partitionIndex, timestamp }] }],
    });
    return topics[0]!.partitions[0]!.offset;
  }
}

type ProduceOptions = Partial<NewBatch> & { partition?: number; acks?: number; version?: number };

type FetchOptions = Partial<Omit<InferInput<typeof fetchRequest>, 'topics'>> & {
  partition?: number;
  version?: number;
  partitionMaxBytes?: number;
};

/** A batch of the values, without keys, stamped one millisecond apart from `Date.UTC(2024, 0, 1)` on. */
export function batchOf(values: readonly string[], batch: Partial<NewBatch> = {}): Uint8Array {
  const encoder = new TextEncoder();
  const start = Date.UTC(2024, 0, 1);
  const records = values.map((value, i) => ({
    timestamp: start + i,
    key: null,
    value: encoder.encode(value),
    headers: [],
  }));
  return encodeBatch({ records, ...batch }, compression);
}

/** The records of a partition's fetch answer, as text with their offsets. */
export function recordsIn(
  answer: NonNullable<FetchResponse['responses']>[number]['partitions'][number],
): string[] {
  const bytes = answer.records ?? new Uint8Array();
  const decoder = new TextDecoder();
  const found: string[] = [];
  for (const { at, header } of eachBatch(bytes)) {
    const batch = bytes.subarray(at, at + header.sizeInBytes);
    for (const { offset, value } of decodeRecords(batch, compression)) {
      found.push(`${offset}:${value === null ? '(null)' : decoder.decode(value)}`);
    }
  }
  return found;
}
