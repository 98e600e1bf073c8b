import { beforeAll, describe, expect, test } from 'vitest';
import {
  CancellationToken,
  type CompletionItem,
  type Diagnostic,
  type MarkupContent,
  type TextEdit,
} from 'vscode-languageserver';
import { PYTHON_NOT_RUN } from '../../../../server/kernel/python-executor.ts';
import { PythonCells } from '../../../../server/language/python/python-cells.ts';
import { fc } from '../../../harness/fast-check.ts';
import { knownTopics } from '../known-topics.ts';
import { CURSOR, cursorIn, notebookOf } from '../notebook-of.ts';

let cells: PythonCells;

beforeAll(async () => {
  cells = new PythonCells(await knownTopics({ orders: ['{"id":1}'], clicks: [] }));
});

const SETUP = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
from pyspark.streaming.kafka import KafkaUtils
sc = SparkContext("local[2]", "WordCount")
ssc = StreamingContext(sc, 1)
`;

async function items(...texts: string[]): Promise<CompletionItem[]> {
  return (await cells.completion(cursorIn('python', ...texts))).items;
}

const labels = async (...texts: string[]) => (await items(...texts)).map(({ label }) => label);

async function hoverText(...texts: string[]): Promise<string> {
  const hover = await cells.hover(cursorIn('python', ...texts));
  return hover === undefined ? '' : (hover.contents as MarkupContent).value;
}

async function diagnostics(...texts: string[]): Promise<Diagnostic[]> {
  const all: Diagnostic[] = [];
  const report = (_: unknown, found: readonly Diagnostic[]) => void all.push(...found);
  await cells.diagnose(notebookOf('python', ...texts), report, CancellationToken.None);
  return all;
}

describe('what follows a dot', () => {
  test.each<[code: string, has: string, hasNot: string]>([
    ['ssc.‸', 'socketTextStream', 'map'],
    ['sc.par‸', 'parallelize', 'start'],
    ['StreamingContext.‸', 'getOrCreate', 'start'],
    ['KafkaUtils.‸', 'createDirectStream', 'map'],
    ['ssc.socketTextStream("localhost", 9999).‸', 'flatMap', 'collect'],
    [
      'lines = ssc.socketTextStream("h", 1)\nlines.flatMap(lambda l: l.split(" ")).‸',
      'reduceByKey',
      'start',
    ],
    [
      'lines = KafkaUtils.createStream(ssc, "zk", "g", {"orders": 1}).map(lambda x: x[1])\nlines.‸',
      'pprint',
      'start',
    ],
    ['counts = lines = ssc.queueStream([])\ncounts.‸', 'updateStateByKey', 'start'],
    ['words: DStream = ssc.queueStream([])\nwords.‸', 'window', 'start'],
    ['x = (ssc\n  .queueStream([])\n  .map(f)\n  .‸', 'window', 'start'],
    ['x = ssc.queueStream([]) \\\n  .map(f) \\\n  .‸', 'window', 'start'],
    ['def show(rdd):\n  rdd.‸', 'collect', 'pprint'],
    ['lines = ssc.queueStream([])\nlines.foreachRDD(lambda rdd: rdd.‸)', 'take', 'pprint'],
    ['sc.broadcast(1).‸', 'value', 'map'],
    ['StorageLevel.‸', 'MEMORY_ONLY', 'value'],
    ['import pyspark.streaming\npyspark.streaming.‸', 'StreamingContext', 'SparkContext'],
    ['import pyspark.streaming as s\ns.StreamingContext(sc, 1).‸', 'start', 'map'],
    ['ssc.sparkContext.‸', 'textFile', 'start'],
    [
      'from pyspark.sql import SparkSession\nspark = SparkSession.builder.appName("x").getOrCreate()\nspark.‸',
      'sql',
      'map',
    ],
  ])('%s', async (code, has, hasNot) => {
    const setup = code.startsWith('StorageLevel') ? 'from pyspark import StorageLevel\n' : SETUP;
    const all = await labels(setup + code);
    expect(all).toContain(has);
    expect(all).not.toContain(hasNot);
  });

  test('is not known of what is not PySpark’s', async () => {
    for (const code of [
      'x = 5\nx.‸',
      '"text".‸',
      'ssc.start().‸',
      'lines.split(" ").‸',
      '1.‸',
      'ssc = other()\nssc.‸',
    ]) {
      expect(await labels(code)).toEqual([]);
    }
  });

  test('is documented', async () => {
    const map = (await items(`${SETUP}ssc.queueStream([]).‸`)).find(
      ({ label }) => label === 'map',
    )!;
    expect(map.detail).toBe('map(f, preservesPartitioning=False)');
    expect((map.documentation as MarkupContent).value).toContain('Applies f to each element.');
  });
});

describe('names', () => {
  test('of earlier cells are there, of later ones and of the line itself not', async () => {
    const all = await labels(SETUP, 'lines = ssc.queueStream([])', 'wor‸ds = 1', 'later = 2');
    expect(all).toContain('ssc');
    expect(all).toContain('lines');
    expect(all).not.toContain('later');
    expect(all).not.toContain('words');
    const [member] = await labels(SETUP, 'lines = ssc.queueStream([])', 'lines.‸');
    expect(member).toBe('map');
  });

  test('of classes come with their import', async () => {
    const item = (await items('Kafk‸')).find(({ label }) => label === 'KafkaUtils')!;
    expect(item.additionalTextEdits?.[0]?.newText).toBe(
      'from pyspark.streaming.kafka import KafkaUtils\n',
    );
    const imported = (await items(`${SETUP}Kafk‸`)).filter(({ label }) => label === 'KafkaUtils');
    expect(imported.map(({ additionalTextEdits }) => additionalTextEdits)).toEqual([undefined]);
  });

  test('are completed in imports', async () => {
    expect(await labels('from ‸')).toEqual(['pyspark']);
    expect(await labels('from pyspark.‸')).toEqual(['mllib', 'sql', 'streaming']);
    expect(await labels('from pyspark import ‸')).toContain('SparkContext');
    expect(await labels('from pyspark.streaming.kafka import KafkaUtils, ‸')).toContain(
      'TopicAndPartition',
    );
    expect(await labels('import pyspark.streaming.‸')).toContain('kafka');
  });

  test('are not offered in comments and where one is being defined', async () => {
    expect(await labels('# ss‸')).toEqual([]);
    expect(await labels('def f‸')).toEqual([]);
    expect(await labels('for x‸')).toEqual([]);
  });
});

describe('texts', () => {
  test.each([
    ['KafkaUtils.createDirectStream(ssc, ["‸"], {})'],
    ["KafkaUtils.createDirectStream(ssc, ['orders', '‸"],
    ['KafkaUtils.createDirectStream(ssc, topics=["‸"])'],
    ['KafkaUtils.createStream(ssc, "localhost:2181", "g", {"or‸": 1})'],
    ['OffsetRange("‸", 0, 1, 2)'],
    ['topics = ["‸"]'],
    ['topic = "‸"'],
  ])('name topics: %s', async (code) => {
    const setup = `${SETUP}from pyspark.streaming.kafka import OffsetRange\n`;
    expect(await labels(setup + code)).toEqual(['orders', 'clicks'].sort());
  });

  test.each([
    ['KafkaUtils.createStream(ssc, "‸")', ['localhost:2181']],
    ['KafkaUtils.createStream(ssc, "z", "‸")', ['counts']],
    [
      'KafkaUtils.createDirectStream(ssc, ["x"], {"metadata.broker.list": "‸"})',
      ['localhost:9192', 'localhost:9092'],
    ],
    [
      'KafkaUtils.createDirectStream(ssc, ["x"], {"auto.offset.reset": "‸"})',
      ['earliest', 'latest', 'none'],
    ],
    ['KafkaUtils.createStream(ssc, "z", "g", {"orders": "‸"})', []],
    ['print("‸")', []],
    ['"‸"', []],
  ])('%s', async (code, expected) => {
    expect(await labels(SETUP + code)).toEqual(expected);
  });

  test('name keys of a consumer’s configuration', async () => {
    expect(await labels('kafkaParams = {"‸"}')).toContain('metadata.broker.list');
    expect(
      await labels(`${SETUP}KafkaUtils.createDirectStream(ssc, t, {"a": "b", "‸"})`),
    ).toContain('group.id');
  });

  test('are replaced as a whole', async () => {
    const [item] = await items(`${SETUP}KafkaUtils.createDirectStream(ssc, ["or‸d"])`);
    const { range } = item!.textEdit as TextEdit;
    expect(range.end.character - range.start.character).toBe(3);
  });
});

describe('hovers', () => {
  test('tell of classes, methods, variables and topics, and that the cell is not run', async () => {
    const map = await hoverText(`${SETUP}ssc.queueStream([]).ma‸p(f)`);
    expect(map).toContain('DStream.map(f, preservesPartitioning=False) -> DStream');
    expect(map).toContain(PYTHON_NOT_RUN);
    expect(await hoverText(`${SETUP}ss‸c`)).toContain('ssc: StreamingContext');
    expect(await hoverText('from pyspark import Spark‸Context')).toContain('class SparkContext(');
    expect(await hoverText(`${SETUP}KafkaUtils.createDirectStream(ssc, ["or‸ders"])`)).toContain(
      '2 partitions',
    );
    expect(await hoverText('x = 1\n‸x')).toBe('');
    expect(await hoverText('‸')).toBe('');
  });
});

test('signature help marks the parameter', async () => {
  const at = async (code: string) => {
    const help = await cells.signatureHelp(cursorIn('python', SETUP + code));
    const signature = help?.signatures[0];
    return [signature?.label, signature?.parameters?.[help!.activeParameter!]?.label];
  };
  const label = 'reduceByKey(func, numPartitions=None)';
  expect(await at('ssc.queueStream([]).reduceByKey(‸')).toEqual([label, 'func']);
  expect(await at('ssc.queueStream([]).reduceByKey(lambda a, b: a + b‸)')).toEqual([label, 'func']);
  expect(await at('ssc.queueStream([]).reduceByKey(lambda a, b: a + b, ‸)')).toEqual([
    label,
    'numPartitions=None',
  ]);
  expect(await at('ssc.queueStream([]).reduceByKey(numPartitions=‸')).toEqual([
    label,
    'numPartitions=None',
  ]);
  expect(await at('StreamingContext(‸')).toEqual([
    'StreamingContext(sparkContext, batchDuration=None)',
    'sparkContext',
  ]);
  expect(await at('print(‸')).toEqual([undefined, undefined]);
});

test('a topic that is not there is a hint with a quick fix', async () => {
  const code = `${SETUP}KafkaUtils.createDirectStream(ssc, ["orders", "ordres"], {})`;
  const [hint, ...more] = await diagnostics(code);
  expect(hint).toMatchObject({ message: 'There is no topic ordres on the selected cluster.' });
  expect(more).toEqual([]);
  const notebook = notebookOf('python', code);
  expect(await cells.codeActions(notebook, notebook.cells[0]!, hint!.range)).toMatchObject([
    { command: { command: 'millrace.createMissingTopic', arguments: ['ordres'] } },
  ]);
});

test('whatever stands in a cell, nothing throws', async () => {
  const words = fc.constantFrom(
    ...[
      'from',
      'import',
      'pyspark',
      'ssc',
      'KafkaUtils',
      'createStream',
      'lambda',
      'def',
      'class',
      'with',
      'as',
      'for',
    ],
    ...[
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '.',
      ',',
      ':',
      '=',
      '"',
      "'",
      '"""',
      "'''",
      '#',
      '\\',
      '\n',
      '\r\n',
      ' ',
    ],
    ...['constructor', '__proto__', '*', '1', 'rdd', 'topics', 'kafkaParams', 'ü日', '😀', 'f"'],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(words), fc.nat(), async (parts, at) => {
      const whole = parts.join('');
      const offset = at % (whole.length + 1);
      const cursor = cursorIn(
        'python',
        SETUP,
        whole.slice(0, offset) + CURSOR + whole.slice(offset),
      );
      const { items: found } = await cells.completion(cursor);
      for (const { textEdit } of found) {
        const { start, end } = (textEdit as TextEdit).range;
        const { document } = cursor.cell;
        expect(document.offsetAt(start)).toBeLessThanOrEqual(document.offsetAt(cursor.position));
        expect(document.offsetAt(end)).toBeGreaterThanOrEqual(document.offsetAt(cursor.position));
      }
      await cells.hover(cursor);
      await cells.signatureHelp(cursor);
      await diagnostics(whole);
    }),
    { numRuns: 500 },
  );
});
