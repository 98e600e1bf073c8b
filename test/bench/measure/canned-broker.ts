// A broker that does next to nothing: `canned-broker.ts TOPIC PARTITIONS [DATA]`. It throws away what is
// produced and answers fetches from memory, out of the batches that the stopped cluster of DATA holds.
// What a client reaches with it is the client's own limit. Prints `canned ready PORT`.

import { systemClock } from '../../../server/node/system-clock.ts';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import type { Connection } from '../../../server/ports/transport.ts';
import { produceRequest, produceResponse } from '../../../server/protocol/api/00-produce.ts';
import { fetchRequest, fetchResponse } from '../../../server/protocol/api/01-fetch.ts';
import {
  listOffsetsRequest,
  listOffsetsResponse,
} from '../../../server/protocol/api/02-list-offsets.ts';
import { metadataResponse } from '../../../server/protocol/api/03-metadata.ts';
import { apiVersionsResponse } from '../../../server/protocol/api/18-api-versions.ts';
import { decode } from '../../../server/protocol/codec.ts';
import { FrameReader } from '../../../server/protocol/framing.ts';
import { decodeRequestHeader, encodeResponse } from '../../../server/protocol/headers.ts';
import { readBatchHeader } from '../../../server/protocol/records/batch-header.ts';
import { byPartition, storedBatches } from './stored-batches.ts';

/** The versions that librdkafka 1.x and 2.x both know. */
const served = { 0: [3, 7], 1: [4, 11], 2: [1, 2], 3: [1, 4], 18: [0, 3] } as const;

const [topic = '', partitionCount = '1', data] = process.argv.slice(2);
const stored = data === undefined ? [] : await storedBatches(data, topic);
const batches = byPartition(stored, Number(partitionCount));
const baseOffsets = batches.map((list) => list.map((batch) => readBatchHeader(batch).baseOffset));
const ends = batches.map((list) =>
  list.length > 0 ? readBatchHeader(list.at(-1)!).lastOffset + 1 : 0,
);
const clock = systemClock();

const listener = await tcpTransport().listen({ host: '127.0.0.1', port: 0 }, (connection) => {
  serve(connection).catch(() => connection.destroy());
});
process.stdout.write(`canned ready ${listener.address.port}\n`);

async function serve(connection: Connection): Promise<void> {
  const frames = new FrameReader(1 << 30);
  for await (const chunk of connection) {
    for (const frame of frames.push(chunk)) {
      const { apiKey, apiVersion: version, correlationId, bodyOffset } = decodeRequestHeader(frame);
      const answer = await answerTo(apiKey, version, correlationId, frame.subarray(bodyOffset));
      await connection.write(answer);
    }
  }
}

async function answerTo(
  apiKey: number,
  version: number,
  correlationId: number,
  body: Uint8Array,
): Promise<Uint8Array> {
  switch (apiKey) {
    case 0: {
      const { topicData } = decode(produceRequest, version, body);
      return encodeResponse(produceResponse, version, correlationId, {
        responses: topicData.map(({ name, partitionData }) => ({
          name,
          partitionResponses: partitionData.map(({ index }) => ({
            index,
            errorCode: 0,
            baseOffset: 0,
          })),
        })),
      });
    }
    case 1: {
      const request = decode(fetchRequest, version, body);
      // A client refuses an answer that is far larger than it asked for.
      let left = request.maxBytes;
      const responses = request.topics.map((asked) => ({
        topic: asked.topic,
        partitions: asked.partitions.map(({ partition, fetchOffset, partitionMaxBytes }) => {
          const most = Math.min(partitionMaxBytes, left);
          const records = most > 0 ? batchesFrom(partition, fetchOffset, most) : [];
          for (const { length } of records) left -= length;
          return {
            partitionIndex: partition,
            errorCode: 0,
            highWatermark: ends[partition] ?? 0,
            lastStableOffset: ends[partition] ?? 0,
            logStartOffset: 0,
            abortedTransactions: [],
            records,
          };
        }),
      }));
      const empty = responses.every((each) =>
        each.partitions.every((it) => it.records.length === 0),
      );
      if (empty) await new Promise<void>((resolve) => clock.after(request.maxWaitMs, resolve));
      return encodeResponse(fetchResponse, version, correlationId, { responses });
    }
    case 2: {
      const { topics } = decode(listOffsetsRequest, version, body);
      return encodeResponse(listOffsetsResponse, version, correlationId, {
        topics: topics.map((asked) => ({
          name: asked.name,
          partitions: asked.partitions.map(({ partitionIndex, timestamp }) => ({
            partitionIndex,
            errorCode: 0,
            timestamp: -1,
            offset: timestamp === -2 ? 0 : (ends[partitionIndex] ?? 0),
          })),
        })),
      });
    }
    case 3:
      return encodeResponse(metadataResponse, version, correlationId, {
        brokers: [{ nodeId: 1, host: '127.0.0.1', port: listener.address.port }],
        controllerId: 1,
        topics: [
          {
            errorCode: 0,
            name: topic,
            partitions: batches.map((_, partitionIndex) => ({
              errorCode: 0,
              partitionIndex,
              leaderId: 1,
              replicaNodes: [1],
              isrNodes: [1],
            })),
          },
        ],
      });
    default:
      return encodeResponse(apiVersionsResponse, version, correlationId, {
        errorCode: 0,
        apiKeys: Object.entries(served).map(([key, [minVersion, maxVersion]]) => ({
          apiKey: Number(key),
          minVersion,
          maxVersion,
        })),
      });
  }
}

function batchesFrom(partition: number, offset: number, maxBytes: number): Uint8Array[] {
  const bases = baseOffsets[partition]!;
  let low = 0;
  let high = bases.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bases[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  const found: Uint8Array[] = [];
  for (let bytes = 0, index = low; index < bases.length; index++) {
    const batch = batches[partition]![index]!;
    bytes += batch.length;
    if (bytes > maxBytes && found.length > 0) break;
    found.push(batch);
  }
  return found;
}
