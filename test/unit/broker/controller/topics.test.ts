import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Controller } from '../../../../server/broker/controller/controller.ts';
import { assigned } from '../../../../server/broker/metadata/assigned-replicas.ts';
import { paths } from '../../../../server/broker/metadata/znode-paths.ts';
import { topicZnode } from '../../../../server/broker/metadata/znodes.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { bytes } from '../../zookeeper/service-harness.ts';
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

describe('creation', () => {
  test('the first replica leads, all are in sync, and everybody is told', async () => {
    await cluster.topic('t', [[1, 2], [3]]);
    await cluster.until(() => cluster.broker(2).metadata.length === 2);
    expect(await cluster.state('t', 0)).toEqual({
      leader: 1,
      leaderEpoch: 0,
      controllerEpoch: 1,
      isr: [1, 2],
    });
    expect(cluster.broker(1).partitions).toEqual(['t-0: 1/0 isr 1,2 of 1,2']);
    expect(cluster.broker(2).partitions).toEqual(['t-0: 1/0 isr 1,2 of 1,2']);
    expect(cluster.broker(3).partitions).toEqual(['t-1: 3/0 isr 3 of 3']);
    expect(cluster.broker(2).metadata).toEqual(['t-0: 1 isr 1,2', 't-1: 3 isr 3']);
  });

  test('a topic that an old tool writes gets an id, and keeps it when the tool adds partitions', async () => {
    await cluster.topic('old', [[1]], null);
    await cluster.until(() => cluster.broker(1).partitions.length === 1);
    const { topicId } = await cluster.written('old');
    expect(topicId).toMatch(/^[\w-]{22}$/);
    const assignment = new Map([
      [0, assigned([1])],
      [1, assigned([2])],
    ]);
    await cluster.tools.setData(
      paths.topic('old'),
      topicZnode.encode({ topicId: null, assignment }),
    );
    await cluster.until(() => cluster.broker(2).partitions.length === 1);
    await cluster.until(async () => (await cluster.written('old')).topicId === topicId);
  });

  test('replicas that are away are not in sync; a topic with none alive waits for one', async () => {
    await cluster.die(3);
    await cluster.until(() => cluster.broker(1).live.length === 2);
    await cluster.topic('t', [[3, 1]]);
    await cluster.topic('u', [[3]]);
    await cluster.until(() => cluster.broker(1).metadata.length === 2);
    expect(cluster.broker(1).metadata).toEqual([
      't-0: 1 isr 1 offline 3',
      'u-0: -1 isr  offline 3',
    ]);
    expect(await cluster.state('u')).toBeUndefined();
    await cluster.comeBack(3);
    await cluster.until(() => cluster.broker(1).metadata.includes('u-0: 3 isr 3'));
    expect(cluster.broker(3).partitions).toEqual(['t-0: 1/0 isr 1 of 3,1', 'u-0: 3/0 isr 3 of 3']);
  });

  test('a znode that nobody can read costs only its own topic', async () => {
    await cluster.tools.create(paths.topic('broken'), bytes('{'));
    await cluster.topic('t', [[1]]);
    await cluster.until(() => cluster.broker(2).metadata.length === 1);
    expect(controller.isActive).toBe(true);
    expect(cluster.lines).toContainEqual(expect.stringContaining('topic broken is left out'));
  });
});

