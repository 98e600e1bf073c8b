// `millrace run`, as it is built.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Child, type ChildOptions, run as runProgram } from '../../harness/child.ts';
import { startMillrace } from '../../harness/millrace.ts';
import { inDist, node } from '../../harness/places.ts';
import { freePort } from '../../harness/ports.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';
import { until } from '../kafka/until.ts';

let folder: TempFolder;
beforeAll(() => {
  folder = tempFolder('run');
});
afterAll(() => folder.remove());

/** Writes a notebook of cells, each `language:code`. */
function notebook(name: string, ...cells: string[]): string {
  const blocks = cells.map((cell) => {
    const [, language, code] = /^(\w+):(.*)$/s.exec(cell)!;
    return `Text.\n\n\`\`\`${language}\n${code}\n\`\`\`\n`;
  });
  const path = join(folder.path, `${name}.stream.md`);
  writeFileSync(path, blocks.join('\n'));
  return path;
}

function start(args: readonly string[], options: ChildOptions = {}): Promise<Child> {
  return Child.start(node, [inDist('cli.js'), 'run', ...args], options);
}

async function run(...args: string[]) {
  const child = await start(args);
  const { code } = await child.exited;
  return { code, stdout: child.stdout, stderr: child.stderr };
}

/** The command lines of all processes. */
async function processes(): Promise<string> {
  return (await runProgram('ps', ['-A', '-o', 'args'])).stdout;
}

const job = (more = '') => `ts:
import { SparkContext, StreamingContext } from 'millrace/streaming';
const ssc = new StreamingContext(new SparkContext('local[2]', 'Job'), 0.2);
const queue = [[1, 2], [3, 4]].map((values) => ssc.sparkContext.parallelize(values));
const sums = ssc.queueStream(queue).reduce((a, b) => a + b);
sums.foreachRDD(async (rdd) => {
  ${more}
  for (const sum of await rdd.collect()) console.log('sum', sum);
});
await ssc.start();`;

