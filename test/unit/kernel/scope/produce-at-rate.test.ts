import { describe, expect, test } from 'vitest';
import { CellSources } from '../../../../server/kernel/errors/cell-sources.ts';
import { produceAtRate } from '../../../../server/kernel/scope/produce-at-rate.ts';
import type { TopicProducer } from '../../../../server/kernel/scope/topic-producer.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

function producing(producer: (records: readonly unknown[]) => Promise<void>) {
  const clock = new ManualClock();
  const topics: TopicProducer = { send: (_, records) => producer(records as unknown[]) };
  const sources = new CellSources('/book', '/millrace');
  return { clock, context: { clock, sources, producer: topics, running: () => undefined } };
}

describe('records', () => {
  test('come at the rate, in order, until they are stopped', async () => {
    const sent: unknown[] = [];
    const { clock, context } = producing(async (records) => void sent.push(...records));
    const production = produceAtRate(context, ['t', 100, (i) => i]);
    await clock.advance(10_000);
    expect(sent.length).toBeGreaterThanOrEqual(990);
    expect(sent.length).toBeLessThanOrEqual(1000);
    expect(sent.slice(0, 3)).toEqual([0, 1, 2]);
    production.stop();
    await clock.advance(1000);
    expect(await production.done).toBe(sent.length);
  });

  test('are as many as asked for, or for as long', async () => {
    const { clock, context } = producing(async () => undefined);
    const counted = produceAtRate(context, ['t', 7, (i) => i, { count: 20 }]);
    const timed = produceAtRate(context, ['t', 10, (i) => i, { seconds: 3 }]);
    await clock.advance(10_000);
    expect([await counted.done, await timed.done]).toEqual([20, 30]);
  });

  test('that cannot be sent fail it', async () => {
    const { clock, context } = producing(async () => {
      throw new Error('no leader');
    });
    const production = produceAtRate(context, ['t', 10, (i) => i]);
    const failed = expect(production.done).rejects.toThrow('no leader');
    await clock.advance(1000);
    await failed;
    expect(() => produceAtRate(context, ['t', 0, (i) => i])).toThrow(RangeError);
  });
});
