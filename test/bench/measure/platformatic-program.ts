// `platformatic-program.ts produce|fetch LOAD` prints the seconds that it took, connecting not counted.

import { Consumer, Producer } from '@platformatic/kafka';
import type { Load } from './load.ts';
import { values } from './payload.ts';

/** What one call sends, and how many calls are under way: as much as librdkafka puts into a request. */
const SEND_BYTES = 1_000_000;
const SENDS = 5;
/** What a record takes beside its value, at most: all of a call may go into one batch, which has a limit. */
const RECORD_OVERHEAD = 20;

const [what, json = ''] = process.argv.slice(2);
const load = JSON.parse(json) as Load;
const connection = { clientId: 'bench', bootstrapBrokers: load.bootstrap.split(',') };
const seconds = what === 'produce' ? await produce(load) : await fetch(load);
process.stdout.write(`${seconds}\n`);

async function produce({ topic, recordBytes, count, acks }: Load): Promise<number> {
  const producer = new Producer({ ...connection, acks: acks === 'all' ? -1 : 1 });
  await producer.metadata({ topics: [topic] });
  const perSend = Math.max(1, Math.floor(SEND_BYTES / (recordBytes + RECORD_OVERHEAD)));
  const messages = Array.from(values(recordBytes, perSend), (value) => ({ topic, value }));
  let left = count;
  const sender = async () => {
    while (left > 0) {
      const some = left >= perSend ? messages : messages.slice(0, left);
      left -= some.length;
      await producer.send({ messages: some });
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: SENDS }, sender));
  const took = performance.now() - started;
  await producer.close();
  return took / 1000;
}

async function fetch({ topic, partitions, count }: Load): Promise<number> {
  const consumer = new Consumer({ ...connection, groupId: 'bench' });
  const started = performance.now();
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'manual',
    offsets: Array.from({ length: partitions }, (_, partition) => ({
      topic,
      partition,
      offset: 0n,
    })),
    autocommit: false,
    maxWaitTime: 100,
  });
  await new Promise<void>((resolve, reject) => {
    let left = count;
    stream.on('data', () => {
      if (--left === 0) resolve();
    });
    stream.on('error', reject);
  });
  const took = performance.now() - started;
  await consumer.close(true);
  return took / 1000;
}
