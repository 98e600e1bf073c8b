import { setTimeout as delay } from 'node:timers/promises';
import { compression } from '../../../node/compression.ts';
import { deferred } from '../../../node/deferred.ts';
import type { Cluster } from '../../../node/kafka/cluster.ts';
import {
  type FetchFrom,
  type FetchOptions,
  fetchRecords,
  type PartitionAnswer,
} from '../../../node/kafka/fetch-records.ts';
import { KafkaError } from '../../../node/kafka/kafka-error.ts';
import type { Leader, TopicLeaders } from '../../../node/kafka/topic-leaders.ts';
import { partitionKey, type TopicPartition } from '../../../node/kafka/topic-partition.ts';
import { UserError } from '../../../node/user-error.ts';
import { listOffsetsRequest, listOffsetsResponse } from '../../../protocol/api/02-list-offsets.ts';
import { ErrorCode, isRetriable } from '../../../protocol/errors.ts';

import type { ConsumerRecord } from './consumer-record.ts';
import { readRecords } from './read-records.ts';

/** What ListOffsets takes for a time. */
export const Timestamp = { latest: -1, earliest: -2 } as const;

export interface FetcherOptions extends FetchOptions {
  /** Where to begin without an offset, or with one that the log does not have: `auto.offset.reset`. */
  readonly reset: 'earliest' | 'latest' | 'none';
  readonly retryBackoffMs: number;
  /** Is told what is wrong for the time being. */
  readonly onTrouble: (trouble: string) => void;
}

/** A partition that is read. */
interface Reading extends TopicPartition {
  /** The next offset to hand out; undefined until it is found. */
  position: number | undefined;
  /** The time whose offset is looked for, where `reset` does not say it. */
  resetTo: number | undefined;
}

/** A partition that a request asks for, from whom and from where. */
interface ReadingFrom extends FetchFrom {
  readonly reading: Reading;
}

/** What came of a partition. */
interface Arrival {
  readonly reading: Reading;
  readonly records: readonly ConsumerRecord[];
  readonly next: number;
}

/**
 * Reads partitions from their leaders, one request at a time to each, the next one under way while the records
 * of the last are looked at. Leaders may change, and brokers go and come.
 */
export class Fetcher {
  readonly #cluster: Cluster;
  readonly #leaders: TopicLeaders;
  readonly #options: FetcherOptions;
  #readings = new Map<string, Reading>();
  /** In the order in which it came. */
  #arrived: Arrival[] = [];
  /** Leaders that have a request to answer, and -1 while positions and leaders are looked for. */
  readonly #busy = new Set<number>();
  #failure: Error | undefined;
  #changed = deferred<void>();
  #closed = false;

  constructor(cluster: Cluster, leaders: TopicLeaders, options: FetcherOptions) {
    this.#cluster = cluster;
    this.#leaders = leaders;
    this.#options = options;
  }

