import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsoleExecutor } from '../../../../server/kernel/console/console-executor.ts';
import type { CellFailure, CellRun } from '../../../../server/kernel/executor.ts';
import { type TempFolder, tempFolder } from '../../../harness/temp.ts';

/** In place of the command line: does what the first argument of the tool says. */
const TOOL = `
const [tool, what, ...args] = process.argv.slice(2);
if (what === '--echo') process.stdin.pipe(process.stdout);
else if (what === '--fail') {
  console.error('This went wrong.');
  process.exitCode = 3;
} else if (what === '--wait') {
  process.on('SIGINT', () => args[0] === '--stubborn' || process.exit(args[0] === '--well' ? 0 : 130));
  setInterval(() => undefined, 1000);
  console.log('waiting');
} else console.log(tool, what, ...args, process.cwd());
`;

let folder: TempFolder;
let executor: ConsoleExecutor;
beforeAll(() => {
  folder = tempFolder('console-executor');
  const cli = join(folder.path, 'cli.cjs');
  writeFileSync(cli, TOOL);
  executor = new ConsoleExecutor({ cli });
});
afterAll(() => folder.remove());

/** A run of a cell that keeps what is printed. */
class Run implements CellRun {
  readonly cell = 'cell';
  readonly execution = 1;
  readonly position = 1;
  readonly code: string;
  readonly cluster = { id: 'local', name: 'Local', bootstrap: 'localhost:9092' };
  readonly folder = folder.path;
  readonly interruption = new AbortController();
  readonly kill = new AbortController();
  readonly interrupted = this.interruption.signal;
  readonly killed = this.kill.signal;
  stdout = '';
  stderr = '';
  letsOthersRun = false;
  #onText = (_text: string): void => undefined;

  constructor(...lines: string[]) {
    this.code = lines.join('\n');
  }

  print(name: 'stdout' | 'stderr', text: string): void {
    this[name] += text;
    this.#onText(text);
  }

  /** Does something when a text is printed that contains another. */
  when(text: string, act: () => void): void {
    this.#onText = (printed) => printed.includes(text) && act();
  }

  show(): void {
    throw new Error('Commands print.');
  }

  letOthersRun(): void {
    this.letsOthersRun = true;
  }
}

function failure(error: { name?: string; message: string; line?: number }): CellFailure {
  return expect.objectContaining(error) as CellFailure;
}

describe('commands', () => {
  test('run one after the other, in the notebook’s folder', async () => {
    const run = new Run('kafka-topics --list', 'kafka-configs --all --zookeeper a:1');
    await executor.execute(run);
    expect(run.stdout).toBe(
      [
        '$ kafka-topics --list',
        `topics --list --bootstrap-server localhost:9092 ${folder.path}`,
        '',
        '$ kafka-configs --all --zookeeper a:1',
        `configs --all --zookeeper a:1 ${folder.path}`,
        '',
      ].join('\n'),
    );
    expect(run.stderr).toBe('');
  });

  test('read the lines below them', async () => {
    const run = new Run('kafka-console-producer --echo', 'müller', '日本');
    await executor.execute(run);
    expect(run.stdout).toBe('müller\n日本\n');
  });

  test('that get no lines say so', async () => {
    const run = new Run('kafka-console-producer --echo');
    await executor.execute(run);
    expect(run.stderr).toBe(
      'kafka-console-producer reads the lines below it, and there are none.\n',
    );
  });

  test('that fail end the cell, with what they print', async () => {
    const run = new Run('kafka-topics --fail', 'kafka-topics --list');
    const error = { message: 'kafka-topics ended with exit code 3.', line: 1 };
    await expect(executor.execute(run)).rejects.toEqual(failure(error));
    expect(run.stderr).toBe('This went wrong.\n');
    expect(run.stdout).toBe('$ kafka-topics --fail\n');
  });

  test('do not run where a later one cannot', async () => {
    const run = new Run('kafka-topics --list', 'zookeeper-shell ls /');
    await expect(executor.execute(run)).rejects.toEqual(
      failure({
        message:
          'It is not known where the ZooKeeper of Local is: name it, or give --bootstrap-server.',
        line: 2,
      }),
    );
    expect(run.stdout).toBe('');
  });

  test('that go on until they are stopped let other cells run', async () => {
    for (const [line, runsOn] of [
      ['kafka-console-consumer --topic a', true],
      ['kafka-console-consumer --topic a --max-messages 3', false],
      ['kafka-console-consumer --topic a --timeout-ms=3', false],
      ['kafka-topics --list', false],
    ] as const) {
      const run = new Run(line);
      await executor.execute(run);
      expect([line, run.letsOthersRun]).toEqual([line, runsOn]);
    }
  });
});

describe('an interrupt', () => {
  test.each(['kafka-console-consumer --wait', 'kafka-topics --wait --well'])(
    'is Ctrl-C, as which %s ends well',
    async (line) => {
      const run = new Run(line);
      run.when('waiting', () => run.interruption.abort());
      await executor.execute(run);
      expect(run.stdout).toBe('waiting\n');
    },
  );

  test('fails the cell where a command was cut short, or others would have followed', async () => {
    for (const lines of [
      ['kafka-topics --wait'],
      ['kafka-topics --wait --well', 'kafka-topics --list'],
    ]) {
      const run = new Run(...lines);
      run.when('waiting', () => run.interruption.abort());
      await expect(executor.execute(run)).rejects.toEqual(
        failure({ name: 'Interrupted', message: 'The cell was interrupted.' }),
      );
      expect(run.stdout).not.toContain('--list --bootstrap');
    }
  });

  test('can be followed by the end at once', async () => {
    const run = new Run('kafka-topics --wait --stubborn');
    run.when('waiting', () => {
      run.interruption.abort();
      run.kill.abort();
    });
    await expect(executor.execute(run)).rejects.toEqual(
      failure({ name: 'Interrupted', message: 'The cell was interrupted.' }),
    );
  });
});

test('the end of the kernel ends what runs', async () => {
  const closing = new ConsoleExecutor({ cli: join(folder.path, 'cli.cjs') });
  const run = new Run('kafka-topics --wait --stubborn');
  run.when('waiting', () => void closing.close());
  await expect(closing.execute(run)).rejects.toEqual(
    failure({ message: 'kafka-topics ended by SIGKILL.', line: 1 }),
  );
});
