import { readRecords } from '../../console/console-consumer/consumer/read-records.ts';
import { compression } from '../../node/compression.ts';
import { parseAddresses } from '../../node/kafka/addresses.ts';
import { Cluster, exists, type TopicMetadata } from '../../node/kafka/cluster.ts';
import { connectionOptions } from '../../node/kafka/connection-options.ts';
import { GroupClient } from '../../node/kafka/groups/group-client.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { listOffsets, SpecialTime } from '../../node/kafka/list-offsets.ts';
import type { Properties } from '../../node/kafka/properties.ts';
import { partitionKey } from '../../node/kafka/topic-partition.ts';
import { fetchRequest, fetchResponse } from '../../protocol/api/01-fetch.ts';
import { RecordsError } from '../../protocol/records/records-error.ts';
import type { TopicFacts } from '../cell-language.ts';

/** What can be asked of a cluster. Each rejects with a UserError when it does not answer in time. */
export interface ClusterSource {
  topics(): Promise<readonly TopicFacts[]>;
  groups(): Promise<readonly string[]>;
  /** The values of some of a topic's last records: none for a topic that is not there. */
  lastValues(topic: string): Promise<readonly (Uint8Array | null)[]>;
  close(): Promise<void>;
}

/** How many records are looked at, of how many partitions, and how many bytes are asked for at most. */
const SAMPLED_RECORDS = 100;
const SAMPLED_PARTITIONS = 8;
const SAMPLED_BYTES = 512 * 1024;
/** How long connecting, and each answer, may take. */
const PATIENCE_MS = 3_000;
/** The newest version of Fetch that names topics. */
const NEWEST_WITH_NAMES = 12;

/**
 * A cluster through the Kafka protocol, connected to when it is first asked.
 * @param properties what a client's configuration says of security, by Kafka's keys
 */
export function kafkaSource(bootstrap: string, properties: Properties = {}): ClusterSource {
  let opening: Promise<Cluster> | undefined;
  const cluster = () => {
    opening ??= open(bootstrap, properties);
    return opening;
  };
  return {
    topics: async () => {
      const { topics } = await (await cluster()).metadata();
      return topics.map(({ name, partitions, isInternal }) => ({
        ...{ name: name ?? '', partitions: partitions.length, internal: isInternal },
      }));
    },
    groups: async () => {
      const groups = await new GroupClient(await cluster(), PATIENCE_MS).list();
      return groups.map(({ groupId }) => groupId);
    },
    lastValues: async (topic) => await lastValues(await cluster(), topic),
    close: async () => {
      const opened = await opening?.catch(() => undefined);
      opening = undefined;
      await opened?.close();
    },
  };
}

async function open(bootstrap: string, properties: Properties): Promise<Cluster> {
  const options = await connectionOptions({
    'socket.connection.setup.timeout.ms': String(PATIENCE_MS),
    'request.timeout.ms': String(PATIENCE_MS),
    ...properties,
  });
  return new Cluster(parseAddresses(bootstrap), options, 'millrace-language');
}

/** Where to read a partition. */
interface Range {
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly from: number;
}

async function lastValues(cluster: Cluster, topic: string): Promise<(Uint8Array | null)[]> {
  const { topics } = await cluster.metadata([topic]);
  const metadata = topics[0];
  if (metadata === undefined || !exists(metadata)) return [];
  const ranges = await lastRanges(cluster, topic, metadata);
  const leaders = new Set(ranges.map(({ leader }) => leader));
  const values = await Promise.all(
    Array.from(leaders, (leader) => {
      const led = ranges.filter((range) => range.leader === leader);
      return valuesFrom(cluster, topic, leader, led);
    }),
  );
  return values.flat();
}

/** The ends of some partitions' logs that have records. */
async function lastRanges(
  cluster: Cluster,
  topic: string,
  { partitions }: TopicMetadata,
): Promise<Range[]> {
  const led = partitions.filter(({ leaderId }) => leaderId >= 0);
  const step = Math.max(1, led.length / SAMPLED_PARTITIONS);
  const chosen = led.filter(
    (_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step),
  );
  const each = Math.ceil(SAMPLED_RECORDS / Math.max(1, chosen.length));
  const at = (timestamp: number) =>
    listOffsets(
      cluster,
      chosen.map(({ partitionIndex: partition }) => ({ topic, partition, timestamp })),
    );
  const [starts, ends] = [await at(SpecialTime.earliest), await at(SpecialTime.latest)];
  return chosen.flatMap(({ partitionIndex: partition, leaderId, leaderEpoch }) => {
    const key = partitionKey({ topic, partition });
    const [start, end] = [starts.get(key), ends.get(key)];
    if (start === undefined || start instanceof KafkaError) return [];
    if (end === undefined || end instanceof KafkaError || end.offset <= start.offset) return [];
    const from = Math.max(start.offset, end.offset - each);
    return [{ partition, leader: leaderId, leaderEpoch, from }];
  });
}

async function valuesFrom(
  cluster: Cluster,
  topic: string,
  leader: number,
  ranges: readonly Range[],
): Promise<(Uint8Array | null)[]> {
  const partitionMaxBytes = Math.floor(SAMPLED_BYTES / ranges.length);
  const { responses } = await cluster.request(
    leader,
    fetchRequest,
    fetchResponse,
    {
      replicaId: -1,
      // What is asked for is there: nothing is to be waited for.
      ...{ maxWaitMs: 0, minBytes: 0, maxBytes: SAMPLED_BYTES, isolationLevel: 1 },
      topics: [
        {
          topic,
          partitions: ranges.map(({ partition, leaderEpoch, from }) => ({
            ...{ partition, currentLeaderEpoch: leaderEpoch, fetchOffset: from },
            partitionMaxBytes,
          })),
        },
      ],
    },
    NEWEST_WITH_NAMES,
  );
  return responses.flatMap(({ partitions }) =>
    partitions.flatMap(({ partitionIndex: partition, records, abortedTransactions }) => {
      const from = ranges.find((range) => range.partition === partition)?.from;
      if (from === undefined || records === null) return [];
      try {
        const read = readRecords(
          { topic, partition },
          records,
          from,
          abortedTransactions,
          compression,
        );
        return read.records.slice(0, SAMPLED_RECORDS).map(({ value }) => value);
      } catch (error) {
        // One that cannot be read tells nothing.
        if (error instanceof RecordsError) return [];
        throw error;
      }
    }),
  );
}
