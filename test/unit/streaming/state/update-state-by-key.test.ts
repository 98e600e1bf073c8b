import { expect, onTestFinished, test } from 'vitest';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';
import { fc } from '../../../harness/fast-check.ts';

type Pair = readonly [string, number];

/** A harness that is stopped with the test. */
function streamTest(): StreamTest {
  const harness = new StreamTest();
  onTestFinished(() => harness.stop());
  return harness;
}

const sum = (values: readonly number[], state: number | undefined) =>
  values.reduce((a, b) => a + b, state ?? 0);

test('state goes on from batch to batch, and all of it comes out of each', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const counts = harness.output(input.updateStateByKey(sum));
  input.push(
    [
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ],
    [],
    [['b', 5]],
  );
  await harness.advance(3);
  expect(counts.sorted).toEqual([
    [
      ['a', 3],
      ['b', 1],
    ],
    [
      ['a', 3],
      ['b', 1],
    ],
    [
      ['a', 3],
      ['b', 6],
    ],
  ]);
});

test('the function is called for every key in every batch, and nothing forgets the key', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const calls: unknown[] = [];
  const lives = input.updateStateByKey<string, number, number>((values, state) => {
    calls.push([[...values], state]);
    const left = values.length > 0 ? 2 : state! - 1;
    return left === 0 ? undefined : left;
  });
  const output = harness.output(lives);
  input.push([['a', 7]], [], [], [], [['a', 8]]);
  await harness.advance(5);
  expect(output.batches).toEqual([[['a', 2]], [['a', 1]], [], [], [['a', 2]]]);
  expect(calls).toEqual([
    [[7], undefined],
    [[], 2],
    [[], 1],
    [[8], undefined],
  ]);
});

test('what a batch would forget before it has a state is not remembered', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const output = harness.output(
    input.updateStateByKey<string, number, number>((values) => (values[0] === 0 ? null : 1)),
  );
  input.push([
    ['a', 0],
    ['b', 1],
  ]);
  await harness.advance();
  expect(output.batches).toEqual([[['b', 1]]]);
});

test('it begins with the initial RDD, of which the first batch calls the function for each key', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const initial = harness.ssc.sparkContext.parallelize<Pair>(
    [
      ['a', 10],
      ['c', 30],
    ],
    3,
  );
  const output = harness.output(input.updateStateByKey(sum, 3, initial));
  input.push(
    [
      ['a', 1],
      ['b', 2],
    ],
    [['c', 1]],
  );
  await harness.advance(2);
  expect(output.sorted).toEqual([
    [
      ['a', 11],
      ['b', 2],
      ['c', 30],
    ],
    [
      ['a', 11],
      ['b', 2],
      ['c', 31],
    ],
  ]);
});

test('keys are compared by what they hold', async () => {
  const harness = streamTest();
  const input = harness.input<readonly [unknown, number]>();
  const output = harness.output(
    input
      .updateStateByKey<unknown, number, number>(sum)
      .map(([key, count]) => `${JSON.stringify(key)} ${count}`),
  );
  const keys = () => [Number.NaN, ['a', 1], { x: 1, y: [2] }, new Date(5), null, true, -0];
  input.push(
    keys().map((key) => [key, 1] as const),
    [
      [{ y: [2], x: 1 }, 1],
      [0, 1],
      ...keys()
        .slice(0, 2)
        .map((key) => [key, 1] as const),
    ],
  );
  await harness.advance(2);
  expect(output.sorted.at(-1)).toEqual(
    [
      '["a",1] 2',
      '"1970-01-01T00:00:00.005Z" 1',
      '0 2',
      'null 1',
      'null 2',
      'true 1',
      '{"x":1,"y":[2]} 2',
    ].sort(),
  );
});

