import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { NotebookKernel } from '../../harness/notebook-kernel.ts';
import { tempFolder } from '../../harness/temp.ts';

const temp = tempFolder('kernel-cluster');
let cluster: MillraceProcess;
let kernel: NotebookKernel;
beforeAll(async () => {
  cluster = await startMillrace();
  kernel = new NotebookKernel({
    notebook: join(temp.path, 'book.stream.md'),
    cluster: { id: 'local', name: 'Local Cluster', bootstrap: cluster.bootstrap },
  });
});
afterAll(async () => {
  await kernel.close();
  await cluster.stop();
  temp.remove();
});

/** A cell's code that counts the records of a topic. */
const count = (topic: string) => `
  const client = nodeEnvironment().kafka({ 'bootstrap.servers': bootstrap });
  const ends = await client.offsets(await client.partitionsOf(['${topic}']), 'latest');
  await client.close();
  ends.reduce((sum, { offset }) => sum + offset, 0)`;

describe('the selected cluster', () => {
  test('has topics, and takes records', async () => {
    await kernel.run('cell 1', `const bootstrap = ${JSON.stringify(cluster.bootstrap)}`);
    const topics = await kernel.run(
      'cell 2',
      `const made = [await admin.createTopic('orders', { partitions: 2 }), await admin.createTopic('orders')];
       await producer.send('orders', ['a', { key: 'k', value: { n: 1 } }, null]);
       [...made, (await admin.topics()).includes('orders')]`,
    );
    expect(topics.values).toEqual(['[ true, false, true ]']);
    expect((await kernel.run('cell 3', count('orders'))).values).toEqual(['3']);
  });

  test('is fed at a rate, beside other cells, until the cell is stopped', async () => {
    await kernel.run('cell 4', "await admin.createTopic('ticks')");
    const feeding = kernel.start(
      'cell 5',
      "void produceAtRate('ticks', 500, (i) => ({ key: i % 3, value: { i, name: faker.person.firstName() } }))",
    );
    await kernel.until(() => / [1-9]\d* records sent to ticks/.test(` ${feeding.inPlace}`));
    expect(feeding.success).toBeUndefined();
    const { values } = await kernel.run('cell 6', count('ticks'));
    expect(Number(values[0])).toBeGreaterThan(0);
    kernel.interrupt('cell 5');
    await kernel.until(() => feeding.success === true);
    const counted = await kernel.run(
      'cell 7',
      "await produceAtRate('ticks', 1000, (i) => i, { count: 100 }).done",
    );
    expect(counted.values).toEqual(['100']);
  });

  test('is read by a direct stream, live', async () => {
    const reading = kernel.start(
      'cell 8',
      `const streams = new StreamingContext(sc, 0.1);
       const lines = KafkaUtils.createDirectStream(streams, LocationStrategies.PreferConsistent,
         ConsumerStrategies.Subscribe(['orders'], { 'bootstrap.servers': bootstrap, 'group.id': 'g',
           'key.deserializer': 'string', 'value.deserializer': 'string', 'auto.offset.reset': 'earliest' }));
       lines.map((record) => record.value).showTable();
       await streams.start();`,
    );
    await kernel.until(() =>
      reading.outputs.some(
        (output) =>
          output.kind === 'display' && output.event.kind === 'table' && output.event.total === 3,
      ),
    );
    kernel.interrupt('cell 8');
    await kernel.until(() => reading.success === true);
  });
});
