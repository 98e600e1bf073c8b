/** In which words Kafka keeps its metadata in ZooKeeper (kafka.zk.ZkData). */
import { formatAddress } from '../../ports/transport.ts';
import { uuidToBytes } from '../../protocol/uuid.ts';
import { type AssignedReplicas, noReplicas } from './assigned-replicas.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface BrokerRegistration {
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface TopicZnode {
  readonly topicId: string | null;
  /** The replicas of each partition, by number. */
  readonly assignment: ReadonlyMap<number, AssignedReplicas>;
}

/** A partition as znodes name it. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
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
    const rack = typeof json.rack === 'string' ? json.rack : null;
    return { host: json.host, port: json.port, rack };
  },
};

export const topicZnode = {
  encode: ({ topicId, assignment }: TopicZnode) => {
    const entries = [...assignment];
    const changing = (which: 'adding' | 'removing') =>
      Object.fromEntries(
        entries
          .filter(([, replicas]) => replicas[which].length > 0)
          .map(([partition, replicas]) => [partition, replicas[which]]),
      );
    return encodeJson({
      version: 3,
      topic_id: topicId,
      partitions: Object.fromEntries(
        entries.map(([partition, { replicas }]) => [partition, replicas]),
      ),
      adding_replicas: changing('adding'),
      removing_replicas: changing('removing'),
    });
  },
  decode: (path: string, data: Uint8Array | null): TopicZnode => {
    const json = decodeJson(path, data);
    const replicas = replicasByPartition(path, json.partitions);
    const adding = replicasByPartition(path, json.adding_replicas ?? {});
    const removing = replicasByPartition(path, json.removing_replicas ?? {});
    const assignment = new Map<number, AssignedReplicas>();
    for (const [partition, all] of replicas) {
      assignment.set(partition, {
        replicas: all,
        adding: adding.get(partition) ?? noReplicas,
        removing: removing.get(partition) ?? noReplicas,
      });
    }
    // Tools older than topic ids (KIP-516) write none.
    return { topicId: isUuid(json.topic_id) ? json.topic_id : null, assignment };
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
  /** The id of the broker that is controller. */
  decode: (path: string, data: Uint8Array | null): number => {
    const { brokerid } = decodeJson(path, data);
    if (typeof brokerid !== 'number') throw unexpected(path);
    return brokerid;
  },
};

/** Partitions whose leaders have changed their ISR (`/isr_change_notification/isr_change_N`). */
export const isrChangeZnode = {
  encode: (partitions: readonly TopicPartition[]) => encodeJson({ version: 1, partitions }),
  decode: decodePartitions,
};

/** Partitions whose preferred replicas an old tool would have lead (`/admin/preferred_replica_election`). */
export const preferredElectionZnode = {
  encode: (partitions: readonly TopicPartition[]) => encodeJson({ version: 1, partitions }),
  decode: decodePartitions,
};

/** Partitions that an old tool would have moved, and where to (`/admin/reassign_partitions`). */
export const reassignmentZnode = {
  encode: (moves: readonly Reassignment[]) => encodeJson({ version: 1, partitions: moves }),
  decode: (path: string, data: Uint8Array | null): Reassignment[] => {
    const { partitions } = decodeJson(path, data);
    if (!Array.isArray(partitions)) throw unexpected(path);
    return partitions.map((item) => {
      if (!isTopicPartition(item) || !('replicas' in item) || !isNumbers(item.replicas)) {
        throw unexpected(path);
      }
      return { topic: item.topic, partition: item.partition, replicas: item.replicas };
    });
  },
};

/** Where a partition is to go. */
export interface Reassignment extends TopicPartition {
  readonly replicas: readonly number[];
}

/**
 * That a configuration has changed (`/config/changes/config_change_N`): of what, as a path below `/config`,
 * such as `topics/orders` or `brokers/<default>`.
 */
export const configChangeZnode = {
  encode: (entityPath: string) => encodeJson({ version: 2, entity_path: entityPath }),
  decode: (path: string, data: Uint8Array | null): string => {
    const json = decodeJson(path, data);
    if (typeof json.entity_path === 'string') return json.entity_path;
    // Version 1, which tools before quotas by user wrote, had two fields for it.
    const { entity_type: type, entity_name: name } = json;
    if (typeof type !== 'string' || typeof name !== 'string') throw unexpected(path);
    return `${type}/${name}`;
  },
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

function decodePartitions(path: string, data: Uint8Array | null): TopicPartition[] {
  const { partitions } = decodeJson(path, data);
  if (!Array.isArray(partitions) || !partitions.every(isTopicPartition)) throw unexpected(path);
  return partitions.map(({ topic, partition }) => ({ topic, partition }));
}

function replicasByPartition(path: string, value: unknown): Map<number, readonly number[]> {
  if (typeof value !== 'object' || value === null) throw unexpected(path);
  const found = new Map<number, readonly number[]>();
  for (const [partition, replicas] of Object.entries(value)) {
    if (!isNumbers(replicas) || !/^\d+$/.test(partition)) throw unexpected(path);
    found.set(Number(partition), replicas);
  }
  return found;
}

function isTopicPartition(value: unknown): value is TopicPartition {
  if (typeof value !== 'object' || value === null) return false;
  const { topic, partition } = value as Partial<TopicPartition>;
  return typeof topic === 'string' && Number.isInteger(partition);
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && uuidToBytes(value, new Uint8Array(16));
}

/** Whether it is a list of 32-bit numbers, as broker ids are on the wire. */
function isNumbers(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.every((item) => Number.isInteger(item) && item === (item | 0))
  );
}

function unexpected(path: string): ZnodeError {
  return new ZnodeError(
    `the znode ${path} does not hold what Kafka writes there; mend or delete it (zookeeper-shell)`,
  );
}
