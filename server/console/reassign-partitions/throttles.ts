import type { Cluster } from '../../node/kafka/cluster.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { byTopic, partitionKey } from '../../node/kafka/topic-partition.ts';
import { alterConfigs, type Resource, ResourceType } from '../cluster/configs.ts';
import type { Reassignment } from '../cluster/reassignments.ts';
import type { Terminal } from '../command.ts';
import type { Assignment } from './reassignment-file.ts';

const BROKER_RATES = [
  'leader.replication.throttled.rate',
  'follower.replication.throttled.rate',
] as const;
const LOG_DIRS_RATE = 'replica.alter.log.dirs.io.max.bytes.per.second';
const LEADERS = 'leader.replication.throttled.replicas';
const FOLLOWERS = 'follower.replication.throttled.replicas';

/**
 * Slows replication between the old and the new brokers of partitions to a rate in bytes a second (KIP-73).
 * A cluster that knows no throttles is said to be one, and moves at full speed.
 */
export async function setThrottles(
  cluster: Cluster,
  moves: readonly Move[],
  rate: number,
  terminal: Terminal,
): Promise<void> {
  const changes = byTopic(moves).map(([topic, list]): Change => {
    const pairs = (of: (move: Move) => readonly number[]) =>
      [...new Set(list.flatMap((move) => of(move).map((id) => `${move.partition}:${id}`)))]
        .sort()
        .join(',');
    return {
      resource: { type: ResourceType.topic, name: topic },
      set: {
        [LEADERS]: pairs(({ sources }) => sources),
        [FOLLOWERS]: pairs(({ destinations }) => destinations),
      },
    };
  });
  const brokers = new Set(
    moves.flatMap(({ sources, destinations }) => [...sources, ...destinations]),
  );
  const rates = Object.fromEntries(BROKER_RATES.map((key) => [key, String(rate)]));
  for (const id of [...brokers].sort((a, b) => a - b)) {
    changes.push({ resource: { type: ResourceType.broker, name: String(id) }, set: rates });
  }
  if (await apply(cluster, changes, terminal)) {
    terminal.out(`The inter-broker throttle limit was set to ${rate} B/s`);
  }
}

/** A partition's brokers before, and those that it goes to. */
export interface Move {
  readonly topic: string;
  readonly partition: number;
  readonly sources: readonly number[];
  readonly destinations: readonly number[];
}

/** What moves once `proposed` does, beside what does already. */
export function movesOf(
  proposed: readonly Assignment[],
  current: readonly Assignment[],
  underway: ReadonlyMap<string, Reassignment>,
): Move[] {
  const moves = new Map<string, Move>();
  for (const [key, { topic, partition, replicas, adding }] of underway) {
    const sources = replicas.filter((id) => !adding.includes(id));
    moves.set(key, { topic, partition, sources, destinations: adding });
  }
  const before = new Map(current.map((each) => [partitionKey(each), each.replicas]));
  for (const each of proposed) {
    const key = partitionKey(each);
    const sources = moves.get(key)?.sources ?? before.get(key) ?? [];
    const destinations = each.replicas.filter((id) => !sources.includes(id));
    moves.set(key, { topic: each.topic, partition: each.partition, sources, destinations });
  }
  return [...moves.values()];
}

/** Removes every throttle of the brokers that live and of the topics that were moved. */
export async function clearThrottles(
  cluster: Cluster,
  moved: readonly Assignment[],
  terminal: Terminal,
): Promise<void> {
  const alive = (await cluster.brokers()).map(({ nodeId }) => nodeId);
  const brokers = [...new Set([...alive, ...moved.flatMap(({ replicas }) => replicas)])].sort(
    (a, b) => a - b,
  );
  terminal.out(
    `Clearing broker-level throttles on broker${brokers.length === 1 ? '' : 's'} ${brokers.join(',')}`,
  );
  const ofBrokers = brokers
    .filter((id) => alive.includes(id))
    .map((id) => ({
      resource: { type: ResourceType.broker, name: String(id) },
      removed: [...BROKER_RATES, LOG_DIRS_RATE],
    }));
  const known = await apply(cluster, ofBrokers, terminal);
  const topics = [...new Set(moved.map(({ topic }) => topic))];
  terminal.out(
    `Clearing topic-level throttles on topic${topics.length === 1 ? '' : 's'} ${topics.join(',')}`,
  );
  if (!known) return;
  const ofTopics = topics.map((name) => ({
    resource: { type: ResourceType.topic, name },
    removed: [LEADERS, FOLLOWERS],
  }));
  await apply(cluster, ofTopics, terminal);
}

interface Change {
  readonly resource: Resource;
  readonly set?: Readonly<Record<string, string>>;
  readonly removed?: readonly string[];
}

/** Whether the cluster took them. */
async function apply(
  cluster: Cluster,
  changes: readonly Change[],
  terminal: Terminal,
): Promise<boolean> {
  try {
    for (const { resource, set = {}, removed = [] } of changes) {
      await alterConfigs(cluster, resource, set, removed);
    }
    return true;
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    terminal.err(
      `Warning: this cluster does not throttle replication (${error.message}); partitions move at full speed.`,
    );
    return false;
  }
}
