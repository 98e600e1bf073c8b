import { describe, expect, onTestFinished, test } from 'vitest';
import { StateSpec } from '../../../../server/streaming/state/state-spec.ts';
import { fc } from '../../../harness/fast-check.ts';
import { CrashingWorld } from './crashing-world.ts';

/** When worlds begin. */
const START = Date.UTC(2024, 0, 1);

type Pair = readonly [string, number];

const sum = (values: readonly number[], state: number | undefined) =>
  values.reduce((a, b) => a + b, state ?? 0);

/** A running count of words, with what each batch had. */
function wordCount(interval?: number): CrashingWorld {
  const world = new CrashingWorld((process, world) => {
    const words = world.records<Pair>(process);
    const counts = words.updateStateByKey(sum);
    if (interval !== undefined) counts.checkpoint(interval);
    world.keep('words', words, process);
    world.keep('counts', counts, process);
  });
  onTestFinished(() => world.kill());
  return world;
}

/** Says what is wrong unless each record was in exactly one batch, and each batch's counts are those of all until then. */
function checkCounts(world: CrashingWorld): void {
  const words = world.kept<Pair>('words');
  expect(words.flat().sort()).toEqual([...world.topic].sort());
  const counts = new Map<string, number>();
  const expected = words.map((batch) => {
    for (const [word, n] of batch) counts.set(word, (counts.get(word) ?? 0) + n);
    return [...counts].sort();
  });
  expect(world.kept<Pair>('counts').map((batch) => batch.sort())).toEqual(expected);
}

test('a program goes on where it was, with the batches that it has missed', async () => {
  const world = wordCount(2);
  await world.start();
  for (let i = 0; i < 5; i++) {
    world.topic.push(['a', 1], [`w${i}`, i]);
    await world.advance();
  }
  await world.kill();
  world.topic.push(['a', 10]);
  world.elapsed += 3500;
  await world.start();
  await world.settle();
  await world.advance(2);
  expect(world.outputOf('counts').size).toBe(10);
  checkCounts(world);
});

describe('after a long downtime', () => {
  test('missed batches do not pile up in memory, and are said to be made up for', async () => {
    let isHanging = false;
    let resume = () => {};
    const world = new CrashingWorld((process, world) => {
      const words = world.records<Pair>(process);
      world.keep('words', words, process);
      const hang = () =>
        new Promise<void>((resolve) => {
          resume = resolve;
        });
      words.foreachRDD(() => (isHanging ? hang() : undefined));
    });
    onTestFinished(() => world.kill());
    await world.start();
    await world.advance();
    await world.kill();
    isHanging = true;
    world.elapsed += 1_500_000;
    void world.start();
    let submitted = 0;
    await world.settle();
    world.process.ssc.addStreamingListener({ onBatchSubmitted: () => submitted++ });
    for (let i = 0; i < 50; i++) await world.settle();
    expect(submitted).toBeLessThan(200);
    isHanging = false;
    resume();
    for (let i = 0; i < 400; i++) await world.settle();
    expect(world.outputOf('words').size).toBe(1501);
    expect(world.process.environment.logged).toContain(
      'warn 1500 batches were missed while the program did not run; they are made up for one after the other, from 1704067202000 ms on.',
    );
  });

  test('it can be stopped while they are made up for', async () => {
    const world = wordCount();
    await world.start();
    await world.advance();
    await world.kill();
    world.elapsed += 1_500_000;
    const started = world.start();
    await world.settle();
    await world.process.ssc.stop();
    await started;
    const { size } = world.outputOf('words');
    expect(size).toBeLessThan(1000);
    await world.settle();
    expect(world.outputOf('words').size).toBe(size);
  });
});

test('a clock that has gone back is waited for, and said to be', async () => {
  const world = wordCount();
  await world.start();
  world.topic.push(['a', 1]);
  await world.advance(10);
  await world.kill();
  world.elapsed -= 5000;
  await world.start();
  expect(world.process.environment.logged).toContain(
    'warn The clock is 5000 ms behind the last batch in the checkpoint: the next batch is at 1704067211000 ms.',
  );
  world.topic.push(['a', 1]);
  await world.advance(6);
  checkCounts(world);
  expect(world.kept('counts').at(-1)).toEqual([['a', 2]]);
});

test('a graceful stop leaves nothing to be computed again', async () => {
  let updates = 0;
  const world = new CrashingWorld((process, world) => {
    const counts = world
      .records<Pair>(process)
      .updateStateByKey<string, number, number>((values, state) => {
        updates++;
        return sum(values, state);
      });
    world.keep('counts', counts, process);
  });
  onTestFinished(() => world.kill());
  await world.start();
  world.topic.push(['a', 1]);
  await world.advance(3);
  const stopped = world.process.ssc.stop(true, true);
  await world.advance();
  await stopped;
  updates = 0;
  await world.start();
  await world.settle();
  expect(updates).toBe(0);
  world.topic.push(['a', 1]);
  await world.advance();
  expect([updates, world.kept('counts').at(-1)]).toEqual([1, [['a', 2]]]);
});

