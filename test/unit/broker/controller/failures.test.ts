import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { paths } from '../../../../server/broker/metadata/znode-paths.ts';
import {
  type Coordination,
  type Operation,
  ZooKeeperError,
} from '../../../../server/zookeeper/coordination.ts';
import { ControllerHarness } from './controller-harness.ts';

/** More writes than any scenario here needs of one controller. */
const MOST_WRITES = 40;

let cluster: ControllerHarness;

beforeEach(async () => {
  cluster = await ControllerHarness.open([1, 2, 3, 4]);
});
afterEach(() => cluster.close());

/** What goes wrong at a controller's write: whether it is made first, and what becomes of the session. */
type Failure = 'lost before' | 'lost after' | 'dies before' | 'dies after';

/** A session of which one write fails, that of the number given, from 0. */
class FailingWrites {
  writes = 0;
  readonly #at: number;
  readonly #failure: Failure;

  constructor(at: number, failure: Failure) {
    this.#at = at;
    this.#failure = failure;
  }

  wrap(coordination: Coordination): Coordination {
    const multi = async (operations: readonly Operation[]) => {
      const fails = this.writes++ === this.#at;
      if (!fails) return await coordination.multi(operations);
      const after = this.#failure.endsWith('after');
      if (after) await coordination.multi(operations);
      if (this.#failure.startsWith('dies')) {
        await coordination.close();
        throw new ZooKeeperError('SESSIONEXPIRED');
      }
      throw new ZooKeeperError('CONNECTIONLOSS');
    };
    return new Proxy(coordination, {
      get: (target, key) => {
        if (key === 'multi') return multi;
        const value = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
}

/** Lets time pass, in steps in which everything settles, until it is so. */
async function eventually(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (let round = 0; round < 60; round++) {
    if (await condition()) return;
    await cluster.clock.advance(250);
  }
  throw new Error(`${what} did not come about:\n${cluster.lines.join('\n')}`);
}

/** A history that ends in the same state whatever happens to the first controller on the way. */
async function history(): Promise<void> {
  const leader = async (topic: string) => (await cluster.state(topic))?.leader;
  await eventually(async () => (await cluster.state('kept')) !== undefined, 'kept is led');
  await cluster.topic('gone', [[2, 3]], 'otherIdotherIdotherIdA');
  await eventually(async () => (await leader('gone')) === 2, 'gone is led');
  await cluster.tools.create(
    paths.reassignPartitions,
    new TextEncoder().encode(
      '{"version":1,"partitions":[{"topic":"kept","partition":0,"replicas":[4,3]}]}',
    ),
  );
  await eventually(async () => {
    const state = await cluster.state('kept');
    const moving = (await cluster.written('kept')).assignment.get(0)?.adding.includes(4);
    if (moving === true && state !== undefined && !state.isr.includes(4)) {
      // As its leader does when the new replica has caught up; somebody else may be faster.
      await cluster.changeIsr('kept', [...state.isr, 4]);
    }
    const now = (await cluster.written('kept')).assignment.get(0);
    return now?.replicas.join() === '4,3' && now.adding.length === 0;
  }, 'kept is moved');
  await cluster.tools.create(paths.deleteTopic('gone'), null);
  await eventually(async () => !(await cluster.exists(paths.deleteTopic('gone'))), 'gone is gone');
}

async function outcome() {
  await eventually(async () => !(await cluster.exists(paths.reassignPartitions)), 'the tool hears');
  await eventually(async () => [3, 4].includes((await cluster.state('kept'))?.leader ?? -1), 'led');
  const { isr, leader } = (await cluster.state('kept'))!;
  expect([...isr].sort()).toEqual([3, 4]);
  expect(await cluster.exists(paths.topic('gone'))).toBe(false);
  await eventually(
    async () => cluster.broker(4).metadata.join() === `kept-0: ${leader} isr ${isr}`,
    'broker 4 knows',
  );
  await eventually(
    async () => cluster.broker(4).partitions[0]?.includes('of 4,3') === true,
    'broker 4 follows or leads',
  );
  await eventually(async () => {
    const { leader, leaderEpoch } = (await cluster.state('kept'))!;
    return (
      cluster.broker(leader).partitions[0]?.startsWith(`kept-0: ${leader}/${leaderEpoch} `) === true
    );
  }, 'the leader knows its epoch');
}

describe.each<Failure>(['lost before', 'lost after', 'dies before', 'dies after'])(
  'a connection that is %s a write',
  (failure) => {
    test('at any step leaves what this controller or the next one finishes', async () => {
      let tried = 0;
      for (let at = 0; at < MOST_WRITES; at++) {
        const failing = new FailingWrites(at, failure);
        await cluster.topic('kept', [[2, 3]]);
        cluster.controller(1, { wrap: (session) => failing.wrap(session) });
        await cluster.settle();
        cluster.controller(2);
        await history();
        await outcome();
        tried = at;
        await cluster.close();
        cluster = await ControllerHarness.open([1, 2, 3, 4]);
        if (failing.writes <= at) break;
      }
      expect(tried).toBeGreaterThan(10);
      expect(tried).toBeLessThan(MOST_WRITES - 1);
    });
  },
);
