// What the cluster's process takes of memory: idle, under load and afterwards, beside what Node takes.
// `node test/bench/memory.ts`

import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from '../harness/child.ts';
import { startMillrace } from '../harness/millrace.ts';
import { node } from '../harness/places.ts';
import { missing } from '../harness/requirements.ts';
import { tempFolder } from '../harness/temp.ts';
import { withClient } from './measure/cluster.ts';
import { kcatClient } from './measure/kcat-client.ts';
import type { LoadClient } from './measure/load.ts';
import { platformaticClient } from './measure/platformatic-client.ts';
import { forgetPeak, type Usage, usageOf } from './measure/process-usage.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

export interface MemorySettings {
  readonly client: LoadClient;
  /** What is produced and read back, in bytes of records of 1 KB. */
  readonly bytes: number;
  /** How long nothing happens before memory is called idle. */
  readonly restMs: number;
}

const RECORD_BYTES = 1000;
const topic = 'bench';
const partitions = 12;

export async function benchMemory({ client, bytes, restMs }: MemorySettings): Promise<Row[]> {
  const rows: Row[] = [
    row(
      'Node with an idle worker thread',
      await memoryOfNode("new Worker('setInterval(() => {}, 1e6)', { eval: true });"),
    ),
  ];
  const folder = tempFolder('bench-memory');
  try {
    const cluster = await startMillrace({ data: folder.path });
    const { bootstrap, pid } = cluster;
    const note = (what: string) => {
      rows.push(row(what, usageOf(pid)));
      forgetPeak(pid);
    };
    note('ready');
    await sleep(restMs);
    note('idle since the start');
    await withClient(cluster, (it) => it.createTopic(topic, partitions));
    const load = { bootstrap, topic, partitions, recordBytes: RECORD_BYTES, count: 1000 };
    await client.produce(load);
    await client.fetch(load);
    note('after 1,000 records in and out');
    const count = bytes / RECORD_BYTES;
    await client.produce({ ...load, count });
    note('produced');
    await client.fetch({ ...load, count });
    note('fetched');
    await sleep(restMs);
    note('idle after that');
    await cluster.stop();
    return rows;
  } finally {
    folder.remove();
  }
}

async function memoryOfNode(code: string): Promise<Usage> {
  const child = await Child.start(node, [
    '-e',
    `const { Worker } = require('node:worker_threads'); ${code} setTimeout(() => console.log('up'), 300);`,
  ]);
  try {
    await child.line(/^up$/, 10_000);
    return usageOf(child.pid);
  } finally {
    await child.kill();
  }
}

function row(what: string, { residentMb, ownMb, peakMb }: Usage): Row {
  return {
    when: what,
    'resident MB': rounded(residentMb),
    'without files MB': rounded(ownMb),
    'most until then MB': rounded(peakMb),
  };
}

if (import.meta.main) {
  const client = missing('kcat') === undefined ? kcatClient : platformaticClient;
  const settings = { client, bytes: 500_000_000, restMs: 15_000 };
  console.log(formatTable(await benchMemory(settings)));
}
