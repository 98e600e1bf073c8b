import {
  type LeaderAndIsrResponse,
  leaderAndIsrRequest,
  leaderAndIsrResponse,
} from '../../protocol/api/04-leader-and-isr.ts';
import {
  type StopReplicaResponse,
  stopReplicaRequest,
  stopReplicaResponse,
} from '../../protocol/api/05-stop-replica.ts';
import {
  updateMetadataRequest,
  updateMetadataResponse,
} from '../../protocol/api/06-update-metadata.ts';
import type { InferInput } from '../../protocol/schema.ts';
import type { ControllerChannelManager } from './controller-channel-manager.ts';
import type {
  ControlledPartition,
  ControllerContext,
  LiveBroker,
  Replica,
} from './controller-context.ts';
import {
  byTopic,
  LeaderDuring,
  leaderAndIsrState,
  RequestType,
  stopReplicaState,
  updateMetadataState,
} from './request-states.ts';

/** The versions spoken between brokers: the last of Kafka's ZooKeeper era, but for the one that can be complete. */
const Version = { leaderAndIsr: 6, stopReplica: 3, updateMetadata: 8 } as const;

const PLAINTEXT = { listener: 'PLAINTEXT', securityProtocol: 0 } as const;

/** What hears of the brokers' answers. */
export interface AnswerListener {
  leaderAndIsr(broker: LiveBroker, response: LeaderAndIsrResponse): void;
  /** Answers to deletions only. */
  deletion(broker: LiveBroker, replicas: readonly Replica[], response: StopReplicaResponse): void;
}

/** Makes batches of requests to brokers, of one term of a controller. */
export class BrokerRequests {
  readonly context: ControllerContext;
  readonly channels: ControllerChannelManager;
  readonly controllerId: number;
  readonly controllerEpoch: number;
  listener: AnswerListener | undefined;

  constructor(options: {
    readonly context: ControllerContext;
    readonly channels: ControllerChannelManager;
    readonly controllerId: number;
    readonly controllerEpoch: number;
  }) {
    this.context = options.context;
    this.channels = options.channels;
    this.controllerId = options.controllerId;
    this.controllerEpoch = options.controllerEpoch;
  }

  batch(): RequestBatch {
    return new RequestBatch(this);
  }
}

/**
 * Gathers what one change has to tell the brokers, so that each gets at most one request of a kind
 * (kafka.controller.ControllerBrokerRequestBatch).
 */
export class RequestBatch {
  readonly #requests: BrokerRequests;
  readonly #leaderAndIsr = new Map<number, Map<ControlledPartition, { isNew: boolean }>>();
  readonly #toldAllReplicas = new Set<number>();
  readonly #stopReplica = new Map<number, Map<ControlledPartition, { delete: boolean }>>();
  readonly #updateMetadata = new Set<ControlledPartition>();
  readonly #toldOfBrokers = new Set<number>();
  readonly #toldAll = new Set<number>();

  constructor(requests: BrokerRequests) {
    this.#requests = requests;
  }

