// Runs the mocha suites beside it inside an extension host: VS Code loads this file's bundle and
// calls `run`. It is the same file under @vscode/test-electron and under VS Code's server.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { progressMark, type TestOutcome, writeReport } from '../harness/report.ts';

/** @throws Error if a test failed, which is how VS Code learns of it. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, reporter: Print });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed`);
}

/** Prints a line for each test and leaves a report in the file that MILLRACE_TEST_REPORT names. */
class Print extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    const tests: TestOutcome[] = [];
    const finish = (mark: string, test: Mocha.Test, outcome: Omit<TestOutcome, 'name'>) => {
      tests.push({ name: test.fullTitle(), ...outcome });
      const time = test.duration === undefined ? '' : ` (${test.duration} ms)`;
      const why = outcome.why === undefined ? '' : `\n${outcome.why}`;
      console.log(`${progressMark}${mark} ${test.fullTitle()}${time}${why}`);
    };
    runner.on('pass', (test) => finish('✓', test, { outcome: 'passed' }));
    runner.on('pending', (test) => finish('-', test, { outcome: 'skipped' }));
    runner.on('fail', (test, error: Error) =>
      finish('✗', test, { outcome: 'failed', why: error.stack ?? String(error) }),
    );
    runner.on('end', () => {
      const file = process.env.MILLRACE_TEST_REPORT;
      if (file !== undefined) writeReport(file, tests);
    });
  }
}
