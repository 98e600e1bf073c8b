/**
 * ListOffsets, versions 0–9: earliest (−2), latest (−1), the record with the largest timestamp (−3,
 * KIP-734), the first record not older than a timestamp. Nothing is tiered: the earliest local offset
 * (−4, KIP-405) is the earliest, and a latest tiered one (−5, KIP-1005) is not there. Only the leader answers;
 * a new one, OFFSET_NOT_AVAILABLE until it knows how far the records of its predecessors are replicated
 * (KIP-207). To a follower the latest offset is the log's end.
 */
import {
  type ListOffsetsRequest,
  listOffsetsRequest,
  listOffsetsResponse,
} from '../../protocol/api/02-list-offsets.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { InferInput } from '../../protocol/schema.ts';
import { epochAt } from '../../storage/leader-epochs.ts';
import type { PartitionLog } from '../../storage/partition-log.ts';
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
  readonly leaderEpoch: number;
}

const FIRST_WITH_NOT_AVAILABLE = 5;

export const listOffsetsHandler = handler(
  listOffsetsRequest,
  listOffsetsResponse,
  { versions: [0, 9] },
  async (request, { broker, version }) => ({
    topics: await Promise.all(
      request.topics.map(async ({ name, partitions }) => ({
        name,
        partitions: await Promise.all(
          partitions.map((each) => {
            const readCommitted = request.isolationLevel === 1;
            const isFollower = request.replicaId >= 0;
            return answer(broker, name, each, { version, readCommitted, isFollower });
          }),
        ),
      })),
    ),
  }),
);

interface Asker {
  readonly version: number;
  readonly readCommitted: boolean;
  readonly isFollower: boolean;
}

async function answer(
  broker: Broker,
  topic: string,
  asked: PartitionRequest,
  asker: Asker,
): Promise<PartitionResponse> {
  const { partitionIndex } = asked;
  const { version } = asker;
  try {
    const epoch = asked.currentLeaderEpoch;
    const partition = broker.partitions.leader(topic, partitionIndex, epoch);
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
    const found = await find(partition, asked.timestamp, asker);
    return { partitionIndex, errorCode: ErrorCode.NONE, ...found };
  } catch (error) {
    const doing = `looking up offsets of ${topic}-${partitionIndex}`;
    const { code: errorCode } = broker.failures.toKafkaError(error, doing);
    return { partitionIndex, errorCode, oldStyleOffsets: [] };
  }
}

async function find(partition: Partition, timestamp: number, asker: Asker): Promise<Found> {
  const { log, leaderEpoch } = partition;
  const end = endFor(partition, asker);
  if (timestamp === LATEST) {
    refuseUnlessKnown(partition, asker);
    return { offset: end, timestamp: -1, leaderEpoch };
  }
  if (timestamp === EARLIEST || timestamp === EARLIEST_LOCAL) return at(log.logStartOffset, log);
  const nothing = { offset: -1, timestamp: -1, leaderEpoch: -1 };
  if (timestamp === LATEST_TIERED) return nothing;
  const found =
    timestamp === MAX_TIMESTAMP
      ? await log.maxTimestamp()
      : await log.offsetForTimestamp(timestamp);
  if (found !== undefined && found.offset < end) return at(found.offset, log, found.timestamp);
  refuseUnlessKnown(partition, asker);
  return nothing;
}

function at(offset: number, log: PartitionLog, timestamp = -1): Found {
  return { offset, timestamp, leaderEpoch: epochAt(log.leaderEpochs, offset) };
}

function endFor(partition: Partition, { readCommitted, isFollower }: Asker): number {
  if (isFollower) return partition.log.writtenEndOffset;
  return readCommitted ? partition.lastStableOffset : partition.highWatermark;
}

/**
 * A leader that has just been elected may know of less that is replicated than its predecessor did; to answer
 * by that would have offsets go back.
 * @throws KafkaError OFFSET_NOT_AVAILABLE, to old clients LEADER_NOT_AVAILABLE
 */
function refuseUnlessKnown(partition: Partition, { version, isFollower }: Asker): void {
  if (isFollower || partition.highWatermark >= partition.leader.epochStart) return;
  throw new KafkaError(
    version >= FIRST_WITH_NOT_AVAILABLE
      ? ErrorCode.OFFSET_NOT_AVAILABLE
      : ErrorCode.LEADER_NOT_AVAILABLE,
  );
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
