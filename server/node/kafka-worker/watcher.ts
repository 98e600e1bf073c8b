import type {
  Changes,
  ClusterSummary,
  GroupDetails,
  GroupSummary,
  Interest,
  Partition,
  Reassignment,
  TopicSummary,
} from '../../contract/kafka-client/model.ts';
import type { Cluster } from '../kafka/cluster.ts';
import { ListComparison, ValueComparison } from './comparison.ts';
import type { Connections } from './connections.ts';
import { readGroupDetails, readGroups } from './groups.ts';
import { loadsOf, type Metadata, partitionsOf, readMetadata, summaryOf } from './metadata.ts';
import { EARLIEST, LATEST, type Offsets, readOffsets, type TopicPartitions } from './offsets.ts';
import { readReassignments } from './reassignments.ts';
import { readSizes } from './sizes.ts';

/** Reads a cluster again and again, and tells only what differs from what it told before. */
export class Watcher {
  readonly #connections: Connections;
  readonly #cluster: () => Promise<Cluster>;
  readonly #values = new ValueComparison();
  readonly #topics = new ListComparison<TopicSummary>();
  readonly #groups = new ListComparison<GroupSummary>();
  #first = true;

  /** `cluster` is the same cluster through messages of our own. */
  constructor(connections: Connections, cluster: () => Promise<Cluster>) {
    this.#connections = connections;
    this.#cluster = cluster;
  }

