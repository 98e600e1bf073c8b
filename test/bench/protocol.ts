// How fast messages are decoded and encoded, compiled against walked, and how long compiling takes.
// `node test/bench/protocol.ts`

import { fetchRequest, fetchResponse } from '../../server/protocol/api/01-fetch.ts';
import { metadataResponse } from '../../server/protocol/api/03-metadata.ts';
import { apis } from '../../server/protocol/api/index.ts';
import { decode, encode } from '../../server/protocol/codec.ts';
import { compileDecoder } from '../../server/protocol/compile-decoder.ts';
import { compileEncoder } from '../../server/protocol/compile-encoder.ts';
import type { InferInput, Message } from '../../server/protocol/schema.ts';
import { walkDecode } from '../../server/protocol/walk-decode.ts';
import { walkEncode } from '../../server/protocol/walk-encode.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

const PARTITIONS = 20;
const GOES = 5;

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

/** Thousands of calls a second, compiled and walked: each the best of a few goes of `milliseconds`. */
export function benchProtocol(milliseconds: number): Row[] {
  return [
    ...compare('Fetch request of 20 partitions', fetchRequest, fetch, milliseconds),
    ...compare('Fetch response of 20 partitions', fetchResponse, fetched, milliseconds),
    ...compare('Metadata response of 20 topics', metadataResponse, metadata, milliseconds),
  ];
}

function compare<In>(
  what: string,
  message: Message<unknown, In>,
  value: NoInfer<In>,
  milliseconds: number,
): Row[] {
  const version = 12;
  const bytes = encode(message, version, value);
  const row = (doing: string, compiled: () => unknown, walked: () => unknown): Row => {
    const [fast, slow] = [rate(compiled, milliseconds), rate(walked, milliseconds)];
    return {
      message: `${doing} ${what} v${version}`,
      bytes: bytes.length,
      'compiled k/s': rounded(fast),
      'walked k/s': rounded(slow),
      ratio: rounded(fast / slow),
    };
  };
  return [
    row(
      'decode',
      () => decode(message, version, bytes),
      () => walkDecode(message, version, bytes),
    ),
    row(
      'encode',
      () => encode(message, version, value),
      () => walkEncode(message, version, value),
    ),
  ];
}

/** Calls a millisecond. */
function rate(run: () => unknown, milliseconds: number): number {
  let best = 0;
  for (let go = 0; go < GOES; go++) {
    let calls = 0;
    const start = performance.now();
    let elapsed = 0;
    do {
      for (let i = 0; i < 10; i++, calls++) kept = run();
      elapsed = performance.now() - start;
    } while (elapsed < milliseconds);
    best = Math.max(best, calls / elapsed);
  }
  return best;
}

/** How long compiling every codec there is takes; the engine parses the functions only when they run. */
export function benchCompiling(): Row[] {
  const start = performance.now();
  let codecs = 0;
  for (const message of apis.flatMap(({ request, response }) => [request, response])) {
    for (let version = message.versions.min; version <= message.versions.max; version++) {
      compileDecoder(message, version);
      compileEncoder(message, version);
      codecs += 2;
    }
  }
  return [{ codecs, 'ms to compile all': rounded(performance.now() - start) }];
}

if (import.meta.main) {
  console.log(`${formatTable(benchCompiling())}\n\n${formatTable(benchProtocol(100))}`);
}