describe('deletion', () => {
  const mark = (topic: string) => cluster.tools.create(paths.deleteTopic(topic), null);

  test('replicas go, then every trace', async () => {
    await cluster.topic('t', [
      [1, 2],
      [2, 3],
    ]);
    await cluster.until(() => cluster.broker(3).metadata.length === 2);
    await mark('t');
    await cluster.until(async () => !(await cluster.exists(paths.deleteTopic('t'))));
    expect(await cluster.exists(paths.topic('t'))).toBe(false);
    expect(cluster.broker(2).deleted).toEqual(['t-0', 't-1']);
    expect(cluster.broker(1).metadata).toEqual([]);
  });

  test('waits for a replica that is away, and for one whose broker could not', async () => {
    await cluster.topic('t', [[1, 2]]);
    await cluster.until(() => cluster.broker(2).partitions.length === 1);
    await cluster.die(2);
    await cluster.until(() => cluster.broker(1).live.length === 2);
    cluster.broker(1).errors.set('t-0', ErrorCode.KAFKA_STORAGE_ERROR);
    await mark('t');
    await cluster.until(() => cluster.broker(1).deleted.length === 1);
    await cluster.settle();
    expect(cluster.broker(1).metadata).toEqual([]);
    expect(await cluster.exists(paths.topic('t'))).toBe(true);
    await cluster.comeBack(2);
    await cluster.until(() => cluster.broker(2).deleted.length === 1);
    cluster.broker(1).errors.clear();
    await cluster.clock.advance(10_000);
    await cluster.until(async () => !(await cluster.exists(paths.topic('t'))));
    expect(cluster.lines).toContainEqual(expect.stringMatching(/waits: broker 2 .*away/));
  });

  test('of several topics that a broker could not delete is tried again for each of them', async () => {
    const topics = ['t', 'u'];
    for (const [i, topic] of topics.entries()) {
      await cluster.topic(topic, [[1]], `${topic}opicIdtopicIdtopicIdA`);
      await cluster.until(() => cluster.broker(3).metadata.length === 1, `${topic} is there`);
      cluster.broker(1).errors.set(`${topic}-0`, ErrorCode.KAFKA_STORAGE_ERROR);
      await mark(topic);
      await cluster.until(() => cluster.broker(1).deleted.length === i + 1);
      await cluster.settle();
    }
    cluster.broker(1).errors.clear();
    await cluster.clock.advance(10_000);
    for (const topic of topics) {
      await cluster.until(async () => !(await cluster.exists(paths.topic(topic))), topic);
    }
  });

  test('of a topic that does not exist is forgotten, as when it is disabled', async () => {
    await mark('none');
    await cluster.until(async () => !(await cluster.exists(paths.deleteTopic('none'))));
    await cluster.topic('t', [[2]]);
    await cluster.resign(1);
    const other = cluster.controller(2, { config: { 'delete.topic.enable': 'false' } });
    await cluster.until(() => other.isActive);
    await mark('t');
    await cluster.until(async () => !(await cluster.exists(paths.deleteTopic('t'))));
    expect(await cluster.exists(paths.topic('t'))).toBe(true);
    expect(cluster.broker(2).deleted).toEqual([]);
  });

  test('of a topic that nobody can read removes its znodes', async () => {
    await cluster.tools.create(paths.topic('broken'), bytes('{'));
    await mark('broken');
    await cluster.until(async () => !(await cluster.exists(paths.topic('broken'))));
    expect(await cluster.exists(paths.deleteTopic('broken'))).toBe(false);
    expect(controller.isActive).toBe(true);
  });

  test('a name that is free can be taken again', async () => {
    await cluster.topic('t', [[1]]);
    await cluster.until(() => cluster.broker(1).partitions.length === 1);
    await mark('t');
    await cluster.until(async () => !(await cluster.exists(paths.deleteTopic('t'))));
    await cluster.topic('t', [[2]], 'otherIdotherIdotherIdA');
    await cluster.until(() => cluster.broker(2).partitions.length === 1);
    expect(cluster.broker(1).metadata).toEqual(['t-0: 2 isr 2']);
  });
});

test('what leaders say of their ISR everybody hears, and the note goes', async () => {
  await cluster.topic('t', [[1, 2]]);
  await cluster.until(() => cluster.broker(3).metadata.length === 1);
  await cluster.changeIsr('t', [1]);
  const note = bytes('{"version":1,"partitions":[{"topic":"t","partition":0}]}');
  await cluster.tools.create(paths.isrChange, note, { mode: 'persistentSequential' });
  await cluster.until(() => cluster.broker(3).metadata[0] === 't-0: 1 isr 1');
  await cluster.settle();
  expect((await cluster.tools.getChildren(paths.isrChanges)).children).toEqual([]);
});

test('replicas that a broker has no disk for are offline, and tried again', async () => {
  cluster.broker(1).errors.set('t-0', ErrorCode.KAFKA_STORAGE_ERROR);
  await cluster.topic('t', [[1, 2]]);
  await cluster.until(() => cluster.broker(3).metadata[0] === 't-0: 2 isr 2 offline 1');
  cluster.broker(1).errors.clear();
  await cluster.clock.advance(10_000);
  expect(cluster.broker(1).partitions).toEqual(['t-0: 2/1 isr 2 of 1,2']);
});
