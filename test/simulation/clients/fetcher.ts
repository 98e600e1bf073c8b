import { compression } from '../../../server/node/compression.ts';
import { fetchRequest, fetchResponse } from '../../../server/protocol/api/01-fetch.ts';
import {
  listOffsetsRequest,
  listOffsetsResponse,
} from '../../../server/protocol/api/02-list-offsets.ts';
import { ErrorCode, errorName } from '../../../server/protocol/errors.ts';
import { eachBatch } from '../../../server/protocol/records/batch-header.ts';
import { decodeRecords } from '../../../server/protocol/records/record-batch.ts';
import type { KafkaClient } from './kafka-client.ts';

const MAX_WAIT_MS = 500;
const utf8 = new TextDecoder();

/** A record as a consumer gets it. */
export interface FetchedRecord {
  readonly offset: number;
  readonly value: string;
}

/** Reads partitions of a topic from their leaders, as consumers do. */
export class Fetcher {
  readonly #client: KafkaClient;
  readonly #topic: string;
  readonly #isStrict: boolean;

  /** @param isStrict whether what has been read must stay */
  constructor(client: KafkaClient, topic: string, isStrict: boolean) {
    this.#client = client;
    this.#topic = topic;
    this.#isStrict = isStrict;
  }

  /**
   * The records from each position on, by partition: those of one leader's partitions, whichever is asked. Waits
   * a little where there are none.
   * @throws Error when the broker does not answer
   */
  async fetch(positions: ReadonlyMap<number, number>): Promise<Map<number, FetchedRecord[]>> {
    const client = this.#client;
    const found = new Map<number, FetchedRecord[]>();
    if ([...positions.keys()].some((partition) => this.#leaderOf(partition) === undefined)) {
      await client.pause();
      await client.refresh(this.#topic);
    }
    const node = this.#oneLeader([...positions.keys()]);
    if (node === undefined) return found;
    const led = [...positions].filter(([partition]) => this.#leaderOf(partition)?.node === node);
    const { responses } = await client.ask(node, fetchRequest, fetchResponse, 12, {
      maxWaitMs: MAX_WAIT_MS,
      minBytes: 1,
      maxBytes: 10_000,
      topics: [
        {
          topic: this.#topic,
          partitions: led.map(([partition, fetchOffset]) => ({
            partition,
            fetchOffset,
            currentLeaderEpoch: this.#leaderOf(partition)?.epoch ?? -1,
            partitionMaxBytes: 5_000,
          })),
        },
      ],
    });
    let isStale = false;
    for (const { partitionIndex, errorCode, records } of responses[0]?.partitions ?? []) {
      if (errorCode === ErrorCode.NONE) {
        const from = positions.get(partitionIndex)!;
        found.set(partitionIndex, recordsFrom(records ?? new Uint8Array(0), from));
        continue;
      }
      client.note(`fetch of ${partitionIndex}: ${errorName(errorCode)}`);
      if (errorCode === ErrorCode.OFFSET_OUT_OF_RANGE) {
        const position = positions.get(partitionIndex)!;
        this.onReset(partitionIndex, await this.#reset(partitionIndex, position));
      } else {
        isStale = true;
      }
    }
    if (isStale) {
      await client.pause();
      await client.refresh(this.#topic);
    }
    return found;
  }

  /** Told where to go on when a position is no longer within the log. */
  onReset: (partition: number, position: number) => void = () => {};

  /** The end of a partition's log, as far as it can be read. @throws Error when nobody says */
  endOf(partition: number): Promise<number> {
    return this.#offset(partition, -1);
  }

  /**
   * Where to go on when a position was not within the log. Retention may have overtaken it; beyond the end it can only
   * be if something was read that has been lost.
   */
  async #reset(partition: number, position: number): Promise<number> {
    const start = await this.#offset(partition, -2);
    this.#client.note(`position ${partition}:${position} is gone, the log begins at ${start}`);
    if (start <= position && this.#isStrict) {
      this.#client.process.world.report(
        `${this.#client.name} had read up to ${partition}:${position}, which is beyond the end`,
      );
    }
    return start;
  }

  async #offset(partition: number, timestamp: number): Promise<number> {
    const leader = this.#leaderOf(partition);
    if (leader === undefined) throw new Error('nobody leads the partition');
    const { topics } = await this.#client.ask(
      leader.node,
      listOffsetsRequest,
      listOffsetsResponse,
      6,
      {
        replicaId: -1,
        topics: [{ name: this.#topic, partitions: [{ partitionIndex: partition, timestamp }] }],
      },
    );
    const { errorCode, offset } = topics[0]!.partitions[0]!;
    if (errorCode !== 0) throw new Error(errorName(errorCode));
    return offset;
  }

  #leaderOf(partition: number) {
    return this.#client.leaderOf(this.#topic, partition);
  }

  #oneLeader(partitions: readonly number[]): number | undefined {
    const leaders = new Set(
      partitions.flatMap((partition) => this.#leaderOf(partition)?.node ?? []),
    );
    return leaders.size === 0 ? undefined : this.#client.process.random.pick([...leaders]);
  }
}

/** The records in batches from `from` on: a batch may begin before it. */
function recordsFrom(bytes: Uint8Array, from: number): FetchedRecord[] {
  const found: FetchedRecord[] = [];
  for (const { at, header } of eachBatch(bytes)) {
    const batch = bytes.subarray(at, at + header.sizeInBytes);
    for (const { offset, value } of decodeRecords(batch, compression)) {
      if (offset >= from) found.push({ offset, value: utf8.decode(value ?? new Uint8Array(0)) });
    }
  }
  return found;
}
