import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../../../node/kafka/cluster.ts';
import type { ConsumerConfig } from '../../../node/kafka/consumer-config.ts';
import { TopicLeaders } from '../../../node/kafka/topic-leaders.ts';
import { partitionKey, type TopicPartition } from '../../../node/kafka/topic-partition.ts';
import { UserError } from '../../../node/user-error.ts';
import type { ConsumerRecord } from './consumer-record.ts';
import { Fetcher } from './fetcher.ts';
import { GroupMember, type Offset } from './group-member.ts';

/** What a consumer reads: topics by name or by pattern as a member of its group, or one partition alone. */
export type Source =
  | { readonly topics: readonly string[] }
  | { readonly matching: (topic: string) => boolean }
  | (TopicPartition & { readonly from: { offset: number } | { timestamp: number } });

/** How often topics that are not there yet are looked for. */
const MISSING_TOPICS_MS = 1_000;
/** How long the end may wait for a coordinator that does not answer. */
const CLOSE_MS = 5_000;

/** The groups of tools that were given none. */
const byChance = /^(console|perf)-consumer-\d{1,5}$/;

/**
 * A consumer as Kafka's KafkaConsumer, polled for records. Whoever stops in the midst of what `poll` returned seeks
 * back before `close`, which commits the positions.
 */
export class Consumer {
  readonly #config: ConsumerConfig;
  readonly #source: Source;
  readonly #fetcher: Fetcher;
  readonly #leaders: TopicLeaders;
  readonly #member: GroupMember | undefined;
  /** The member's connections. */
  readonly #cluster: Cluster;
  #topics: readonly string[] = [];
  #counts = '';
  #lookedAt = Number.NEGATIVE_INFINITY;
  #committedAt = performance.now();
  #committed = new Map<string, number>();
  #joinMs = 0;
  #wake = new AbortController();