describe('a crash at any write', () => {
  test.each([
    ['lost', false],
    ['made', true],
  ])('with that write %s', async (_, isWritten) => {
    for (let at = 1; at <= 16; at++) {
      const world = wordCount(2);
      await world.start({ at, isWritten });
      for (let i = 0; world.process.isAlive; i++) {
        world.topic.push(['a', 1], [`w${i}`, i]);
        await world.advance();
      }
      await world.kill();
      await world.start();
      world.topic.push(['b', 3]);
      await world.advance(3);
      checkCounts(world);
      await world.kill();
    }
  });
});

test('what is kept does not grow with time', async () => {
  const world = everything();
  onTestFinished(() => world.kill());
  await world.start();
  const store = world.storeOf('/checkpoint/streaming');
  const bytes = async () => {
    const entries = await store.range({ gte: Uint8Array.of(0), lt: Uint8Array.of(255) });
    return entries.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  };
  const sizes: number[] = [];
  for (let batch = 0; batch < 240; batch++) {
    for (let i = 0; i < 4; i++) world.topic.push([`k${i % 3}`, batch % 5]);
    await world.advance();
    if (batch % 24 === 23) sizes.push(await bytes());
    for (const { generated } of world.process.ssc.graph.streams)
      expect(generated.size).toBeLessThan(20);
  }
  expect(Math.max(...sizes)).toBeLessThan(sizes[1]! * 1.5);
});

test('crashes at random, of a program with state and windows of all kinds', async () => {
  const crash = fc.record({
    batches: fc.integer({ min: 0, max: 7 }),
    at: fc.integer({ min: 1, max: 30 }),
    isWritten: fc.boolean(),
    downMs: fc.integer({ min: 0, max: 2500 }),
    // In which of its batches an output fails, and a function of state.
    outputFails: fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined }),
    functionFails: fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(crash, { minLength: 1, maxLength: 5 }), async (crashes) => {
      const crashing = everything();
      let record = 0;
      for (const { batches, at, isWritten, downMs, ...fails } of crashes) {
        await crashing.start({ at, isWritten });
        crashing.process.fails = fails;
        for (let i = 0; i < batches; i++) {
          for (const end = record + 4; record < end; record++)
            crashing.topic.push([`k${record ** 2 % 7}`, record % 5]);
          await crashing.advance();
        }
        await crashing.kill();
        crashing.elapsed += downMs;
      }
      await crashing.start();
      await crashing.advance(3);
      await crashing.kill();

      // The other one gets the same records in the same batches.
      const batches = [...crashing.outputOf('words')].sort(([a], [b]) => a - b);
      const undisturbed = everything(batches[0]![0] - START - 1000);
      await undisturbed.start();
      for (const [, batch] of batches) {
        const at = undisturbed.topic.length;
        const { length } = batch as unknown[];
        undisturbed.topic.push(...crashing.topic.slice(at, at + length));
        await undisturbed.advance();
      }
      await undisturbed.kill();
      expect(undisturbed.topic).toEqual(crashing.topic);
      for (const name of ['words', 'counts', 'ages', 'sessions', 'snapshots', 'window', 'history'])
        expect([name, [...crashing.outputOf(name)].sort()]).toEqual([
          name,
          [...undisturbed.outputOf(name)].sort(),
        ]);
    }),
    { numRuns: Number(process.env.MILLRACE_FUZZ ?? 0) > 0 ? 500 : 40 },
  );
}, 60_000);

/** State and windows of all kinds over a topic. */
function everything(elapsed = 0): CrashingWorld {
  const world = new CrashingWorld((process, world) => {
    const words = world.records<Pair>(process);
    let calls = 0;
    const update = (values: readonly number[], state: number | undefined) => {
      if (calls++ === (process.fails.functionFails ?? Number.NaN) * 5)
        throw new Error('a function fails');
      return sum(values, state);
    };
    const counts = words.updateStateByKey(update, 3).checkpoint(2);
    // An object that is changed in place, in batches without values too.
    const ages = words.updateStateByKey<string, number, { n: number; age: number }>(
      (values, state = { n: 0, age: 0 }) => {
        state.n += values.length;
        state.age = values.length > 0 ? 0 : state.age + 1;
        return state.age > 3 ? undefined : state;
      },
    );
    ages.checkpoint(3);
    const spec = StateSpec.function<string, number, number, readonly [string, number, string]>(
      (key, value, state) => {
        if (state.isTimingOut()) return [key, state.get(), 'timed out'];
        state.update((state.getOption() ?? 0) + value!);
        return [key, state.get(), 'seen'];
      },
    ).timeout(2);
    const sessions = words.mapWithState(spec);
    sessions.checkpoint(4);
    const window = words.reduceByKeyAndWindow(
      (a, b) => a + b,
      (a, b) => a - b,
      6,
      2,
    );
    window.checkpoint(4);
    world.keep('words', words, process);
    let outputs = 0;
    counts.foreachRDD(() => {
      if (outputs++ === process.fails.outputFails) throw new Error('an output fails');
    });
    world.keep('counts', counts, process);
    world.keep('ages', ages, process);
    world.keep('sessions', sessions, process);
    world.keep('snapshots', sessions.stateSnapshots(), process);
    world.keep('window', window, process);
    world.keep('history', counts.window(3, 1), process);
  });
  world.elapsed = elapsed;
  return world;
}
