/** What the extension knows of a Kafka cluster: plain data, the same for a local and a remote one. */

export interface Broker {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  /** What it has of partitions; absent unless asked for. */
  readonly load?: BrokerLoad;
}

/** Numbers of partitions. */
export interface BrokerLoad {
  /** Those that it leads. */
  readonly leads: number;
  /** Those that it has a replica of, leading or following. */
  readonly replicas: number;
  /** Those of which its replica is not in sync. */
  readonly outOfSync: number;
}

export interface TopicSummary {
  readonly name: string;
  readonly id: string;
  readonly internal: boolean;
  readonly partitions: number;
  /** As the first partition has. */
  readonly replicationFactor: number;
  /** Partitions without a leader. */
  readonly offline: number;
  /** Partitions with fewer in-sync replicas than replicas. */
  readonly underReplicated: number;
  /** Partitions whose replicas are moving. */
  readonly reassigning: number;
}

export interface Partition {
  readonly index: number;
  /** A broker's id; -1 if there is none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Those of `replicas` that no running broker has. */
  readonly offlineReplicas: readonly number[];
  /** The brokers that the replicas move to and from; absent unless they do. */
  readonly moving?: Moving;
  /** Absent while the leader does not answer. */
  readonly earliest?: number;
  /** The high watermark; absent while the leader does not answer. */
  readonly latest?: number;
  /** Of the leader's log in bytes; absent where brokers do not tell (DescribeLogDirs). */
  readonly size?: number;
}

export interface Moving {
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

export interface Reassignment extends Moving {
  readonly topic: string;
  readonly partition: number;
}

/** Which brokers a partition is to be on; null for where it was before it began to move. */
export interface Assignment {
  readonly topic: string;
  readonly partition: number;
  /** The preferred leader first. */
  readonly replicas: readonly number[] | null;
}

export interface PartitionReplicas {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

export interface GroupSummary {
  readonly name: string;
  /** As Kafka names it: `Stable`, `Empty`, `PreparingRebalance` … */
  readonly state: string;
  /** `consumer` for groups of consumers; other applications use the protocol as well. */
  readonly protocolType: string;
}

export interface GroupMember {
  readonly id: string;
  /** `group.instance.id` of a static member. */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  readonly assigned: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  /** Absent if the group has committed none. */
  readonly committed?: number;
  /** The offset of the next record; absent while the leader does not answer. */
  readonly latest?: number;
  /** The id of the member that the partition is assigned to. */
  readonly member?: string;
}

export interface GroupDetails {
  /** The id of the broker that coordinates it. */
  readonly coordinator: number;
  /** The assignment strategy that the members agreed on; '' without members. */
  readonly strategy: string;
  readonly members: readonly GroupMember[];
  /** By topic, then partition. */
  readonly offsets: readonly CommittedOffset[];
}

/** What a view shows at present, and therefore asks for. */
export interface Interest {
  /** What each broker has of partitions. */
  readonly brokers: boolean;
  /** The list of topics. */
  readonly topics: boolean;
  /** Topics whose partitions are wanted. */
  readonly partitions: readonly string[];
  /** The list of groups. */
  readonly groups: boolean;
  /** Groups whose members and offsets are wanted. */
  readonly groupDetails: readonly string[];
}

/** What became different since the answer before. */
export interface Changes {
  /** Set on a worker's first answer, which holds everything: whatever was known before is void. */
  readonly first?: true;
  /** Absent if the same as before, as all the others. */
  readonly cluster?: ClusterSummary;
  readonly topics?: ListChanges<TopicSummary>;
  readonly partitions?: readonly {
    readonly topic: string;
    readonly partitions: readonly Partition[];
  }[];
  readonly groups?: ListChanges<GroupSummary>;
  readonly groupDetails?: readonly { readonly group: string; readonly details: GroupDetails }[];
}

export interface ClusterSummary {
  readonly id: string | null;
  readonly controller: number;
  readonly brokers: readonly Broker[];
}

export interface ListChanges<T> {
  /** New ones and different ones. */
  readonly put: readonly T[];
  /** Names of those that are gone. */
  readonly removed: readonly string[];
}
