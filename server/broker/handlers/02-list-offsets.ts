/**
 * ListOffsets, versions 0–9: earliest (−2), latest (−1), the record with the largest timestamp (−3,
 * KIP-734), the first record not older than a timestamp. Nothing is tiered: the earliest local offset
 * (−4, KIP-405) is the earliest, and a latest tiered one (−5, KIP-1005) is not there.
 */
import {
  type ListOffsetsRequest,
  listOffsetsRequest,
  listOffsetsResponse,
} from '../../protocol/api/02-list-offsets.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { InferInput } from '../../protocol/schema.ts';
import type { Broker } from '../broker.ts';
import { handler } from '../handler.ts';
import type { Partition } from '../partition.ts';

type PartitionRequest = ListOffsetsRequest['topics'][number]['partitions'][number];
type PartitionResponse = InferInput<
  typeof listOffsetsResponse
>['topics'][number]['partitions'][number];

const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
const LATEST_TIERED = -5;

/** Which version brought each special time (ReplicaManager.timestampMinSupportedVersion). */
const firstVersions: ReadonlyMap<number, number> = new Map([
  [LATEST, 1],
  [EARLIEST, 1],
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL, 8],
  [LATEST_TIERED, 9],
]);

interface Found {
  readonly offset: number;
  readonly timestamp: number;
}

export const listOffsetsHandler = handler(
  listOffsetsRequest,
  listOffsetsResponse,
  { versions: [0, 9] },
  async (request, { broker, version }) => ({
    topics: await Promise.all(
      request.topics.map(async ({ name, partitions }) => ({
        name,
        partitions: await Promise.all(
          partitions.map((each) =>
            answer(broker, version, name, each, request.isolationLevel === 1),
          ),
        ),
      })),
    ),
  }),
);

async function answer(
  broker: Broker,
  version: number,
  topic: string,
  asked: PartitionRequest,
  readCommitted: boolean,
): Promise<PartitionResponse> {
  const { partitionIndex } = asked;
  try {
    const partition = broker.partitions.leader(topic, partitionIndex);
    partition.checkLeaderEpoch(asked.currentLeaderEpoch);
    if (version === 0) {
      return {
        partitionIndex,
        errorCode: 0,
        oldStyleOffsets: await offsetsBefore(partition, asked),
      };
    }
    if (
      asked.timestamp < 0 &&
      version < (firstVersions.get(asked.timestamp) ?? Number.POSITIVE_INFINITY)
    ) {
      throw new KafkaError(ErrorCode.UNSUPPORTED_VERSION);
    }
    const found = await find(partition, asked.timestamp, readCommitted);
    const leaderEpoch = found.offset === -1 ? -1 : partition.leaderEpoch;
    return { partitionIndex, errorCode: ErrorCode.NONE, ...found, leaderEpoch };
  } catch (error) {
    const doing = `looking up offsets of ${topic}-${partitionIndex}`;
    const { code: errorCode } = broker.failures.toKafkaError(error, doing);
    return { partitionIndex, errorCode, oldStyleOffsets: [] };
  }
}

async function find(
  partition: Partition,
  timestamp: number,
  readCommitted: boolean,
): Promise<Found> {
  const { log } = partition;
  const end = readCommitted ? partition.lastStableOffset : partition.highWatermark;
  if (timestamp === LATEST) return { offset: end, timestamp: -1 };
  if (timestamp === EARLIEST || timestamp === EARLIEST_LOCAL) {
    return { offset: log.logStartOffset, timestamp: -1 };
  }
  const nothing = { offset: -1, timestamp: -1 };
  if (timestamp === LATEST_TIERED) return nothing;
  const found =
    timestamp === MAX_TIMESTAMP
      ? await log.maxTimestamp()
      : await log.offsetForTimestamp(timestamp);
  return found === undefined || found.offset >= end ? nothing : found;
}

/** Version 0 asks for several offsets at or before a time, newest first; segments' ends are not told. */
async function offsetsBefore(partition: Partition, asked: PartitionRequest): Promise<number[]> {
  const { log, highWatermark } = partition;
  const found: number[] = [];
  if (asked.timestamp === LATEST) found.push(highWatermark);
  else if (asked.timestamp >= 0) {
    const first = await log.offsetForTimestamp(asked.timestamp);
    found.push(first?.offset ?? highWatermark);
  }
  if (found.at(-1) !== log.logStartOffset) found.push(log.logStartOffset);
  return found.slice(0, Math.max(0, asked.maxNumOffsets));
}
