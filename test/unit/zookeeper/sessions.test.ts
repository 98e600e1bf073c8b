import { expect, test } from 'vitest';
import { ServiceHarness } from './service-harness.ts';

/** A service whose sessions last from 4 to 40 seconds, and one session of 4. */
async function open() {
  const harness = await ServiceHarness.open();
  const { service } = harness;
  const session = service.openSession(4_000);
  service.sessions.heard(session);
  return { harness, service, session };
}

test('a timeout is kept between 2 and 20 ticks', async () => {
  const { service } = await open();
  expect(service.openSession(1).timeout).toBe(4_000);
  expect(service.openSession(5_000).timeout).toBe(5_000);
  expect(service.openSession(1_000_000).timeout).toBe(40_000);
});

test('a session ends after its timeout in silence, and not before', async () => {
  const { harness, service, session } = await open();
  const lost: string[] = [];
  session.holder = { lost: (reason) => lost.push(reason) };
  await harness.clock.advance(3_000);
  service.sessions.heard(session);
  await harness.clock.advance(3_999);
  expect(service.sessions.get(session.id)).toBe(session);
  await harness.clock.advance(1);
  expect(service.sessions.get(session.id)).toBeUndefined();
  expect(lost).toEqual(['ended']);
  expect(harness.lines).toEqual([
    `Session 0x${session.id.toString(16)} has expired: nothing heard for 4000 ms.`,
  ]);
});

test('while the process sleeps, no session’s time passes', async () => {
  const { harness, service, session } = await open();
  await harness.clock.advance(1_000);
  await harness.clock.sleep(60_000);
  expect(service.sessions.get(session.id)).toBe(session);
  await harness.clock.advance(4_000);
  expect(service.sessions.get(session.id)).toBeUndefined();
});

test('a client comes back with its password alone, and whoever held the session is told', async () => {
  const { service, session } = await open();
  const lost: string[] = [];
  session.holder = { lost: (reason) => lost.push(reason) };
  expect(service.resumeSession(session.id, new Uint8Array(16), 4_000)).toBeUndefined();
  expect(service.resumeSession(session.id, session.password.subarray(1), 4_000)).toBeUndefined();
  expect(service.resumeSession(session.id + 1n, session.password, 4_000)).toBeUndefined();
  expect(lost).toEqual([]);
  expect(service.resumeSession(session.id, session.password, 8_000)).toBe(session);
  expect(session.timeout).toBe(8_000);
  expect(lost).toEqual(['moved']);
});

test('ids are positive, and passwords their own', async () => {
  const { service } = await open();
  const sessions = Array.from({ length: 100 }, () => service.openSession(4_000));
  expect(new Set(sessions.map(({ id }) => id)).size).toBe(100);
  expect(sessions.every(({ id }) => id > 0n && id < 1n << 63n)).toBe(true);
  expect(new Set(sessions.map(({ password }) => password.join())).size).toBe(100);
});

test('containers go when they have become empty, times to live when they are over', async () => {
  const harness = await ServiceHarness.open();
  const zk = await harness.local();
  await zk.create('/used', null, { mode: 'container' });
  await zk.create('/used/a', null);
  await zk.create('/unused', null, { mode: 'container' });
  await zk.create('/ttl', null, { mode: 'persistentWithTtl', ttl: 90_000 });
  await zk.create('/parent', null, { mode: 'persistentWithTtl', ttl: 1 });
  await zk.create('/parent/a', null);
  const there = async () =>
    (await zk.getChildren('/')).children.filter((name) => name !== 'zookeeper').sort();

  await harness.clock.advance(60_000);
  expect(await there()).toEqual(['parent', 'ttl', 'unused', 'used']);
  await zk.delete('/used/a');
  await zk.setData('/ttl', null);
  await harness.clock.advance(60_000);
  expect(await there()).toEqual(['parent', 'ttl', 'unused']);
  await zk.delete('/parent/a');
  const events: string[] = [];
  await zk.addWatch('/', 'persistentRecursive', ({ type, path }) => events.push(`${type} ${path}`));
  await harness.clock.advance(60_000);
  expect(await there()).toEqual(['unused']);
  expect(events).toEqual(['deleted /ttl', 'deleted /parent']);
  // Never used: five minutes.
  await harness.clock.advance(180_000);
  expect(await there()).toEqual([]);
});
