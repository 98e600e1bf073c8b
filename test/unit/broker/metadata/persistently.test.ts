import { expect, test } from 'vitest';
import { persistently } from '../../../../server/broker/metadata/persistently.ts';
import { ZooKeeperError } from '../../../../server/zookeeper/coordination.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

const lost = new ZooKeeperError('CONNECTIONLOSS', '/a');

/** Fails with each of the errors once, and then gives 'data'. */
function failing(...errors: Error[]): () => Promise<string> {
  return async () => {
    const error = errors.shift();
    if (error !== undefined) throw error;
    return 'data';
  };
}

test('asks again while the coordination service cannot be reached', async () => {
  const clock = new ManualClock();
  const expired = new ZooKeeperError('SESSIONEXPIRED', '/a');
  const asked = persistently(clock, failing(lost, expired, lost), () => true);
  await clock.advance(1000);
  expect(await asked).toBe('data');
});

test('does not ask again after an answer that is an error', async () => {
  const missing = new ZooKeeperError('NONODE', '/a');
  await expect(persistently(new ManualClock(), failing(missing), () => true)).rejects.toBe(missing);
});

test('gives up when nobody wants to know any more', async () => {
  const clock = new ManualClock();
  let isWanted = true;
  const asked = expect(persistently(clock, failing(lost), () => isWanted)).rejects.toBe(lost);
  await clock.advance(0);
  isWanted = false;
  await clock.advance(1000);
  await asked;
});
