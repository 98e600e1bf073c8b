import { afterEach, beforeEach, expect, test } from 'vitest';
import { isrChangeZnode, partitionStateZnode } from '../../../../server/broker/metadata/znodes.ts';
import { IsrUpdates } from '../../../../server/broker/replication/isr-updates.ts';
import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import { ZooKeeperError } from '../../../../server/zookeeper/coordination.ts';
import { CoordinationService } from '../../../../server/zookeeper/coordination-service.ts';
import { LocalCoordination } from '../../../../server/zookeeper/local-coordination.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';
import { seededRandom } from '../../../harness/seeded-random.ts';

const of = { topic: 't', partition: 0 };
const path = '/brokers/topics/t/partitions/0/state';
const state = (...isr: number[]) => ({ leader: 1, leaderEpoch: 0, controllerEpoch: 1, isr });
const always = () => true;

let clock: ManualClock;
let service: CoordinationService;
let zk: LocalCoordination;
let updates: IsrUpdates;
const log: string[] = [];

beforeEach(async () => {
  clock = new ManualClock();
  const say = (line: string) => void log.push(line);
  const logger = { error: say, warn: say, info: say, debug: say };
  const random = seededRandom(1);
  service = await CoordinationService.open({ store: new MemoryStore(), clock, random, logger });
  zk = await LocalCoordination.open(service);
  for (const parent of [
    ...['/brokers', '/brokers/topics', '/brokers/topics/t', '/brokers/topics/t/partitions'],
    ...['/brokers/topics/t/partitions/0', '/isr_change_notification'],
  ]) {
    await zk.create(parent, null);
  }
  await zk.create(path, partitionStateZnode.encode(state(1, 2, 3)));
  updates = new IsrUpdates({ coordination: zk, clock, logger });
});
afterEach(async () => {
  updates.close();
  await zk.close();
  await service.close();
});

const stored = async () => {
  const { data, stat } = await zk.getData(path);
  return { isr: partitionStateZnode.decode(path, data).isr, version: stat.version };
};

/** Has the next write fail as with a connection that is lost, before or after it has taken effect. */
function loseConnection(when: 'before' | 'after'): void {
  const { setData } = zk;
  zk.setData = async (...args) => {
    zk.setData = setData;
    if (when === 'after') await setData.apply(zk, args);
    throw new ZooKeeperError('CONNECTIONLOSS', path);
  };
}

test('writes over the version that the leader knows, and gives the next', async () => {
  expect(await updates.write(of, state(1, 2), 0, always)).toBe(1);
  expect(await stored()).toEqual({ isr: [1, 2], version: 1 });
});

test('does not write over what somebody else has written', async () => {
  await zk.setData(path, partitionStateZnode.encode(state(2, 3)));
  expect(await updates.write(of, state(1, 2), 0, always)).toBeUndefined();
  expect(await stored()).toEqual({ isr: [2, 3], version: 1 });
});

test('does not take another’s write for its own, even of the same content', async () => {
  await zk.setData(path, partitionStateZnode.encode(state(2, 3)));
  await zk.setData(path, partitionStateZnode.encode(state(1, 2)));
  expect(await updates.write(of, state(1, 2), 0, always)).toBeUndefined();
});

test('of a topic that is gone writes nothing', async () => {
  await zk.delete(path);
  expect(await updates.write(of, state(1, 2), 0, always)).toBeUndefined();
});

test.each(['before', 'after'] as const)(
  'finds out what became of a write when the connection is lost %s it took effect',
  async (when) => {
    loseConnection(when);
    const written = updates.write(of, state(1, 2), 0, always);
    await clock.advance(1000);
    expect(await written).toBe(1);
    expect(await stored()).toEqual({ isr: [1, 2], version: 1 });
  },
);

test('tries no more once the controller has decided something newer', async () => {
  loseConnection('before');
  let isWanted = true;
  const written = updates.write(of, state(1, 2), 0, () => isWanted);
  await clock.advance(0);
  isWanted = false;
  await clock.advance(1000);
  expect(await written).toBeUndefined();
  expect(await stored()).toEqual({ isr: [1, 2, 3], version: 0 });
});

test('tells the controller of many changes at once', async () => {
  const told = async () => {
    const { children } = await zk.getChildren('/isr_change_notification');
    const all = children.sort().map(async (name) => {
      const child = `/isr_change_notification/${name}`;
      return isrChangeZnode.decode(child, (await zk.getData(child)).data);
    });
    return await Promise.all(all);
  };
  await updates.write(of, state(1, 2), 0, always);
  await updates.write(of, state(1), 1, always);
  expect(await told()).toEqual([]);
  await clock.advance(500);
  expect(await told()).toEqual([[of]]);
  await updates.write(of, state(1, 2), 2, always);
  await clock.advance(500);
  expect(await told()).toEqual([[of], [of]]);
});
