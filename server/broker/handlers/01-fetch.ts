/**
 * Fetch, versions 0–17. Waits until there are `minBytes` to read or `maxWaitMs` have passed; serves
 * incremental sessions (KIP-227); names topics by id from version 13 on (KIP-516); converts batches to
 * the formats that versions 0–3 know; says where logs part (KIP-595) and who leads instead (KIP-951).
 * Followers are served what is written, consumers what is replicated, and both by the leader alone.
 */
import { type FetchRequest, fetchRequest, fetchResponse } from '../../protocol/api/01-fetch.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { InferInput } from '../../protocol/schema.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';
import type { Broker } from '../broker.ts';
import { currentLeader, endpointsOf, isAboutLeader } from '../current-leader.ts';
import { awaitRecords } from '../fetch/await-records.ts';
import { downConverted } from '../fetch/down-converted.ts';
import { type FetchPartition, FetchSession, keyOf } from '../fetch/fetch-session.ts';
import { nextEpoch } from '../fetch/fetch-sessions.ts';
import {
  nameOfTopic,
  type PartitionRead,
  type Reader,
  readPartitions,
} from '../fetch/read-partitions.ts';
import { handler, type RequestContext } from '../handler.ts';

type FetchResponse = InferInput<typeof fetchResponse>;
type PartitionData = NonNullable<FetchResponse['responses']>[number]['partitions'][number];

/** A request outside any session, and one that asks for a new session. */
const NO_SESSION = -1;
const NEW_SESSION = 0;

export const fetchHandler = handler(
  fetchRequest,
  fetchResponse,
  { versions: [0, 17] },
  async (request, context) => {
    const replicaId = context.version >= 15 ? request.replicaState.replicaId : request.replicaId;
    if (replicaId >= 0) context.broker.partitions.fetchedBy(replicaId);
    const isKnown = context.broker.image.brokers.has(replicaId);
    const session = sessionFor(request, isKnown, context);
    if (typeof session === 'number') return { errorCode: session, sessionId: 0, responses: [] };
    try {
      const reads = answerOf(session, await gather(request, session, replicaId, context), request);
      return {
        errorCode: ErrorCode.NONE,
        sessionId: session.id,
        responses: byTopic(reads, context, request),
        nodeEndpoints: leadersInstead(reads, context.broker),
      };
    } finally {
      if (session.id === 0) session.close();
    }
  },
);

/** Reads, and waits, until there is enough. */
async function gather(
  request: FetchRequest,
  session: FetchSession,
  replicaId: number,
  { broker, connection }: RequestContext,
): Promise<PartitionRead[]> {
  const reader: Reader = {
    replicaId,
    readCommitted: request.isolationLevel === 1,
    maxBytes: Math.min(request.maxBytes, broker.config.get('fetch.max.bytes')),
  };
  // A follower is to hear of it soon; outside a session nobody knows what it has heard.
  const tellsNews = replicaId >= 0 && session.id !== 0;
  const deadline = broker.clock.monotonic() + request.maxWaitMs;
  let gone = false;
  const leave = () => {
    gone = true;
  };
  const forget = connection.onClose(leave);
  // A follower that asks for something else meanwhile wants this answer now.
  const forgetNext = replicaId >= 0 ? connection.onRequest(leave) : undefined;
  try {
    for (let isFirst = true; ; isFirst = false) {
      const reads = await readPartitions(broker, session, reader, isFirst);
      const bytes = reads.reduce((sum, read) => sum + read.bytes, 0);
      const left = deadline - broker.clock.monotonic();
      const enough = bytes >= request.minBytes || reads.some((read) => isUrgent(read, tellsNews));
      if (enough || left <= 0 || gone || session.size === 0) return reads;
      await awaitRecords(broker.clock, session, request.minBytes - bytes, left, (listener) => {
        const undo = [connection.onClose(listener)];
        if (replicaId >= 0) undo.push(connection.onRequest(listener));
        return () => {
          for (const step of undo) step();
        };
      });
    }
  } finally {
    forget();
    forgetNext?.();
  }
}

/**
 * Whether what was read is not to wait for more.
 * @param tellsNews whether a new high watermark is worth an answer by itself
 */
function isUrgent(read: PartitionRead, tellsNews: boolean): boolean {
  if (read.errorCode !== ErrorCode.NONE || read.diverging !== undefined) return true;
  return tellsNews && read.of.isNews(read);
}

/**
 * The session that the request belongs to, updated with what it changes; one of its own where it belongs to
 * none; or the error to answer with (kafka.server.FetchManager).
 */