  /** @throws Error if no broker answers. */
  async changes(interest: Interest): Promise<Changes> {
    this.#values.keep(
      new Set([
        'cluster',
        ...interest.partitions.map(topicKey),
        ...interest.groupDetails.map(groupKey),
      ]),
    );
    const wantsAll = interest.topics || interest.brokers;
    const metadata = await readMetadata(this.#connections, wantsAll ? null : []);
    const [groups, details, moving] = await Promise.all([
      interest.groups ? readGroups(this.#connections) : undefined,
      this.#readDetails(interest.groupDetails),
      interest.topics ? this.#readMoving() : [],
    ]);
    const ofGroups = [...details.values()].flatMap(({ offsets }) => offsets);
    const known = await this.#partitions(metadata, [
      ...interest.partitions,
      ...ofGroups.map(({ topic }) => topic),
    ]);
    const shown = known.filter(({ topic }) => interest.partitions.includes(topic));
    const [latest, earliest, sizes] = await Promise.all([
      this.#offsets(known, LATEST),
      this.#offsets(shown, EARLIEST),
      shown.length === 0 ? new Map() : readSizes(this.#connections, shown),
    ]);
    const topics = interest.topics
      ? this.#topics.next(
          metadata.topics
            .filter(exists)
            .map((topic) => summaryOf(topic, within(moving, topic.name ?? '').length)),
        )
      : undefined;
    const partitions = shown
      .map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map((partition) => ({
          ...partition,
          ...movingOf(within(moving, topic), partition.index),
          ...present('earliest', earliest.get(topic)?.get(partition.index)),
          ...present('latest', latest.get(topic)?.get(partition.index)),
          ...present('size', sizes.get(topic)?.get(partition.index)),
        })),
      }))
      .filter(({ topic, partitions }) => this.#values.differs(topicKey(topic), partitions));
    const groupDetails = [...details]
      .map(([group, found]) => ({ group, details: withLatest(found, latest) }))
      .filter(({ group, details }) => this.#values.differs(groupKey(group), details));
    const groupList = groups && this.#groups.next(groups);
    const cluster = interest.brokers ? withLoads(metadata) : metadata.cluster;
    const first = this.#first;
    this.#first = false;
    return {
      ...(first ? { first } : {}),
      ...(this.#values.differs('cluster', cluster) ? { cluster } : {}),
      ...(topics === undefined ? {} : { topics }),
      ...(groupList === undefined ? {} : { groups: groupList }),
      ...(partitions.length === 0 ? {} : { partitions }),
      ...(groupDetails.length === 0 ? {} : { groupDetails }),
    };
  }

  /** None while the controller does not answer. */
  #readMoving(): Promise<readonly Reassignment[]> {
    return readReassignments(this.#connections).catch(() => []);
  }

  /** Those groups that cannot be read at present are missing. */
  async #readDetails(groups: readonly string[]): Promise<ReadonlyMap<string, GroupDetails>> {
    const outcomes = await Promise.allSettled(
      groups.map(
        async (group) => [group, await readGroupDetails(await this.#cluster(), group)] as const,
      ),
    );
    return new Map(
      outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
    );
  }

  /** The partitions of these topics, asking again for topics that `metadata` does not hold. */
  async #partitions(metadata: Metadata, names: readonly string[]): Promise<TopicPartitions[]> {
    const wanted = new Set(names);
    const held = new Set(metadata.topics.map(({ name }) => name));
    const missing = [...wanted].filter((name) => !held.has(name));
    const more =
      missing.length === 0 ? [] : (await readMetadata(this.#connections, missing)).topics;
    return [...metadata.topics, ...more]
      .filter((topic) => exists(topic) && wanted.has(topic.name ?? ''))
      .map((topic) => ({ topic: topic.name ?? '', partitions: partitionsOf(topic) }));
  }

  async #offsets(wanted: readonly TopicPartitions[], timestamp: bigint): Promise<Offsets> {
    return wanted.length === 0 ? new Map() : readOffsets(this.#connections, wanted, timestamp);
  }
}

/** One topic's partitions with their offsets, for commands. @throws Error if there is no such topic. */
export async function readPartitions(
  connections: Connections,
  topic: string,
): Promise<Partition[]> {
  const { topics } = await readMetadata(connections, [topic]);
  const found = topics.find(exists);
  if (found === undefined) throw new Error(`There is no topic ${topic}.`);
  const wanted = [{ topic, partitions: partitionsOf(found) }];
  const [latest, earliest] = await Promise.all([
    readOffsets(connections, wanted, LATEST),
    readOffsets(connections, wanted, EARLIEST),
  ]);
  return partitionsOf(found).map((partition) => ({
    ...partition,
    ...present('earliest', earliest.get(topic)?.get(partition.index)),
    ...present('latest', latest.get(topic)?.get(partition.index)),
  }));
}

function withLoads({ cluster, topics }: Metadata): ClusterSummary {
  const loads = loadsOf(topics);
  const none = { leads: 0, replicas: 0, outOfSync: 0 };
  const brokers = cluster.brokers.map((each) => ({ ...each, load: loads.get(each.id) ?? none }));
  return { ...cluster, brokers };
}

function within(moving: readonly Reassignment[], topic: string): readonly Reassignment[] {
  return moving.filter((each) => each.topic === topic);
}

function movingOf(
  reassignments: readonly Reassignment[],
  index: number,
): Pick<Partition, 'moving'> {
  const found = reassignments.find(({ partition }) => partition === index);
  return found ? { moving: { adding: found.adding, removing: found.removing } } : {};
}

function withLatest(details: GroupDetails, latest: Offsets): GroupDetails {
  const offsets = details.offsets.map((row) => ({
    ...row,
    ...present('latest', latest.get(row.topic)?.get(row.partition)),
  }));
  return { ...details, offsets };
}

/** `{ key: value }`, or nothing without a value. */
export function present<K extends string>(
  key: K,
  value: number | undefined,
): { [P in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: number });
}

const NO_ERROR = 0;
const LEADER_NOT_AVAILABLE = 5;

/** Whether metadata of a topic is about a topic, not an error. */
export function exists({ errorCode }: { readonly errorCode: number }): boolean {
  return errorCode === NO_ERROR || errorCode === LEADER_NOT_AVAILABLE;
}

const topicKey = (topic: string) => `topic ${topic}`;
const groupKey = (group: string) => `group ${group}`;