  /** Reads these partitions from now on, each from its offset or, without one, from where `reset` says. */
  assign(partitions: readonly (TopicPartition & { readonly offset?: number | undefined })[]): void {
    this.#readings = new Map(
      partitions.map(({ topic, partition, offset }) => [
        partitionKey({ topic, partition }),
        { topic, partition, position: offset, resetTo: undefined },
      ]),
    );
    this.#arrived = [];
  }

  /** Goes on at an offset, or at the one of a time (`Timestamp`). */
  seek(of: TopicPartition, to: { readonly offset: number } | { readonly timestamp: number }): void {
    const reading = this.#readings.get(partitionKey(of));
    if (reading === undefined) return;
    reading.position = 'offset' in to ? to.offset : undefined;
    reading.resetTo = 'timestamp' in to ? to.timestamp : undefined;
    this.#arrived = this.#arrived.filter((each) => each.reading !== reading);
  }

  /** The next offsets to hand out, of those partitions where one is known. */
  positions(): (TopicPartition & { readonly offset: number })[] {
    return [...this.#readings.values()].flatMap(({ topic, partition, position }) =>
      position === undefined ? [] : [{ topic, partition, offset: position }],
    );
  }

  /**
   * Records of one partition, as soon as there are some; none after `timeoutMs` or when `signal` aborts.
   * @throws ToolError for what does not get better by waiting
   */
  async poll(timeoutMs: number, signal: AbortSignal): Promise<readonly ConsumerRecord[]> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      this.#work();
      const taken = this.#take();
      if (taken !== undefined) return taken;
      const left = deadline - performance.now();
      if (left <= 0 || signal.aborted) return [];
      await this.#wait(left, signal);
    }
  }

  close(): void {
    this.#closed = true;
  }

  #take(): readonly ConsumerRecord[] | undefined {
    for (let next = this.#arrived.shift(); next !== undefined; next = this.#arrived.shift()) {
      next.reading.position = next.next;
      // What comes next is fetched while this is looked at.
      this.#work();
      if (next.records.length > 0) return next.records;
    }
    return undefined;
  }

  async #wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    const stop = AbortSignal.any([end.signal, signal]);
    await Promise.race([
      this.#changed.promise,
      delay(Math.min(milliseconds, 0x7fff_ffff), undefined, { signal: stop }).catch(() => {}),
    ]);
    end.abort();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = deferred();
  }

  /** Sends whatever can be sent now. */
  #work(): void {
    if (this.#closed) return;
    const byLeader = new Map<number, ReadingFrom[]>();
    let lost = false;
    for (const reading of this.#readings.values()) {
      const leader = this.#leaders.leader(reading.topic, reading.partition);
      if (leader === undefined || reading.position === undefined) lost = true;
      else if (!this.#arrived.some((each) => each.reading === reading)) {
        const group = byLeader.get(leader.id);
        const { topic, partition, position: from } = reading;
        const item = { topic, partition, reading, leader, from };
        if (group === undefined) byLeader.set(leader.id, [item]);
        else group.push(item);
      }
    }
    for (const [id, items] of byLeader) this.#run(id, () => this.#fetch(id, items));
    if (lost) this.#run(-1, () => this.#locate());
  }

  /** Does one thing at a time of a kind; when it fails, what it needed is looked for again after a while. */
  #run(kind: number, work: () => Promise<void>): void {
    if (this.#busy.has(kind)) return;
    this.#busy.add(kind);
    void work()
      .catch(async (error: unknown) => {
        if (this.#closed) return;
        if (!(error instanceof UserError) || isFatal(error)) {
          this.#failure = error as Error;
          return;
        }
        if (!(error instanceof KafkaError)) this.#options.onTrouble(error.message);
        await delay(this.#options.retryBackoffMs);
        await this.#refresh();
      })
      .finally(() => {
        this.#busy.delete(kind);
        this.#wake();
      });
  }

  /** Looks for leaders, whatever becomes of it. */
  async #refresh(): Promise<void> {
    const topics = new Set(Array.from(this.#readings.values(), ({ topic }) => topic));
    try {
      if (topics.size > 0) await this.#leaders.refresh([...topics]);
    } catch (error) {
      if (error instanceof KafkaError && isFatal(error)) this.#failure = error;
    }
  }

  /** Finds leaders and positions that are missing. */
  async #locate(): Promise<void> {
    const readings = [...this.#readings.values()];
    if (readings.some(({ topic, partition }) => !this.#leaders.leader(topic, partition))) {
      await this.#refresh();
    }
    const asked = readings.filter(({ position }) => position === undefined);
    const found = await Promise.allSettled(
      asked.map(async (reading) => {
        const leader = this.#leaders.leader(reading.topic, reading.partition);
        if (leader === undefined) throw new KafkaError(ErrorCode.LEADER_NOT_AVAILABLE);
        const timestamp = reading.resetTo ?? this.#resetTime(reading);
        const offset = await this.#offsetAt(reading, leader, timestamp);
        if (reading.position !== undefined) return;
        reading.position = offset;
        reading.resetTo = undefined;
      }),
    );
    const failed = found.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const leaderless = readings.some(
      ({ topic, partition }) => !this.#leaders.leader(topic, partition),
    );
    if (leaderless) await delay(this.#options.retryBackoffMs);
  }

  #resetTime({ topic, partition }: TopicPartition): number {
    const { reset } = this.#options;
    if (reset !== 'none') return Timestamp[reset];
    throw new KafkaError(
      ErrorCode.OFFSET_OUT_OF_RANGE,
      `Undefined offset with no reset policy for partitions: [${topic}-${partition}]`,
    );
  }

  async #offsetAt(of: TopicPartition, leader: Leader, timestamp: number): Promise<number> {
    const { topics } = await this.#cluster.request(
      leader.id,
      listOffsetsRequest,
      listOffsetsResponse,
      {
        replicaId: -1,
        isolationLevel: this.#options.readCommitted ? 1 : 0,
        topics: [
          {
            name: of.topic,
            partitions: [
              {
                partitionIndex: of.partition,
                currentLeaderEpoch: leader.epoch,
                timestamp,
              },
            ],
          },
        ],
      },
    );
    const answer = topics[0]?.partitions[0];
    if (answer === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    if (answer.errorCode !== ErrorCode.NONE) throw new KafkaError(answer.errorCode);
    return answer.oldStyleOffsets[0] ?? answer.offset;
  }

  async #fetch(id: number, items: readonly ReadingFrom[]): Promise<void> {
    const fetched = await fetchRecords(this.#cluster, id, items, this.#options);
    const expected = new Map(items.map((item) => [partitionKey(item), item]));
    const failures = fetched.flatMap((each) => {
      const item = expected.get(partitionKey(each));
      return item === undefined ? [] : this.#arrive(item.reading, item.from, each.answer);
    });
    if (failures[0] !== undefined) throw failures.find(isFatal) ?? failures[0];
  }

  /** Takes what came of a partition, or returns why nothing did. */
  #arrive(reading: Reading, from: number, answer: PartitionAnswer): KafkaError[] {
    const { errorCode, records, abortedTransactions } = answer;
    // A rebalance or a seek came between.
    const isCurrent = this.#readings.get(partitionKey(reading)) === reading;
    if (!isCurrent || reading.position !== from) return [];
    if (errorCode === ErrorCode.OFFSET_OUT_OF_RANGE) {
      if (this.#options.reset === 'none') {
        const where = `${reading.topic}-${reading.partition}`;
        const message = `Fetch position ${from} is out of range for partition ${where} and no reset policy is set`;
        return [new KafkaError(errorCode, message)];
      }
      reading.position = undefined;
      return [];
    }
    if (errorCode !== ErrorCode.NONE) return [new KafkaError(errorCode)];
    if (records === null || records.length === 0) return [];
    const aborted = this.#options.readCommitted ? abortedTransactions : null;
    const { topic, partition } = reading;
    this.#arrived.push({
      reading,
      ...readRecords({ topic, partition }, records, from, aborted, compression),
    });
    return [];
  }
}

/** Whether waiting and looking again for leaders cannot help. */
function isFatal(error: unknown): boolean {
  return error instanceof KafkaError && !isRetriable(error.code);
}
