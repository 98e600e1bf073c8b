// What 10,000 partitions cost: to create, in memory, and to start with.
// `node test/bench/partitions.ts [PARTITIONS]`

import { metadataRequest, metadataResponse } from '../../server/protocol/api/03-metadata.ts';
import {
  createTopicsRequest,
  createTopicsResponse,
} from '../../server/protocol/api/19-create-topics.ts';
import type { BrokerClient } from '../harness/broker-client.ts';
import { startMillrace } from '../harness/millrace.ts';
import { tempFolder } from '../harness/temp.ts';
import { withClient } from './measure/cluster.ts';
import { usageOf } from './measure/process-usage.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

export interface PartitionsSettings {
  readonly partitions: number;
}

/** As one topic, and as topics of ten partitions each, all asked for in one request. */
export async function benchPartitions({ partitions }: PartitionsSettings): Promise<Row[]> {
  return [await measure(1, partitions), await measure(Math.ceil(partitions / 10), 10)];
}

async function measure(topics: number, partitionsEach: number): Promise<Row> {
  const folder = tempFolder('bench-partitions');
  try {
    const cluster = await startMillrace({ data: folder.path });
    const before = usageOf(cluster.pid);
    const createSeconds = await secondsOf(() =>
      withClient(cluster, (client) => create(client, topics, partitionsEach)),
    );
    const after = usageOf(cluster.pid);
    const metadataSeconds = await secondsOf(() =>
      withClient(cluster, (client) => expectPartitions(client, topics * partitionsEach)),
    );
    await cluster.stop();

    const again = await startMillrace({ data: folder.path });
    await withClient(again, (client) => expectPartitions(client, topics * partitionsEach));
    const resident = usageOf(again.pid).residentMb;
    await again.stop();
    return {
      topics,
      'partitions each': partitionsEach,
      'create s': rounded(createSeconds),
      'cost MB': rounded(after.residentMb - before.residentMb),
      'create CPU s': rounded(after.cpuSeconds - before.cpuSeconds),
      'metadata ms': rounded(metadataSeconds * 1000),
      'start again ms': rounded(again.startMs),
      'resident then MB': rounded(resident),
    };
  } finally {
    folder.remove();
  }
}

async function create({ wire }: BrokerClient, topics: number, numPartitions: number) {
  const response = await wire.request(createTopicsRequest, createTopicsResponse, 7, {
    timeoutMs: 60_000,
    topics: Array.from({ length: topics }, (_, i) => ({
      name: `topic-${i}`,
      numPartitions,
      replicationFactor: 1,
      assignments: [],
      configs: [],
    })),
  });
  const failed = response.topics.find(({ errorCode }) => errorCode !== 0);
  if (failed !== undefined) throw new Error(`${failed.name}: ${failed.errorMessage}`);
}

async function expectPartitions({ wire }: BrokerClient, expected: number): Promise<void> {
  const { topics } = await wire.request(metadataRequest, metadataResponse, 12, { topics: null });
  const found = topics.reduce((sum, { partitions }) => sum + partitions.length, 0);
  if (found !== expected) throw new Error(`there are ${found} partitions, not ${expected}`);
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

if (import.meta.main) {
  const partitions = Number(process.argv[2] ?? 10_000);
  console.log(formatTable(await benchPartitions({ partitions })));
}
