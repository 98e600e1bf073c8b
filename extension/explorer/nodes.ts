/** The rows of the Clusters view. Each has an id that stays the same for as long as it means the same. */
export type Node = Row & {
  /** The id of the cluster that it is about; `id` names it among that one's rows. */
  readonly cluster: string;
};

/** A row without the cluster. */
export type Row =
  | { readonly kind: 'cluster'; readonly id: string }
  | { readonly kind: 'brokers'; readonly id: string }
  | { readonly kind: 'broker'; readonly id: string; readonly broker: number }
  | { readonly kind: 'topics'; readonly id: string }
  | TopicNode
  | PartitionNode
  | ReplicaNode
  | { readonly kind: 'groups'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string; readonly group: string }
  | { readonly kind: 'members'; readonly id: string; readonly group: string }
  | MemberNode
  | GroupTopicNode
  | GroupPartitionNode
  | { readonly kind: 'message'; readonly id: string; readonly of: string; readonly text: string }
  | { readonly kind: 'more'; readonly id: string; readonly of: string; readonly hidden: number };

export interface TopicNode {
  readonly kind: 'topic';
  readonly id: string;
  readonly topic: string;
}

export interface PartitionNode {
  readonly kind: 'partition';
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
}

/** A partition's replica on a broker. */
export interface ReplicaNode {
  readonly kind: 'replica';
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly broker: number;
}

export interface MemberNode {
  readonly kind: 'member';
  readonly id: string;
  readonly group: string;
  readonly member: string;
}

export interface GroupTopicNode {
  readonly kind: 'groupTopic';
  readonly id: string;
  readonly group: string;
  readonly topic: string;
}

export interface GroupPartitionNode {
  readonly kind: 'groupPartition';
  readonly id: string;
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

/** Ids of rows. Topics' names hold no slash; what may hold one comes last. */
export const nodeId = {
  cluster: 'cluster',
  /** The cluster while it starts or stops. */
  changingCluster: 'cluster/changing',
  brokers: 'brokers',
  /** The brokers while one of them does not run. */
  incompleteBrokers: 'brokers/incomplete',
  topics: 'topics',
  groups: 'groups',
  broker: (broker: number) => `broker/${broker}`,
  topic: (topic: string) => `topic/${topic}`,
  partition: (topic: string, partition: number) => `partition/${topic}/${partition}`,
  replica: (topic: string, partition: number, broker: number) =>
    `replica/${topic}/${partition}/${broker}`,
  group: (group: string) => `group/${group}`,
  members: (group: string) => `members/${group}`,
  member: (group: string, member: string) => `member/${encodeURIComponent(member)}/${group}`,
  groupTopic: (group: string, topic: string) => `groupTopic/${topic}/${group}`,
  groupPartition: (group: string, topic: string, partition: number) =>
    `groupPartition/${topic}/${partition}/${group}`,
  message: (of: string) => `message/${of}`,
  more: (of: string) => `more/${of}`,
} as const;
