import { expect, test } from 'vitest';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';

test('batches of a queue say how many records they have, where that is known', async () => {
  const job = new StreamTest({ batchDuration: 1 });
  const { sparkContext } = job.ssc;
  const numbers = sparkContext.parallelize([1, 2, 3]);
  const filtered = numbers.filter((number) => number > 1);
  job.ssc.queueStream([numbers, [4, 5], filtered]).foreachRDD(() => undefined);
  const records: number[] = [];
  job.ssc.addStreamingListener({ onBatchCompleted: ({ numRecords }) => records.push(numRecords) });
  await job.advance(4);
  await job.stop();
  expect(records).toEqual([3, 2, 0, 0]);
});