  /**
   * @param cluster stays the caller's to close
   * @param onTrouble is told what is wrong for the time being
   */
  constructor(
    cluster: Cluster,
    config: ConsumerConfig,
    source: Source,
    onTrouble: (trouble: string) => void,
  ) {
    this.#config = config;
    this.#source = source;
    const { createTopics, retryBackoffMs } = config;
    this.#leaders = new TopicLeaders(cluster, {
      createTopics,
      onTrouble: (trouble) => onTrouble(`Error while fetching metadata: {${trouble}}`),
    });
    this.#fetcher = new Fetcher(cluster, this.#leaders, {
      minBytes: config.fetchMinBytes,
      maxWaitMs: config.fetchMaxWaitMs,
      maxBytes: config.fetchMaxBytes,
      maxPartitionBytes: config.maxPartitionFetchBytes,
      readCommitted: config.readCommitted,
      reset: config.reset,
      ...{ retryBackoffMs, onTrouble },
    });
    const patience = Math.max(
      cluster.options.requestTimeout ?? 0,
      config.maxPollIntervalMs + 5_000,
    );
    this.#cluster = cluster.withOptions({ requestTimeout: patience });
    // Where nothing is to be changed no group is made only to divide partitions.
    const isAlone = cluster.readOnly !== undefined && byChance.test(config.groupId ?? '');
    const groupId = isAlone ? undefined : config.groupId;
    if ('partition' in source) {
      this.#topics = [source.topic];
      this.#fetcher.assign([source]);
      this.#fetcher.seek(source, source.from);
    } else if (groupId !== undefined) {
      this.#member = new GroupMember(this.#cluster, {
        groupId,
        groupInstanceId: config.groupInstanceId,
        sessionTimeoutMs: config.sessionTimeoutMs,
        rebalanceTimeoutMs: config.maxPollIntervalMs,
        heartbeatIntervalMs: config.heartbeatIntervalMs,
        ...{ retryBackoffMs, onTrouble },
        partitionCounts: async (topics) => {
          await this.#leaders.refresh(topics);
          return (topic) => this.#leaders.partitionCount(topic);
        },
      });
      this.#member.onMustJoin(() => this.#wake.abort());
    }
  }

  /** Milliseconds that went into joining the group so far. */
  get joinMs(): number {
    return this.#joinMs;
  }

  /**
   * Records of one partition in their order; none after `timeoutMs`, or when `signal` aborts.
   * @throws ToolError for what does not get better by waiting
   */
  async poll(timeoutMs: number, signal: AbortSignal): Promise<readonly ConsumerRecord[]> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      await this.#lookForTopics();
      if (this.#member?.mustJoin) {
        const joined = await unless(signal, this.#join(this.#member, signal));
        if (!joined) return [];
      }
      await this.#commitNowAndThen();
      const now = performance.now();
      const left = Math.min(deadline - now, this.#lookedAt + this.#lookAgainMs() - now);
      const records = await this.#fetcher.poll(
        Math.max(0, left),
        AbortSignal.any([signal, this.#wake.signal]),
      );
      if (records.length > 0) return records;
      if (signal.aborted || performance.now() >= deadline) return [];
    }
  }

  /** Goes back to a record, so that neither it nor those behind it count as read. */
  seek(of: TopicPartition, offset: number): void {
    this.#fetcher.seek(of, { offset });
  }

  /** Commits where it is, if it commits by itself, and leaves the group. Never throws. */
  async close(): Promise<void> {
    this.#fetcher.close();
    // The group finds out by itself that the member has gone, if it cannot be told.
    const told = this.#leave().catch(() => {});
    await Promise.race([told, delay(CLOSE_MS, undefined, { ref: false })]);
    await this.#cluster.close();
  }

  async #leave(): Promise<void> {
    if (this.#config.autoCommit) await this.#commit().catch(() => {});
    await this.#member?.leave();
  }

  async #join(member: GroupMember, signal: AbortSignal): Promise<void> {
    const started = performance.now();
    if (this.#config.autoCommit) await this.#commit().catch(() => {});
    this.#wake = new AbortController();
    const assigned = await member.join(this.#topics, signal);
    const offsets = assigned.length === 0 ? [] : await member.committed(assigned, signal);
    // Without commits nobody but this consumer knows how far it is.
    const kept = this.#config.autoCommit ? [] : this.#fetcher.positions();
    this.#fetcher.assign(
      assigned.map((of) => ({ ...of, offset: offsetIn(kept, of) ?? offsetIn(offsets, of) })),
    );
    this.#committed = new Map(offsets.map((each) => [partitionKey(each), each.offset]));
    this.#joinMs += performance.now() - started;
  }

  #lookAgainMs(): number {
    const missing = this.#topics.some((topic) => this.#leaders.partitionCount(topic) === undefined);
    const { metadataMaxAgeMs } = this.#config;
    const nothingYet = missing || this.#topics.length === 0;
    return nothingYet ? Math.min(MISSING_TOPICS_MS, metadataMaxAgeMs) : metadataMaxAgeMs;
  }

  /** Looks now and then which topics there are and how many partitions they have; others mean another assignment. */
  async #lookForTopics(): Promise<void> {
    if (performance.now() - this.#lookedAt < this.#lookAgainMs()) return;
    const isFirst = this.#lookedAt === Number.NEGATIVE_INFINITY;
    try {
      if ('matching' in this.#source) {
        this.#topics = await this.#leaders.refreshMatching(this.#source.matching);
      } else {
        if ('topics' in this.#source) this.#topics = this.#source.topics;
        await this.#leaders.refresh(this.#topics);
      }
    } catch (error) {
      // At the beginning nothing would tell that the cluster is not there at all.
      if (isFirst || !(error instanceof UserError)) throw error;
    }
    this.#lookedAt = performance.now();
    const counts = this.#topics.map((topic) => `${topic} ${this.#leaders.partitionCount(topic)}`);
    if (counts.join() !== this.#counts) {
      if (this.#member !== undefined) this.#member.rejoin();
      else if (!('partition' in this.#source)) this.#assignAll();
    }
    this.#counts = counts.join();
  }

  /** Without a group all partitions are its own. */
  #assignAll(): void {
    const kept = this.#fetcher.positions();
    const all = this.#topics.flatMap((topic) =>
      Array.from({ length: this.#leaders.partitionCount(topic) ?? 0 }, (_, partition) => ({
        ...{ topic, partition },
      })),
    );
    this.#fetcher.assign(all.map((of) => ({ ...of, offset: offsetIn(kept, of) })));
  }

  async #commitNowAndThen(): Promise<void> {
    const { autoCommit, autoCommitIntervalMs } = this.#config;
    if (!autoCommit || performance.now() - this.#committedAt < autoCommitIntervalMs) return;
    // The next time makes up for what fails now.
    await this.#commit().catch(() => {});
  }

  async #commit(): Promise<void> {
    this.#committedAt = performance.now();
    if (this.#member === undefined) return;
    const offsets = this.#fetcher
      .positions()
      .filter((each) => this.#committed.get(partitionKey(each)) !== each.offset);
    await this.#member.commit(offsets);
    for (const each of offsets) this.#committed.set(partitionKey(each), each.offset);
  }
}

function offsetIn(offsets: readonly Offset[], of: TopicPartition): number | undefined {
  return offsets.find(({ topic, partition }) => topic === of.topic && partition === of.partition)
    ?.offset;
}

/** Whether the work came to its end before the signal. @throws what the work throws */
async function unless(signal: AbortSignal, work: Promise<void>): Promise<boolean> {
  const aborted = delay(0x7fff_ffff, false, { signal, ref: false }).catch(() => false);
  return await Promise.race([work.then(() => true), aborted]);
}
