// The benchmarks at work on next to nothing, so that they cannot rot.

import { describe, expect, test } from 'vitest';
import { benchIntervals, benchOperations } from '../bench/batches.ts';
import { benchClusterLatency, benchClusterLoad, benchClusterStart } from '../bench/cluster.ts';
import { benchFailover } from '../bench/failover.ts';
import { benchKafkaReads } from '../bench/kafka-reads.ts';
import { benchKernel } from '../bench/kernel.ts';
import { benchLatency } from '../bench/latency.ts';
import { kcatClient } from '../bench/measure/kcat-client.ts';
import { platformaticClient } from '../bench/measure/platformatic-client.ts';
import type { Row } from '../bench/measure/table.ts';
import { benchMemory } from '../bench/memory.ts';
import { benchPartitions } from '../bench/partitions.ts';
import { benchCompiling, benchProtocol } from '../bench/protocol.ts';
import { benchRecords } from '../bench/records.ts';
import { benchStart, traceOfStart } from '../bench/start.ts';
import { benchState } from '../bench/state.ts';
import { benchThroughput } from '../bench/throughput.ts';
import { missing, need } from '../harness/requirements.ts';

const hasKcat = missing('kcat') === undefined;

/** Every measurement is a positive number. */
function expectMeasured(rows: readonly Row[]): void {
  expect(rows).not.toHaveLength(0);
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      // Memory can shrink, and processor time is counted in hundredths of a second.
      if (typeof value === 'number' && !/cost|CPU/.test(name))
        expect(value, name).toBeGreaterThan(0);
    }
  }
}

describe('npm run bench', () => {
  test('messages', () => {
    expectMeasured([...benchCompiling(), ...benchProtocol(1)]);
  });

  test('records', () => {
    expectMeasured(benchRecords(1).map((rate) => ({ ...rate })));
  });

  test('kernel', async () => {
    expectMeasured(await benchKernel(1, 1));
  });

  const little = { recordBytes: [1000], partitions: [3], bytes: 400_000, rounds: 1 };

  test('throughput of kcat', async (context) => {
    need(context, 'kcat');
    const { produce, fetch } = await benchThroughput({ ...little, clients: ['kcat'] });
    expectMeasured(produce);
    expectMeasured(fetch);
  });

  test('throughput of @platformatic/kafka', async () => {
    const { produce, fetch } = await benchThroughput({ ...little, clients: ['platformatic'] });
    expectMeasured(produce);
    expectMeasured(fetch);
  });

  test('reading ranges of topics', async () => {
    expectMeasured(
      await benchKafkaReads({ recordBytes: [1_000], partitions: [2], bytes: 300_000 }),
    );
  });

  test('latency', async () => {
    const rows = await benchLatency({
      clients: hasKcat ? ['wire', 'platformatic', 'kcat'] : ['wire', 'platformatic'],
      recordBytes: [100],
      partitions: [2],
      seconds: 0.5,
      recordsPerSecond: 200,
    });
    expectMeasured(rows);
    expect(rows).toHaveLength(hasKcat ? 4 : 3);
  });

  test('state by key', async () => {
    expectMeasured(
      (await benchState(500, 12)).map((rate) => ({ ...rate, restart: rate.restart ?? '' })),
    );
  });

  test('start', async () => {
    expectMeasured(await benchStart(1));
    expect(await traceOfStart()).toHaveLength(7);
  });

  test('memory', async () => {
    const client = hasKcat ? kcatClient : platformaticClient;
    expectMeasured(await benchMemory({ client, bytes: 1_000_000, restMs: 0 }));
  });

  test('partitions', async () => {
    expectMeasured(await benchPartitions({ partitions: 30 }));
  });

  test('three brokers', async () => {
    const client = hasKcat ? 'kcat' : 'platformatic';
    expectMeasured(await benchClusterStart(1, 0));
    expectMeasured(
      await benchClusterLoad({
        client: hasKcat ? kcatClient : platformaticClient,
        partitions: 3,
        bytes: 400_000,
        rounds: 1,
      }),
    );
    expectMeasured(
      await benchClusterLatency({ client, partitions: 3, recordsPerSecond: 200, seconds: 0.5 }),
    );
  });

  test('failover', async () => {
    expectMeasured(await benchFailover(2));
  });

  test('streams from batch to batch', async () => {
    const rows = await benchIntervals({ intervals: [20], recordsPerSecond: 200, seconds: 1 });
    expect(rows.map(({ source }) => source)).toEqual(['memory', 'topic']);
    for (const row of rows) expect(row.batches).toBeGreaterThan(0);
    expectMeasured(await benchOperations({ batches: 4, recordsPerBatch: 1000, keys: 10 }));
  });
});
