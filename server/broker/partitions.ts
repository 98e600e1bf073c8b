import type { LeaderAndIsrRequest } from '../protocol/api/04-leader-and-isr.ts';
import type { StopReplicaRequest } from '../protocol/api/05-stop-replica.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import type { Logs, NewLog } from '../storage/logs.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import { logConfigOf } from './config/log-config.ts';
import type { TopicConfig } from './config/topic-config.ts';
import type { Failures } from './failures.ts';
import { persistently } from './metadata/persistently.ts';
import type { TopicZnode } from './metadata/znodes.ts';
import { Partition } from './partition.ts';
import type { LeaderPorts } from './replication/partition-leader.ts';
import { type FetchersPorts, ReplicaFetchers } from './replication/replica-fetchers.ts';
import {
  type LeaderAndIsrAnswer,
  ReplicaStates,
  type StopReplicaAnswer,
} from './replication/replica-states.ts';
import { TopicConfigs } from './topic-configs.ts';

export interface PartitionsPorts extends Omit<LeaderPorts, 'lastFetchOf'>, FetchersPorts {
  readonly logs: Logs;
  readonly failures: Failures;
  readonly config: BrokerConfig;
  /** A topic's own configuration, as the coordination service has it. */
  readonly configOf: (topic: string) => Promise<Readonly<Record<string, string>>>;
  /** A topic, as the coordination service has it now; undefined if there is none. */
  readonly topicOf: (topic: string) => Promise<TopicZnode | undefined>;
  /** Whether the cluster has the partition, be it here or elsewhere. */
  readonly isKnown: (topic: string, partition: number) => boolean;
}

/** A partition that this broker is to have a replica of. */
export interface NewPartition {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
}

/**
 * The partitions that this broker has replicas of, by topic and number (kafka.server.ReplicaManager). The
 * controller says which ones they are and who leads them.
 */
export class Partitions {
  readonly #ports: PartitionsPorts;
  readonly #topics = new Map<string, Map<number, Partition>>();
  readonly #configs: TopicConfigs;
  readonly #leaderPorts: LeaderPorts;
  /** When each follower last fetched, by broker. */
  readonly #fetches = new Map<number, number>();
  readonly #names = new Map<string, string>();
  readonly #states: ReplicaStates;
  readonly #fetchers: ReplicaFetchers;
  #closed = false;

