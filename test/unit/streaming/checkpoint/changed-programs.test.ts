import { describe, expect, onTestFinished, test } from 'vitest';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import { StateSpec } from '../../../../server/streaming/state/state-spec.ts';
import { CrashingWorld, type Process } from './crashing-world.ts';

type Pair = readonly [string, number];
type Program = (process: Process, world: CrashingWorld, records?: DStream<Pair>) => void;

const sum = (values: readonly number[], state: number | undefined) =>
  values.reduce((a, b) => a + b, state ?? 0);

/** Sums by key, whose data goes to the checkpoint in each batch. */
function sums(stream: DStream<Pair>): DStream<Pair> {
  return stream.updateStateByKey(sum).checkpoint(1);
}

/** Runs a program for some batches with a record each, and has another one go on. */
async function changed(before: Program, after: Program, batchDuration = 1): Promise<CrashingWorld> {
  let program = before;
  const world = new CrashingWorld((process, it) => program(process, it));
  onTestFinished(() => world.kill());
  await world.start();
  for (let i = 0; i < 4; i++) {
    world.topic.push(['a', 1]);
    await world.advance();
  }
  await world.kill();
  program = after;
  world.batchDuration = batchDuration;
  await world.start();
  world.topic.push(['a', 10]);
  await world.advance(2);
  return world;
}

const simple: Program = (process, world) => {
  world.keep('sums', sums(world.records<Pair>(process)), process);
};

describe('a program goes on', () => {
  test('with streams and outputs before and behind those that have state', async () => {
    const world = await changed(simple, (process, world) => {
      const records = world.records<Pair>(process).filter(() => true);
      world.keep('others', records.map(([key]) => key).countByValue(), process);
      world.keep(
        'sums',
        sums(records).mapValues((n) => -n),
        process,
      );
    });
    expect(world.kept('sums').at(-1)).toEqual([['a', -14]]);
  });

  test('with a name in place of the kind and the order', async () => {
    const world = await changed(simple, (process, world) => {
      const records = world.records<Pair>(process);
      world.keep('new', sums(records).named('the new one'), process);
      world.keep('sums', sums(records).named('StateDStream#0'), process);
    });
    expect(world.kept('sums').at(-1)).toEqual([['a', 14]]);
    // It begins with nothing.
    expect(world.kept('new').at(-1)).toEqual([['a', 10]]);
  });

  test('with other operators of other kinds, which begin with nothing', async () => {
    const world = await changed(simple, (process, world) => {
      const records = world.records<Pair>(process);
      const spec = StateSpec.function<string, number, number, number>((_, value, state) => {
        state.update((state.getOption() ?? 0) + value!);
        return state.get();
      });
      world.keep('mapped', records.mapWithState(spec), process);
      world.keep('sums', sums(records), process);
    });
    expect(world.kept<number>('mapped').flat()).toEqual([10]);
    expect(world.kept('sums').at(-1)).toEqual([['a', 14]]);
  });

  test('with a window over its state that was not there before', async () => {
    const world = await changed(simple, (process, world) => {
      const state = sums(world.records<Pair>(process));
      world.keep('sums', state, process);
      world.keep('window', state.window(3, 1), process);
    });
    // What the state was before nobody knows any more.
    expect(world.kept('window')).toEqual([
      [['a', 14]],
      [
        ['a', 14],
        ['a', 14],
      ],
    ]);
    expect(world.process.environment.logged.filter((line) => /^error/.test(line))).toEqual([]);
  });

  test('with another number of partitions', async () => {
    const world = await changed(simple, (process, world) => {
      const state = world.records<Pair>(process).updateStateByKey(sum, 7).checkpoint(1);
      world.keep('sums', state, process);
    });
    expect(world.kept('sums').at(-1)).toEqual([['a', 14]]);
  });

  test('with an input more, and without one that it had', async () => {
    const world = await changed(
      (process, world) => {
        simple(process, world);
        const other = world.records<Pair>(process).named('other');
        world.keep('other', other, process);
      },
      (process, world) => {
        simple(process, world);
        const third = world.records<Pair>(process).named('third');
        world.keep('third', third, process);
      },
    );
    expect(world.kept('sums').at(-1)).toEqual([['a', 14]]);
    expect(world.kept<Pair>('third').flat()).toHaveLength(5);
    expect(world.process.environment.logged).toContain(
      'warn The program does not have other any more: batches that are run again have nothing of it.',
    );
  });

  test('with state that began in a later run and has not been in a data checkpoint yet', async () => {
    /** How many batches a key has seen. */
    const ages = (process: Process, world: CrashingWorld) => {
      const initial = process.ssc.sparkContext.parallelize<Pair>([['first', 0]]);
      const records = world.records<Pair>(process);
      // Its own identity for a name.
      world.keep('sums', sums(records).named('StateDStream#0'), process);
      const grow = (_: readonly number[], age: number | undefined) => (age ?? 0) + 1;
      const aged = records.updateStateByKey<string, number, number>(grow, 2, initial);
      world.keep('ages', aged.named('ages'), process);
    };
    const world = await changed(simple, ages);
    const expected = [
      ['a', 2],
      ['first', 2],
    ];
    expect(world.kept('ages').at(-1)).toEqual(expected);
    for (const age of [3, 4]) {
      await world.kill();
      await world.start();
      await world.advance();
      expect(world.kept('ages').at(-1)).toEqual(expected.map(([key]) => [key, age]));
    }
  });

  describe('with a window with inverse', () => {
    /** Sums by key in a window of some seconds. */
    const inWindow =
      (seconds: number): Program =>
      (process, world, records = world.records<Pair>(process)) => {
        const window = records.reduceByKeyAndWindow(
          (a, b) => a + b,
          (all, gone) => all - gone,
          seconds,
          1,
        );
        world.keep('window', window.checkpoint(1), process);
      };

    test('that was not there before: it is made of the batches that are', async () => {
      const total: Program = (process, world, records = world.records<Pair>(process)) =>
        world.keep('sums', records.updateStateByKey(sum), process);
      const world = await changed(total, (process, world) => {
        const records = world.records<Pair>(process);
        total(process, world, records);
        inWindow(3)(process, world, records);
      });
      await world.advance(2);
      expect(world.kept<Pair>('window').flat()).toEqual([12, 11, 10, 0].map((n) => ['a', n]));
    });

    test.each([
      [5, [14, 13, 12, 11, 10, 0]],
      [2, [11, 10, 0, 0, 0, 0]],
    ])('of another length, %d', async (seconds, expected) => {
      const world = await changed(inWindow(3), inWindow(seconds));
      await world.advance(4);
      const sums = world.kept<Pair>('window').slice(4);
      expect(sums.flat()).toEqual(expected.map((n) => ['a', n]));
    });
  });

  test('without state that it is allowed to drop', async () => {
    let program: Program = simple;
    const world = new CrashingWorld((process, it) => program(process, it));
    onTestFinished(() => world.kill());
    world.options = { dropUnmatchedState: true };
    await world.start();
    world.topic.push(['a', 1]);
    await world.advance(2);
    await world.kill();
    const none: Program = (process, it) => it.keep('records', it.records<Pair>(process), process);
    program = none;
    await world.start();
    expect(world.process.environment.logged).toContain(
      'warn The state of StateDStream#0 in the checkpoint in /checkpoint is dropped: the program has no such stream.',
    );
    await world.advance(2);
    await world.kill();
    program = simple;
    await world.start();
    world.topic.push(['b', 1]);
    await world.advance();
    expect(world.kept('sums').at(-1)).toEqual([['b', 1]]);
  });
});

