import { counted, type Logger } from '../../ports/logger.ts';
import type { Address } from '../../ports/transport.ts';
import type {
  LeaderAndIsrRequest,
  leaderAndIsrResponse,
} from '../../protocol/api/04-leader-and-isr.ts';
import type {
  StopReplicaRequest,
  stopReplicaResponse,
} from '../../protocol/api/05-stop-replica.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { InferInput } from '../../protocol/schema.ts';
import type { Logs } from '../../storage/logs.ts';
import type { PartitionLog } from '../../storage/partition-log.ts';
import type { Failures } from '../failures.ts';
import { BrokerLists } from '../metadata/broker-lists.ts';
import type { TopicZnode } from '../metadata/znodes.ts';
import type { Partition } from '../partition.ts';
import type { Partitions } from '../partitions.ts';
import { Turns } from '../turns.ts';
import type { LeaderAndIsr } from './leader-and-isr.ts';
import type { ReplicaFetchers } from './replica-fetchers.ts';

export type LeaderAndIsrAnswer = InferInput<typeof leaderAndIsrResponse>;
export type StopReplicaAnswer = InferInput<typeof stopReplicaResponse>;

type PartitionState = LeaderAndIsrRequest['topicStates'][number]['partitionStates'][number];

/** A LeaderAndIsr request that tells everything that the broker is to have (KIP-516, KIP-866). */
const FULL_REQUEST = 2;

/** The leader epoch of whoever deletes a replica for good (LeaderAndIsr.EpochDuringDelete). */
const DELETION_EPOCH = -2;

/** Leader epochs of StopReplica that are not compared; the other one is LeaderAndIsr.NoEpoch. */
const UNFENCED_EPOCHS = [-1, DELETION_EPOCH];

/** What the coordination service has of a topic; undefined if there is none. */
type Written = TopicZnode | 'unreadable' | undefined;

/** What a LeaderAndIsr request says of one partition, and what becomes of it. */
interface Told {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly state: PartitionState;
  errorCode: number;
}

interface Ports {
  readonly brokerId: number;
  readonly logs: Logs;
  readonly failures: Failures;
  /** What the coordination service has of a topic now. */
  readonly topicOf: (topic: string) => Promise<TopicZnode | undefined>;
  readonly logger: Logger;
  readonly fetchers: Pick<ReplicaFetchers, 'follow' | 'unfollow' | 'closeIdle'>;
}

/**
 * Does what the controller says about a broker's replicas (ReplicaManager.becomeLeaderOrFollower and
 * stopReplicas): one request after the other, and none of a controller that another has followed.
 */
export class ReplicaStates {
  readonly #partitions: Partitions;
  readonly #ports: Ports;
  readonly #turns = new Turns();
  readonly #lists = new BrokerLists();
  readonly #leaderListeners: ((partition: Partition) => void)[] = [];
  readonly #followerListeners: ((partition: Partition) => void)[] = [];
  /** Of the latest controller that has been heard of. */
  #controllerEpoch = 0;

  constructor(partitions: Partitions, ports: Ports) {
    this.#partitions = partitions;
    this.#ports = ports;
  }

  onLeader(listener: (partition: Partition) => void): void {
    this.#leaderListeners.push(listener);
  }

  onFollower(listener: (partition: Partition) => void): void {
    this.#followerListeners.push(listener);
  }

