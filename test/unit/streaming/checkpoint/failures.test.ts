import { describe, expect, onTestFinished, test } from 'vitest';
import { CrashingWorld, type Process } from './crashing-world.ts';

type Pair = readonly [string, number];

const sum = (values: readonly number[], state: number | undefined) =>
  values.reduce((a, b) => a + b, state ?? 0);

function crashingWorld(setup: (process: Process, world: CrashingWorld) => void): CrashingWorld {
  const world = new CrashingWorld(setup);
  onTestFinished(() => world.kill());
  return world;
}

describe('a batch that failed', () => {
  /** A program whose output fails in one batch until it is mended. */
  function failing() {
    const it = { isMended: false, runs: [] as string[] };
    const world = crashingWorld((process, world) => {
      const counts = world.records<Pair>(process).updateStateByKey(sum).checkpoint(1);
      counts.foreachRDD(async (rdd, time) => {
        const [pair] = await rdd.collect();
        const batch = (time.milliseconds - Date.UTC(2024, 0, 1)) / 1000;
        it.runs.push(`${batch}: ${pair?.[1]}`);
        if (batch === 3 && !it.isMended) throw new Error('the output is not there');
      });
    });
    return { it, world };
  }

  test('is run again after a restart, with the state that it had', async () => {
    const { it, world } = failing();
    await world.start();
    for (let i = 0; i < 6; i++) {
      world.topic.push(['a', 1]);
      await world.advance();
    }
    expect(it.runs).toEqual(['1: 1', '2: 2', '3: 3', '4: 4', '5: 5', '6: 6']);
    await world.kill();
    it.runs.length = 0;
    it.isMended = true;
    await world.start();
    world.topic.push(['a', 1]);
    await world.advance();
    expect(it.runs).toEqual(['3: 3', '7: 7']);
    await world.kill();
    it.runs.length = 0;
    await world.start();
    await world.advance();
    expect(it.runs).toEqual(['8: 7']);
  });

  test('is given up when it has held up ten checkpoints', async () => {
    const { it, world } = failing();
    await world.start();
    for (let i = 0; i < 20; i++) {
      world.topic.push(['a', 1]);
      await world.advance();
    }
    expect(world.process.environment.logged).toContain(
      'error The batch 1704067203000 ms failed in foreachRDD#0 and has not been made up for since: it will not be run again after a restart.',
    );
    await world.kill();
    it.runs.length = 0;
    await world.start();
    await world.advance();
    expect(it.runs).toEqual(['21: 20']);
  });
});

test('a batch whose jobs could not be made is made again after a restart', async () => {
  let isBroken = true;
  const world = crashingWorld((process, world) => {
    const records = world.records<Pair>(process);
    const checked = records.transform((rdd) => {
      if (isBroken) throw new Error('no such table');
      return rdd;
    });
    world.keep('records', checked, process);
  });
  await world.start();
  world.topic.push(['a', 1]);
  await world.advance();
  await expect(world.process.ssc.awaitTermination()).rejects.toThrow('no such table');
  await world.kill();
  isBroken = false;
  await world.start();
  await world.advance();
  expect(world.kept('records')).toEqual([[['a', 1]], []]);
});

test('a batch that could not be kept does not hold up checkpoints for ever', async () => {
  const world = crashingWorld((process, world) => {
    world.keep('sums', world.records<Pair>(process).updateStateByKey(sum).checkpoint(1), process);
  });
  await world.start();
  const store = world.storeOf('/checkpoint/streaming');
  const { write } = store;
  for (let batch = 1; batch <= 20; batch++) {
    store.write = batch === 3 ? () => Promise.reject(new Error('the disk fails')) : write;
    world.topic.push(['a', 1]);
    await world.advance();
  }
  await expect(world.process.ssc.awaitTermination()).rejects.toThrow('the disk fails');
  expect(world.kept('sums').at(-1)).toEqual([['a', 20]]);
  expect(await store.range({ gte: Uint8Array.of(35), lt: Uint8Array.of(36) })).toEqual([]);
});

test('state that cannot be stored is said to be, and the batches go on', async () => {
  const world = crashingWorld((process, world) => {
    const state = world
      .records<Pair>(process)
      .updateStateByKey<string, number, () => number>(() => () => 1)
      .named('functions')
      .checkpoint(2);
    world.keep(
      'keys',
      state.map(([key]) => key),
      process,
    );
  });
  await world.start();
  world.topic.push(['a', 1]);
  await world.advance(3);
  expect(world.kept('keys')).toEqual([['a'], ['a'], ['a']]);
  await expect(world.process.ssc.awaitTermination()).rejects.toThrow(
    /^No checkpoint of functions could be taken: The state of the key "a": /,
  );
});

test('what cannot be recovered is said with the first batch, and its batches are empty afterwards', async () => {
  const queue = [['a'], ['b'], ['c']];
  let isSlow = true;
  const world = crashingWorld((process, world) => {
    const words = process.ssc.queueStream(queue);
    world.keep('words', words, process);
    words.foreachRDD(() => (isSlow ? new Promise(() => undefined) : undefined));
  });
  await world.start();
  await world.advance();
  expect(world.process.environment.logged.join('\n')).toMatch(
    /^warn QueueInputDStream#0 \(.*\) cannot be recovered from a checkpoint: .* After a restart, batches that were not completed are run with nothing in it\.$/m,
  );
  // Its jobs hang, so that its first batch is not completed.
  world.outputOf('words').clear();
  world.process.isAlive = false;
  const stopped = world.process.ssc.stop();
  await world.process.environment.clock.advance(10_000);
  await stopped;
  isSlow = false;
  await world.start();
  await world.advance();
  expect(world.kept('words')).toEqual([[], ['b']]);
  expect(world.process.environment.logged.join('\n')).toMatch(
    /^warn Of QueueInputDStream#0 \(.*\) the checkpoint has nothing: 1 batches that were not completed, from 1704067201000 ms on, are run without it\.$/m,
  );
});

test('a damaged record of the program is said to be', async () => {
  const world = crashingWorld((process, world) => {
    world.keep('records', world.records<Pair>(process), process);
  });
  await world.start();
  await world.advance();
  await world.kill();
  const store = world.storeOf('/checkpoint/streaming');
  await store.write([{ type: 'put', key: Uint8Array.of(33), value: Uint8Array.of(1, 2) }]);
  await expect(world.start()).rejects.toThrow(/^The checkpoint in \/checkpoint is damaged: /);
});

test('a damaged checkpoint is said to be, and where', async () => {
  const world = crashingWorld((process, world) => {
    const state = world.records<Pair>(process).updateStateByKey(sum).named('sums').checkpoint(1);
    world.keep('sums', state, process);
  });
  await world.start();
  world.topic.push(['a', 1]);
  await world.advance(2);
  await world.kill();
  const store = world.storeOf('/checkpoint/streaming');
  const [chunk] = await store.range({ gte: Uint8Array.of(37), lt: Uint8Array.of(38) });
  const { key, value } = chunk!;
  await store.write([{ type: 'put', key, value: value.slice(0, -1) }]);
  await expect(world.start()).rejects.toThrow(
    'The state of sums cannot be read from the checkpoint: The checkpoint is damaged: a part of it ends too early.',
  );
  await store.write([{ type: 'put', key, value }]);
  await world.start();
  await world.advance();
  expect(world.kept('sums').at(-1)).toEqual([['a', 1]]);
});
