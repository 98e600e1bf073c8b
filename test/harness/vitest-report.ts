// A vitest reporter that leaves a report in the file that MILLRACE_TEST_REPORT names, and says which file begins: of one that
// hangs until its step is ended nothing else would tell.

import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import { type TestOutcome, writeReport } from './report.ts';

/** The default export, for vitest looks for it there. */
export default class VitestReport implements Reporter {
  onTestModuleStart({ project, relativeModuleId }: TestModule): void {
    // Of those that run at the same time the order means nothing.
    if (project.config.maxWorkers === 1) console.log(` ▹ ${relativeModuleId}`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const file = process.env.MILLRACE_TEST_REPORT;
    if (file === undefined) return;
    const failed = (name: string, error: { message: string }): TestOutcome => ({
      name,
      outcome: 'failed',
      why: error.message,
    });
    writeReport(file, [
      ...modules.flatMap((module) => [
        ...[...module.children.allTests()].map(outcomeOf),
        // What fails outside of tests: while a file is loaded, in the hooks of a suite.
        ...[module, ...module.children.allSuites()].flatMap((suite: TestModule | TestSuite) =>
          suite.errors().map((error) => failed(nameOf(suite), error)),
        ),
      ]),
      ...unhandledErrors.map((error) => failed('an error outside of tests', error)),
    ]);
  }
}

function outcomeOf(test: TestCase): TestOutcome {
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  const result = test.result();
  if (result.state === 'passed') return { name, outcome: 'passed' };
  if (result.state === 'skipped') {
    return { name, outcome: 'skipped', why: result.note ?? 'no reason given' };
  }
  const why = (result.errors ?? []).map(({ message }) => message).join('\n');
  return { name, outcome: 'failed', why: why === '' ? 'it did not end' : why };
}

function nameOf(suite: TestModule | TestSuite): string {
  return suite.type === 'module'
    ? suite.relativeModuleId
    : `${suite.module.relativeModuleId} > ${suite.fullName}`;
}
