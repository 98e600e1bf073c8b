// What a suite says about its tests, whichever runner ran it.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface TestOutcome {
  /** File or suite, then the names that lead to the test. */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What went wrong, or why it was skipped. */
  readonly why?: string;
}

/** Begins what a suite in an extension host prints, to tell it from what VS Code prints there. */
export const progressMark = '[test] ';

export function writeReport(file: string, tests: readonly TestOutcome[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(tests, undefined, 2));
}

export function removeReport(file: string): void {
  rmSync(file, { force: true });
}

/** The report in a file; undefined if the suite ended before it wrote one. */
export function readReport(file: string): TestOutcome[] | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TestOutcome[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