function sessionFor(
  request: FetchRequest,
  isFollower: boolean,
  { broker: { fetchSessions, clock }, version }: RequestContext,
): FetchSession | number {
  const now = clock.monotonic();
  const usesTopicIds = version >= 13;
  if (request.sessionEpoch === NO_SESSION || request.sessionEpoch === NEW_SESSION) {
    if (request.sessionId !== 0) fetchSessions.close(request.sessionId);
    const opened =
      request.sessionEpoch === NO_SESSION
        ? undefined
        : fetchSessions.open(usesTopicIds, isFollower, now);
    const session = opened ?? new FetchSession(0, usesTopicIds, now);
    session.update(partitionsOf(request), []);
    return session;
  }
  const session = fetchSessions.get(request.sessionId);
  if (session === undefined) return ErrorCode.FETCH_SESSION_ID_NOT_FOUND;
  if (session.epoch !== request.sessionEpoch) return ErrorCode.INVALID_FETCH_SESSION_EPOCH;
  if (session.usesTopicIds !== usesTopicIds) return ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR;
  session.update(partitionsOf(request), forgottenBy(request));
  if (session.size === 0) {
    // The client wants nothing any more, and the answer tells it that the session is over.
    fetchSessions.close(session.id);
    return new FetchSession(0, usesTopicIds, now);
  }
  session.epoch = nextEpoch(session.epoch);
  fetchSessions.touch(session, now);
  return session;
}

/** The partitions that the session's client has to hear of; notes that it has been told. */
function answerOf(
  session: FetchSession,
  reads: readonly PartitionRead[],
  request: FetchRequest,
): PartitionRead[] {
  const isIncremental = request.sessionEpoch > NEW_SESSION;
  return reads.filter((read) => {
    const { of, highWatermark, logStartOffset } = read;
    const failed = read.errorCode !== ErrorCode.NONE;
    const hasAnything = failed || read.bytes > 0 || read.diverging !== undefined;
    const isTold = !isIncremental || hasAnything || of.isNews(read);
    if (isTold) of.told = failed ? undefined : { highWatermark, logStartOffset };
    if (hasAnything) session.postpone(of);
    else if (!read.hasMore) session.settle(of);
    return isTold;
  });
}

function byTopic(
  reads: readonly PartitionRead[],
  { broker, version }: RequestContext,
  request: FetchRequest,
): NonNullable<FetchResponse['responses']> {
  const topics = new Map<string, { topic: string; topicId: string; partitions: PartitionData[] }>();
  for (const read of reads) {
    const { topic, topicId } = read.request;
    const key = topicId === ZERO_UUID ? topic : topicId;
    let entry = topics.get(key);
    if (entry === undefined) {
      entry = { topic, topicId, partitions: [] };
      topics.set(key, entry);
    }
    entry.partitions.push(partitionData(read, version, request, broker));
  }
  return [...topics.values()];
}

function partitionData(
  read: PartitionRead,
  version: number,
  request: FetchRequest,
  broker: Broker,
): PartitionData {
  const { errorCode, highWatermark, lastStableOffset, logStartOffset } = read;
  const data = {
    partitionIndex: read.request.partition,
    errorCode,
    highWatermark,
    lastStableOffset,
    logStartOffset,
    abortedTransactions: request.isolationLevel === 1 && errorCode === 0 ? [] : null,
  };
  if (read.partition === undefined) {
    const currentLeader = version >= 16 ? leaderInstead(read, broker) : undefined;
    return { ...data, records: [], currentLeader };
  }
  if (read.diverging !== undefined) return { ...data, records: [], divergingEpoch: read.diverging };
  // Clients of that age cannot read zstd (KIP-110); a topic that says so tells them before they try.
  if (version < 10 && read.partition.config.get('compression.type') === 'zstd') {
    return { ...data, errorCode: ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, records: [] };
  }
  if (version >= 4) return { ...data, records: read.records };
  const converted = downConverted(read, version, broker.compression);
  return { ...data, errorCode: converted.errorCode, records: converted.records };
}

/** Who leads a partition that was asked for in vain, if that is why (KIP-951). */
function leaderInstead({ errorCode, request }: PartitionRead, broker: Broker) {
  if (!isAboutLeader(errorCode)) return undefined;
  const topic = request.topic || nameOfTopic(broker, request.topicId);
  if (topic === undefined) return undefined;
  return currentLeader(broker, topic, request.partition);
}

function leadersInstead(reads: readonly PartitionRead[], broker: Broker) {
  const leaders = reads.map((read) => leaderInstead(read, broker)?.leaderId ?? -1);
  return endpointsOf(broker, leaders);
}

function partitionsOf(request: FetchRequest): FetchPartition[] {
  return request.topics.flatMap(({ topic, topicId, partitions }) =>
    partitions.map((partition) => ({
      topic,
      topicId,
      partition: partition.partition,
      fetchOffset: partition.fetchOffset,
      maxBytes: partition.partitionMaxBytes,
      currentLeaderEpoch: partition.currentLeaderEpoch,
      lastFetchedEpoch: partition.lastFetchedEpoch,
      logStartOffset: partition.logStartOffset,
    })),
  );
}

function forgottenBy(request: FetchRequest): string[] {
  return request.forgottenTopicsData.flatMap(({ topic, topicId, partitions }) =>
    partitions.map((partition) => keyOf({ topic, topicId, partition })),
  );
}
