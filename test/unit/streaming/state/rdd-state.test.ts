import { expect, test } from 'vitest';
import { rddStateStream } from '../../../../server/streaming/state/rdd-state.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';

type Pair = readonly [string, number];

/** Sums by key, made of RDDs alone. */
function sums(harness: StreamTest, initial?: readonly Pair[]) {
  const input = harness.input<Pair>();
  const { sparkContext } = harness.ssc;
  const state = rddStateStream<Pair, Pair>(
    input,
    (_, before, rdd) =>
      (before === undefined ? rdd : before.union(rdd)).reduceByKey((a, b) => a + b, 2),
    initial === undefined ? {} : { initial: sparkContext.parallelize(initial) },
  );
  return { input, state: state.checkpoint(2), output: harness.output(state) };
}

test('each state is made of the one before, whose lineage it lets go', async () => {
  const harness = new StreamTest();
  const { input, state, output } = sums(harness, [['c', 100]]);
  input.push(
    [
      ['a', 1],
      ['b', 1],
    ],
    [],
    [
      ['a', 5],
      ['c', 1],
    ],
  );
  await harness.advance(30);
  expect(output.sorted.slice(0, 3)).toEqual([
    [
      ['a', 1],
      ['b', 1],
      ['c', 100],
    ],
    [
      ['a', 1],
      ['b', 1],
      ['c', 100],
    ],
    [
      ['a', 6],
      ['b', 1],
      ['c', 101],
    ],
  ]);
  expect((await state.rddAt(harness.time))!.toDebugString().split('\n')).toHaveLength(1);
  await harness.stop();
});

test('it goes on from a checkpoint of all of it', async () => {
  const harness = new StreamTest();
  const { input } = sums(harness, [['c', 100]]);
  input.push([['a', 1]], [['a', 1]], [['b', 1]], [['a', 1]], [['a', 1]]);
  await harness.advance(5);
  const again = await harness.restart((test) => sums(test, [['c', 100]]));
  again.input.push([['b', 7]]);
  await harness.advance(2);
  expect(again.output.sorted.at(-1)).toEqual([
    ['a', 4],
    ['b', 8],
    ['c', 100],
  ]);
  await harness.stop();
});
