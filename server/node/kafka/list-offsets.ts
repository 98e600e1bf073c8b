import { setTimeout as sleep } from 'node:timers/promises';
import { listOffsetsRequest, listOffsetsResponse } from '../../protocol/api/02-list-offsets.ts';
import { ErrorCode, isRetriable } from '../../protocol/errors.ts';
import { UserError } from '../user-error.ts';
import type { Cluster } from './cluster.ts';
import { KafkaError } from './kafka-error.ts';
import { byTopic, partitionKey, type TopicPartition } from './topic-partition.ts';

/** Times that stand for an offset by another rule. */
export const SpecialTime = {
  latest: -1,
  earliest: -2,
  maxTimestamp: -3,
  earliestLocal: -4,
  latestTiered: -5,
} as const;

/** The version of the request that brought a special time. */
const NEEDED: Readonly<Record<number, number>> = { [-3]: 7, [-4]: 8, [-5]: 9 };

/** What is looked for: the first offset not before `timestamp`, in ms, or a special time's. */
export interface OffsetQuery extends TopicPartition {
  readonly timestamp: number;
}

/** What was found; offset -1 where there is no record so late. */
export interface FoundOffset {
  readonly offset: number;
  readonly timestamp: number;
}

const ATTEMPTS = 20;
const PAUSE_MS = 100;

/**
 * Asks the leaders, all at once; partitions that have none, or whose leader refuses, have their error.
 * @param attempts how often partitions are asked about whose error time may heal
 * @param tolerant whether partitions of leaders that do not answer have an error, too
 * @returns by `partitionKey`
 * @throws UserError when a leader does not answer, unless `tolerant`
 */
export async function listOffsets(
  cluster: Cluster,
  queries: readonly OffsetQuery[],
  { isolationLevel = 0, attempts = ATTEMPTS, tolerant = false } = {},
): Promise<Map<string, FoundOffset | KafkaError>> {
  const found = new Map<string, FoundOffset | KafkaError>();
  const ask = async (leader: number, list: readonly OffsetQuery[]) => {
    try {
      return await offsetsFromLeader(cluster, leader, list, isolationLevel);
    } catch (error) {
      if (!tolerant || !(error instanceof UserError)) throw error;
      const silent = new KafkaError(ErrorCode.BROKER_NOT_AVAILABLE, error.message);
      return new Map(list.map((query) => [partitionKey(query), silent]));
    }
  };
  let open = queries;
  for (let attempt = 1; open.length > 0; attempt += 1) {
    if (attempt > 1) await sleep(PAUSE_MS);
    const leaders = await byLeader(cluster, open, found);
    const answers = await Promise.all(Array.from(leaders, ([leader, list]) => ask(leader, list)));
    for (const [key, answer] of answers.flatMap((each) => [...each])) found.set(key, answer);
    if (attempt === attempts) break;
    open = open.filter((query) => {
      const outcome = found.get(partitionKey(query));
      return outcome instanceof KafkaError && isRetriable(outcome.code);
    });
  }
  return found;
}

/** The queries by the partition's leader; what has none is an error already. */
async function byLeader(
  cluster: Cluster,
  queries: readonly OffsetQuery[],
  found: Map<string, FoundOffset | KafkaError>,
): Promise<Map<number, OffsetQuery[]>> {
  const { topics } = await cluster.metadata(byTopic(queries).map(([topic]) => topic));
  const leaders = new Map<number, OffsetQuery[]>();
  const errors = new Map(topics.map(({ name, errorCode }) => [name, errorCode]));
  const known = new Map(
    topics.flatMap(({ name, partitions }) =>
      partitions.map((each) => [
        partitionKey({ topic: name ?? '', partition: each.partitionIndex }),
        each,
      ]),
    ),
  );
  for (const query of queries) {
    const partition = known.get(partitionKey(query));
    const leader = partition?.leaderId ?? -1;
    const led = leaders.get(leader);
    if (led !== undefined) led.push(query);
    else if (leader >= 0) leaders.set(leader, [query]);
    else
      found.set(
        partitionKey(query),
        new KafkaError(withoutLeader(errors.get(query.topic), partition)),
      );
  }
  return leaders;
}

function withoutLeader(topicError: number | undefined, partition: object | undefined): number {
  if (topicError) return topicError;
  return partition ? ErrorCode.LEADER_NOT_AVAILABLE : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
}

/**
 * What one broker, which leads all of these partitions, says.
 * @param isolationLevel 1 for a log's end as those see it who read committed records only
 * @returns by `partitionKey`
 * @throws UserError when it does not answer
 */
export async function offsetsFromLeader(
  cluster: Cluster,
  leader: number,
  queries: readonly OffsetQuery[],
  isolationLevel: number,
): Promise<Map<string, FoundOffset | KafkaError>> {
  const found = new Map<string, FoundOffset | KafkaError>();
  const connection = await cluster.connection(leader);
  const version = connection.version(listOffsetsRequest) ?? 0;
  const needed = Math.max(...queries.map(({ timestamp }) => NEEDED[timestamp] ?? 0));
  if (version < needed) {
    throw new UserError(`Broker ${leader} is too old for this --time (ListOffsets v${needed}).`);
  }
  const { topics } = await connection.request(listOffsetsRequest, listOffsetsResponse, {
    replicaId: -1,
    isolationLevel,
    topics: byTopic(queries).map(([name, list]) => ({
      name,
      partitions: list.map(({ partition, timestamp }) => ({
        partitionIndex: partition,
        timestamp,
      })),
    })),
  });
  for (const { name, partitions } of topics) {
    for (const { partitionIndex, errorCode, offset, timestamp, oldStyleOffsets } of partitions) {
      const key = partitionKey({ topic: name, partition: partitionIndex });
      const value = version === 0 ? (oldStyleOffsets[0] ?? -1) : offset;
      found.set(key, errorCode ? new KafkaError(errorCode) : { offset: value, timestamp });
    }
  }
  return found;
}
