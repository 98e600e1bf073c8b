import { beforeEach, expect, test } from 'vitest';
import { ControllerEventQueue } from '../../../../server/broker/controller/controller-event-queue.ts';
import { ErrorCode, KafkaError } from '../../../../server/protocol/errors.ts';
import { settled } from '../../../harness/manual-clock.ts';

let log: string[];
let queue: ControllerEventQueue;

beforeEach(() => {
  log = [];
  queue = new ControllerEventQueue(async (event, error) => {
    log.push(`${event} failed: ${(error as Error).message}`);
  });
});

/** An event that takes a while. */
const slowly = (name: string) => async () => {
  log.push(`${name} begins`);
  await settled();
  log.push(`${name} ends`);
};

test('one event after the other, in the order in which they came', async () => {
  queue.put('a', slowly('a'));
  queue.put('b', slowly('b'));
  await settled();
  await settled();
  await settled();
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('of events of a name that wait one is enough, but not instead of one under way', async () => {
  for (const name of ['a', 'a', 'a']) queue.putOnce(name, slowly(name));
  queue.putOnce('b', slowly('b'));
  for (let turn = 0; turn < 5; turn++) await settled();
  expect(log.filter((line) => line.endsWith('ends'))).toEqual(['a ends', 'a ends', 'b ends']);
});

test('one that fails is told of, and the next goes on', async () => {
  queue.put('a', () => Promise.reject(new Error('oops')));
  queue.put('b', slowly('b'));
  await settled();
  await settled();
  expect(log).toEqual(['a failed: oops', 'b begins', 'b ends']);
});

test('who asks gets the answer; a refusal is no failure', async () => {
  expect(await queue.ask('a', async () => 42)).toBe(42);
  const refused = queue.ask('b', () => Promise.reject(new KafkaError(ErrorCode.INVALID_REQUEST)));
  await expect(refused).rejects.toMatchObject({ code: ErrorCode.INVALID_REQUEST });
  const failed = queue.ask('c', () => Promise.reject(new Error('oops')));
  await expect(failed).rejects.toThrow('oops');
  await settled();
  expect(log).toEqual(['c failed: oops']);
});

test('when it is closed nothing more begins, and who waits for an answer is sent away', async () => {
  queue.put('a', slowly('a'));
  queue.put('b', slowly('b'));
  const waiting = queue.ask('c', async () => 1);
  queue.close();
  await expect(waiting).rejects.toMatchObject({ code: ErrorCode.NOT_CONTROLLER });
  await expect(queue.ask('d', async () => 1)).rejects.toMatchObject({
    code: ErrorCode.NOT_CONTROLLER,
  });
  await settled();
  await settled();
  expect(log).toEqual(['a begins', 'a ends']);
});
