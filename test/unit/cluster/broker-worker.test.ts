import { afterEach, expect, test } from 'vitest';
import { BrokerThread } from '../../../server/cluster/broker-thread.ts';
import { StartTrace } from '../../../server/cluster/start-trace.ts';
import type { LogLine } from '../../../server/contract/control.ts';
import { systemClock } from '../../../server/node/system-clock.ts';
import { systemRandom } from '../../../server/node/system-random.ts';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import { CoordinationService } from '../../../server/zookeeper/coordination-service.ts';
import { LocalCoordination } from '../../../server/zookeeper/local-coordination.ts';
import { ZooKeeperServer } from '../../../server/zookeeper/server.ts';
import { BrokerClient } from '../../harness/broker-client.ts';
import { WireClient } from '../../harness/wire-client.ts';

const SCRIPT = new URL('../../../server/cluster/broker-worker.ts', import.meta.url).pathname;
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0).reverse()) await end();
});

/** A coordination service of this thread, and a real broker in its own that uses it. */
async function startBroker(sessionTimeout = '7000') {
  const clock = systemClock();
  const random = systemRandom();
  const transport = tcpTransport();
  const lines: LogLine[] = [];
  const logger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
  const service = await CoordinationService.open({
    store: new MemoryStore(),
    clock,
    random,
    logger,
  });
  cleanUp.push(() => service.close());
  const address = { host: '127.0.0.1', port: 0 };
  const server = await ZooKeeperServer.listen({ service, transport, address, clock, logger });
  cleanUp.push(() => server.close());
  const coordination = await LocalCoordination.open(service);
  cleanUp.push(() => coordination.close());
  const thread = new BrokerThread(
    {
      id: 1,
      host: '127.0.0.1',
      port: 0,
      coordination: Promise.resolve(server.address),
      dataDirectory: null,
      config: { 'zookeeper.session.timeout.ms': sessionTimeout },
    },
    {
      script: SCRIPT,
      logLevel: 'info',
      clock,
      sink: (line) => lines.push(line),
      trace: new StartTrace(),
    },
  );
  cleanUp.push(() => thread.kill());
  return { thread, lines, service, coordination, address: await thread.ready };
}

const decode = (data: Uint8Array | null) => JSON.parse(new TextDecoder().decode(data ?? undefined));

test('a broker that has lost its session goes on in another; its clients notice nothing', async () => {
  const { thread, lines, service, coordination, address } = await startBroker();
  const before = await coordination.getData('/brokers/ids/1');
  expect(decode(before.data)).toMatchObject({ host: '127.0.0.1', port: address.port });
  expect(service.sessions.get(before.stat.ephemeralOwner)?.timeout).toBe(7000);

  const client = new BrokerClient(await WireClient.connect(tcpTransport(), address));
  cleanUp.push(async () => client.wire.close());
  await client.createTopic('t');
  await client.produce('t', ['before']);

  service.endSession(before.stat.ephemeralOwner);
  const owner = () => coordination.exists('/brokers/ids/1').then((stat) => stat?.ephemeralOwner);
  await expect.poll(owner, { timeout: 10_000 }).not.toBe(before.stat.ephemeralOwner);
  await expect.poll(owner, { timeout: 10_000 }).toBeDefined();
  const after = await coordination.getData('/brokers/ids/1');
  expect(decode(after.data)).toMatchObject({ host: '127.0.0.1', port: address.port });
  const controller = () => coordination.exists('/controller').then((stat) => stat?.ephemeralOwner);
  await expect.poll(controller).toBe(after.stat.ephemeralOwner);
  const logged = () => lines.map(({ text }) => text);
  const registered = 'registered again, in a new session with the coordination service';
  await expect.poll(logged).toContain(registered);
  expect(await client.produce('t', ['after'])).toMatchObject({ errorCode: 0, baseOffset: 1 });
  expect(await client.values('t')).toEqual(['0:before', '1:after']);
  await client.createTopic('another');

  await thread.stop();
  expect(await thread.ended).toBeUndefined();
  expect(await coordination.exists('/brokers/ids/1')).toBeUndefined();
});

test('a killed broker ends at once and signs off nowhere', async () => {
  const { thread, service, coordination } = await startBroker('30000');
  const { stat } = await coordination.getData('/brokers/ids/1');
  await thread.kill();
  expect(await thread.ended).toBeUndefined();
  expect(await coordination.exists('/brokers/ids/1')).toEqual(stat);
  expect(service.sessions.get(stat.ephemeralOwner)).toBeDefined();
});
