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
import { metadataRequest, metadataResponse } from '../../../server/protocol/api/03-metadata.ts';
import {
  apiVersionsRequest,
  apiVersionsResponse,
} from '../../../server/protocol/api/18-api-versions.ts';
import { FrameReader } from '../../../server/protocol/framing.ts';
import { decodeRequestHeader } from '../../../server/protocol/headers.ts';
import { readBatchHeader } from '../../../server/protocol/records/batch-header.ts';
import { type CannedAnswer, canned } from './canned-answer.ts';
import { cannedGroup } from './canned-group.ts';
import { byPartition, storedBatches } from './stored-batches.ts';

const [topic = '', partitionCount = '1', data] = process.argv.slice(2);
const stored = data === undefined ? [] : await storedBatches(data, topic);
const batches = byPartition(stored, Number(partitionCount));
const baseOffsets = batches.map((list) => list.map((batch) => readBatchHeader(batch).baseOffset));
const ends = batches.map((list) =>
  list.length > 0 ? readBatchHeader(list.at(-1)!).lastOffset + 1 : 0,
);
const clock = systemClock();

const listener = await tcpTransport().listen({ host: '127.0.0.1', port: 0 }, (connection) => {
  serve(connection).catch((error) => {
    console.error(error);
    connection.destroy();
  });
});
const topicId = 'AAAAAAAAAAAAAAAAAAAAAQ';
const self = { nodeId: 1, host: '127.0.0.1', port: listener.address.port };

// The versions that Millrace serves: a client may be quicker or slower with another.
const answers: readonly CannedAnswer[] = [
  canned(produceRequest, produceResponse, [3, 12], ({ topicData }) => ({
    responses: topicData.map(({ name, partitionData }) => ({
      name,
      partitionResponses: partitionData.map(({ index }) => ({
        index,
        errorCode: 0,
        baseOffset: 0,
      })),
    })),
  })),
  canned(fetchRequest, fetchResponse, [4, 17], async (request) => {
    // A client refuses an answer that is far larger than it asked for.
    let left = request.maxBytes;
    const responses = request.topics.map((asked) => ({
      topic: asked.topic,
      topicId: asked.topicId,
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
    if (left === request.maxBytes) {
      await new Promise<void>((resolve) => clock.after(request.maxWaitMs, resolve));
    }
    return { responses };
  }),
  canned(listOffsetsRequest, listOffsetsResponse, [1, 9], ({ topics }) => ({
    topics: topics.map((asked) => ({
      name: asked.name,
      partitions: asked.partitions.map(({ partitionIndex, timestamp }) => ({
        partitionIndex,
        errorCode: 0,
        timestamp: -1,
        offset: timestamp === -2 ? 0 : (ends[partitionIndex] ?? 0),
      })),
    })),
  })),
  canned(metadataRequest, metadataResponse, [1, 12], () => ({
    brokers: [self],
    controllerId: self.nodeId,
    topics: [
      {
        errorCode: 0,
        name: topic,
        topicId,
        partitions: batches.map((_, partitionIndex) => ({
          errorCode: 0,
          partitionIndex,
          leaderId: self.nodeId,
          replicaNodes: [self.nodeId],
          isrNodes: [self.nodeId],
        })),
      },
    ],
  })),
  canned(apiVersionsRequest, apiVersionsResponse, [0, 3], () => ({
    errorCode: 0,
    apiKeys: answers.map(({ apiKey, versions: [minVersion, maxVersion] }) => ({
      apiKey,
      minVersion,
      maxVersion,
    })),
  })),
  ...cannedGroup(self),
];
const answerByKey = new Map(answers.map((answer) => [answer.apiKey, answer]));
process.stdout.write(`canned ready ${self.port}\n`);

async function serve(connection: Connection): Promise<void> {
  const frames = new FrameReader(1 << 30);
  for await (const chunk of connection) {
    for (const frame of frames.push(chunk)) {
      const header = decodeRequestHeader(frame);
      const answer = answerByKey.get(header.apiKey);
      if (answer === undefined) throw new Error(`nothing is canned for API ${header.apiKey}`);
      await connection.write(await answer.to(header, frame.subarray(header.bodyOffset)));
    }
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
