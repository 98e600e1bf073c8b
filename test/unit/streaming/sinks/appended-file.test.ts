import { afterEach, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { AppendedFile } from '../../../../server/streaming/sinks/appended-file.ts';
import {
  type StreamingEnvironment,
  streamingEnvironment,
} from '../../../harness/streaming-environment.ts';
import { stopActive, testContext, testStream } from '../context/test-stream.ts';

afterEach(stopActive);

const START = Date.UTC(2024, 0, 1);
const PATH = '/out/counts.txt';

/** The file as a process sees it that starts now. */
function opened(environment: StreamingEnvironment): Promise<AppendedFile> {
  return AppendedFile.open(new SparkContext(environment), PATH);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test('batches are appended, a line for each element', async () => {
  const { ssc, clock, environment } = testContext();
  const stream = testStream(ssc, (time): [string, number][] => [['é', (time - START) / 1000]]);
  stream.appendToFile(PATH);
  stream.appendToFile('/out/counts.json', { format: 'json' });
  await ssc.start();
  await clock.advance(3000);
  expect(environment.files.text(PATH)).toBe('(é,1)\n(é,2)\n(é,3)\n');
  expect(environment.files.text('/out/counts.json')).toBe('["é",1]\n["é",2]\n["é",3]\n');
});

test('what was in the file stays', async () => {
  const environment = streamingEnvironment();
  environment.files.put(PATH, 'before\n');
  await (await opened(environment)).write(bytes('one\n'), 1000);
  expect(environment.files.text(PATH)).toBe('before\none\n');
});

test('a batch that runs again replaces what it wrote, wherever it is', async () => {
  const environment = streamingEnvironment();
  const first = await opened(environment);
  for (const n of [1, 2, 3]) await first.write(bytes(`${n}\n`), n * 1000);
  const again = await opened(environment);
  await again.write(bytes('3, longer\n'), 3000);
  expect(environment.files.text(PATH)).toBe('1\n2\n3, longer\n');
  await again.write(bytes('1, longer\n'), 1000);
  await again.write(bytes('2\n'), 2000);
  await again.write(bytes('4\n'), 4000);
  expect(environment.files.text(PATH)).toBe('1, longer\n2\n3, longer\n4\n');
  await (await opened(environment)).write(bytes(''), 2000);
  expect(environment.files.text(PATH)).toBe('1, longer\n3, longer\n4\n');
});

test('a batch that a crash has cut off is written again, or by the next one', async () => {
  const environment = streamingEnvironment();
  await (await opened(environment)).write(bytes('1\n'), 1000);
  await (await opened(environment)).write(bytes('two lines\nof it\n'), 2000);
  environment.files.put(PATH, '1\ntwo li');
  await (await opened(environment)).write(bytes('3\n'), 3000);
  expect(environment.files.text(PATH)).toBe('1\n3\n');
});

test('what others append is kept', async () => {
  const environment = streamingEnvironment();
  const file = await opened(environment);
  await file.write(bytes('1\n'), 1000);
  environment.files.put(PATH, '1\nby hand\n');
  await file.write(bytes('2\n'), 2000);
  await file.write(bytes('without a batch\n'));
  expect(environment.files.text(PATH)).toBe('1\nby hand\n2\nwithout a batch\n');
});

test('a batch may write several times, and a restart replaces each by itself', async () => {
  const environment = streamingEnvironment();
  const first = await opened(environment);
  for (const text of ['1a\n', '1b\n']) await first.write(bytes(text), 1000);
  await first.write(bytes('2\n'), 2000);
  expect(environment.files.text(PATH)).toBe('1a\n1b\n2\n');
  const again = await opened(environment);
  for (const text of ['1a again\n', '1b again\n']) await again.write(bytes(text), 1000);
  expect(environment.files.text(PATH)).toBe('1a again\n1b again\n2\n');
});

test('several output operations append to one file', async () => {
  const { ssc, clock, environment } = testContext();
  const stream = testStream(ssc, (time) => [(time - START) / 1000]);
  stream.appendToFile(PATH);
  stream.map((n) => n * 10).appendToFile(PATH);
  await ssc.start();
  await clock.advance(2000);
  expect(environment.files.text(PATH)).toBe('1\n10\n2\n20\n');
});

test('a batch is known for as long as one that failed may run again', async () => {
  const environment = streamingEnvironment();
  const first = await opened(environment);
  for (let n = 1; n <= 500; n++) await first.write(bytes(`${n}\n`), n * 1000, 'ö');
  const before = environment.files.text(PATH);
  await (await opened(environment)).write(bytes('1\n'), 1000, 'ö');
  expect(environment.files.text(PATH)).toBe(before);
});

test('where a crash has cut off the note of a write, that is made up for', async () => {
  const environment = streamingEnvironment();
  const first = await opened(environment);
  await first.write(bytes('1\n'), 1000);
  await first.write(bytes('2\n'), 2000);
  const journal = '/out/.counts.txt.batches';
  environment.files.put(journal, environment.files.text(journal).slice(0, -5));
  environment.files.put(PATH, '1\n');
  const again = await opened(environment);
  for (const n of [1, 2, 3]) await again.write(bytes(`${n}\n`), n * 1000);
  expect(environment.files.text(PATH)).toBe('1\n2\n3\n');
});
