import {
  type BrokerOverview,
  type ClusterOverview,
  type Measured,
  MOST_TOPICS,
  type Rates,
  type TopicOverview,
} from '../../../contract/kafka-client/cluster.ts';
import type { BrokerLoad } from '../../../contract/kafka-client/model.ts';
import { type Cluster, exists, type Metadata, type TopicMetadata } from '../../kafka/cluster.ts';
import { partitionKey } from '../../kafka/topic-partition.ts';
import { type Disk, readDisks } from './disks.ts';
import { countGroups } from './group-count.ts';
import { healthOf, prefersAnother } from './health.ts';
import { readLatestOffsets } from './latest-offsets.ts';
import { MinIsr } from './min-isr.ts';
import type { PartitionSample } from './partition-sample.ts';
import { RecentRates } from './recent-rates.ts';
import { Sum } from './sum.ts';
import { LEAST_PERIOD, type PartitionRate, Throughput } from './throughput.ts';

const UNKNOWN: Measured = { value: null, partial: true };
const UNKNOWN_RATES: Rates = { records: UNKNOWN, bytes: UNKNOWN };

/** Looks at a cluster as a whole, again and again: each look asks each broker once for each thing. */
export class ClusterOverviews {
  readonly #open: () => Promise<Cluster>;
  readonly #now: () => number;
  readonly #throughput = new Throughput();
  readonly #recent = new RecentRates();
  readonly #minIsr: MinIsr;
  #lookedAt: number | undefined;
  #period: number | null = null;
  #looking: Promise<ClusterOverview> | undefined;

  /** @param now milliseconds of a clock that never goes back */
  constructor(open: () => Promise<Cluster>, now: () => number) {
    this.#open = open;
    this.#now = now;
    this.#minIsr = new MinIsr(now);
  }