  /** Tells brokers of a partition that they hold, and all brokers who leads it. */
  leaderAndIsr(
    brokers: Iterable<number>,
    partition: ControlledPartition,
    { isNew }: { readonly isNew: boolean },
  ): void {
    for (const broker of brokers) {
      const partitions = entry(this.#leaderAndIsr, broker);
      partitions.set(partition, { isNew: isNew || partitions.get(partition)?.isNew === true });
    }
    this.updateMetadata([partition]);
  }

  /**
   * Tells brokers that the partitions of which they hear with this batch are all that they are to hold, also where
   * there are none: they delete others (KIP-516).
   */
  noOtherReplicas(brokers: Iterable<number>): void {
    for (const broker of brokers) {
      entry(this.#leaderAndIsr, broker);
      this.#toldAllReplicas.add(broker);
    }
  }

  /** Has brokers stop a replica, and perhaps delete it. */
  stopReplica(
    brokers: Iterable<number>,
    partition: ControlledPartition,
    { delete: deleted }: { readonly delete: boolean },
  ): void {
    for (const broker of brokers) {
      const partitions = entry(this.#stopReplica, broker);
      const before = partitions.get(partition)?.delete === true;
      partitions.set(partition, { delete: deleted || before });
    }
  }

  /** Tells all brokers, those that are about to stop included, how the partitions are now. */
  updateMetadata(partitions: Iterable<ControlledPartition>): void {
    for (const partition of partitions) this.#updateMetadata.add(partition);
    for (const broker of this.#requests.context.brokers.keys()) this.#toldOfBrokers.add(broker);
  }

  /** Tells brokers everything, which takes the place of all that they knew. */
  everything(brokers: Iterable<number>): void {
    for (const broker of brokers) this.#toldAll.add(broker);
  }

  /** Hands everything over to the brokers' channels; a batch is sent once. */
  send(): void {
    this.#sendLeaderAndIsr();
    this.#sendUpdateMetadata();
    this.#sendStopReplica();
  }

  #sendLeaderAndIsr(): void {
    const { context, channels, listener } = this.#requests;
    for (const [id, partitions] of this.#leaderAndIsr) {
      const broker = context.brokers.get(id);
      if (broker === undefined) continue;
      const leaders = new Set<number>();
      const topicStates = byTopic(partitions, (partition, { isNew }) => {
        leaders.add(partition.leadership?.leader ?? LeaderDuring.noLeader);
        return leaderAndIsrState(partition, this.#requests.controllerEpoch, isNew);
      });
      const body: InferInput<typeof leaderAndIsrRequest> = {
        ...this.#header(broker),
        type: this.#toldAllReplicas.has(id) ? RequestType.full : RequestType.incremental,
        ungroupedPartitionStates: [],
        topicStates,
        liveLeaders: [...leaders].flatMap((leader) => {
          const node = context.brokers.get(leader);
          return node ? [{ brokerId: leader, hostName: node.host, port: node.port }] : [];
        }),
      };
      channels.send(broker, {
        request: leaderAndIsrRequest,
        response: leaderAndIsrResponse,
        version: Version.leaderAndIsr,
        body,
        onAnswer: (answer) => listener?.leaderAndIsr(broker, answer),
      });
    }
  }

  #sendUpdateMetadata(): void {
    const { context, channels } = this.#requests;
    const told = new Set([...this.#toldOfBrokers, ...this.#toldAll]);
    const state = (partition: ControlledPartition) =>
      updateMetadataState(context, partition, this.#requests.controllerEpoch);
    const some = byTopic(new Map([...this.#updateMetadata].map((each) => [each, each])), state);
    const all =
      this.#toldAll.size === 0
        ? []
        : byTopic(new Map([...context.partitions()].map((each) => [each, each])), state);
    const liveBrokers = [...context.brokers.values()].map(({ id, host, port, rack }) => ({
      id,
      v0Host: host,
      v0Port: port,
      endpoints: [{ host, port, ...PLAINTEXT }],
      rack,
    }));
    for (const id of told) {
      const broker = context.brokers.get(id);
      if (broker === undefined) continue;
      const complete = this.#toldAll.has(id);
      const body: InferInput<typeof updateMetadataRequest> = {
        ...this.#header(broker),
        type: complete ? RequestType.full : RequestType.incremental,
        ungroupedPartitionStates: [],
        topicStates: complete ? all : some,
        liveBrokers,
      };
      channels.send(broker, {
        request: updateMetadataRequest,
        response: updateMetadataResponse,
        version: Version.updateMetadata,
        body,
      });
    }
  }

  #sendStopReplica(): void {
    const { context, channels, listener } = this.#requests;
    for (const [id, partitions] of this.#stopReplica) {
      const broker = context.brokers.get(id);
      if (broker === undefined) continue;
      const topicStates = byTopic(partitions, stopReplicaState);
      const body: InferInput<typeof stopReplicaRequest> = {
        ...this.#header(broker),
        deletePartitions: false,
        ungroupedPartitions: [],
        topics: [],
        topicStates,
      };
      const deleted = [...partitions]
        .filter(([, each]) => each.delete)
        .map(([partition]) => ({ partition, broker: id }));
      channels.send(broker, {
        request: stopReplicaRequest,
        response: stopReplicaResponse,
        version: Version.stopReplica,
        body,
        onAnswer: (answer) => {
          if (deleted.length > 0) listener?.deletion(broker, deleted, answer);
        },
      });
    }
  }

  #header({ epoch }: LiveBroker) {
    const { controllerId, controllerEpoch } = this.#requests;
    return { controllerId, controllerEpoch, isKRaftController: false, brokerEpoch: epoch };
  }
}

function entry<V>(
  map: Map<number, Map<ControlledPartition, V>>,
  broker: number,
): Map<ControlledPartition, V> {
  let partitions = map.get(broker);
  if (partitions === undefined) {
    partitions = new Map();
    map.set(broker, partitions);
  }
  return partitions;
}
