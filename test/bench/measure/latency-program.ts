// `latency-program.ts wire|platformatic JOB` produces records one by one, to one partition after the other,
// and reads them back on another connection. Prints the milliseconds from sending to having of each.

import { Consumer, Producer } from '@platformatic/kafka';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import { produceRequest } from '../../../server/protocol/api/00-produce.ts';
import { fetchRequest, fetchResponse } from '../../../server/protocol/api/01-fetch.ts';
import { batchOf, recordsIn } from '../../harness/broker-client.ts';
import { WireClient } from '../../harness/wire-client.ts';
import type { LatencyJob } from './latency-job.ts';
import { pace } from './pace.ts';

const [client, json = ''] = process.argv.slice(2);
const job = JSON.parse(json) as LatencyJob;
const { bootstrap, topic, partitions, recordBytes, recordsPerSecond, count } = job;
const numbers = Array.from({ length: partitions }, (_, partition) => partition);
const latencies: number[] = [];
await (client === 'wire' ? overTheWire() : withPlatformatic());
process.stdout.write(`${JSON.stringify(latencies)}\n`, () => process.exit(0));

/** The barest client: what it shows is the broker's own latency and the machine's. */
async function overTheWire(): Promise<void> {
  const address = { host: '127.0.0.1', port: Number(bootstrap.split(':').at(-1)) };
  const producer = await WireClient.connect(tcpTransport(), address);
  const reading = readInSession(await WireClient.connect(tcpTransport(), address));
  await pace(recordsPerSecond, count, (index) => {
    const records = batchOf([stamped()]);
    const partitionData = [{ index: index % partitions, records }];
    const topicData = [{ name: topic, partitionData }];
    producer.send(produceRequest, 9, { acks: 1, timeoutMs: 1000, topicData });
    void producer.nextFrame();
  });
  await reading;
}

/** Names all partitions once, and from then on only those that it has read from (KIP-227). */
async function readInSession(consumer: WireClient): Promise<void> {
  let moved = numbers.map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1e6 }));
  let sessionId = 0;
  for (let sessionEpoch = 0; latencies.length < count; sessionEpoch++) {
    const answer = await consumer.request(fetchRequest, fetchResponse, 12, {
      maxWaitMs: 500,
      minBytes: 1,
      sessionId,
      sessionEpoch,
      topics: moved.length === 0 ? [] : [{ topic, partitions: moved }],
    });
    sessionId = answer.sessionId;
    moved = [];
    for (const read of (answer.responses ?? []).flatMap((response) => response.partitions)) {
      const records = recordsIn(read);
      // Each is its offset, a colon and the value.
      for (const record of records) took(record.slice(record.indexOf(':') + 1));
      const last = records.at(-1);
      if (last === undefined) continue;
      const fetchOffset = Number.parseInt(last, 10) + 1;
      moved.push({ partition: read.partitionIndex, fetchOffset, partitionMaxBytes: 1e6 });
    }
  }
}

async function withPlatformatic(): Promise<void> {
  const connection = { clientId: 'bench', bootstrapBrokers: bootstrap.split(',') };
  const producer = new Producer({ ...connection, acks: job.acks === 'all' ? -1 : 1 });
  const consumer = new Consumer({ ...connection, groupId: 'bench' });
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'manual',
    offsets: numbers.map((partition) => ({ topic, partition, offset: 0n })),
    autocommit: false,
    maxWaitTime: 500,
  });
  const all = new Promise<void>((resolve) => {
    stream.on('data', ({ value }) => {
      took(value.toString('latin1', 0, 32));
      if (latencies.length === count) resolve();
    });
  });
  await producer.metadata({ topics: [topic] });
  await pace(recordsPerSecond, count, (index) => {
    const value = Buffer.from(stamped());
    void producer.send({ messages: [{ topic, partition: index % partitions, value }] });
  });
  await all;
}

function stamped(): string {
  return String(performance.now()).padEnd(recordBytes, ' ');
}

function took(value: string): void {
  latencies.push(performance.now() - Number.parseFloat(value));
}
