// `latency-program.ts wire|platformatic BOOTSTRAP TOPIC RATE SECONDS` produces records of 1 KB one by one
// and reads them back on another connection. Prints the milliseconds from sending to having of each.

import { Consumer, Producer } from '@platformatic/kafka';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import { produceRequest } from '../../../server/protocol/api/00-produce.ts';
import { BrokerClient, batchOf, recordsIn } from '../../harness/broker-client.ts';
import { WireClient } from '../../harness/wire-client.ts';
import { pace } from './pace.ts';

const RECORD_BYTES = 1000;

const [client, bootstrap = '', topic = '', rate = '', seconds = ''] = process.argv.slice(2);
const count = Number(rate) * Number(seconds);
const latencies: number[] = [];
await (client === 'wire' ? overTheWire() : withPlatformatic());
process.stdout.write(`${JSON.stringify(latencies)}\n`, () => process.exit(0));

/** The barest client: what it shows is the broker's own latency and the machine's. */
async function overTheWire(): Promise<void> {
  const address = { host: '127.0.0.1', port: Number(bootstrap.split(':').at(-1)) };
  const producer = await WireClient.connect(tcpTransport(), address);
  const consumer = new BrokerClient(await WireClient.connect(tcpTransport(), address));
  const reading = (async () => {
    for (let offset = 0; offset < count; ) {
      const answer = await consumer.fetch(topic, offset, { maxWaitMs: 500, minBytes: 1 });
      const records = recordsIn(answer);
      offset += records.length;
      // Each is its offset, a colon and the value.
      for (const record of records) took(record.slice(record.indexOf(':') + 1));
    }
  })();
  await pace(Number(rate), count, () => {
    const records = batchOf([stamped()]);
    const topicData = [{ name: topic, partitionData: [{ index: 0, records }] }];
    producer.send(produceRequest, 9, { acks: 1, timeoutMs: 1000, topicData });
    void producer.nextFrame();
  });
  await reading;
}

async function withPlatformatic(): Promise<void> {
  const connection = { clientId: 'bench', bootstrapBrokers: [bootstrap] };
  const producer = new Producer({ ...connection, acks: 1 });
  const consumer = new Consumer({ ...connection, groupId: 'bench' });
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'manual',
    offsets: [{ topic, partition: 0, offset: 0n }],
    autocommit: false,
    maxWaitTime: 500,
  });
  const all = new Promise<void>((resolve) => {
    stream.on('data', ({ value }) => {
      took(value.toString());
      if (latencies.length === count) resolve();
    });
  });
  await producer.metadata({ topics: [topic] });
  await pace(Number(rate), count, () => {
    void producer.send({ messages: [{ topic, partition: 0, value: Buffer.from(stamped()) }] });
  });
  await all;
}

function stamped(): string {
  return String(performance.now()).padEnd(RECORD_BYTES, ' ');
}

function took(value: string): void {
  latencies.push(performance.now() - Number.parseFloat(value));
}
