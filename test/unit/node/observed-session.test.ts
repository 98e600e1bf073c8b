import { afterEach, expect, test } from 'vitest';
import type { ZnodeEvent } from '../../../server/contract/znodes.ts';
import { ObservedSession } from '../../../server/node/observed-session.ts';
import { systemClock } from '../../../server/node/system-clock.ts';
import { systemRandom } from '../../../server/node/system-random.ts';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import type { Logger } from '../../../server/ports/logger.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import { CoordinationService } from '../../../server/zookeeper/coordination-service.ts';
import { ZooKeeperServer } from '../../../server/zookeeper/server.ts';

const store = new MemoryStore();
const clock = systemClock();
const logger: Logger = { error() {}, warn() {}, info() {}, debug() {} };
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

async function serve(port = 0) {
  const service = await CoordinationService.open({ store, clock, logger, random: systemRandom() });
  const address = { host: '127.0.0.1', port };
  const server = await ZooKeeperServer.listen({
    ...{ service, clock, logger, address },
    transport: tcpTransport(),
  });
  const stop = async () => {
    await server.close();
    await service.close();
  };
  running.push(stop);
  return { port: server.address.port, stop };
}

test('a session that is lost is told of, and told anew when it is back', async () => {
  const events: ZnodeEvent[] = [];
  const kinds = () => events.map(({ kind }) => kind);
  const first = await serve();
  const session = new ObservedSession(`127.0.0.1:${first.port}`, (event) => events.push(event));
  await session.follow({ open: [{ path: '/', limit: 10 }], others: [], filter: '' });
  expect(kinds()).toEqual(['connected', 'changes']);
  await first.stop();
  await expect.poll(kinds).toContain('disconnected');
  expect(events.at(-1)).toEqual({
    kind: 'disconnected',
    reason: `ZooKeeper at 127.0.0.1:${first.port} cannot be reached.`,
  });
  await serve(first.port);
  await expect.poll(() => kinds().slice(3), { timeout: 5_000 }).toEqual(['connected', 'changes']);
  expect(await session.use((client) => client.create('/x', null))).toBe('/x');
  await expect.poll(() => JSON.stringify(events.at(-1))).toContain('/x');
  await session.follow({ open: [], others: [], filter: '' });
});
