import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Controller } from '../../../../server/broker/controller/controller.ts';
import { paths } from '../../../../server/broker/metadata/znode-paths.ts';
import { brokerZnode, configZnode } from '../../../../server/broker/metadata/znodes.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { ControllerHarness } from './controller-harness.ts';

let cluster: ControllerHarness;
let controller: Controller;

beforeEach(async () => {
  cluster = await ControllerHarness.open();
  controller = cluster.controller(1);
  await cluster.until(() => controller.isActive);
  await cluster.settle();
});
afterEach(() => cluster.close());

const leadsTo = (metadata: string) =>
  cluster.until(() => cluster.broker(1).metadata.includes(metadata), metadata);

describe('a broker that dies', () => {
  test('has its partitions led by one in sync, and leaves the ISRs', async () => {
    await cluster.topic('t', [
      [2, 3, 1],
      [1, 2],
    ]);
    await leadsTo('t-0: 2 isr 2,3,1');
    await cluster.changeIsr('t', [2, 1]);
    await cluster.die(2);
    await leadsTo('t-0: 1 isr 1 offline 2');
    await leadsTo('t-1: 1 isr 1 offline 2');
    expect(await cluster.state('t', 0)).toMatchObject({ leader: 1, leaderEpoch: 1 });
    expect(cluster.broker(3).partitions).toEqual(['t-0: 1/1 isr 1 of 2,3,1']);
    expect(cluster.broker(1).live).toEqual([1, 3]);
    expect(cluster.lines).toContainEqual('1 partition led by another: t-0 by broker 1');
  });

  test('keeps the last place in sync; its partitions wait for it', async () => {
    await cluster.topic('t', [[2, 3]]);
    await leadsTo('t-0: 2 isr 2,3');
    await cluster.changeIsr('t', [2]);
    await cluster.die(2);
    await leadsTo('t-0: -1 isr 2 offline 2');
    expect(await cluster.state('t')).toMatchObject({ leader: -1, isr: [2] });
    await cluster.comeBack(2);
    await leadsTo('t-0: 2 isr 2');
  });

  test.each(['topic', 'cluster'])(
    'may be followed by one not in sync where the %s allows it',
    async (scope) => {
      const unclean = { 'unclean.leader.election.enable': 'true' };
      await cluster.topic('t', [[2, 3]]);
      await leadsTo('t-0: 2 isr 2,3');
      await cluster.changeIsr('t', [2]);
      await cluster.die(2);
      await leadsTo('t-0: -1 isr 2 offline 2');
      if (scope === 'topic') {
        await cluster.tools.create(paths.topicConfig('t'), configZnode.encode(unclean));
        controller.onUncleanAllowed('t');
      } else {
        await cluster.resign(1);
        cluster.controller(3, { config: unclean });
      }
      await leadsTo('t-0: 3 isr 3 offline 2');
      expect(cluster.lines).toContainEqual(expect.stringContaining('although it was not in sync'));
    },
  );

  test('and is back before anyone saw it go is treated as gone and come', async () => {
    await cluster.topic('t', [[2, 3]]);
    await leadsTo('t-0: 2 isr 2,3');
    const before = cluster.broker(2).told.length;
    const again = cluster.die(2);
    await Promise.all([again, cluster.comeBack(2)]);
    await leadsTo('t-0: 3 isr 3');
    await cluster.until(() => cluster.broker(2).told.length > before);
    expect(cluster.broker(2).partitions).toEqual(['t-0: 3/1 isr 3 of 2,3']);
    expect(cluster.broker(1).live).toEqual([1, 2, 3]);
  });
});

test('a broker that comes hears everything, the partitions that it holds first', async () => {
  await cluster.topic('t', [[1, 4], [1]]);
  await leadsTo('t-0: 1 isr 1 offline 4');
  await cluster.register(4);
  await cluster.until(() => cluster.broker(4).metadata.length === 2);
  expect(cluster.broker(4).partitions).toEqual(['t-0: 1/0 isr 1 of 1,4']);
  expect(cluster.broker(4).live).toEqual([1, 2, 3, 4]);
  expect(cluster.broker(1).live).toEqual([1, 2, 3, 4]);
});

describe('what a broker is to hold', () => {
  test('it is told completely as it comes, also if that is nothing, and then as it changes', async () => {
    await cluster.register(4);
    await cluster.until(() => cluster.broker(1).live.length === 4);
    await cluster.settle();
    expect(cluster.broker(4).toldAllReplicas).toEqual([true]);
    await cluster.topic('t', [[4]]);
    await leadsTo('t-0: 4 isr 4');
    expect(cluster.broker(4).toldAllReplicas).toEqual([true, false]);
  });

  test('it is told completely by each controller', async () => {
    expect(cluster.broker(3).toldAllReplicas).toEqual([true]);
    await cluster.topic('t', [[2]]);
    await leadsTo('t-0: 2 isr 2');
    await cluster.resign(1);
    const other = cluster.controller(2);
    await cluster.until(() => other.isActive);
    await cluster.settle();
    expect(cluster.broker(2).toldAllReplicas).toEqual([true, false, true]);
    expect(cluster.broker(2).partitions).toEqual(['t-0: 2/0 isr 2 of 2']);
    expect(cluster.broker(3).toldAllReplicas).toEqual([true, true]);
  });

  test('is without what has moved elsewhere while it was away', async () => {
    await cluster.topic('t', [[2, 1], [2]]);
    await leadsTo('t-0: 2 isr 2,1');
    await cluster.die(2);
    await leadsTo('t-0: 1 isr 1 offline 2');
    const moves = [{ topic: 't', partition: 0, replicas: [1] }];
    await controller.alterReassignments(moves);
    await cluster.comeBack(2);
    await leadsTo('t-1: 2 isr 2');
    expect(cluster.broker(2).partitions).toEqual(['t-1: 2/2 isr 2 of 2']);
  });
});

