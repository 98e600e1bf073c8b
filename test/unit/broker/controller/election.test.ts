import { afterEach, beforeEach, expect, test } from 'vitest';
import { electController } from '../../../../server/broker/controller/controller-election.ts';
import {
  ControllerMovedError,
  FencedCoordination,
} from '../../../../server/broker/controller/fenced-coordination.ts';
import { paths } from '../../../../server/broker/metadata/znode-paths.ts';
import { controllerZnode } from '../../../../server/broker/metadata/znodes.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { text } from '../../zookeeper/service-harness.ts';
import { ControllerHarness } from './controller-harness.ts';

let cluster: ControllerHarness;

beforeEach(async () => {
  cluster = await ControllerHarness.open();
});
afterEach(() => cluster.close());

const epoch = async () => Number(text((await cluster.tools.getData('/controller_epoch')).data));
const holder = async () => {
  const { data } = await cluster.tools.getData('/controller');
  return controllerZnode.decode('/controller', data);
};

test('of several brokers one is elected, and the next when it is gone, with a higher epoch', async () => {
  const [one, two, three] = [1, 2, 3].map((id) => cluster.controller(id));
  await cluster.until(() => one!.isActive);
  await cluster.settle();
  expect([one, two, three].map((each) => each!.isActive)).toEqual([true, false, false]);
  expect([await holder(), one!.epoch, await epoch()]).toEqual([1, 1, 1]);
  await cluster.die(1);
  await cluster.until(() => two!.isActive || three!.isActive);
  await cluster.settle();
  expect([two!.isActive, three!.isActive].filter(Boolean)).toHaveLength(1);
  expect(await epoch()).toBe(2);
});

test('one that stops leaves its place at once', async () => {
  const [one, two] = [cluster.controller(1), cluster.controller(2)];
  await cluster.until(() => one.isActive);
  await cluster.resign(1);
  await cluster.until(() => two.isActive);
  expect(one.isActive).toBe(false);
  expect(await epoch()).toBe(2);
});

test('what a former life of the same broker left is no hindrance', async () => {
  const data = controllerZnode.encode(1, 0);
  await cluster.session(2).create(paths.controller, data, { mode: 'ephemeral' });
  const one = cluster.controller(1);
  await cluster.until(() => one.isActive);
  expect((await cluster.tools.exists(paths.controller))?.ephemeralOwner).toBe(
    cluster.session(1).sessionId,
  );
});

test('one whose place has been taken from it stops being controller', async () => {
  const one = cluster.controller(1);
  await cluster.until(() => one.isActive);
  const two = cluster.controller(2);
  await cluster.settle();
  await cluster.tools.multi([
    { type: 'delete', path: paths.controller },
    {
      type: 'create',
      path: paths.controller,
      data: controllerZnode.encode(3, 0),
      mode: 'ephemeral',
    },
  ]);
  await cluster.until(() => !one.isActive);
  expect(two.isActive).toBe(false);
  expect(one.epoch).toBe(-1);
});

test('an expired session ends the term: nothing is written or sent any more', async () => {
  const one = cluster.controller(1);
  await cluster.until(() => one.isActive);
  await cluster.settle();
  const told = cluster.broker(2).told.length;
  cluster.expire(1);
  await cluster.until(() => !one.isActive);
  await cluster.topic('t', [[1, 2]]);
  await cluster.settle();
  expect(cluster.broker(2).told).toHaveLength(told);
  expect(await cluster.state('t')).toBeUndefined();
});

test('whoever asks one that is not controller is told so', async () => {
  const one = cluster.controller(1);
  const two = cluster.controller(2);
  await cluster.until(() => one.isActive);
  const refusal = { code: ErrorCode.NOT_CONTROLLER };
  await expect(two.electLeaders(null, 'preferred')).rejects.toMatchObject(refusal);
  await expect(two.listReassignments(null)).rejects.toMatchObject(refusal);
  await expect(two.controlledShutdown(1, -1)).rejects.toMatchObject(refusal);
  await cluster.resign(1);
  await expect(one.alterReassignments([])).rejects.toMatchObject(refusal);
});

test('writes of a term that is over do nothing', async () => {
  const term = (await electController(cluster.session(1), 1, 0))!;
  const zk = new FencedCoordination(cluster.session(1), cluster.clock, term);
  await zk.write([{ type: 'create', path: '/admin/a', data: null }]);
  await cluster.tools.delete(paths.controller);
  await electController(cluster.session(2), 2, 0);
  const late = { type: 'create', path: '/admin/b', data: null } as const;
  await expect(zk.write([late])).rejects.toThrow(ControllerMovedError);
  await expect(zk.writeEach([late])).rejects.toThrow(ControllerMovedError);
  expect(await cluster.exists('/admin/a')).toBe(true);
  expect(await cluster.exists('/admin/b')).toBe(false);
});

test('an election whose answer was lost is found out to be won', async () => {
  const first = await electController(cluster.session(1), 1, 0);
  expect(await electController(cluster.session(1), 1, 0)).toEqual(first);
  expect(await electController(cluster.session(2), 2, 0)).toBeUndefined();
});

test('of writes for themselves those that can be are made', async () => {
  const term = (await electController(cluster.session(1), 1, 0))!;
  const zk = new FencedCoordination(cluster.session(1), cluster.clock, term);
  const outcomes = await zk.writeEach(
    ['/admin/a', '/none/b', '/admin/c'].map((path) => ({ type: 'create', path, data: null })),
  );
  expect(outcomes).toMatchObject([{ type: 'create' }, { code: 'NONODE' }, { type: 'create' }]);
  expect(await cluster.exists('/admin/c')).toBe(true);
});