test('a function that throws fails the batch, leaves the state as it was, and is tried again by the next', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>(1);
  let isBroken = true;
  const output = harness.output(
    input.updateStateByKey<string, number, number>((values, state) => {
      if (isBroken && values.includes(13)) throw new Error('unlucky');
      return sum(values, state);
    }),
  );
  input.push(
    [
      ['a', 1],
      ['b', 1],
    ],
    [
      ['a', 1],
      ['b', 13],
    ],
    [['c', 1]],
  );
  await harness.advance();
  await expect(harness.advance()).rejects.toThrow('unlucky');
  await expect(harness.advance()).rejects.toThrow('unlucky');
  isBroken = false;
  await harness.advance();
  expect(output.sorted).toEqual([
    [
      ['a', 1],
      ['b', 1],
    ],
    [
      ['a', 2],
      ['b', 14],
      ['c', 1],
    ],
  ]);
});

test('windows over state find what it was', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const output = harness.output(input.updateStateByKey(sum).window(2, 2));
  input.push([['a', 1]], [['a', 1]], [['a', 1]], [['a', 1]]);
  await harness.advance(4);
  expect(output.sorted).toEqual([
    [
      ['a', 1],
      ['a', 2],
    ],
    [
      ['a', 3],
      ['a', 4],
    ],
  ]);
});

test('several outputs, and outputs that leave batches out, see the same state', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const state = input.updateStateByKey(sum);
  const all = harness.output(state);
  const some: unknown[] = [];
  let batch = 0;
  state.foreachRDD(async (rdd) => {
    if (++batch % 2 === 0) some.push(await rdd.collect());
  });
  input.push([['a', 1]], [['a', 1]], [['a', 1]]);
  await harness.advance(3);
  expect(all.batches).toEqual([[['a', 1]], [['a', 2]], [['a', 3]]]);
  expect(some).toEqual([[['a', 2]]]);
});

test('batches that nobody has computed are made up for', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const seen: unknown[] = [];
  let batch = 0;
  input.updateStateByKey(sum).foreachRDD(async (rdd) => {
    if (++batch === 4) seen.push(...(await rdd.collect()));
  });
  input.push([['a', 1]], [['a', 2]], [['b', 4]], [['a', 8]]);
  await harness.advance(4);
  expect(seen.sort()).toEqual([
    ['a', 11],
    ['b', 4],
  ]);
});

test('it is computed in all partitions, also where an output looks at a few elements', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const counts = input.updateStateByKey(sum, 4);
  const looked: number[] = [];
  counts.foreachRDD(async (rdd) => {
    looked.push((await rdd.take(1)).length);
    // What computes it is let go.
    expect((await counts.rddAt(harness.time))!.computation.parents.length).toBeGreaterThan(0);
  });
  input.push(
    Array.from({ length: 50 }, (_, i): Pair => [`key ${i}`, 1]),
    [['key 1', 1]],
  );
  await harness.advance(20);
  expect(looked).toHaveLength(20);
  expect(counts.computation.state).toMatchObject({ size: 50, version: harness.time });
  expect((await counts.rddAt(harness.time))!.computation.parents).toEqual([]);
});

test('it needs a checkpoint directory', async () => {
  const harness = new StreamTest({ checkpoint: false });
  onTestFinished(() => harness.stop());
  harness.output(harness.input<Pair>().updateStateByKey(sum));
  await expect(harness.advance()).rejects.toThrow(
    'The checkpoint directory has not been set. Please set it by StreamingContext.checkpoint().',
  );
});

test('it is the same as computing everything anew in each batch', async () => {
  const pair = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: -3, max: 3 }));
  const batches = fc.array(fc.array(pair, { maxLength: 6 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(batches, fc.integer({ min: 1, max: 4 }), async (pushed, partitions) => {
      const harness = new StreamTest();
      const input = harness.input<Pair>();
      // Sums that come to nothing are forgotten.
      const counts = input.updateStateByKey<string, number, number>(
        (values, state) => sum(values, state) || undefined,
        partitions,
      );
      const output = harness.output(counts);
      input.push(...pushed);
      await harness.advance(pushed.length);
      await harness.stop();
      const expected = new Map<string, number>();
      const states = pushed.map((batch) => {
        for (const [key, value] of batch) expected.set(key, (expected.get(key) ?? 0) + value);
        for (const [key, value] of expected) if (value === 0) expected.delete(key);
        return [...expected].sort();
      });
      expect(output.sorted).toEqual(states);
    }),
    { numRuns: 60 },
  );
});
