import { beforeEach, expect, test } from 'vitest';
import {
  createPersistentPaths,
  Registration,
} from '../../../../server/broker/metadata/registration.ts';
import type { ZooKeeperClient } from '../../../../server/zookeeper/client.ts';
import type { Coordination } from '../../../../server/zookeeper/coordination.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { ServiceHarness } from '../../zookeeper/service-harness.ts';

const BROKER = { host: 'localhost', port: 9092, rack: null };

let harness: ServiceHarness;
let coordination: ZooKeeperClient;
let other: Coordination;
let registration: Registration;
let renewals = 0;

beforeEach(async () => {
  harness = await ServiceHarness.open();
  coordination = await harness.client({ renew: true });
  other = await harness.local();
  await createPersistentPaths(coordination);
  renewals = 0;
  registration = new Registration(1, { ...harness, coordination }, () => {
    renewals++;
  });
});

const znode = () => other.exists('/brokers/ids/1');
const owner = async () => (await znode())?.ephemeralOwner;

test('a broker is registered for as long as it is there, and knows its epoch', async () => {
  expect(registration.epoch).toBe(-1);
  await registration.announce(BROKER);
  expect(await owner()).toBe(coordination.sessionId);
  expect(registration.epoch).toBe((await znode())?.czxid);
  await registration.end();
  expect(await owner()).toBeUndefined();
});

test('who signs off is controller no more, in the same moment', async () => {
  await registration.announce(BROKER);
  await coordination.create('/controller', null, { mode: 'ephemeral' });
  const gone: string[] = [];
  for (const path of ['/brokers/ids/1', '/controller']) {
    await other.exists(path, () => gone.push(path));
  }
  await registration.end();
  expect(gone.sort()).toEqual(['/brokers/ids/1', '/controller']);
});

test('what a former life has left is replaced at once', async () => {
  await other.create('/brokers/ids/1', null, { mode: 'ephemeral' });
  const before = (await znode())!.czxid;
  await registration.announce(BROKER);
  expect(await owner()).toBe(coordination.sessionId);
  expect(registration.epoch).toBeGreaterThan(before);
});

test('in a new session it is registered again, with a new epoch', async () => {
  await registration.announce(BROKER);
  const before = { session: coordination.sessionId, epoch: registration.epoch };
  harness.service.endSession(before.session);
  expect(await owner()).toBeUndefined();
  await harness.clock.advance(2_000);
  expect(coordination.sessionId).not.toBe(before.session);
  expect(await owner()).toBe(coordination.sessionId);
  expect(registration.epoch).toBeGreaterThan(before.epoch);
  expect(renewals).toBe(1);
  expect(harness.lines.at(-1)).toMatch(/registered again/);
});

test('one that begins between two sessions is registered in the next', async () => {
  let announced: Promise<void> | undefined;
  const stop = coordination.onState((state) => {
    if (state === 'expired') announced = registration.announce(BROKER);
  });
  harness.service.endSession(coordination.sessionId);
  await harness.clock.advance(2_000);
  await announced;
  stop();
  expect(await owner()).toBe(coordination.sessionId);
  expect(registration.epoch).toBe((await znode())?.czxid);
});

test('a connection that only broke changes nothing', async () => {
  await registration.announce(BROKER);
  const before = registration.epoch;
  harness.transport.breakConnections();
  await harness.clock.advance(2_000);
  expect(await owner()).toBe(coordination.sessionId);
  expect(registration.epoch).toBe(before);
  expect(renewals).toBe(0);
});

test('one that breaks while it registers again is tried again on the next', async () => {
  await registration.announce(BROKER);
  const stop = coordination.onState((state) => {
    // After the listener of the registration, whose first request is then under way.
    if (state === 'connected') harness.transport.breakConnections();
    if (state === 'connected') stop();
  });
  harness.service.endSession(coordination.sessionId);
  await harness.clock.advance(5_000);
  expect(harness.lines.filter((line) => line.includes('could not register again'))).toHaveLength(1);
  expect(await owner()).toBe(coordination.sessionId);
});

test('after its end nothing is registered any more', async () => {
  await registration.announce(BROKER);
  await registration.end();
  harness.service.endSession(coordination.sessionId);
  await harness.clock.advance(2_000);
  await settled();
  expect(await owner()).toBeUndefined();
});

test('one that never began leaves a broker of the same id alone', async () => {
  await other.create('/brokers/ids/1', null, { mode: 'ephemeral' });
  await registration.end();
  expect(await owner()).toBe(other.sessionId);
});
