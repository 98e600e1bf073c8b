import type { ConfigChange, ConfigSubject, Configuration } from '../configuration.ts';
import type { ClusterMethods } from './cluster.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { GroupMethods } from './groups.ts';
import type {
  Assignment,
  Changes,
  ClusterSummary,
  Interest,
  Partition,
  PartitionReplicas,
  Reassignment,
  TopicSummary,
} from './model.ts';
import type { TopicMethods } from './topics.ts';

/** What the Kafka worker does for the extension host: each method's argument and result. */
export interface KafkaMethods extends ClusterMethods, GroupMethods, TopicMethods {
  /** What changed of what is of interest since the last call. */
  changes: { argument: Interest; result: Changes };
  /** All topics by name, and how many brokers there are. */
  topics: { argument: null; result: { topics: TopicSummary[]; brokers: number } };
  /** One topic's partitions with their offsets. */
  partitions: { argument: string; result: Partition[] };
  createTopic: { argument: NewTopic; result: null };
  /** Deletes each; the result says of those that failed why. */
  deleteTopics: { argument: readonly string[]; result: Failure[] };
  /** Every key of a topic or broker, with what stands behind its value. */
  configuration: { argument: ConfigSubject; result: Configuration };
  /** Makes all changes or none, with `dryRun` none at all; the result says why not, or is null. */
  alterConfig: {
    argument: {
      readonly subject: ConfigSubject;
      readonly changes: readonly ConfigChange[];
      readonly dryRun: boolean;
    };
    result: string | null;
  };
  /** Makes each partition begin at an offset. */
  deleteRecords: { argument: readonly RecordsToDelete[]; result: Failure[] };
  cluster: { argument: null; result: ClusterSummary };
  /** Connects anew, step by step, and says how far it comes. */
  diagnose: { argument: null; result: Diagnosis };
  /** The partitions of these topics, or of all for null, with their replicas. */
  replicas: { argument: readonly string[] | null; result: PartitionReplicas[] };
  /** The partitions whose replicas are moving. */
  reassignments: { argument: null; result: Reassignment[] };
  /** Begins to move partitions, or takes that back; the result says of those that failed why. */
  alterReassignments: { argument: readonly Assignment[]; result: Failure[] };
  /** How many preferred leaders lead now that did not, and why others cannot. */
  electPreferredLeaders: {
    argument: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
    result: { elected: number; failures: Failure[] };
  };
  /** Gives a topic more partitions, so many in all. */
  createPartitions: { argument: { readonly topic: string; readonly count: number }; result: null };
}

export type KafkaMethod = keyof KafkaMethods;

export interface NewTopic {
  readonly name: string;
  /** Absent for the broker's `num.partitions`. */
  readonly partitions?: number;
  /** Absent for the broker's `default.replication.factor`. */
  readonly replicationFactor?: number;
  readonly configs: Readonly<Record<string, string>>;
}

export interface RecordsToDelete {
  readonly topic: string;
  readonly partition: number;
  /** The first offset to keep; -1 keeps none of the present ones. */
  readonly before: number;
}

export interface Failure {
  /** The topic, or `topic-partition`. */
  readonly what: string;
  readonly message: string;
}

/** Worker messages. */
export interface KafkaRequest {
  readonly id: number;
  readonly method: KafkaMethod;
  readonly argument: unknown;
}

export type KafkaResponse =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };
