import { expect, test } from 'vitest';
import { KafkaError } from '../../../../server/node/kafka/kafka-error.ts';
import { Patience } from '../../../../server/node/streaming/kafka-patience.ts';
import { UserError } from '../../../../server/node/user-error.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';

const options = { servers: 'here:9092', limitMs: 60_000, backoffMs: 1 };

/** Fails so many times, and how often it was tried. */
function failing(times: number, error: Error) {
  const work = async () => {
    if (++tries.count <= times) throw error;
    return 'done';
  };
  const tries = { count: 0, work };
  return tries;
}

test.each([
  ['a connection that breaks', new UserError('Connection closed')],
  ['a leader that moves', new KafkaError(ErrorCode.NOT_LEADER_OR_FOLLOWER)],
  ['a topic that is not known yet', new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)],
])('%s is tried again, once it has been looked at anew', async (_, error) => {
  const tries = failing(3, error);
  const mended: Error[] = [];
  expect(await new Patience(options).until(tries.work, (each) => mended.push(each))).toBe('done');
  expect(tries.count).toBe(4);
  expect(mended).toEqual([error, error, error]);
});

test.each([
  ['what the cluster refuses', new KafkaError(ErrorCode.TOPIC_AUTHORIZATION_FAILED), UserError],
  ['what is wrong with the program', new TypeError('oops'), TypeError],
])('%s is not', async (_, error, kind) => {
  const tries = failing(1, error);
  await expect(new Patience(options).until(tries.work)).rejects.toThrow(kind);
  expect(tries.count).toBe(1);
});

test('when time is up the servers are named, and why', async () => {
  const patience = new Patience({ ...options, limitMs: 5 });
  const tries = failing(Number.POSITIVE_INFINITY, new UserError('Connection refused'));
  await expect(patience.until(tries.work)).rejects.toThrow(
    'Kafka at here:9092: Connection refused',
  );
  expect(tries.count).toBeGreaterThan(1);
});

test('once it has ended, nothing is tried again', async () => {
  const patience = new Patience({ ...options, backoffMs: 60_000 });
  const tries = failing(Number.POSITIVE_INFINITY, new UserError('away'));
  const trying = patience.until(tries.work, () => patience.end());
  await expect(trying).rejects.toThrow('away');
  expect(tries.count).toBe(2);
});
