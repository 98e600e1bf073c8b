import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { sqliteDatabase } from '../../../../server/node/streaming/sqlite-database.ts';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { SqliteTable } from '../../../../server/streaming/sinks/sqlite-table.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';
import { tempFolder } from '../../../harness/temp.ts';
import { stopActive, testContext, testStream } from '../context/test-stream.ts';

const contexts: SparkContext[] = [];

afterEach(async () => {
  for (const context of contexts.splice(0)) context.stop();
  await stopActive();
});

/** Tables of a database on disk, each as a process sees it that starts now. */
function database() {
  const file = join(tempFolder('sqlite').path, 'results', 'shop.db');
  const open = (table = 'orders') => {
    for (const context of contexts.splice(0)) context.stop();
    const openDatabase = () => sqliteDatabase(file);
    const context = new SparkContext(streamingEnvironment({ openDatabase }));
    contexts.push(context);
    return SqliteTable.open(context, file, table);
  };
  return { file, open };
}

describe('a table', () => {
  test('has the columns of its rows, whatever they are called', async () => {
    const { open } = database();
    const table = await open('my "orders"?');
    table.put([
      { 'the key': 1, text: "it's", on: true, at: new Date(0), none: undefined, list: [1, 2] },
    ]);
    expect(table.rows()).toEqual([
      {
        ...{ 'the key': 1, text: "it's", on: 1, at: '1970-01-01T00:00:00.000Z' },
        ...{ none: null, list: '[1,2]' },
      },
    ]);
  });

  test('has the columns of all rows that come first, and says which ones it lacks later', async () => {
    const { open } = database();
    const table = await open();
    table.put([{ a: 1 }, { a: 2, b: 'two' }]);
    expect(table.rows()).toEqual([
      { a: 1, b: null },
      { a: 2, b: 'two' },
    ]);
    expect(() => table.put([{ a: 3 }, { a: 4, c: 5 }])).toThrow('no column named c');
    expect(table.rows()).toHaveLength(2);
  });

  test('adds rows, those of a batch once', async () => {
    const { open } = database();
    const first = await open();
    first.put([{ n: 1 }, { n: 2 }], {}, 1000);
    first.put([{ n: 3 }], {}, 2000);
    const again = await open();
    again.put([{ n: 3 }], {}, 2000);
    again.put([{ n: 4 }], {}, 3000);
    expect(again.rows()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
  });

  test('replaces rows with the same key', async () => {
    const { open } = database();
    const table = await open();
    table.put(
      [
        { word: 'a', count: 1 },
        { word: 'b', count: 1 },
      ],
      { key: ['word'] },
      1000,
    );
    table.put([{ word: 'a', count: 5 }], { key: ['word'] }, 2000);
    expect(table.rows()).toEqual([
      { word: 'a', count: 5 },
      { word: 'b', count: 1 },
    ]);
  });

  test('takes offsets with the rows, or none of both', async () => {
    const { open } = database();
    const table = await open();
    const offsets = [{ topic: 'orders', partition: 1, untilOffset: 12 }];
    table.put([{ n: 1 }], { offsets }, 1000);
    const later = [{ topic: 'orders', partition: 1, untilOffset: 20 }];
    expect(() => table.put([{ m: 2 }], { offsets: later }, 2000)).toThrow(
      /SQLite, .*shop.db: table orders has no column named m/,
    );
    expect(table.rows()).toEqual([{ n: 1 }]);
    expect((await open()).offsets()).toEqual([{ topic: 'orders', partition: 1, offset: 12 }]);
  });

  test('says which column a key lacks', async () => {
    const { open } = database();
    const table = await open();
    expect(() => table.put([{ n: 1 }], { key: ['id'] })).toThrow(
      'Rows for orders have no column id, which is to be their key: they have n.',
    );
  });

  test('is what a stream puts its rows in', async () => {
    const { file } = database();
    const { ssc, clock } = testContext({}, { openDatabase: () => sqliteDatabase(file) });
    testStream(ssc, (time): [string, number][] => [['a', time % 10_000]]).saveToSqlite(
      file,
      'counts',
      {
        key: ['key'],
      },
    );
    await ssc.start();
    await clock.advance(3000);
    // SQLite is not of the test's world: it takes real time.
    await ssc.whenIdle();
    const table = await SqliteTable.open(ssc.sparkContext, file, 'counts');
    expect(table.rows()).toEqual([{ key: 'a', value: 3000 }]);
    expect((await SqliteTable.open(ssc.sparkContext, file, 'none')).rows()).toEqual([]);
  });
});

test('a file that is no database is named', async () => {
  const { path: folder } = tempFolder('sqlite');
  await expect(sqliteDatabase(folder)).rejects.toThrow(`SQLite, ${folder}: unable to open`);
});
