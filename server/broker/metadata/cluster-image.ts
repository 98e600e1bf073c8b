import type { Clock } from '../../ports/clock.ts';
import type { UpdateMetadataRequest } from '../../protocol/api/06-update-metadata.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { BrokerLists } from './broker-lists.ts';
import type { BrokerRegistration, PartitionState } from './znodes.ts';

/** What is known of one topic. */
export interface TopicImage {
  readonly name: string;
  /** Kafka's base64 form of the topic's UUID. */
  readonly id: string;
  /** By partition number, without gaps. */
  readonly partitions: readonly PartitionImage[];
}

export interface PartitionImage extends PartitionState {
  readonly replicas: readonly number[];
  /** Replicas on brokers that are away or have no disk for them (KIP-112). */
  readonly offlineReplicas: readonly number[];
}

/** Leaders that are no brokers (kafka.api.LeaderAndIsr). */
const LEADER_DURING_DELETE = -2;

/** An update that tells everything (KIP-866). */
const FULL = 2;

/** Who waits for an update, and what for. */
interface Waiting {
  readonly condition: () => boolean;
  readonly end: (outcome: boolean) => void;
}

/** A partition that nothing is known of but that there are others after it. */
const UNKNOWN_PARTITION: PartitionImage = {
  leader: -1,
  leaderEpoch: -1,
  controllerEpoch: -1,
  isr: [],
  replicas: [],
  offlineReplicas: [],
};

/**
 * What this broker knows of the cluster, for answering clients (kafka.server.metadata.ZkMetadataCache). Only
 * the controller's UpdateMetadata changes it, on the controller's own broker, too.
 */
export class ClusterImage {
  clusterId = '';
  #controllerId = -1;
  #controllerEpoch = -1;
  #isComplete = false;
  #brokers: ReadonlyMap<number, BrokerRegistration> = new Map();
  readonly #topics = new Map<string, TopicImage>();
  readonly #names = new Map<string, string>();
  readonly #lists = new BrokerLists();
  readonly #waiting = new Set<Waiting>();
  #closed = false;

  /** The broker that is controller; −1 before the first update. */
  get controllerId(): number {
    return this.#controllerId;
  }

  get brokers(): ReadonlyMap<number, BrokerRegistration> {
    return this.#brokers;
  }

  /** Whether it has been told everything once. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  topic(name: string): TopicImage | undefined {
    return this.#topics.get(name);
  }

  topicById(id: string): TopicImage | undefined {
    const name = this.#names.get(id);
    return name === undefined ? undefined : this.#topics.get(name);
  }

  topics(): IterableIterator<TopicImage> {
    return this.#topics.values();
  }

  get topicCount(): number {
    return this.#topics.size;
  }

  /**
   * Takes on what the controller says.
   * @returns the names of topics that are gone.
   * @throws KafkaError STALE_CONTROLLER_EPOCH for a controller whose term is over
   */
  update(request: UpdateMetadataRequest): string[] {
    if (request.controllerEpoch < this.#controllerEpoch) {
      throw new KafkaError(ErrorCode.STALE_CONTROLLER_EPOCH);
    }
    this.#controllerEpoch = request.controllerEpoch;
    this.#controllerId = request.controllerId;
    this.#brokers = new Map(
      request.liveBrokers.map(({ id, endpoints, v0Host, v0Port, rack }) => {
        const { host, port } = endpoints[0] ?? { host: v0Host, port: v0Port };
        return [id, { host, port, rack }];
      }),
    );
    const gone = new Set<string>();
    if (request.type === FULL) {
      const told = new Set(request.topicStates.map(({ topicId }) => topicId));
      for (const { id, name } of this.#topics.values()) if (!told.has(id)) gone.add(name);
      this.#isComplete = true;
    }
    for (const topic of request.topicStates) {
      if (topic.partitionStates.some(({ leader }) => leader === LEADER_DURING_DELETE)) {
        gone.add(topic.topicName);
      } else this.#updateTopic(topic);
    }
    const known = [...gone].filter((name) => this.#topics.has(name));
    for (const name of known) this.#deleteTopic(name);
    this.reconsider();
    return known;
  }

  /** Has those who wait look again whether what they wait for has come about. */
  reconsider(): void {
    for (const { condition, end } of [...this.#waiting]) if (condition()) end(true);
  }

  /** Lets go whoever waits, as the broker stops. */
  close(): void {
    this.#closed = true;
    for (const { end } of [...this.#waiting]) end(false);
  }

  /**
   * Waits for what an update is to bring.
   * @returns whether `condition` has come true within `timeoutMs`; at once where it is true already.
   */
  until(clock: Clock, timeoutMs: number, condition: () => boolean): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    if (timeoutMs <= 0 || this.#closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = clock.after(timeoutMs, () => waiting.end(false));
      const waiting = {
        condition,
        end: (outcome: boolean) => {
          timer.cancel();
          this.#waiting.delete(waiting);
          resolve(outcome);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  #updateTopic(told: UpdateMetadataRequest['topicStates'][number]): void {
    const { topicName: name, topicId: id, partitionStates } = told;
    const known = this.#topics.get(name);
    if (known !== undefined && known.id !== id) this.#deleteTopic(name);
    const partitions = known?.id === id ? [...known.partitions] : [];
    for (const { partitionIndex, ...state } of partitionStates) {
      while (partitions.length < partitionIndex) partitions.push(UNKNOWN_PARTITION);
      const { leader, leaderEpoch, controllerEpoch, isr, replicas, offlineReplicas } = state;
      partitions[partitionIndex] = {
        leader,
        leaderEpoch,
        controllerEpoch,
        isr: this.#lists.of(isr),
        replicas: this.#lists.of(replicas),
        offlineReplicas: this.#lists.of(offlineReplicas),
      };
    }
    this.#topics.set(name, { name, id, partitions });
    this.#names.set(id, name);
  }

  #deleteTopic(name: string): void {
    const topic = this.#topics.get(name);
    if (topic === undefined) return;
    this.#topics.delete(name);
    this.#names.delete(topic.id);
  }
}

/** Topics that hold Kafka's own records; clients are told so, and tools hide them. */
export function isInternalTopic(name: string): boolean {
  return name === '__consumer_offsets' || name === '__transaction_state';
}
