// Groups of the new protocol (KIP-848) as the extension's Kafka client sees them, of an Apache Kafka with a consumer of its own.

import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { KafkaClient } from '../../../extension/clusters/kafka-client.ts';
import { Child } from '../../harness/child.ts';
import { javaCommand } from '../../harness/kafka-java.ts';
import { inDist } from '../../harness/places.ts';
import { missing, need } from '../../harness/requirements.ts';
import { type SecuredKafka, startSecuredKafka } from '../../harness/secured-kafka.ts';

const topic = 'invoices';
const group = 'billing';

let kafka: SecuredKafka;
let client: KafkaClient;

beforeAll(async () => {
  if (missing('java') !== undefined) return;
  kafka = await startSecuredKafka();
  client = new KafkaClient(inDist('kafka-worker.js'), { 'bootstrap.servers': kafka.plaintext });
});
afterAll(async () => {
  client?.dispose();
  await kafka?.stop();
});
beforeEach((context) => need(context, 'java'));

test('one is shown with its members, and changed when they have left', async () => {
  await client.call('createTopic', {
    name: topic,
    partitions: 2,
    replicationFactor: 1,
    configs: {},
  });
  const [program, ...args] = javaCommand(
    '4.1.0',
    'org.apache.kafka.tools.consumer.ConsoleConsumer',
  );
  const consumer = await Child.start(program as string, [
    ...args,
    ...['--bootstrap-server', kafka.plaintext, '--topic', topic, '--group', group],
    ...['--consumer-property', 'group.protocol=consumer'],
  ]);
  onTestFinished(async () => void (await consumer.kill()));
  const look = () => client.call('group', group);
  await expect
    .poll(async () => (await look()).members[0]?.assigned, { timeout: 60_000, interval: 200 })
    .toEqual([{ topic, partitions: [0, 1] }]);
  const { state, protocol, strategy, members, offsets } = await look();
  expect({ state, protocol, strategy }).toEqual({
    ...{ state: 'Stable', protocol: 'consumer', strategy: 'uniform' },
  });
  expect(members).toMatchObject([{ clientId: 'console-consumer', host: '127.0.0.1' }]);
  expect(offsets.map(({ member }) => member)).toEqual([members[0]?.id, members[0]?.id]);
  const commit = () =>
    client.call('commitOffsets', { group, offsets: [{ topic, partition: 0, offset: 0 }] });
  expect(await commit()).toEqual([
    { what: `${topic}-0`, message: expect.stringMatching(/has members/) },
  ]);
  await consumer.stop('SIGTERM');
  await expect
    .poll(async () => (await look()).state, { timeout: 60_000, interval: 200 })
    .toBe('Empty');
  expect(await commit()).toEqual([]);
  expect(await client.call('deleteGroups', [group])).toEqual([]);
});
