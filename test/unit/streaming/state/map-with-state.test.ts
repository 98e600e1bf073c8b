import { describe, expect, onTestFinished, test } from 'vitest';
import type { Time } from '../../../../server/streaming/dstream/time.ts';
import type { State } from '../../../../server/streaming/state/state.ts';
import { StateSpec } from '../../../../server/streaming/state/state-spec.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';
import { fc } from '../../../harness/fast-check.ts';

type Pair = readonly [string, number];

/** A harness that is stopped with the test. */
function streamTest(): StreamTest {
  const harness = new StreamTest();
  onTestFinished(() => harness.stop());
  return harness;
}

/** The running sum of each key. */
const total = (key: string, value: number | undefined, state: State<number>): Pair => {
  state.update((state.getOption() ?? 0) + value!);
  return [key, state.get()];
};

test('each value is mapped with the state of its key; other keys are not touched', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const stream = input.mapWithState(StateSpec.function(total));
  const mapped = harness.output(stream);
  const snapshots = harness.output(stream.stateSnapshots());
  input.push(
    [
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ],
    [['b', 5]],
    [],
  );
  await harness.advance(3);
  expect(mapped.sorted).toEqual([
    [
      ['a', 1],
      ['a', 3],
      ['b', 1],
    ],
    [['b', 6]],
    [],
  ]);
  expect(snapshots.sorted).toEqual([
    [
      ['a', 3],
      ['b', 1],
    ],
    [
      ['a', 3],
      ['b', 6],
    ],
    [
      ['a', 3],
      ['b', 6],
    ],
  ]);
});

test('the initial state is there before the first batch, also where no batch touches it', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const initial = harness.ssc.sparkContext.parallelize<Pair>([
    ['a', 10],
    ['c', 30],
  ]);
  const spec = StateSpec.function(total).initialState(initial).numPartitions(3);
  const stream = input.mapWithState(spec);
  const mapped = harness.output(stream);
  const snapshots = harness.output(stream.stateSnapshots());
  input.push([['a', 1]]);
  await harness.advance();
  expect(mapped.batches).toEqual([[['a', 11]]]);
  expect(snapshots.sorted).toEqual([
    [
      ['a', 11],
      ['c', 30],
    ],
  ]);
});

test('a function of four parameters has the time first, and leaves out what it gives no result for', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>(1);
  const spec = StateSpec.function(
    (time: Time, key: string, value: number | undefined, _: State<number>) =>
      value! > 1 ? `${key}${value} ${time.milliseconds - Date.UTC(2024, 0, 1)}` : undefined,
  ).numPartitions(1);
  const output = harness.output(input.mapWithState(spec));
  input.push(
    [
      ['a', 1],
      ['b', 2],
    ],
    [['c', 3]],
  );
  await harness.advance(2);
  expect(output.batches).toEqual([['b2 1000'], ['c3 2000']]);
});

describe('a state', () => {
  /** What `f` makes of the batches, each of which has values of one key. */
  async function run<R>(
    f: (key: string, value: number | undefined, state: State<number>) => R,
    ...batches: number[][]
  ): Promise<readonly R[]> {
    const harness = streamTest();
    const input = harness.input<Pair>(1);
    const output = harness.output(input.mapWithState(StateSpec.function(f)) as never);
    input.push(...batches.map((values) => values.map((value): Pair => ['k', value])));
    await harness.advance(batches.length);
    return output.all as readonly R[];
  }

  test('does not exist before it is set, nor after it is removed', async () => {
    const seen = await run(
      (_, value, state) => {
        const before = [state.exists(), state.getOption(), String(state)];
        if (value === 0) state.remove();
        else state.update(value!);
        return [...before, state.exists()];
      },
      [7, 8],
      [0, 9],
    );
    expect(seen).toEqual([
      [false, undefined, '<state not set>', true],
      [true, 7, '7', true],
      [true, 8, '8', false],
      [false, undefined, '<state not set>', true],
    ]);
  });

  test.each<[string, (state: State<number>) => unknown]>([
    ['State is not set', (state) => state.get()],
    [
      'Cannot update the state after it has been removed',
      (state) => {
        state.update(1);
        state.remove();
        state.update(2);
      },
    ],
  ])('%s', async (message, f) => {
    await expect(run((_, __, state) => f(state), [1])).rejects.toThrow(message);
  });
});

