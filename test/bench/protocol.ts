// How fast messages are decoded and encoded, compiled against walked, and how long compiling takes.
// Run with `node test/bench/protocol.ts`.

import { fetchRequest, fetchResponse } from '../../server/protocol/api/01-fetch.ts';
import { metadataResponse } from '../../server/protocol/api/03-metadata.ts';
import { apis } from '../../server/protocol/api/index.ts';
import { decode, encode } from '../../server/protocol/codec.ts';
import { compileDecoder } from '../../server/protocol/compile-decoder.ts';
import { compileEncoder } from '../../server/protocol/compile-encoder.ts';
import type { InferInput, Message } from '../../server/protocol/schema.ts';
import { walkDecode } from '../../server/protocol/walk-decode.ts';
import { walkEncode } from '../../server/protocol/walk-encode.ts';

const PARTITIONS = 20;
const MEASURED_MS = 500;

const partitions = Array.from({ length: PARTITIONS }, (_, i) => i);

const fetch: InferInput<typeof fetchRequest> = {
  maxWaitMs: 500,
  minBytes: 1,
  maxBytes: 50 * 1024 * 1024,
  sessionId: 17,
  sessionEpoch: 3,
  topics: [
    {
      topic: 'page-views',
      partitions: partitions.map((partition) => ({
        partition,
        currentLeaderEpoch: 5,
        fetchOffset: 1_000_000 + partition,
        lastFetchedEpoch: 4,
        partitionMaxBytes: 1024 * 1024,
      })),
    },
  ],
  forgottenTopicsData: [],
};

const fetched: InferInput<typeof fetchResponse> = {
  responses: [
    {
      topic: 'page-views',
      partitions: partitions.map((partitionIndex) => ({
        partitionIndex,
        errorCode: 0,
        highWatermark: 1_000_000,
        records: [new Uint8Array(500), new Uint8Array(500)],
      })),
    },
  ],
};

const metadata: InferInput<typeof metadataResponse> = {
  brokers: [{ nodeId: 1, host: 'localhost', port: 9092 }],
  topics: partitions.map((i) => ({
    errorCode: 0,
    name: `page-views-${i}`,
    topicId: 'ABEiM0RVZneImaq7zN3u_w',
    partitions: partitions.map((partitionIndex) => ({
      errorCode: 0,
      partitionIndex,
      leaderId: 1,
      replicaNodes: [1, 2, 3],
      isrNodes: [1, 2, 3],
    })),
  })),
};

/** Holds what was made last, so that the engine cannot leave out the making. */
export let kept: unknown;

/** Calls a second, best of five goes. */
function rate(run: () => unknown): number {
  let best = 0;
  for (let go = 0; go < 5; go++) {
    let calls = 0;
    const start = performance.now();
    let elapsed = 0;
    for (; elapsed < MEASURED_MS / 5; elapsed = performance.now() - start) {
      for (let i = 0; i < 10; i++, calls++) kept = run();
    }
    best = Math.max(best, (calls / elapsed) * 1000);
  }
  return best;
}

function compare(what: string, compiled: () => unknown, walked: () => unknown): void {
  const [fast, slow] = [rate(compiled), rate(walked)];
  const thousands = (perSecond: number) => `${(perSecond / 1000).toFixed(1)} thousand/s`;
  const ratio = (fast / slow).toFixed(1);
  console.log(`${what}: ${thousands(fast)} compiled, ${thousands(slow)} walked, ratio ${ratio}`);
}

function compareMessage<In>(
  what: string,
  message: Message<unknown, In>,
  version: number,
  value: NoInfer<In>,
): void {
  const bytes = encode(message, version, value);
  const name = `${what} v${version}, ${bytes.length} bytes`;
  compare(
    `decode ${name}`,
    () => decode(message, version, bytes),
    () => walkDecode(message, version, bytes),
  );
  compare(
    `encode ${name}`,
    () => encode(message, version, value),
    () => walkEncode(message, version, value),
  );
}

/** Compiles every codec there is; the functions themselves are parsed lazily by the engine. */
function compileAll(): void {
  const start = performance.now();
  let codecs = 0;
  for (const message of apis.flatMap(({ request, response }) => [request, response])) {
    for (let version = message.versions.min; version <= message.versions.max; version++) {
      compileDecoder(message, version);
      compileEncoder(message, version);
      codecs += 2;
    }
  }
  const elapsed = performance.now() - start;
  console.log(`compile all ${codecs} codecs: ${elapsed.toFixed(0)} ms`);
}

compileAll();
compareMessage('Fetch request of 20 partitions', fetchRequest, 12, fetch);
compareMessage('Fetch response of 20 partitions', fetchResponse, 12, fetched);
compareMessage('Metadata response of 20 topics', metadataResponse, 12, metadata);
