/** Where Kafka keeps its metadata in ZooKeeper, and in which words (kafka.zk.ZkData). */
import { formatAddress } from '../../ports/transport.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const paths = {
  brokerIds: '/brokers/ids',
  brokerId: (id: number) => `/brokers/ids/${id}`,
  topics: '/brokers/topics',
  topic: (topic: string) => `/brokers/topics/${topic}`,
  partitions: (topic: string) => `/brokers/topics/${topic}/partitions`,
  partition: (topic: string, partition: number) =>
    `/brokers/topics/${topic}/partitions/${partition}`,
  partitionState: (topic: string, partition: number) =>
    `/brokers/topics/${topic}/partitions/${partition}/state`,
  topicConfigs: '/config/topics',
  topicConfig: (topic: string) => `/config/topics/${topic}`,
  brokerConfig: (id: number | '<default>') => `/config/brokers/${id}`,
  deleteTopics: '/admin/delete_topics',
  deleteTopic: (topic: string) => `/admin/delete_topics/${topic}`,
  clusterId: '/cluster/id',
  controller: '/controller',
  controllerEpoch: '/controller_epoch',
  producerIds: '/latest_producer_id_block',
} as const;

/** The znodes that stand in every Kafka's ZooKeeper, parents first. */
export const persistentPaths: readonly string[] = [
  '/consumers',
  '/brokers',
  '/brokers/ids',
  '/brokers/topics',
  '/brokers/seqid',
  '/config',
  '/config/changes',
  '/config/topics',
  '/config/clients',
  '/config/users',
  '/config/brokers',
  '/config/ips',
  '/admin',
  '/admin/delete_topics',
  '/isr_change_notification',
  '/latest_producer_id_block',
  '/log_dir_event_notification',
  '/cluster',
];

export interface BrokerRegistration {
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface TopicZnode {
  readonly topicId: string | null;
  /** The replicas of each partition, by number. */
  readonly assignment: ReadonlyMap<number, readonly number[]>;
}

export interface PartitionState {
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly controllerEpoch: number;
  readonly isr: readonly number[];
}

export interface ProducerIdBlock {
  readonly broker: number;
  /** The first and the last id of the block. */
  readonly start: number;
  readonly end: number;
}

/** A znode whose content is not what Kafka writes there. */
export class ZnodeError extends Error {
  override readonly name = 'ZnodeError';
}

export const brokerZnode = {
  encode: (broker: BrokerRegistration, timestamp: number) =>
    encodeJson({
      version: 5,
      host: broker.host,
      port: broker.port,
      jmx_port: -1,
      timestamp: String(timestamp),
      endpoints: [`PLAINTEXT://${formatAddress(broker)}`],
      listener_security_protocol_map: { PLAINTEXT: 'PLAINTEXT' },
      ...(broker.rack === null ? {} : { rack: broker.rack }),
      features: {},
    }),
  decode: (path: string, data: Uint8Array | null): BrokerRegistration => {
    const json = decodeJson(path, data);
    if (typeof json.host !== 'string' || typeof json.port !== 'number') throw unexpected(path);
    return {
      host: json.host,
      port: json.port,
      rack: typeof json.rack === 'string' ? json.rack : null,
    };
  },
};

export const topicZnode = {
  encode: (topic: TopicZnode) =>
    encodeJson({
      version: 3,
      topic_id: topic.topicId,
      partitions: Object.fromEntries(topic.assignment),
      adding_replicas: {},
      removing_replicas: {},
    }),
  decode: (path: string, data: Uint8Array | null): TopicZnode => {
    const json = decodeJson(path, data);
    if (typeof json.partitions !== 'object' || json.partitions === null) throw unexpected(path);
    const assignment = new Map<number, readonly number[]>();
    for (const [partition, replicas] of Object.entries(json.partitions)) {
      if (!isNumbers(replicas) || !/^\d+$/.test(partition)) throw unexpected(path);
      assignment.set(Number(partition), replicas);
    }
    // Tools older than topic ids (KIP-516) write none.
    return { topicId: typeof json.topic_id === 'string' ? json.topic_id : null, assignment };
  },
};

export const partitionStateZnode = {
  encode: (state: PartitionState) =>
    encodeJson({
      controller_epoch: state.controllerEpoch,
      leader: state.leader,
      version: 1,
      leader_epoch: state.leaderEpoch,
      isr: state.isr,
    }),
  decode: (path: string, data: Uint8Array | null): PartitionState => {
    const json = decodeJson(path, data);
    const { leader, leader_epoch: leaderEpoch, controller_epoch: controllerEpoch, isr } = json;
    if (
      typeof leader !== 'number' ||
      typeof leaderEpoch !== 'number' ||
      typeof controllerEpoch !== 'number' ||
      !isNumbers(isr)
    ) {
      throw unexpected(path);
    }
    return { leader, leaderEpoch, controllerEpoch, isr };
  },
};

export const configZnode = {
  encode: (config: Readonly<Record<string, string>>) => encodeJson({ version: 1, config }),
  decode: (path: string, data: Uint8Array | null): Record<string, string> => {
    if (data === null || data.length === 0) return {};
    const json = decodeJson(path, data);
    if (typeof json.config !== 'object' || json.config === null) throw unexpected(path);
    return Object.fromEntries(
      Object.entries(json.config).map(([key, value]) => [key, String(value)]),
    );
  },
};

export const clusterIdZnode = {
  encode: (id: string) => encodeJson({ version: '1', id }),
  decode: (path: string, data: Uint8Array | null): string => {
    const json = decodeJson(path, data);
    if (typeof json.id !== 'string') throw unexpected(path);
    return json.id;
  },
};

export const controllerZnode = {
  encode: (broker: number, timestamp: number) =>
    encodeJson({ version: 1, brokerid: broker, timestamp: String(timestamp) }),
};

export const producerIdBlockZnode = {
  encode: (block: ProducerIdBlock) =>
    encodeJson({
      version: 1,
      broker: block.broker,
      block_start: String(block.start),
      block_end: String(block.end),
    }),
  decode: (path: string, data: Uint8Array | null): ProducerIdBlock => {
    const json = decodeJson(path, data);
    const [start, end] = [Number(json.block_start), Number(json.block_end)];
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) throw unexpected(path);
    return { broker: Number(json.broker), start, end };
  },
};

/** Plain decimal text, as `/controller_epoch` holds. */
export const numberZnode = {
  encode: (value: number) => encoder.encode(String(value)),
  decode: (path: string, data: Uint8Array | null): number => {
    const value = data === null ? Number.NaN : Number(decoder.decode(data));
    if (!Number.isSafeInteger(value)) throw unexpected(path);
    return value;
  },
};

function encodeJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

function decodeJson(path: string, data: Uint8Array | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(decoder.decode(data ?? new Uint8Array()));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below, with the path.
  }
  throw unexpected(path);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item));
}

function unexpected(path: string): ZnodeError {
  return new ZnodeError(
    `the znode ${path} does not hold what Kafka writes there; mend or delete it (zookeeper-shell)`,
  );
}
