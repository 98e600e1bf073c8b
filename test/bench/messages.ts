// Reading a topic into a messages panel, and filtering it: how long a million records take, how long rows take meanwhile, and
// what memory they need: `node test/bench/messages.ts [THOUSANDS]` of records.

import type { RecordFilter } from '../../server/contract/messages/reading.ts';
import { kafkaConnector } from '../../server/node/streaming/kafka-cluster-client.ts';
import { MessagesProcess, reading } from '../harness/messages-process.ts';
import { startMillrace } from '../harness/millrace.ts';
import { withClient } from './measure/cluster.ts';
import { percentile } from './measure/percentiles.ts';
import { usageOf } from './measure/process-usage.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

const silence = () => {};
const logger = { error: silence, warn: silence, info: silence, debug: silence };
const TOPIC = 'orders';
const PARTITIONS = 6;
const BATCH = 5_000;

const filters: Readonly<Record<string, RecordFilter>> = {
  'partition and time': { partitions: [1, 2], time: { from: 0, to: Date.now() + 1e9 } },
  'text, of one in a hundred': { text: 'CUSTOMER-17"' },
  'text, of none': { text: 'nowhere to be found' },
  field: { fields: [{ path: 'value.amount', operator: 'greater', value: '990' }] },
  expression: { expression: "value.amount > 990 && value.customer.endsWith('7')" },
};

export async function benchMessages(count: number): Promise<Row[]> {
  const millrace = await startMillrace();
  const kafka = kafkaConnector(logger)({ 'bootstrap.servers': millrace.bootstrap });
  const messages = new MessagesProcess();
  try {
    await withClient(millrace, (client) => client.createTopic(TOPIC, PARTITIONS));
    for (let sent = 0; sent < count; sent += BATCH) await kafka.send(someOrders(sent));
    const json = { format: 'json' } as const;
    const rows: Row[] = [];
    const took = async (what: string, work: () => Promise<unknown>) => {
      const meanwhile = new RowsMeanwhile(messages);
      const before = usageOf(messages.pid).cpuSeconds;
      const began = performance.now();
      await work();
      const seconds = (performance.now() - began) / 1_000;
      const { cpuSeconds, ownMb } = usageOf(messages.pid);
      rows.push({
        ...{ what, seconds: rounded(seconds), 'records/s': rounded(count / seconds) },
        '/s of processor': rounded(count / Math.max(0.01, cpuSeconds - before)),
        ...(await meanwhile.end()),
        MB: Math.round(ownMb),
      });
    };
    await took('loaded', async () => {
      await messages.read(millrace.bootstrap, reading(TOPIC, { value: json }));
      await messages.status(({ state }) => state === 'done');
    });
    for (const [name, filter] of Object.entries(filters))
      await took(name, () => messages.filter(filter));
    await took('no filter', () => messages.filter({}));
    return rows;
  } finally {
    await messages.close();
    await kafka.close();
    await millrace.stop();
  }
}

/** Asks for rows now and then, and measures how long they take. */
class RowsMeanwhile {
  readonly #messages: MessagesProcess;
  readonly #took: number[] = [];
  readonly #asking: Promise<void>;
  #isOver = false;

  constructor(messages: MessagesProcess) {
    this.#messages = messages;
    this.#asking = this.#ask();
  }

  async end(): Promise<Row> {
    this.#isOver = true;
    await this.#asking;
    return {
      'rows, median ms': rounded(percentile(this.#took, 0.5)),
      'most ms': rounded(Math.max(...this.#took)),
    };
  }

  async #ask(): Promise<void> {
    do {
      const began = performance.now();
      await this.#messages.request('rows', { from: 0, count: 50 });
      this.#took.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 10));
    } while (!this.#isOver);
  }
}

function someOrders(from: number): { topic: string; key: Uint8Array; value: Uint8Array }[] {
  return Array.from({ length: BATCH }, (_, i) => {
    const id = from + i;
    const value = {
      id,
      customer: `customer-${id % 100}`,
      amount: id % 1_000,
      items: ['grain', 'flour'],
    };
    return {
      topic: TOPIC,
      key: Buffer.from(`order-${id}`),
      value: Buffer.from(JSON.stringify(value)),
    };
  });
}

if (import.meta.main) {
  const thousands = Number(process.argv[2] ?? 1_000);
  console.log(formatTable(await benchMessages(thousands * 1_000)));
}
