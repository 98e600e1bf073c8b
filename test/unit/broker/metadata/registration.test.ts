import { beforeEach, expect, test } from 'vitest';
import {
  createPersistentPaths,
  Registration,
} from '../../../../server/broker/metadata/registration.ts';
import type { ZooKeeperClient } from '../../../../server/zookeeper/client.ts';
import type { Coordination } from '../../../../server/zookeeper/coordination.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { ServiceHarness, text } from '../../zookeeper/service-harness.ts';

const BROKER = { host: 'localhost', port: 9092, rack: null };

let harness: ServiceHarness;
let coordination: ZooKeeperClient;
let other: Coordination;
let registration: Registration;

beforeEach(async () => {
  harness = await ServiceHarness.open();
  coordination = await harness.client({ renew: true });
  other = await harness.local();
  await createPersistentPaths(coordination);
  registration = new Registration(1, { ...harness, coordination });
});

const owners = async () =>
  Promise.all(
    ['/brokers/ids/1', '/controller'].map(
      async (path) => (await other.exists(path))?.ephemeralOwner,
    ),
  );

const epoch = async () => Number(text((await other.getData('/controller_epoch')).data));

test('a broker is controller and registered for as long as it is there', async () => {
  await registration.elect();
  await registration.announce(BROKER);
  expect(await owners()).toEqual([coordination.sessionId, coordination.sessionId]);
  expect(registration.controllerEpoch).toBe(await epoch());
  await registration.end();
  expect(await owners()).toEqual([undefined, undefined]);
});

test('in a new session it is registered again, with a new epoch as controller', async () => {
  await registration.elect();
  await registration.announce(BROKER);
  const before = { session: coordination.sessionId, epoch: registration.controllerEpoch };
  harness.service.endSession(before.session);
  expect(await owners()).toEqual([undefined, undefined]);
  await harness.clock.advance(2_000);
  expect(coordination.sessionId).not.toBe(before.session);
  expect(await owners()).toEqual([coordination.sessionId, coordination.sessionId]);
  expect(registration.controllerEpoch).toBe(before.epoch + 1);
  expect(await epoch()).toBe(before.epoch + 1);
  expect(harness.lines.at(-1)).toMatch(/registered again/);
});

test('a connection that only broke changes nothing', async () => {
  await registration.elect();
  await registration.announce(BROKER);
  const before = registration.controllerEpoch;
  harness.transport.breakConnections();
  await harness.clock.advance(2_000);
  expect(await owners()).toEqual([coordination.sessionId, coordination.sessionId]);
  expect(registration.controllerEpoch).toBe(before);
});

test('one that breaks while it registers again is tried again on the next', async () => {
  await registration.elect();
  await registration.announce(BROKER);
  const stop = coordination.onState((state) => {
    // After the listener of the registration, whose first request is then under way.
    if (state === 'connected') harness.transport.breakConnections();
    if (state === 'connected') stop();
  });
  harness.service.endSession(coordination.sessionId);
  await harness.clock.advance(5_000);
  expect(harness.lines.filter((line) => line.includes('could not register again'))).toHaveLength(1);
  expect(await owners()).toEqual([coordination.sessionId, coordination.sessionId]);
});

test('a session that ended in the middle of the start is made good', async () => {
  await registration.elect();
  harness.service.endSession(coordination.sessionId);
  await harness.clock.advance(2_000);
  await registration.announce(BROKER);
  expect(await owners()).toEqual([coordination.sessionId, coordination.sessionId]);
});

test('after its end nothing is registered any more', async () => {
  await registration.elect();
  await registration.announce(BROKER);
  await registration.end();
  harness.service.endSession(coordination.sessionId);
  await harness.clock.advance(2_000);
  await settled();
  expect(await owners()).toEqual([undefined, undefined]);
});
