/**
 * Fetch, versions 0–17. Waits until there are `minBytes` to read or `maxWaitMs` have passed; serves
 * incremental sessions (KIP-227); names topics by id from version 13 on (KIP-516); converts batches to
 * the formats that versions 0–3 know. Fetching by followers comes with replication.
 */
import { type FetchRequest, fetchRequest, fetchResponse } from '../../protocol/api/01-fetch.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { InferInput } from '../../protocol/schema.ts';
import { ZERO_UUID } from '../../protocol/uuid.ts';
import type { Broker } from '../broker.ts';
import { awaitRecords } from '../fetch/await-records.ts';
import { downConverted } from '../fetch/down-converted.ts';
import {
  type FetchPartition,
  type FetchSession,
  keyOf,
  nextEpoch,
} from '../fetch/fetch-session.ts';
import { type PartitionRead, readPartitions } from '../fetch/read-partitions.ts';
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
    const asked = partitionsOf(request);
    const session = sessionFor(request, asked, context);
    if (typeof session === 'number') return { errorCode: session, sessionId: 0, responses: [] };
    const partitions = session ? [...session.partitions()] : asked;
    const reads = await gather(request, partitions, context);
    return {
      errorCode: ErrorCode.NONE,
      sessionId: session?.id ?? 0,
      responses: byTopic(session ? answerOf(session, reads, request) : reads, context, request),
    };
  },
);

/** Reads, and waits, until there is enough. */
async function gather(
  request: FetchRequest,
  partitions: readonly FetchPartition[],
  { broker, connection }: RequestContext,
): Promise<PartitionRead[]> {
  const limits = {
    maxBytes: Math.min(request.maxBytes, broker.config.get('fetch.max.bytes')),
    readCommitted: request.isolationLevel === 1,
  };
  const deadline = broker.clock.monotonic() + request.maxWaitMs;
  let gone = false;
  const forget = connection.onClose(() => {
    gone = true;
  });
  try {
    for (;;) {
      const reads = await readPartitions(broker, partitions, limits);
      const bytes = reads.reduce((sum, read) => sum + read.bytes, 0);
      const enough = bytes >= request.minBytes || reads.some((read) => read.errorCode !== 0);
      const left = deadline - broker.clock.monotonic();
      if (enough || left <= 0 || gone || partitions.length === 0) return reads;
      const missing = request.minBytes - bytes;
      await awaitRecords(broker.clock, reads, missing, left, (l) => connection.onClose(l));
    }
  } finally {
    forget();
  }
}

/**
 * The session that the request belongs to, updated with what it changes; undefined for none; or the
 * error to answer with (kafka.server.FetchManager).
 */
function sessionFor(
  request: FetchRequest,
  asked: readonly FetchPartition[],
  { broker: { fetchSessions, clock }, version }: RequestContext,
): FetchSession | undefined | number {
  const now = clock.monotonic();
  const usesTopicIds = version >= 13;
  if (request.sessionEpoch === NO_SESSION || request.sessionEpoch === NEW_SESSION) {
    if (request.sessionId !== 0) fetchSessions.close(request.sessionId);
    if (request.sessionEpoch === NO_SESSION) return undefined;
    const opened = fetchSessions.open(usesTopicIds, now);
    opened?.update(asked, []);
    return opened;
  }
  const session = fetchSessions.get(request.sessionId);
  if (session === undefined) return ErrorCode.FETCH_SESSION_ID_NOT_FOUND;
  if (session.epoch !== request.sessionEpoch) return ErrorCode.INVALID_FETCH_SESSION_EPOCH;
  if (session.usesTopicIds !== usesTopicIds) return ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR;
  session.update(asked, forgottenBy(request));
  if (session.size === 0) {
    // The client wants nothing any more, and the answer tells it that the session is over.
    fetchSessions.close(session.id);
    return undefined;
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
  const full = request.sessionEpoch === NEW_SESSION;
  return reads.filter((read) => {
    const failed = read.errorCode !== ErrorCode.NONE;
    const told = failed ? undefined : read;
    const include = full || failed || read.bytes > 0 || session.hasNews(read.request, read);
    if (include) {
      session.tell(
        read.request,
        told && { highWatermark: told.highWatermark, logStartOffset: told.logStartOffset },
        read.bytes > 0,
      );
    }
    return include;
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
  if (read.partition === undefined) return { ...data, records: [] };
  // Clients of that age cannot read zstd (KIP-110); a topic that says so tells them before they try.
  if (version < 10 && read.partition.config.get('compression.type') === 'zstd') {
    return { ...data, errorCode: ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, records: [] };
  }
  if (version >= 4) return { ...data, records: read.records };
  const converted = downConverted(read, version, broker.compression);
  return { ...data, errorCode: converted.errorCode, records: converted.records };
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
    })),
  );
}

function forgottenBy(request: FetchRequest): string[] {
  return request.forgottenTopicsData.flatMap(({ topic, topicId, partitions }) =>
    partitions.map((partition) => keyOf({ topic, topicId, partition })),
  );
}