test('a broker that alters its registration is told of anew, without an election', async () => {
  await cluster.topic('t', [[2]]);
  await leadsTo('t-0: 2 isr 2');
  const moved = brokerZnode.encode({ host: 'elsewhere', port: 9099, rack: 'r' }, 0);
  await cluster.tools.setData(paths.brokerId(2), moved);
  const host = () => {
    const update = cluster.broker(1).told.at(-1);
    return update?.key === 6 && update.request.liveBrokers[1]?.endpoints[0]?.host;
  };
  await cluster.until(() => host() === 'elsewhere');
  expect(await cluster.state('t')).toMatchObject({ leader: 2, leaderEpoch: 0 });
});

test('what a broker has not answered is sent again until it does', async () => {
  cluster.broker(2).reachable = false;
  await cluster.topic('t', [[2]]);
  await leadsTo('t-0: 2 isr 2');
  expect(cluster.broker(2).partitions).toEqual([]);
  cluster.broker(2).reachable = true;
  await cluster.clock.advance(100);
  expect(cluster.broker(2).partitions).toEqual(['t-0: 2/0 isr 2 of 2']);
});

describe('controlled shutdown', () => {
  test('others lead what the broker led, and it leaves the ISRs before it stops', async () => {
    await cluster.topic('t', [[2, 3], [3, 2], [2]]);
    await leadsTo('t-0: 2 isr 2,3');
    const epoch = (await cluster.tools.exists(paths.brokerId(2)))!.czxid;
    expect(await controller.controlledShutdown(2, epoch)).toEqual([]);
    await leadsTo('t-0: 3 isr 3');
    await leadsTo('t-1: 3 isr 3');
    expect(await cluster.state('t', 2)).toMatchObject({ leader: 2 });
  });

  test('names what nobody else can lead', async () => {
    await cluster.topic('t', [[2, 3]]);
    await leadsTo('t-0: 2 isr 2,3');
    await cluster.changeIsr('t', [2]);
    expect(await controller.controlledShutdown(2, -1)).toEqual([{ topic: 't', partition: 0 }]);
  });

  test('of a former life, or of nobody, is refused', async () => {
    const stale = controller.controlledShutdown(2, 0);
    await expect(stale).rejects.toMatchObject({ code: ErrorCode.STALE_BROKER_EPOCH });
    const unknown = controller.controlledShutdown(9, -1);
    await expect(unknown).rejects.toMatchObject({ code: ErrorCode.BROKER_NOT_AVAILABLE });
  });
});

describe('elections of leaders', () => {
  const preferred = (partition = 0) =>
    controller.electLeaders([{ topic: 't', partition }], 'preferred');

  beforeEach(async () => {
    await cluster.topic('t', [[2, 3]]);
    await leadsTo('t-0: 2 isr 2,3');
    await cluster.die(2);
    await leadsTo('t-0: 3 isr 3 offline 2');
  });

  test('the preferred replica leads again when it is in sync', async () => {
    expect((await preferred())[0]?.result).toMatchObject({
      code: ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE,
    });
    await cluster.comeBack(2);
    await cluster.changeIsr('t', [3, 2]);
    await leadsTo('t-0: 3 isr 3');
    expect((await preferred())[0]?.result).toMatchObject({ leader: 2, isr: [3, 2] });
    expect((await preferred())[0]?.result).toMatchObject({ code: ErrorCode.ELECTION_NOT_NEEDED });
    expect((await preferred(7))[0]?.result).toMatchObject({
      code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    });
  });

  test('by an old tool, which sees that it is done', async () => {
    await cluster.comeBack(2);
    await cluster.changeIsr('t', [3, 2]);
    const asked = new TextEncoder().encode(
      '{"version":1,"partitions":[{"topic":"t","partition":0}]}',
    );
    for (let round = 0; round < 2; round++) {
      await cluster.tools.create(paths.preferredReplicaElection, asked);
      await cluster.until(async () => !(await cluster.exists(paths.preferredReplicaElection)));
    }
    expect(await cluster.state('t')).toMatchObject({ leader: 2 });
  });

  test('of themselves, now and then', async () => {
    await cluster.comeBack(2);
    await cluster.changeIsr('t', [3, 2]);
    const note = new TextEncoder().encode(
      '{"version":1,"partitions":[{"topic":"t","partition":0}]}',
    );
    await cluster.tools.create(paths.isrChange, note, { mode: 'persistentSequential' });
    await leadsTo('t-0: 3 isr 3,2');
    await cluster.clock.advance(305_000);
    await leadsTo('t-0: 2 isr 3,2');
  });

  test('unclean, where nobody in sync is alive', async () => {
    await cluster.comeBack(2);
    await cluster.until(() => cluster.broker(1).live.length === 3);
    await cluster.die(3);
    await leadsTo('t-0: -1 isr 3 offline 3');
    const [outcome] = await controller.electLeaders(null, 'unclean');
    expect(outcome).toMatchObject({ topic: 't', result: { leader: 2, isr: [2] } });
  });
});
