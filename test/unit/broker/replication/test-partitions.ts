import { BrokerConfig } from '../../../../server/broker/config/broker-config.ts';
import { Failures } from '../../../../server/broker/failures.ts';
import { assigned } from '../../../../server/broker/metadata/assigned-replicas.ts';
import {
  type PartitionState as StoredState,
  type TopicPartition,
  type TopicZnode,
  ZnodeError,
} from '../../../../server/broker/metadata/znodes.ts';
import { Partitions } from '../../../../server/broker/partitions.ts';
import { type Peer, PeerError } from '../../../../server/broker/peer.ts';
import { compression } from '../../../../server/node/compression.ts';
import type { Address } from '../../../../server/ports/transport.ts';
import type { LeaderAndIsrRequest } from '../../../../server/protocol/api/04-leader-and-isr.ts';
import type { StopReplicaRequest } from '../../../../server/protocol/api/05-stop-replica.ts';
import { encodeBatch } from '../../../../server/protocol/records/record-batch.ts';
import { Logs } from '../../../../server/storage/logs.ts';
import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import type { Store } from '../../../../server/storage/store.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

export const TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAQ';

/** A write of in-sync replicas that a test decides about. */
export interface IsrWrite extends TopicPartition {
  readonly isr: readonly number[];
  readonly state: StoredState;
  readonly version: number;
  readonly isWanted: () => boolean;
  /** The znode's new version; nothing if somebody else has changed it. */
  readonly answer: (version?: number) => void;
}

/** Where a test has no other broker to follow. */
const nobody: Peer = {
  call: async () => {
    throw new PeerError('nobody there');
  },
  close: () => {},
};

type PartitionState = LeaderAndIsrRequest['topicStates'][number]['partitionStates'][number];

export interface TestPartitionsOptions {
  readonly store?: Store;
  readonly clock?: ManualClock;
  readonly brokerId?: number;
  readonly connect?: (address: Address) => Peer;
}

/** The partitions of one broker, without a broker around them: what it is told, a test tells it. */
export class TestPartitions {
  readonly id: number;
  readonly clock: ManualClock;
  readonly log: string[];
  /** Writes of in-sync replicas, oldest first; a test answers them. */
  readonly isrWrites: IsrWrite[] = [];
  /** What each topic is configured with. */
  readonly topicConfigs: Record<string, Record<string, string>> = {};
  readonly config = new BrokerConfig();
  readonly failures: Failures;
  readonly logs: Logs;
  readonly partitions: Partitions;
  /** What the coordination service says of topic t, with a replica here of the partitions in `assigned`. */
  topicId: string | null = TOPIC_ID;
  assigned: readonly number[] = [];
  /** Topics whose znodes nobody can read. */
  readonly unreadable = new Set<string>();

  static async open(options: TestPartitionsOptions = {}): Promise<TestPartitions> {
    const { store = new MemoryStore(), clock = new ManualClock(), brokerId = 1 } = options;
    const log: string[] = [];
    const logs = await Logs.open(store, { clock, logger: linesLogger(log), compression });
    return new TestPartitions(brokerId, { clock, logs, log, connect: options.connect });
  }

  private constructor(
    id: number,
    options: {
      readonly clock: ManualClock;
      readonly logs: Logs;
      readonly log: string[];
      readonly connect: ((address: Address) => Peer) | undefined;
    },
  ) {
    const { clock, logs, log, connect } = options;
    const logger = linesLogger(log);
    this.id = id;
    this.clock = clock;
    this.logs = logs;
    this.log = log;
    this.failures = new Failures(clock, logger);
    this.partitions = new Partitions({
      ...{ brokerId: id, clock, logger, logs, config: this.config, failures: this.failures },
      brokerEpoch: () => 1,
      maxLagMs: () => 30_000,
      configOf: async (topic) => this.topicConfigs[topic] ?? {},
      topicOf: async (topic) => this.#written(topic),
      isKnown: (topic) => topic === 't',
      connect: connect ?? (() => nobody),
      isrUpdates: {
        write: (of, state, version, isWanted) =>
          new Promise((answer) => {
            this.isrWrites.push({ ...of, isr: state.isr, state, version, isWanted, answer });
          }),
      },
    });
  }

  #written(topic: string): TopicZnode | undefined {
    if (this.unreadable.has(topic)) throw new ZnodeError(`${topic} is torn`);
    if (topic !== 't') return undefined;
    const assignment = new Map(this.assigned.map((number) => [number, assigned([this.id])]));
    return { topicId: this.topicId, assignment };
  }

  /** Sends LeaderAndIsr about partitions of topic t; returns their error codes. */
  async tell(...states: Partial<PartitionState>[]): Promise<number[]> {
    const answer = await this.partitions.becomeLeaderOrFollower(leaderAndIsr(states));
    return (answer.topics ?? []).flatMap(({ partitionErrors }) =>
      partitionErrors.map(({ errorCode }) => errorCode),
    );
  }
}

export function leaderAndIsr(
  states: Partial<PartitionState>[],
  more: Partial<LeaderAndIsrRequest> & { topicId?: string; topicName?: string } = {},
): LeaderAndIsrRequest {
  const { topicId = TOPIC_ID, topicName = 't', ...request } = more;
  return {
    controllerId: 1,
    isKRaftController: false,
    controllerEpoch: 1,
    brokerEpoch: -1,
    type: 1,
    ungroupedPartitionStates: [],
    topicStates: [
      {
        topicName,
        topicId,
        partitionStates: states.map((state) => ({
          topicName,
          partitionIndex: 0,
          controllerEpoch: 1,
          leader: 1,
          leaderEpoch: 0,
          isr: [1],
          partitionEpoch: 0,
          replicas: [1],
          addingReplicas: [],
          removingReplicas: [],
          isNew: false,
          leaderRecoveryState: 0,
          ...state,
        })),
      },
    ],
    // A test's broker N is at port N.
    liveLeaders: [1, 2, 3].map((brokerId) => ({ brokerId, hostName: 'test', port: brokerId })),
    ...request,
  };
}

export function stopReplica(
  states: StopReplicaRequest['topicStates'][number]['partitionStates'],
  more: Partial<StopReplicaRequest> = {},
): StopReplicaRequest {
  return {
    controllerId: 1,
    isKRaftController: false,
    controllerEpoch: 1,
    brokerEpoch: -1,
    deletePartitions: false,
    ungroupedPartitions: [],
    topics: [],
    topicStates: [{ topicName: 't', partitionStates: states }],
    ...more,
  };
}

/** A batch with a record for each value. */
export function recordsOf(...values: string[]): Uint8Array {
  const utf8 = new TextEncoder();
  const records = values.map((value) => ({ timestamp: 0, key: null, value: utf8.encode(value) }));
  return encodeBatch({ records }, compression);
}

function linesLogger(lines: string[]) {
  const say = (level: string) => (line: string) => void lines.push(`${level}: ${line}`);
  return { error: say('error'), warn: say('warn'), info: say('info'), debug: say('debug') };
}
