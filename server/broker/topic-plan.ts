import type { Random } from '../ports/random.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import { ConfigError } from './config/definition.ts';
import { checkTopicConfig } from './config/topic-config.ts';
import { assigned, isBeingReassigned } from './metadata/assigned-replicas.ts';
import { type ClusterImage, isInternalTopic } from './metadata/cluster-image.ts';
import { randomUuid } from './metadata/random-uuid.ts';
import { collidesWith, topicNameComplaint } from './metadata/topic-name.ts';
import type { TopicZnode } from './metadata/znodes.ts';
import { assignReplicas, checkAssignment, type RackedBroker } from './replica-assignment.ts';

/**
 * The most partitions of one topic: as many as Kafka's KRaft controller makes at one request. More are a
 * slip of the finger, which must not cost the broker its memory; nor would their znode hold them.
 */
const MOST_PARTITIONS = 10_000;

export interface NewTopic {
  readonly name: string;
  /** -1: the broker's num.partitions. */
  readonly partitions: number;
  /** -1: the broker's default.replication.factor. */
  readonly replicationFactor: number;
  /** Replicas by partition, instead of the two numbers; empty: none given. */
  readonly assignment: ReadonlyMap<number, readonly number[]>;
  readonly config: Readonly<Record<string, string>>;
}

/** A topic as it is written down, or would be. */
export interface PlannedTopic {
  readonly name: string;
  readonly id: string;
  /** The replicas of each partition. */
  readonly replicas: readonly (readonly number[])[];
  readonly config: Readonly<Record<string, string>>;
}

interface PlanPorts {
  readonly image: ClusterImage;
  readonly config: BrokerConfig;
  readonly random: Random;
}

/**
 * The topic as it would be written down: with the broker's defaults for what is not said.
 * @throws KafkaError with what CreateTopics answers
 */
export function planTopic(topic: NewTopic, ports: PlanPorts): PlannedTopic {
  const { image, config, random } = ports;
  const complaint = topicNameComplaint(topic.name);
  if (complaint) throw new KafkaError(ErrorCode.INVALID_TOPIC_EXCEPTION, complaint);
  if (image.topic(topic.name)) throw existing(topic.name);
  for (const other of image.topics()) {
    if (!collidesWith(topic.name, other.name)) continue;
    throw new KafkaError(
      ErrorCode.INVALID_TOPIC_EXCEPTION,
      `Topic '${topic.name}' collides with existing topics: ${other.name}`,
    );
  }
  refuseInvalid(topic.config);
  const { assignment } = topic;
  const count = topic.partitions === -1 ? config.get('num.partitions') : topic.partitions;
  refuseExcess(Math.max(count, assignment.size));
  const brokers = brokersOf(image);
  if (assignment.size > 0) checkAssignment(assignment, idsOf(brokers));
  const factor =
    topic.replicationFactor === -1
      ? config.get('default.replication.factor')
      : topic.replicationFactor;
  const replicas =
    assignment.size > 0
      ? Array.from({ length: assignment.size }, (_, p) => assignment.get(p) ?? [])
      : assignReplicas(brokers, count, factor, random);
  return { name: topic.name, id: randomUuid(random), replicas, config: topic.config };
}

/**
 * Where all partitions of a topic are when it has `count` of them.
 * @param present where those are that it has
 * @param assignments the new partitions' replicas, or null to choose them
 * @throws KafkaError with what CreatePartitions answers
 */
export function planPartitions(
  name: string,
  present: TopicZnode['assignment'],
  count: number,
  assignments: readonly (readonly number[])[] | null,
  { image, random }: PlanPorts,
): TopicZnode['assignment'] {
  if (isInternalTopic(name)) {
    const why = `${name} keeps its number of partitions: groups are found by it.`;
    throw new KafkaError(ErrorCode.INVALID_REQUEST, why);
  }
  if ([...present.values()].some(isBeingReassigned)) {
    const why = `A partition reassignment is in progress for the topic '${name}'.`;
    throw new KafkaError(ErrorCode.REASSIGNMENT_IN_PROGRESS, why);
  }
  const has = present.size;
  refuseNoAddition(has, count, assignments);
  const brokers = brokersOf(image);
  const first = present.get(0)?.replicas ?? [];
  const before = { partitions: has, first: first[0] ?? -1 };
  const factor = Math.max(1, first.length);
  const replicas = assignments ?? assignReplicas(brokers, count - has, factor, random, before);
  checkAssignment(new Map(replicas.entries()), idsOf(brokers));
  if (replicas[0]?.length !== factor) {
    const why = `Partitions of topic '${name}' have ${factor} replicas, the new ones would not.`;
    throw new KafkaError(ErrorCode.INVALID_REPLICA_ASSIGNMENT, why);
  }
  const all = new Map(present);
  for (const each of replicas) all.set(all.size, assigned(each));
  return all;
}

function brokersOf(image: ClusterImage): RackedBroker[] {
  return Array.from(image.brokers, ([id, { rack }]) => ({ id, rack }));
}

function idsOf(brokers: readonly RackedBroker[]): number[] {
  return brokers.map(({ id }) => id);
}

/** @throws KafkaError INVALID_CONFIG */
export function refuseInvalid(config: Readonly<Record<string, string>>): void {
  try {
    checkTopicConfig(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new KafkaError(ErrorCode.INVALID_CONFIG, error.message);
  }
}

/** What is said of a name that is taken. */
export function existing(name: string): KafkaError {
  return new KafkaError(ErrorCode.TOPIC_ALREADY_EXISTS, `Topic '${name}' already exists.`);
}

function refuseExcess(partitions: number): void {
  if (partitions <= MOST_PARTITIONS) return;
  throw new KafkaError(
    ErrorCode.POLICY_VIOLATION,
    `Excessively large number of partitions: ${partitions}. A topic can have ${MOST_PARTITIONS}.`,
  );
}

function refuseNoAddition(
  has: number,
  count: number,
  assignments: readonly (readonly number[])[] | null,
): void {
  if (count <= has) {
    throw new KafkaError(
      ErrorCode.INVALID_PARTITIONS,
      count === has
        ? `Topic already has ${has} partitions.`
        : `Topic currently has ${has} partitions, which is higher than the requested ${count}.`,
    );
  }
  refuseExcess(count);
  if (assignments === null || assignments.length === count - has) return;
  throw new KafkaError(
    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    `Increasing the number of partitions by ${count - has} but ${assignments.length} assignments provided.`,
  );
}