describe('a timeout', () => {
  test('removes keys that were not touched, when the state is scanned, with one last call', async () => {
    const harness = streamTest();
    const input = harness.input<Pair>();
    const spec = StateSpec.function<string, number, number, string>((key, value, state) => {
      if (state.isTimingOut()) return `${key}: over at ${state.get()}, ${value}`;
      if (value! < 0) return `${key}: ${state.getOption()}`;
      state.update(value!);
      return `${key}: ${value}`;
    }).timeout(5);
    const stream = input.mapWithState(spec);
    const mapped = harness.output(stream);
    const snapshots = harness.output(stream.stateSnapshots());
    // Batches are scanned after ten seconds: what was touched in the fourth is over, and in the fifth just not.
    input.push(
      [
        ['a', 1],
        ['b', 1],
      ],
      [],
      [],
      [['a', 2]],
      [['b', -1]],
    );
    await harness.advance(10);
    expect(mapped.sorted.slice(5)).toEqual([[], [], [], [], ['a: over at 2, undefined']]);
    expect(snapshots.sorted.slice(8)).toEqual([
      [
        ['a', 2],
        ['b', 1],
      ],
      [['b', 1]],
    ]);
    input.push([['a', -1]]);
    await harness.advance();
    expect(mapped.last).toEqual(['a: undefined']);
  });

  test.each<['update' | 'remove', string]>([
    ['update', 'Cannot update the state that is timing out'],
    ['remove', 'Cannot remove the state that is timing out'],
  ])('does not let the last call %s the state', async (method, message) => {
    const harness = streamTest();
    const input = harness.input<Pair>();
    const spec = StateSpec.function<string, number, number, number>((_, __, state) => {
      if (state.isTimingOut()) state[method](1);
      else state.update(1);
      return 0;
    }).timeout(2);
    harness.output(input.mapWithState(spec));
    input.push([['a', 1]]);
    await harness.advance(9);
    await expect(harness.advance()).rejects.toThrow(message);
  });
});

test('a function that throws takes back what the batch had changed', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>(1);
  let isBroken = true;
  const spec = StateSpec.function<string, number, number, Pair>((key, value, state) => {
    if (isBroken && value === 13) throw new Error('unlucky');
    if (value === 0) {
      state.remove();
      return [key, 0];
    }
    return total(key, value, state);
  }).numPartitions(1);
  const stream = input.mapWithState(spec);
  const mapped = harness.output(stream);
  const snapshots = harness.output(stream.stateSnapshots());
  input.push(
    [
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ],
    [
      ['a', 5],
      ['b', 0],
      ['d', 4],
      ['c', 13],
    ],
    [],
  );
  await harness.advance();
  await expect(harness.advance()).rejects.toThrow('unlucky');
  isBroken = false;
  await harness.advance();
  expect(mapped.batches).toEqual([
    [
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ],
    [],
  ]);
  expect(snapshots.sorted).toEqual([
    [
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ],
    [
      ['a', 6],
      ['c', 14],
      ['d', 4],
    ],
  ]);
});

test('windows over snapshots find the state that was', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const stream = input.mapWithState(StateSpec.function(total));
  const mapped = harness.output(stream);
  const output = harness.output(stream.stateSnapshots().window(3, 3));
  input.push([['a', 1]], [['a', 1]], [['a', 1]]);
  await harness.advance(3);
  expect(mapped.all).toEqual([
    ['a', 1],
    ['a', 2],
    ['a', 3],
  ]);
  expect(output.sorted).toEqual([
    [
      ['a', 1],
      ['a', 2],
      ['a', 3],
    ],
  ]);
});

test('a version that is gone is said to be', async () => {
  const harness = streamTest();
  const input = harness.input<Pair>();
  const stream = input.mapWithState(StateSpec.function(total));
  harness.output(stream);
  await harness.advance(3);
  const old = await stream.rddAt(Date.UTC(2024, 0, 1) + 1000);
  await expect(old!.collect()).rejects.toThrow(
    'The state after the batch 1704067201000 is not kept any more: it is that of 1704067203000 by now. StreamingContext.remember(seconds) keeps it for longer.',
  );
});

test('it is the same as going through all values one by one', async () => {
  const pair = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: -2, max: 3 }));
  const batches = fc.array(fc.array(pair, { maxLength: 8 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(batches, async (pushed) => {
      const harness = new StreamTest();
      // Of one partition, so that values come in their order.
      const input = harness.input<Pair>(1);
      const step = (key: string, value: number, before: number | undefined): number | undefined =>
        value < 0 ? undefined : (before ?? key.charCodeAt(0)) * 2 + value;
      const spec = StateSpec.function<string, number, number, Pair>((key, value, state) => {
        const after = step(key, value!, state.getOption());
        if (after !== undefined) state.update(after);
        else if (state.exists()) state.remove();
        return [key, after ?? -1];
      });
      const stream = input.mapWithState(spec);
      const mapped = harness.output(stream);
      const snapshots = harness.output(stream.stateSnapshots());
      input.push(...pushed);
      await harness.advance(pushed.length);
      await harness.stop();

      const states = new Map<string, number>();
      for (const [i, batch] of pushed.entries()) {
        const results = batch.map(([key, value]): Pair => {
          const after = step(key, value, states.get(key));
          if (after === undefined) states.delete(key);
          else states.set(key, after);
          return [key, after ?? -1];
        });
        // Partitions come one after the other, and within them values in their order.
        for (const name of states.keys())
          expect(mapped.batches[i]!.filter(([key]) => key === name)).toEqual(
            results.filter(([key]) => key === name),
          );
        expect(snapshots.sorted[i]).toEqual([...states].sort());
      }
    }),
    { numRuns: 60 },
  );
});
