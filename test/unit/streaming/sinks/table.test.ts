import { afterEach, describe, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { AppliedWrites } from '../../../../server/streaming/sinks/applied-writes.ts';
import { Table } from '../../../../server/streaming/sinks/table.ts';
import { settled } from '../../../harness/manual-clock.ts';
import {
  type StreamingEnvironment,
  streamingEnvironment,
} from '../../../harness/streaming-environment.ts';
import { stopActive, testContext, testStream } from '../context/test-stream.ts';

afterEach(stopActive);

/** The table as a process sees it that starts now. */
function opened<K, V>(environment: StreamingEnvironment): Promise<Table<K, V>> {
  return Table.open<K, V>(new SparkContext(environment), '/table');
}

async function contentOf<K, V>(table: Table<K, V>): Promise<[K, V][]> {
  const entries: [K, V][] = [];
  for await (const [key, value] of table.entries()) entries.push([key, value]);
  return entries.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
}

const sum = (before: number, value: number) => before + value;

describe('a table', () => {
  test('has the last value of each key', async () => {
    const environment = streamingEnvironment();
    const table = await opened<unknown, unknown>(environment);
    await table.put([
      ['a', 1],
      [['a', 1], { nested: new Date(0) }],
      ['b', 2n],
      ['a', 3],
    ]);
    expect(await table.get('a')).toBe(3);
    expect(await table.get(['a', 1])).toEqual({ nested: new Date(0) });
    expect(await table.get('none')).toBeUndefined();
    expect(await contentOf(await opened(environment))).toHaveLength(3);
  });

  test('merges where it is told how, a batch once', async () => {
    const environment = streamingEnvironment();
    const first = await opened<string, number>(environment);
    await first.put(
      [
        ['a', 1],
        ['a', 1],
        ['b', 1],
      ],
      { merge: sum },
      1000,
    );
    await first.put([['a', 10]], { merge: sum }, 2000);
    const again = await opened<string, number>(environment);
    await again.put([['a', 10]], { merge: sum }, 2000);
    await again.put([['a', 100]], { merge: sum }, 3000);
    expect(await contentOf(again)).toEqual([
      ['a', 112],
      ['b', 1],
    ]);
  });

  test('tells the writes of a batch apart, by their order and by the operation', async () => {
    const environment = streamingEnvironment();
    const write = async (table: Table<string, number>) => {
      await table.put([['a', 1]], { merge: sum }, 1000);
      await table.put([['a', 10]], { merge: sum }, 1000);
      await table.put([['a', 100]], { merge: sum, sink: 'other' }, 1000);
    };
    await write(await opened(environment));
    const again = await opened<string, number>(environment);
    await write(again);
    expect(await again.get('a')).toBe(111);
  });

  test('takes offsets with the results', async () => {
    const environment = streamingEnvironment();
    const table = await opened<string, number>(environment);
    const range = (partition: number, untilOffset: number) => {
      return { topic: 'orders', partition, fromOffset: 0, untilOffset };
    };
    await table.put([['a', 1]], { offsets: [range(0, 5), range(1, 7)] });
    await table.put([], { offsets: [range(0, 9)] });
    expect(await (await opened(environment)).offsets()).toEqual([
      { topic: 'orders', partition: 0, offset: 9 },
      { topic: 'orders', partition: 1, offset: 7 },
    ]);
  });

  test('takes nothing of what it cannot take as a whole', async () => {
    const table = await opened<string, unknown>(streamingEnvironment());
    const offsets = [{ topic: 't', partition: 0, untilOffset: 1 }];
    await expect(
      table.put(
        [
          ['a', 1],
          ['b', () => 1],
        ],
        { offsets },
      ),
    ).rejects.toThrow();
    expect(await contentOf(table)).toEqual([]);
    expect(await table.offsets()).toEqual([]);
  });

  test('is opened again only when the context before has closed it', async () => {
    const environment = streamingEnvironment();
    const events: string[] = [];
    const openStore = async (folder: string) => {
      events.push('open');
      const store = await environment.openStore(folder);
      return Object.assign(Object.create(store) as typeof store, {
        range: store.range.bind(store),
        close: async () => {
          await settled();
          events.push('closed');
        },
      });
    };
    const contexts = [1, 2].map(() => new SparkContext({ ...environment, openStore }));
    const first = await Table.open(contexts[0]!, '/shared');
    expect(await Table.open(contexts[0]!, '/shared')).toBe(first);
    contexts[0]!.stop();
    await Table.open(contexts[1]!, '/shared');
    expect(events).toEqual(['open', 'closed', 'open']);
  });

  test('is what a stream keeps its pairs in', async () => {
    const { ssc, clock } = testContext();
    testStream(ssc, (): [string, number][] => [
      ['a', 1],
      ['b', 2],
    ]).saveToTable('/table', { merge: sum });
    await ssc.start();
    await clock.advance(3000);
    const table = await Table.open<string, number>(ssc.sparkContext, '/table');
    expect(await contentOf(table)).toEqual([
      ['a', 3],
      ['b', 6],
    ]);
  });
});

test('writes are remembered for ten thousand batches', () => {
  const before = [2, 1].map((batchTime) => ({ sink: 's', batchTime, call: 0 }));
  const applied = new AppliedWrites(before);
  expect(applied.has(applied.next('s', 1))).toBe(true);
  const forgotten = Array.from({ length: 9999 }, (_, n) => applied.add(applied.next('s', n + 3)));
  expect(forgotten.flat()).toEqual([{ sink: 's', batchTime: 1, call: 0 }]);
});
