import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Controller } from '../../../../server/broker/controller/controller.ts';
import { assigned } from '../../../../server/broker/metadata/assigned-replicas.ts';
import { paths } from '../../../../server/broker/metadata/znode-paths.ts';
import { reassignmentZnode } from '../../../../server/broker/metadata/znodes.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { ControllerHarness } from './controller-harness.ts';

let cluster: ControllerHarness;
let controller: Controller;

beforeEach(async () => {
  cluster = await ControllerHarness.open([1, 2, 3, 4]);
  controller = cluster.controller(1);
  await cluster.until(() => controller.isActive);
  await cluster.topic('t', [[2, 3]]);
  await leadsTo('t-0: 2 isr 2,3');
});
afterEach(() => cluster.close());

const leadsTo = (metadata: string) =>
  cluster.until(() => cluster.broker(1).metadata.includes(metadata), metadata);

const move = async (replicas: readonly number[] | null, partition = 0) =>
  (await controller.alterReassignments([{ topic: 't', partition, replicas }]))[0]?.code;

const assignment = async () => (await cluster.written('t')).assignment.get(0);

describe('moving a partition', () => {
  test('the new replica is added, catches up, and takes the place of the old one', async () => {
    expect(await move([3, 4])).toBeUndefined();
    expect(await assignment()).toEqual({ replicas: [3, 4, 2], adding: [4], removing: [2] });
    await cluster.until(() => cluster.broker(4).partitions.length === 1);
    expect(cluster.broker(4).partitions).toEqual(['t-0: 2/1 isr 2,3 of 3,4,2']);
    expect(await controller.listReassignments(null)).toEqual([
      { topic: 't', partition: 0, replicas: [3, 4, 2], adding: [4], removing: [2] },
    ]);
    await cluster.changeIsr('t', [2, 3, 4]);
    await leadsTo('t-0: 3 isr 3,4');
    await cluster.settle();
    expect(await assignment()).toEqual(assigned([3, 4]));
    expect(cluster.broker(2).deleted).toEqual(['t-0']);
    expect(cluster.broker(4).partitions).toEqual(['t-0: 3/3 isr 3,4 of 3,4']);
    expect(await controller.listReassignments([{ topic: 't', partition: 0 }])).toEqual([]);
  });

  test('the leader stays where it may', async () => {
    await move([4, 2]);
    await cluster.changeIsr('t', [2, 3, 4]);
    await cluster.until(async () => (await assignment())?.replicas.length === 2);
    expect(await cluster.state('t')).toMatchObject({ leader: 2, isr: [2, 4] });
  });

  test('it can go back', async () => {
    await move([3, 4]);
    await cluster.until(() => cluster.broker(4).partitions.length === 1);
    expect(await move(null)).toBeUndefined();
    expect(await assignment()).toEqual(assigned([3, 2]));
    await cluster.until(() => cluster.broker(4).deleted.length === 1);
    expect(await cluster.state('t')).toMatchObject({ leader: 2, isr: [2, 3] });
    expect(await move(null)).toBe(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
  });

  test('it can go back without the leader, and without a broker that is away', async () => {
    await move([4, 1]);
    await cluster.until(() => cluster.broker(4).partitions.length === 1);
    await cluster.changeIsr('t', [2, 3, 4]);
    await cluster.die(2);
    await leadsTo('t-0: 4 isr 3,4 offline 2');
    await move(null);
    await leadsTo('t-0: 3 isr 3 offline 2');
    await cluster.tools.create(paths.deleteTopic('t'), null);
    await cluster.comeBack(2);
    await cluster.until(async () => !(await cluster.exists(paths.topic('t'))));
  });

  test('it cannot go back where nobody has the records', async () => {
    await move([4, 1]);
    await cluster.until(() => cluster.broker(4).partitions.length === 1);
    await cluster.changeIsr('t', [4]);
    expect(await move(null)).toBe(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
    expect(await move([1])).toBe(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
    expect(cluster.broker(4).deleted).toEqual([]);
  });

  test('it can be sent elsewhere on its way', async () => {
    await move([4]);
    await cluster.until(() => cluster.broker(4).partitions.length === 1);
    await move([1]);
    expect(await assignment()).toEqual({ replicas: [1, 2, 3], adding: [1], removing: [2, 3] });
    await cluster.until(() => cluster.broker(4).deleted.length === 1);
    await cluster.changeIsr('t', [2, 3, 1]);
    await leadsTo('t-0: 1 isr 1');
  });

  test.each([
    ['nobody', [], 0, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
    ['the same broker twice', [3, 3], 0, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
    ['no broker', [-1], 0, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
    ['a broker that is not there', [9], 0, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
    ['its place, though it does not exist', [3], 7, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  ])('to %s is refused', async (_, replicas, partition, code) => {
    expect(await move(replicas, partition)).toBe(code);
    expect(await assignment()).toEqual(assigned([2, 3]));
  });

  test('a next controller carries on', async () => {
    await move([3, 4]);
    await cluster.until(() => cluster.broker(4).partitions.length === 1);
    await cluster.resign(1);
    controller = cluster.controller(3);
    await cluster.until(() => controller.isActive);
    await cluster.changeIsr('t', [2, 3, 4]);
    await leadsTo('t-0: 3 isr 3,4');
    await cluster.until(async () => (await assignment())?.replicas.length === 2);
  });

  test('goes on when the new replica’s broker comes back', async () => {
    await move([4]);
    await cluster.until(() => cluster.broker(4).partitions.length === 1);
    await cluster.die(4);
    await leadsTo('t-0: 2 isr 2,3 offline 4');
    await cluster.comeBack(4);
    await cluster.until(() => cluster.broker(1).live.length === 4);
    await cluster.changeIsr('t', [2, 3, 4]);
    await leadsTo('t-0: 4 isr 4');
  });

  test('waits for a broker that can lead, and leaves the old ones their replicas until then', async () => {
    await move([4]);
    await cluster.until(() => cluster.broker(4).partitions.length === 1);
    await cluster.die(4);
    await leadsTo('t-0: 2 isr 2,3 offline 4');
    // As if it had been in sync when it died, and nobody had noticed yet.
    await cluster.changeIsr('t', [2, 3, 4]);
    await cluster.settle();
    expect(await cluster.state('t')).toMatchObject({ leader: 2 });
    expect(cluster.broker(2).deleted).toEqual([]);
    await cluster.comeBack(4);
    await leadsTo('t-0: 4 isr 4');
    await cluster.until(() => cluster.broker(2).deleted.length === 1);
  });

  test.each([
    ['before it goes back', false],
    ['only after that', true],
  ])('to a broker whose disk was full, as it says %s, makes it the leader', async (_, isLate) => {
    cluster.broker(4).errors.set('t-0', ErrorCode.KAFKA_STORAGE_ERROR);
    const moved = move([4]);
    if (!isLate) await leadsTo('t-0: 2 isr 2,3 offline 4');
    await Promise.all([moved, move(null)]);
    await leadsTo('t-0: 2 isr 2,3');
    await cluster.settle();
    cluster.broker(4).errors.clear();
    await move([4]);
    await cluster.changeIsr('t', [2, 3, 4]);
    await leadsTo('t-0: 4 isr 4');
    expect(await cluster.state('t')).toMatchObject({ leader: 4, isr: [4] });
    await cluster.clock.advance(10_000);
    expect(cluster.lines).not.toContainEqual(expect.stringContaining('cannot become'));
  });

  test('holds up the deletion of the topic', async () => {
    await move([3, 4]);
    await cluster.tools.create(paths.deleteTopic('t'), null);
    await cluster.until(() => cluster.lines.some((line) => /waits: t-0 is being reass/.test(line)));
    await cluster.settle();
    expect(await cluster.exists(paths.topic('t'))).toBe(true);
    await cluster.changeIsr('t', [2, 3, 4]);
    await cluster.until(async () => !(await cluster.exists(paths.topic('t'))));
  });
});

describe('an old tool', () => {
  const ask = (moves: { topic: string; partition: number; replicas: number[] }[]) =>
    cluster.tools.create(paths.reassignPartitions, reassignmentZnode.encode(moves));

  test('moves partitions, and sees that it is done when all have arrived', async () => {
    await ask([
      { topic: 't', partition: 0, replicas: [4] },
      { topic: 'none', partition: 0, replicas: [4] },
    ]);
    await cluster.until(() => cluster.broker(4).partitions.length === 1);
    expect(await cluster.exists(paths.reassignPartitions)).toBe(true);
    await cluster.changeIsr('t', [2, 3, 4]);
    await cluster.until(async () => !(await cluster.exists(paths.reassignPartitions)));
    await cluster.until(async () => (await assignment())?.replicas.join() === '4');
    await ask([{ topic: 't', partition: 0, replicas: [4] }]);
    await cluster.until(async () => !(await cluster.exists(paths.reassignPartitions)));
  });

  test('is carried on by the next controller', async () => {
    await ask([{ topic: 't', partition: 0, replicas: [4] }]);
    await cluster.until(() => cluster.broker(4).partitions.length === 1);
    await cluster.resign(1);
    controller = cluster.controller(3);
    await cluster.until(() => controller.isActive);
    await cluster.changeIsr('t', [2, 3, 4]);
    await cluster.until(async () => !(await cluster.exists(paths.reassignPartitions)));
    expect(await assignment()).toEqual(assigned([4]));
  });
});
