// The streaming engine as a stranger uses it: in a folder of its own, from what the build leaves and nothing else.

import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Child } from '../harness/child.ts';
import { startMillrace } from '../harness/millrace.ts';
import { inDist, node, root } from '../harness/places.ts';
import { type TempFolder, tempFolder } from '../harness/temp.ts';

let folder: TempFolder;
beforeAll(() => {
  folder = tempFolder('streaming-library');
  const installed = join(folder.path, 'node_modules/millrace');
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  for (const part of ['streaming.js', 'types', 'prebuilds'])
    cpSync(inDist(part), join(installed, 'dist', part), { recursive: true });
  writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ type: 'module' }));
});
afterAll(() => folder.remove());

/** Runs a program to its end. */
async function run(name: string, program: string, command = [node, name]) {
  writeFileSync(join(folder.path, name), program);
  const [executable = '', ...args] = command;
  const child = await Child.start(executable, args, { cwd: folder.path });
  const { code } = await child.exited;
  return { code, stdout: child.stdout, stderr: child.stderr };
}

const succeeded = { code: 0, stderr: '' };

test('a batch program that imports it', async () => {
  writeFileSync(join(folder.path, 'words.txt'), 'to be or\nnot to be\n');
  const program = `
    import { SparkContext } from 'millrace/streaming';
    const sc = new SparkContext('local[2]', 'WordCount');
    const counts = sc.textFile('words.txt').flatMap((line) => line.split(' '))
      .map((word) => [word, 1]).reduceByKey((a, b) => a + b).sortByKey();
    await counts.saveAsTextFile('counts');
    console.log(JSON.stringify(await counts.collect()));
    sc.stop();
  `;
  expect(await run('batch.mjs', program)).toEqual({
    ...succeeded,
    stdout: '[["be",2],["not",1],["or",1],["to",2]]\n',
  });
  expect(readdirSync(join(folder.path, 'counts'))).toContain('_SUCCESS');
});

test('a streaming program that requires it, over files that are moved in', async () => {
  const program = `
    const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
    const { SparkContext, StreamingContext } = require('millrace/streaming');
    mkdirSync('incoming', { recursive: true });
    const ssc = new StreamingContext(new SparkContext('local[2]', 'Files'), 0.05);
    const lines = ssc.textFileStream('incoming');
    lines.count().pprint();
    lines.foreachRDD(async (rdd) => {
      const [line] = await rdd.collect();
      if (line === undefined) return;
      console.log('took', line);
      ssc.stop(true, false);
    });
    ssc.start().then(() => {
      writeFileSync('unfinished', 'one line\\n');
      renameSync('unfinished', 'incoming/one.txt');
    });
    ssc.awaitTermination(60).then(() => console.log('stopped'));
  `;
  const { code, stdout, stderr } = await run('stream.cjs', program);
  expect({ code, stderr }).toEqual(succeeded);
  expect(stdout).toMatch(/-{43}\nTime: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?\n-{43}\n1\n\n/);
  expect(stdout).toMatch(/took one line\n(.*\n)*stopped\n$/);
});

test('a program that reads a topic', async () => {
  const millrace = await startMillrace();
  const kafka = new Kafka({ brokers: [millrace.bootstrap], logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  const messages = ['to be', 'or not', 'to be'].map((value, i) => ({ key: `${i}`, value }));
  await producer.send({ topic: 'lines', messages });
  await producer.disconnect();
  const program = `
    import { KafkaUtils, SparkContext, StreamingContext } from 'millrace/streaming';
    const ssc = new StreamingContext(new SparkContext('local[2]', 'Kafka'), 0.1);
    const parameters = { 'metadata.broker.list': '${millrace.bootstrap}', 'auto.offset.reset': 'smallest' };
    const counts = KafkaUtils.createDirectStream(ssc, ['lines'], parameters)
      .flatMap(([, line]) => line.split(' ')).map((word) => [word, 1]).reduceByKey((a, b) => a + b);
    counts.foreachRDD(async (rdd) => {
      const words = await rdd.sortByKey().collect();
      if (words.length === 0) return;
      console.log(JSON.stringify(words));
      ssc.stop(true, false);
    });
    await ssc.start();
    await ssc.awaitTermination(60);
  `;
  const ended = await run('topic.mjs', program);
  await millrace.stop();
  expect(ended).toEqual({ ...succeeded, stdout: '[["be",2],["not",1],["or",1],["to",2]]\n' });
});

describe('types', () => {
  const program = `
    import { type DStream, type RDD, SparkConf, SparkContext, StreamingContext } from 'millrace/streaming';

    const conf = new SparkConf().setMaster('local[2]').setAppName('NetworkWordCount');
    const ssc = new StreamingContext(new SparkContext(conf), 1);
    const lines: DStream<string> = ssc.textFileStream('incoming');
    const counts: DStream<readonly [string, number]> = lines
      .flatMap((line) => line.split(' '))
      .map((word) => [word, 1])
      .reduceByKey((a, b) => a + b);
    counts.foreachRDD(async (rdd: RDD<readonly [string, number]>, time) => {
      const total: number = await rdd.values().sum();
      const at: number = time.milliseconds;
      await ssc.sparkContext.parallelize([total, at]).saveAsTextFile('totals');
    });
    counts.pprint();
    // @ts-expect-error: lines are no pairs
    lines.reduceByKey((a, b) => a + b);
    // @ts-expect-error: nor numbers
    const wrong: DStream<number> = lines;
    export { wrong };
  `;
  // What the README shows has to compile as well.
  const shown = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms);
  const examples = Array.from(shown, ([, code = '']) => code);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('module %s, resolution %s', async (module, moduleResolution) => {
    const compilerOptions = {
      ...{ module, moduleResolution, target: 'es2023', lib: ['es2023'], types: [] },
      ...{ strict: true, noEmit: true, skipLibCheck: false, exactOptionalPropertyTypes: true },
    };
    expect(examples).not.toEqual([]);
    const files = examples.map((code, i) => {
      writeFileSync(join(folder.path, `readme-${i}.ts`), code);
      return `readme-${i}.ts`;
    });
    const config = JSON.stringify({ compilerOptions, files: ['job.ts', ...files] });
    writeFileSync(join(folder.path, `tsconfig.${module}.json`), config);
    const compile = [node, tsc, '-p', `tsconfig.${module}.json`];
    expect(await run('job.ts', program, compile)).toEqual({ ...succeeded, stdout: '' });
  });
});