  constructor(ports: PartitionsPorts) {
    this.#ports = ports;
    const lastFetchOf = (broker: number) => this.#fetches.get(broker) ?? Number.NEGATIVE_INFINITY;
    this.#leaderPorts = { ...ports, lastFetchOf };
    const { clock, config, configOf, logger } = ports;
    const asked = <T>(ask: () => Promise<T>) => persistently(clock, ask, () => !this.#closed);
    this.#configs = new TopicConfigs(config, logger, (topic) => asked(() => configOf(topic)));
    const topicOf = (topic: string) => asked(() => ports.topicOf(topic));
    this.#fetchers = new ReplicaFetchers(ports);
    this.#states = new ReplicaStates(this, { ...ports, topicOf, fetchers: this.#fetchers });
  }

  /** The partition, or undefined when this broker does not have it. */
  get(topic: string, partition: number): Partition | undefined {
    return this.#topics.get(topic)?.get(partition);
  }

  /**
   * The partition, which this broker leads.
   * @param epoch in which the client believes that it does; −1 for none (KIP-320)
   * @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION, NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH,
   * UNKNOWN_LEADER_EPOCH
   */
  leader(topic: string, partition: number, epoch = -1): Partition {
    const found = this.get(topic, partition);
    found?.checkLeaderEpoch(epoch);
    if (found?.isLeader) return found;
    const known = found !== undefined || this.#ports.isKnown(topic, partition);
    throw new KafkaError(
      known ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    );
  }

  /** The name of a topic of which this broker has partitions, by its id. */
  topicWithId(topicId: string): string | undefined {
    return this.#names.get(topicId);
  }

  /** Notes that a follower fetches now. */
  fetchedBy(brokerId: number): void {
    this.#fetches.set(brokerId, this.#ports.clock.monotonic());
  }

  /** Those of a topic, in no order. */
  ofTopic(topic: string): Partition[] {
    return [...(this.#topics.get(topic)?.values() ?? [])];
  }

  /** The topics of which this broker has partitions. */
  topics(): IterableIterator<string> {
    return this.#topics.keys();
  }

  *all(): IterableIterator<Partition> {
    for (const partitions of this.#topics.values()) yield* partitions.values();
  }

  /** What the controller says about partitions that this broker is to lead or to follow. Never rejects. */
  async becomeLeaderOrFollower(request: LeaderAndIsrRequest): Promise<LeaderAndIsrAnswer> {
    if (this.#closed) return { errorCode: ErrorCode.BROKER_NOT_AVAILABLE, topics: [] };
    return this.#states.becomeLeaderOrFollower(request);
  }

  /** What the controller says about replicas that this broker is to stop, or to delete. Never rejects. */
  stopReplicas(request: StopReplicaRequest): Promise<StopReplicaAnswer> {
    return this.#states.stopReplicas(request);
  }

  /** Calls `listener` with each partition whose leader this broker has become, and again at each new epoch. */
  onLeader(listener: (partition: Partition) => void): void {
    this.#states.onLeader(listener);
  }

  /** Calls `listener` with each partition that another broker leads now, or none, or that is deleted. */
  onFollower(listener: (partition: Partition) => void): void {
    this.#states.onFollower(listener);
  }

  /** Is about to stop: comes into sync nowhere any more. */
  leave(): void {
    this.#fetchers.leave();
  }

  /** Lets go whoever waits, leads and fetches nothing any more; resolves when nothing fetched is being written. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const partition of this.all()) partition.release();
    await this.#fetchers.close();
  }

  /** Takes on what a topic's own configuration has become. */
  configure(topic: string, own: Readonly<Record<string, string>>): void {
    const config = this.#configs.set(topic, own);
    if (config !== undefined) this.#take(topic, config);
  }

  /** Has every partition take up the broker's configuration, after it was altered. */
  reconfigure(): void {
    this.#configs.refresh();
    for (const topic of this.#topics.keys()) this.#take(topic, this.#configs.get(topic)!);
  }

  /** Looks for followers that have fallen behind (`replica.lag.time.max.ms`); to be called now and then. */
  checkInSyncReplicas(): void {
    for (const partition of this.all()) if (partition.isLeader) partition.leader.shrink();
  }

  /**
   * Sees to it that this broker has the partitions, with one write for all that are missing.
   * @throws KafkaError INCONSISTENT_TOPIC_ID, StoreError, ZooKeeperError
   */
  async hold(wanted: readonly NewPartition[]): Promise<void> {
    const missing = wanted.filter(({ topic, partition }) => !this.get(topic, partition));
    if (missing.length === 0) return;
    await this.#configs.load(new Set(missing.map(({ topic }) => topic)));
    const { logs } = this.#ports;
    const config = (topic: string) => this.#configs.get(topic)!;
    const topics = new Set(missing.map(({ topic }) => topic));
    const logConfigs = new Map(Array.from(topics, (topic) => [topic, logConfigOf(config(topic))]));
    await logs.createAll(
      missing.map((it): NewLog => ({ ...it, config: logConfigs.get(it.topic)! })),
    );
    for (const { topic, topicId, partition } of missing) {
      this.#names.set(topicId, topic);
      const log = logs.get(topic, partition)!;
      const added = new Partition(log, config(topic), this.#leaderPorts);
      const siblings = this.#topics.get(topic);
      if (siblings !== undefined) siblings.set(partition, added);
      else this.#topics.set(topic, new Map([[partition, added]]));
    }
  }

  /** Drops a partition at once, and its log; the space is reclaimed in the background. @throws StoreError */
  async drop(topic: string, partition: number): Promise<void> {
    const siblings = this.#topics.get(topic);
    siblings?.get(partition)?.release();
    siblings?.delete(partition);
    if (siblings?.size === 0) {
      this.#topics.delete(topic);
      for (const [id, name] of this.#names) if (name === topic) this.#names.delete(id);
      this.#configs.forget(topic);
    }
    await this.#ports.logs.delete(topic, partition);
  }

  #take(topic: string, config: TopicConfig): void {
    const logConfig = logConfigOf(config);
    for (const partition of this.ofTopic(topic)) {
      partition.config = config;
      partition.log.config = logConfig;
    }
  }
}