  becomeLeaderOrFollower(request: LeaderAndIsrRequest): Promise<LeaderAndIsrAnswer> {
    return this.#turns.take('replicas', async () => {
      if (this.#isFenced(request))
        return { errorCode: ErrorCode.STALE_CONTROLLER_EPOCH, topics: [] };
      const told = toldIn(request);
      if (request.type === FULL_REQUEST) await this.#deleteStrays(told);
      await this.#become(told, addressesIn(request));
      return { errorCode: ErrorCode.NONE, topics: byTopic(told) };
    });
  }

  stopReplicas(request: StopReplicaRequest): Promise<StopReplicaAnswer> {
    return this.#turns.take('replicas', async () => {
      if (this.#isFenced(request)) {
        return { errorCode: ErrorCode.STALE_CONTROLLER_EPOCH, partitionErrors: [] };
      }
      const stops = request.topicStates.flatMap(({ topicName, partitionStates }) =>
        partitionStates.map(async ({ partitionIndex, leaderEpoch, deletePartition }) => ({
          topicName,
          partitionIndex,
          errorCode: await this.#stop(topicName, partitionIndex, leaderEpoch, deletePartition),
        })),
      );
      return { errorCode: ErrorCode.NONE, partitionErrors: await Promise.all(stops) };
    });
  }

  /** Whether the request is from a controller that another has followed; notes a later one. */
  #isFenced({ controllerEpoch }: { readonly controllerEpoch: number }): boolean {
    if (controllerEpoch < this.#controllerEpoch) return true;
    this.#controllerEpoch = controllerEpoch;
    return false;
  }

  async #become(told: readonly Told[], leaders: ReadonlyMap<number, Address>): Promise<void> {
    await this.#deleteReplaced(told);
    for (const each of told) each.errorCode = this.#refusal(each);
    const accepted = () => told.filter(({ errorCode }) => errorCode === ErrorCode.NONE);
    await this.#attempt(accepted(), 'creating logs', () => this.#partitions.hold(accepted()));
    await Promise.all(
      accepted().map((each) =>
        this.#attempt([each], `taking on ${each.topic}-${each.partition}`, async () =>
          this.#isLed(each) ? this.#lead(each) : this.#follow(each, leaders.get(each.state.leader)),
        ),
      ),
    );
    this.#ports.fetchers.closeIdle();
  }

  #isLed({ state }: Told): boolean {
    return state.leader === this.#ports.brokerId;
  }

  async #lead(told: Told): Promise<void> {
    const partition = this.#partitions.get(told.topic, told.partition)!;
    this.#ports.fetchers.unfollow(partition);
    await partition.makeLeader(this.#decided(told));
    for (const listener of this.#leaderListeners) listener(partition);
  }

  /** @param leader undefined where there is none that lives */
  async #follow(told: Told, leader: Address | undefined): Promise<void> {
    const partition = this.#partitions.get(told.topic, told.partition)!;
    const { fetchers } = this.#ports;
    const { log } = partition;
    partition.makeFollower(this.#decided(told));
    for (const listener of this.#followerListeners) listener(partition);
    fetchers.unfollow(partition);
    if (leader === undefined) return;
    // The leader hears of what is written only: what is still on its way there may have no place in its log, and
    // would stay unless something else were to be fetched.
    if (log.writtenEndOffset < log.logEndOffset) await log.settled();
    fetchers.follow(partition, leader);
  }

  #decided({ state }: Told): LeaderAndIsr {
    const { leader, leaderEpoch, controllerEpoch, partitionEpoch } = state;
    const isr = this.#lists.of(state.isr);
    const replicas = this.#lists.of(state.replicas);
    return { leader, leaderEpoch, controllerEpoch, isr, replicas, partitionEpoch };
  }

  #refusal({ topic, topicId, partition, state }: Told): number {
    const log = this.#ports.logs.get(topic, partition);
    // One that only a full disk keeps is in the way no longer than that lasts: making another deletes it.
    const isInTheWay = log !== undefined && !log.isDeleted && log.topicId !== topicId;
    if (isInTheWay) return ErrorCode.INCONSISTENT_TOPIC_ID;
    const known = this.#partitions.get(topic, partition);
    // The same epoch again is what the controller has said before.
    if (known !== undefined && state.leaderEpoch <= known.leaderEpoch) {
      return ErrorCode.STALE_CONTROLLER_EPOCH;
    }
    const isReplica = state.replicas.includes(this.#ports.brokerId);
    return isReplica ? ErrorCode.NONE : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  }

  /** The error code. */
  async #stop(topic: string, number: number, epoch: number, deleted: boolean): Promise<number> {
    const partition = this.#partitions.get(topic, number);
    const isFenced =
      partition !== undefined && epoch < partition.leaderEpoch && !UNFENCED_EPOCHS.includes(epoch);
    if (isFenced) return ErrorCode.FENCED_LEADER_EPOCH;
    if (partition !== undefined) this.#ports.fetchers.unfollow(partition);
    if (!deleted) return ErrorCode.NONE;
    try {
      const dropped = this.#partitions.drop(topic, number);
      if (partition !== undefined)
        for (const listener of this.#followerListeners) listener(partition);
      await dropped;
      return ErrorCode.NONE;
    } catch (error) {
      return this.#ports.failures.toKafkaError(error, `deleting ${topic}-${number}`).code;
    }
  }

  /**
   * Deletes logs of earlier topics that had the names of those that are told of, as a broker has them that was away
   * when they went, or whose disk was full. The coordination service must say so too: a request that comes late
   * may speak of a topic that has been deleted since.
   */
  async #deleteReplaced(told: readonly Told[]): Promise<void> {
    for (const { topic, topicId, partition } of told) {
      const log = this.#ports.logs.get(topic, partition);
      if (log === undefined || log.topicId === topicId) continue;
      const now = await this.#written(topic);
      if (now !== 'unreadable' && now?.topicId === topicId) {
        await this.#stop(topic, partition, DELETION_EPOCH, true);
      }
    }
  }

  /**
   * Deletes the logs of partitions that are not told of: their topics went, or their replicas moved, while the broker
   * was away. The coordination service must say so too, for a request that comes late, and for topics that
   * no controller could read or whose deletion it has yet to ask for.
   */
  async #deleteStrays(told: readonly Told[]): Promise<void> {
    const wanted = new Set(told.map(({ topicId, partition }) => `${topicId}-${partition}`));
    const unknown = [...this.#ports.logs.all()].filter(
      ({ topicId, partition }) => !wanted.has(`${topicId}-${partition}`),
    );
    const topics = [...new Set(unknown.map(({ topic }) => topic))];
    const written = await Promise.all(topics.map((topic) => this.#written(topic)));
    const now = new Map(topics.map((topic, i) => [topic, written[i]]));
    const strays = unknown.filter((log) => this.#isStray(log, now.get(log.topic)));
    if (strays.length === 0) return;
    this.#ports.logger.info(
      `deleting ${counted(strays.length, 'replica')} that this broker is not to have any more`,
    );
    await Promise.all(
      strays.map(({ topic, partition }) => this.#stop(topic, partition, DELETION_EPOCH, true)),
    );
  }

  #isStray({ topicId, partition }: PartitionLog, now: Written): boolean {
    if (now === 'unreadable') return false;
    // A tool from before there were ids may just have written the znode, without one.
    if (now === undefined || (now.topicId ?? topicId) !== topicId) return true;
    return now.assignment.get(partition)?.replicas.includes(this.#ports.brokerId) !== true;
  }

  /** What the coordination service has of a topic. What nobody can read is no reason to delete anything. */
  async #written(topic: string): Promise<Written> {
    return await this.#ports.topicOf(topic).catch(() => 'unreadable' as const);
  }

  /** Notes the error, if there is one, for all of `told`. */
  async #attempt(
    told: readonly Told[],
    doing: string,
    attempt: () => Promise<void>,
  ): Promise<void> {
    try {
      await attempt();
    } catch (error) {
      const { code } = this.#ports.failures.toKafkaError(error, doing);
      for (const each of told) each.errorCode = code;
    }
  }
}

function toldIn({ topicStates }: LeaderAndIsrRequest): Told[] {
  return topicStates.flatMap(({ topicName, topicId, partitionStates }) =>
    partitionStates.map((state) => ({
      topic: topicName,
      topicId,
      partition: state.partitionIndex,
      state,
      errorCode: ErrorCode.NONE,
    })),
  );
}

function addressesIn({ liveLeaders }: LeaderAndIsrRequest): ReadonlyMap<number, Address> {
  return new Map(
    liveLeaders.map(({ brokerId, hostName, port }) => [brokerId, { host: hostName, port }]),
  );
}

function byTopic(told: readonly Told[]): LeaderAndIsrAnswer['topics'] {
  const topics = new Map<string, { partitionIndex: number; errorCode: number }[]>();
  for (const { topicId, partition: partitionIndex, errorCode } of told) {
    const errors = topics.get(topicId);
    if (errors === undefined) topics.set(topicId, [{ partitionIndex, errorCode }]);
    else errors.push({ partitionIndex, errorCode });
  }
  return Array.from(topics, ([topicId, partitionErrors]) => ({ topicId, partitionErrors }));
}
