/**
 * ListOffsets, versions 0–9: earliest (−2), latest (−1), the record with the largest timestamp (−3,
 * KIP-734), and the first record not older than a timestamp. Tiered storage's −4 and −5 find nothing.
 */
import {
  type ListOffsetsRequest,
  listOffsetsRequest,
  listOffsetsResponse,
} from '../../protocol/api/02-list-offsets.ts';
import { ErrorCode } from '../../protocol/errors.ts';
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
  if (timestamp === EARLIEST) return { offset: log.logStartOffset, timestamp: -1 };
  const nothing = { offset: -1, timestamp: -1 };
  if (timestamp < MAX_TIMESTAMP) return nothing;
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
    if (first !== undefined) found.push(first.offset);
  }
  if (found.at(-1) !== log.logStartOffset) found.push(log.logStartOffset);
  return found.slice(0, Math.max(0, asked.maxNumOffsets));
}