describe('cells', () => {
  test('run in order, and what they show is printed as text', async () => {
    const path = notebook(
      'order',
      'ts:const words: string[] = ["mill", "race"];\nconsole.log("printed");\nwords.length',
      'ts:console.error("aside");\ntable(words.map((word, i) => ({ word, i })));',
      'ts:await Promise.resolve(words.join(""))',
    );
    expect(await run(path)).toEqual({
      code: 0,
      stdout: [
        ...['── Cell 1 (ts, line 4) ──', 'printed', '2', '── Cell 2 (ts, line 12) ──'],
        ...['word  i', '----  -', 'mill  0', 'race  1'],
        ...['── Cell 3 (ts, line 19) ──', "'millrace'", ''],
      ].join('\n'),
      stderr: 'aside\n',
    });
  });

  test('end at the first that fails', async () => {
    const path = notebook(
      'fails',
      'ts:const count: number = 1;',
      'ts:import { strictEqual } from "node:assert";\nstrictEqual(count, 2);',
      'ts:console.log("never");',
    );
    const { code, stdout, stderr } = await run(path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Cell 2, line 2 \(fails\.stream\.md:11\): AssertionError: Expected/);
    expect(stderr).toContain('\n    at Cell 2, line 2, column 1');
    expect(stdout).not.toContain('never');
  });

  test('that end the process are named', async () => {
    const { code, stderr } = await run(notebook('exits', 'ts:process.exit(0);', 'ts:1'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^millrace: Cell 1 \(ts, line 4\): .*process\.exit/);
  });
});

describe('jobs', () => {
  test('do not hold up the cells below, and are stopped with what they have received', async () => {
    const { code, stdout, stderr } = await run(
      notebook(
        'job',
        job(),
        'ts:console.log("meanwhile");\nawait ssc.awaitTerminationOrTimeout(1);',
      ),
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.match(/^sum \d$/gm)).toEqual(['sum 3', 'sum 7']);
    expect(stdout).toContain('meanwhile');
  });

  test('fail the run when a batch fails', async () => {
    const failing = job('if ((await rdd.first()) === 7) throw new Error("seven");');
    const path = notebook('failing-job', failing, 'ts:await ssc.awaitTerminationOrTimeout(2);');
    const { code, stderr } = await run(path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Cell 1\b.*seven/m);
  });

  test('are stopped by Ctrl-C', async () => {
    const path = notebook('interrupted', job(), 'ts:await ssc.awaitTermination();');
    const child = await start([path]);
    await child.line(/^sum 3$/, 60_000);
    expect(await child.stop('SIGINT', 30_000)).toEqual({ code: 130, signal: null });
  });
});

test('when the time is up, the cell that takes it is named', async () => {
  const path = notebook('endless', 'ts:const a = 1;', 'ts:for (;;);');
  const { code, stderr } = await run(path, '--timeout', '3');
  expect(code).toBe(1);
  expect(stderr).toContain('millrace: Cell 2 (ts, line 10): did not end within 3 s.\n');
});

describe('console cells', () => {
  test('find the cluster that is given', async () => {
    const millrace = await startMillrace();
    try {
      const path = notebook(
        'console',
        'console:kafka-topics.sh --create --zookeeper <zookeeper-ip> --topic words --partitions 2',
        [
          'console:# Two words',
          'kafka-console-producer --broker-list localhost:9092 --topic words',
          'müller',
          'mill',
          '',
          '# All of them',
          'kafka-console-consumer --topic words --from-beginning --max-messages 2',
          'zookeeper-shell ls /brokers',
        ].join('\n'),
        'ts:(await admin.topics()).length > 0',
      );
      const { bootstrap, zookeeper } = millrace;
      const cluster = ['--bootstrap', bootstrap, '--zookeeper', zookeeper];
      const { code, stdout, stderr } = await run(path, ...cluster);
      expect([code, stdout]).toEqual([0, expect.any(String)]);
      expect(stdout).toContain('Created topic words.\n');
      expect(stdout).toMatch(/^müller$/m);
      expect(stdout).toMatch(/^\[ids, seqid, topics\]$/m);
      expect(stderr).toContain(
        `localhost:9092 is ${bootstrap} here (the cluster of --bootstrap-server).`,
      );
      expect(stderr).toContain(`<zookeeper-ip> is ${zookeeper} here`);
    } finally {
      await millrace.stop();
    }
  });

  test.skipIf(process.platform === 'win32')('leave nothing behind, however it ends', async () => {
    const millrace = await startMillrace();
    try {
      const topic = `left-${process.pid}`;
      const path = notebook(
        'left',
        `console:kafka-topics --create --topic ${topic}`,
        `console:kafka-console-consumer --topic ${topic}`,
        'ts:await new Promise((resolve) => setTimeout(resolve, 60_000));',
      );
      const child = await start([path, '--bootstrap', millrace.bootstrap]);
      const runs = async () => (await processes()).includes(`console-consumer --topic ${topic}`);
      await until(() => `the consumer: ${child.stderr}`, runs);
      await child.kill();
      await until(
        () => 'the end of the consumer',
        async () => !(await runs()),
      );
    } finally {
      await millrace.stop();
    }
  });

  test('fail with what they print, and where', async () => {
    const path = notebook('typing-error', 'console:kafka-topics --help', 'console:kafka-topic');
    const { code, stderr } = await run(path);
    expect(code).toBe(1);
    expect(stderr).toContain('Cell 1, line 1 (typing-error.stream.md:4): ');
    expect(stderr).toContain('kafka-topics ended with exit code 1.');
  });
});

describe('what cannot be run', () => {
  test.each<[what: string, args: string[], code: number, message: RegExp]>([
    ['nothing', [], 2, /^millrace: a notebook must be given \(see millrace run --help\)$/],
    ['a file that is not there', ['none.stream.md'], 1, /^millrace: none\.stream\.md cannot be/],
    ['Jupyter’s', ['a.ipynb'], 2, /Markdown \(\*\.stream\.md\)/],
    ['a time that is none', ['a.stream.md', '--timeout', 'x'], 2, /--timeout must be/],
    ['an address that is none', ['a.stream.md', '--bootstrap', 'x'], 2, /expected HOST:PORT/],
  ])('%s', async (_what, args, code, message) => {
    const result = await run(...args);
    expect(result.code).toBe(code);
    expect(result.stderr.trimEnd()).toMatch(message);
  });

  test('without the cluster that is given', async () => {
    const address = `localhost:${await freePort()}`;
    const path = notebook('no-cluster', 'ts:console.log("never")');
    const { code, stdout, stderr } = await run(path, '--bootstrap', address);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`millrace: no cluster answers at ${address}\n`);
  });

  test('is explained', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: millrace run NOTEBOOK/);
  });
});
