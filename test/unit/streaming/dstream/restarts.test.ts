// Streams of state and windows over each other, with a restart after each batch, and with batches that fail.

import { describe, expect, test } from 'vitest';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';

type Pair = readonly [string, number];
type Program = (pairs: DStream<Pair>) => DStream<unknown>;

const add = (a: number, b: number) => a + b;
const subtract = (all: number, gone: number) => all - gone;
const total = (values: readonly number[], state?: number) => values.reduce(add, state ?? 0);

const programs: [name: string, Program][] = [
  [
    'a window over a window with an inverse',
    (s) => s.reduceByKeyAndWindow(add, subtract, 3).window(3).countByValue(),
  ],
  ['a window over state', (s) => s.updateStateByKey(total).window(3, 2).countByValue()],
  [
    'a window with an inverse over state',
    (s) => s.updateStateByKey(total).reduceByKeyAndWindow(add, subtract, 3, 2),
  ],
  [
    'windows with an inverse over each other',
    (s) => s.reduceByKeyAndWindow(add, subtract, 3, 2).reduceByKeyAndWindow(add, subtract, 4, 4),
  ],
  [
    'a window over windows of event time',
    (s) =>
      s
        .withWatermark(([, second]) => second * 1000, 2)
        .tumbling(3)
        .outputMode('update')
        .countByKey()
        .mapValues(({ start, value }) => [start, value])
        .window(3),
  ],
  [
    'a join of windows',
    (s) => s.reduceByKeyAndWindow(add, subtract, 3).join(s.window(2).reduceByKey(add)),
  ],
];

const batches = Array.from({ length: 9 }, (_, i): Pair[] => [
  ['a', i],
  ['b', i * 2],
  [`of three ${i % 3}`, 1],
]);

/** What `program` gives, by the times of the batches. */
async function given(
  program: Program,
  run: (harness: StreamTest, restart: () => Promise<void>) => Promise<void>,
): Promise<Map<number, unknown>> {
  const harness = new StreamTest();
  const results = new Map<number, unknown>();
  const define = (running: StreamTest) => {
    const input = running.input<Pair>();
    return { input, output: running.output(program(input)) };
  };
  try {
    let { input, output } = define(harness);
    input.push(...batches);
    const read = () => {
      for (const [i, time] of output.times.entries()) results.set(time, output.sorted[i]);
    };
    await run(harness, async () => {
      read();
      ({ input, output } = await harness.restart(define));
    });
    read();
    return results;
  } finally {
    await harness.stop();
  }
}

describe.each(programs)('%s', (_name, program) => {
  const undisturbed = given(program, (harness) => harness.advance(batches.length));

  test.each(batches.map((_, i) => i))('goes on as it was after batch %i', async (at) => {
    const results = await given(program, async (harness, restart) => {
      await harness.advance(at);
      await restart();
      await harness.advance(batches.length - at);
    });
    expect(results).toEqual(await undisturbed);
  });

  test('goes on as it was after every batch', async () => {
    const results = await given(program, async (harness, restart) => {
      for (let i = 0; i < batches.length; i++) {
        await harness.advance();
        await restart();
      }
    });
    expect(results).toEqual(await undisturbed);
  });

  test('makes up for batches that failed', async () => {
    const failing = [2, 3, 6];
    let batch = 0;
    const results = await given(
      (pairs) => {
        const shaky = pairs.map(([key, n]) => {
          if (failing.includes(batch)) throw new Error('away');
          return [key, n];
        });
        return program(shaky);
      },
      async (harness) => {
        for (; batch < batches.length; batch++) {
          if (!failing.includes(batch)) await harness.advance();
          else await harness.advance().catch(() => undefined);
        }
      },
    );
    const expected = await undisturbed;
    expect(results.size).toBeGreaterThanOrEqual(expected.size - failing.length);
    for (const [time, values] of results) expect(values).toEqual(expected.get(time));
  });
});