describe('a program is refused', () => {
  test.each<[string, Program, Program, string]>([
    [
      'that lacks a stream with state',
      simple,
      (process, world) => world.keep('records', world.records(process), process),
      "The checkpoint in /checkpoint has state of StateDStream#0, and the program has no such stream. If one of its streams is to go on from that state, name it so: .named('StateDStream#0'). To go on without that state, which is then lost, pass { dropUnmatchedState: true } to getOrCreate.",
    ],
    [
      'that has more streams of a kind than can be told apart',
      simple,
      (process, world) => {
        const records = world.records<Pair>(process);
        world.keep('new', sums(records), process);
        world.keep('sums', sums(records), process);
      },
      "The checkpoint in /checkpoint has 1 StateDStream without a name (StateDStream#0), and the program has 2: which goes on from which cannot be told. Name the streams that go on as they are called there, such as .named('StateDStream#0'), and the new ones as you like.",
    ],
    [
      'in which a name means something else',
      (process, world) =>
        world.keep('sums', sums(world.records<Pair>(process)).named('s'), process),
      (process, world) => {
        const spec = StateSpec.function<string, number, number, number>(() => 1);
        const mapped = world.records<Pair>(process).mapWithState(spec).named('s');
        world.keep('sums', mapped, process);
      },
      'In the checkpoint in /checkpoint, s is a StateDStream, and in the program it is a MapWithStateDStream. Give the new stream another name.',
    ],
  ])('%s', async (_, before, after, message) => {
    await expect(changed(before, after)).rejects.toThrow(message);
  });

  test('that has batches of another duration', async () => {
    await expect(changed(simple, simple, 0.5)).rejects.toThrow(
      "The checkpoint in /checkpoint was taken with batches of 1000 ms, and the program's are 500 ms: what its batches consist of would not fit. Use the same batch duration, or start anew with another checkpoint directory.",
    );
  });
});
