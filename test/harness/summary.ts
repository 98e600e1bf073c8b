// What several suites say together.

import type { TestOutcome } from './report.ts';

/** The name of the one outcome that stands for a step without tests of its own. */
export const wholeStep = 'the whole step';

export interface StepResult {
  readonly name: string;
  readonly tests: readonly TestOutcome[];
}

/**
 * A step's outcomes. One that stands for the whole step is added if it reported none, and if it failed
 * although none of its tests did: a suite that breaks off must not pass for one that passed.
 * @param failure how it ended, if not well.
 */
export function outcomesOf(
  reported: readonly TestOutcome[] = [],
  failure: string | undefined,
): readonly TestOutcome[] {
  if (failure === undefined) {
    return reported.length > 0 ? reported : [{ name: wholeStep, outcome: 'passed' }];
  }
  if (reported.some(({ outcome }) => outcome === 'failed')) return reported;
  return [...reported, { name: wholeStep, outcome: 'failed', why: failure }];
}

export interface Summary {
  /** What was skipped and what failed, each with its reason. */
  readonly text: string;
  /** `N passed, N failed, N skipped` */
  readonly counts: string;
  /** True if something passed and nothing failed. */
  readonly ok: boolean;
}

export function summarize(results: readonly StepResult[]): Summary {
  const count = (outcome: TestOutcome['outcome']) =>
    results.flatMap(({ tests }) => tests).filter((test) => test.outcome === outcome).length;
  const [passed, failed, skipped] = [count('passed'), count('failed'), count('skipped')];
  return {
    text: [list('Skipped', 'skipped', results), list('Failed', 'failed', results)].join(''),
    counts: `${passed} passed, ${failed} failed, ${skipped} skipped`,
    ok: passed > 0 && failed === 0,
  };
}

function list(
  title: string,
  outcome: TestOutcome['outcome'],
  results: readonly StepResult[],
): string {
  const lines = results.flatMap(({ name, tests }) =>
    tests
      .filter((test) => test.outcome === outcome)
      .map((test) => `  ${name}: ${test.name}${reason(test)}\n`),
  );
  return lines.length === 0 ? '' : `${title}:\n${lines.join('')}`;
}

/** The beginning of why; a suite prints the rest where it runs. */
function reason({ why }: TestOutcome): string {
  return why === undefined ? '' : ` — ${why.split('\n').slice(0, 3).join('\n      ')}`;
}