  /**
   * What brokers that do not answer would tell is unknown. Whoever asks while a look is under way has that one's answer: a
   * cluster that is slow is not asked twice at once.
   * @throws UserError when no broker answers
   */
  look(anew: boolean): Promise<ClusterOverview> {
    this.#looking ??= this.#look(anew).finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(anew: boolean): Promise<ClusterOverview> {
    const cluster = await this.#open();
    if (anew) this.#forget();
    const metadata = await cluster.metadata();
    const topics = metadata.topics.filter(exists);
    const live = metadata.brokers.map(({ nodeId }) => nodeId);
    const led = topics.flatMap((topic) =>
      topic.partitions.map(({ partitionIndex: partition, leaderId: leader }) => {
        return { topic: topic.name ?? '', partition, leader };
      }),
    );
    const [offsets, disks, groups] = await Promise.all([
      readLatestOffsets(cluster, led, this.#now),
      readDisks(cluster, live, this.#now),
      countGroups(cluster, live),
      this.#minIsr.refresh(cluster, troubledFirst(topics)),
    ]);
    const ids = topics.flatMap(({ topicId, partitions }) => partitions.map(() => topicId));
    const samples = led.map(({ topic, partition, leader }, at): PartitionSample => {
      const key = partitionKey({ topic, partition });
      const disk = disks.get(leader);
      const value = disk?.replicas.get(key);
      const size = disk === undefined || value === undefined ? undefined : { value, at: disk.at };
      return { topic, topicId: ids[at] ?? '', partition, leader, offset: offsets.get(key), size };
    });
    const rates = this.#throughput.next(samples);
    this.#measured();
    const used = new Sum();
    const brokers = brokersOf(metadata, topics, disks, samples, rates);
    for (const { disk } of brokers) used.add(disk ?? undefined);
    return {
      id: metadata.clusterId,
      controller: metadata.controllerId,
      brokers,
      topics: topics.length,
      partitions: samples.length,
      groups,
      rates: summed(rates),
      period: this.#period,
      disk: used.measured,
      ...healthOf(topics, (topic) => this.#minIsr.of(topic)),
      topTopics: topTopics(this.#topicsOf(topics, disks, samples, rates)),
    };
  }

  /** All topics, with what is known of each. */
  #topicsOf(
    topics: readonly TopicMetadata[],
    disks: ReadonlyMap<number, Disk>,
    samples: readonly PartitionSample[],
    rates: readonly PartitionRate[],
  ): TopicOverview[] {
    const byTopic = grouped(samples, rates, ({ topic }) => topic);
    const ratesOf = new Map([...byTopic].map(([topic, each]) => [topic, summed(each)] as const));
    const recent = this.#recent.next(this.#now(), ratesOf);
    const samplesOf = grouped(samples, samples, ({ topic }) => topic);
    return topics.map(({ name, isInternal: internal, partitions }): TopicOverview => {
      const topic = name ?? '';
      const size = new Sum();
      const disk = new Sum();
      for (const sample of samplesOf.get(topic) ?? []) size.add(sample.size?.value);
      for (const { partitionIndex: partition, replicaNodes } of partitions) {
        const key = partitionKey({ topic, partition });
        for (const broker of replicaNodes) disk.add(disks.get(broker)?.replicas.get(key));
      }
      return {
        name: topic,
        internal,
        partitions: partitions.length,
        rates: ratesOf.get(topic) ?? summed([]),
        recent: recent.get(topic) ?? { records: 0, bytes: 0 },
        size: size.measured,
        disk: disk.measured,
      };
    });
  }

  #forget(): void {
    this.#throughput.forget();
    this.#lookedAt = undefined;
    this.#period = null;
  }

  /** Takes note of how far the looks are apart that rates come of. */
  #measured(): void {
    const now = this.#now();
    const before = this.#lookedAt;
    if (before !== undefined && now - before < LEAST_PERIOD) return;
    this.#period = before === undefined ? null : now - before;
    this.#lookedAt = now;
  }
}

/** Names, those first of which it matters most how many replicas are to be in sync. */
function troubledFirst(topics: readonly TopicMetadata[]): string[] {
  const lacksReplica = ({ partitions }: TopicMetadata) =>
    partitions.some(({ isrNodes, replicaNodes }) => isrNodes.length < replicaNodes.length);
  const [troubled, others] = [topics.filter(lacksReplica), topics.filter((t) => !lacksReplica(t))];
  return [...troubled, ...others].map(({ name }) => name ?? '');
}

/** Brokers that run, and those that replicas are on. */
function brokersOf(
  metadata: Metadata,
  topics: readonly TopicMetadata[],
  disks: ReadonlyMap<number, Disk>,
  samples: readonly PartitionSample[],
  rates: readonly PartitionRate[],
): BrokerOverview[] {
  const loads = loadsOf(topics);
  const live = new Map(metadata.brokers.map((each) => [each.nodeId, each]));
  const ratesOf = grouped(samples, rates, ({ leader }) => leader);
  return [...new Set([...live.keys(), ...loads.keys()])]
    .sort((a, b) => a - b)
    .map((id): BrokerOverview => {
      const broker = live.get(id);
      const disk = disks.get(id);
      const { notPreferred, ...load } = loads.get(id) ?? emptyLoad();
      return {
        id,
        address: broker === undefined ? null : { host: broker.host, port: broker.port },
        rack: broker?.rack ?? null,
        load,
        notPreferred,
        rates: broker === undefined ? UNKNOWN_RATES : summed(ratesOf.get(id) ?? []),
        disk: disk?.used ?? null,
        volume: disk?.volume ?? null,
      };
    });
}

type Load = { -readonly [K in keyof BrokerLoad]: number } & { notPreferred: number };

function emptyLoad(): Load {
  return { leads: 0, replicas: 0, outOfSync: 0, notPreferred: 0 };
}

function loadsOf(topics: readonly TopicMetadata[]): ReadonlyMap<number, Load> {
  const loads = new Map<number, Load>();
  for (const partition of topics.flatMap(({ partitions }) => partitions)) {
    const { leaderId, replicaNodes, isrNodes } = partition;
    for (const broker of replicaNodes) {
      const load = loads.get(broker) ?? emptyLoad();
      loads.set(broker, load);
      load.replicas += 1;
      if (!isrNodes.includes(broker)) load.outOfSync += 1;
      if (broker !== leaderId) continue;
      load.leads += 1;
      if (prefersAnother(partition)) load.notPreferred += 1;
    }
  }
  return loads;
}

/** Those with the highest rates of late, and those that take most room. */
function topTopics(all: readonly TopicOverview[]): TopicOverview[] {
  const most = [
    (topic: TopicOverview) => topic.recent.records,
    (topic: TopicOverview) => topic.recent.bytes,
    (topic: TopicOverview) => topic.disk.value,
  ].flatMap((by) =>
    all
      .filter((topic) => (by(topic) ?? 0) > 0)
      .sort((a, b) => (by(b) ?? 0) - (by(a) ?? 0))
      .slice(0, MOST_TOPICS),
  );
  return [...new Set(most)];
}

function summed(rates: readonly PartitionRate[]): Rates {
  const records = new Sum();
  const bytes = new Sum();
  for (const rate of rates) {
    records.add(rate.records);
    bytes.add(rate.bytes);
  }
  return { records: records.measured, bytes: bytes.measured };
}

/** `values`, which belong to `samples`, by what `keyOf` says of the sample. */
function grouped<K, V>(
  samples: readonly PartitionSample[],
  values: readonly V[],
  keyOf: (sample: PartitionSample) => K,
): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const [at, sample] of samples.entries()) {
    const key = keyOf(sample);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(values[at] as V);
  }
  return groups;
}
