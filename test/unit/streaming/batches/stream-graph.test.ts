import { describe, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { StreamingContext } from '../../../../server/streaming/context/streaming-context.ts';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

function context() {
  return new StreamingContext(new SparkContext(streamingEnvironment(), 'local'), 1);
}

function source(ssc: StreamingContext, slide = 1000): DStream<number> {
  return ssc.stream({ kind: 'TestInputDStream', parents: [], slide, compute: () => undefined });
}

describe('what checkpoints know streams by', () => {
  test('the kind and the place among those of the kind', () => {
    const ssc = context();
    const first = source(ssc);
    const mapped = first.map((value) => value + 1);
    const second = source(ssc);
    expect([first, mapped, second].map(({ identity }) => identity)).toEqual([
      ...['TestInputDStream#0', 'MappedDStream#0', 'TestInputDStream#1'],
    ]);
  });

  test('a name, if it has one, which no other has', () => {
    const ssc = context();
    expect(source(ssc).named('orders').identity).toBe('orders');
    expect(() => source(ssc).named('orders')).toThrow('Another stream is named orders');
  });
});

describe('how long streams remember', () => {
  test('as long as what is computed from them looks back', () => {
    const ssc = context();
    const input = source(ssc);
    const windowed = ssc.stream<number>({
      ...{ kind: 'TestWindow', parents: [input], slide: 2000, parentsRemember: 10_000 },
      compute: () => undefined,
    });
    windowed.foreachRDD(() => undefined);
    ssc.graph.start(0);
    expect(windowed.rememberDuration).toBe(2000);
    expect(input.rememberDuration).toBe(12_000);
  });

  test('at least as long as the context is told', () => {
    const ssc = context();
    const input = source(ssc);
    input.foreachRDD(() => undefined);
    ssc.remember(60);
    ssc.graph.start(0);
    expect(input.rememberDuration).toBe(60_000);
  });
});

test('a stream has batches at multiples of its slide duration after the zero time', () => {
  const ssc = context();
  const input = source(ssc, 2000);
  ssc.graph.start(5000);
  const valid = [4000, 5000, 6000, 7000, 8000, 9000].filter((time) => input.isValid(time));
  expect(valid).toEqual([7000, 9000]);
});
