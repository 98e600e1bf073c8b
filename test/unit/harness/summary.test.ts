import { describe, expect, test } from 'vitest';
import type { TestOutcome } from '../../harness/report.ts';
import { outcomesOf, summarize } from '../../harness/summary.ts';

const passed: TestOutcome = { name: 'a > b', outcome: 'passed' };
const failed: TestOutcome = { name: 'a > c', outcome: 'failed', why: 'expected 1\nto be 2\n3\n4' };
const skipped: TestOutcome = { name: 'a > d', outcome: 'skipped', why: 'needs kcat' };

describe('the outcomes of a step', () => {
  test('are those of its tests', () => {
    expect(outcomesOf([passed, skipped], undefined)).toEqual([passed, skipped]);
    expect(outcomesOf([passed, failed], 'exit code 1')).toEqual([passed, failed]);
  });

  test('count a check without tests as one', () => {
    expect(outcomesOf(undefined, undefined)).toEqual([
      { name: 'the whole step', outcome: 'passed' },
    ]);
    expect(outcomesOf(undefined, 'exit code 2')).toEqual([
      { name: 'the whole step', outcome: 'failed', why: 'exit code 2' },
    ]);
  });

  test('show a suite that broke off after tests that passed', () => {
    expect(outcomesOf([passed], 'ended by SIGKILL')).toEqual([
      passed,
      { name: 'the whole step', outcome: 'failed', why: 'ended by SIGKILL' },
    ]);
  });
});

describe('the summary', () => {
  test('counts over all steps and lists what was skipped and what failed', () => {
    const summary = summarize([
      { name: 'types', tests: [passed] },
      { name: 'unit', tests: [passed, failed, skipped] },
    ]);
    expect(summary).toEqual({
      text:
        'Skipped:\n  unit: a > d — needs kcat\n' +
        'Failed:\n  unit: a > c — expected 1\n      to be 2\n      3\n',
      counts: '2 passed, 1 failed, 1 skipped',
      ok: false,
    });
  });

  test('is good if something passed and nothing failed', () => {
    expect(summarize([{ name: 'unit', tests: [passed, skipped] }]).ok).toBe(true);
    expect(summarize([{ name: 'unit', tests: [passed, failed] }]).ok).toBe(false);
    expect(summarize([{ name: 'unit', tests: [skipped] }]).ok).toBe(false);
    expect(summarize([]).ok).toBe(false);
  });
});
