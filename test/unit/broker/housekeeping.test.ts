import { expect, test } from 'vitest';
import { BrokerClient } from '../../harness/broker-client.ts';
import { InProcessBroker } from '../../harness/in-process-broker.ts';

test('what has outlived its retention goes, with one line for each partition', async () => {
  const broker = await InProcessBroker.start({ 'log.retention.check.interval.ms': '1000' });
  const client = new BrokerClient(await broker.connect());
  await client.createTopic('kept');
  await client.createTopic('brief', 1, { 'retention.ms': '5000', 'segment.ms': '1000' });
  for (const topic of ['kept', 'brief']) await client.produce(topic, ['a', 'b']);
  await broker.clock.advance(3000);
  await client.produce('brief', ['c'], {
    records: [{ timestamp: broker.clock.now(), key: null, value: new TextEncoder().encode('c') }],
  });
  await broker.clock.advance(3500);
  expect(await client.offset('brief', -2)).toBe(2);
  expect(await client.values('brief', 2)).toEqual(['2:c']);
  expect(await client.values('kept')).toEqual(['0:a', '1:b']);
  const lines = broker.log.filter((line) => line.includes('by retention.ms'));
  expect(lines).toEqual([expect.stringMatching(/^info: deleted 1 segment .* of brief-0/)]);
  await broker.stop();
});
