// Tests that are steps of one story.

import { afterEach, beforeEach } from 'vitest';

/**
 * Makes the tests of this suite steps that build on each other: when one fails the rest are skipped,
 * rather than each waiting in vain.
 * @param onFailure called with the name of the step that failed.
 */
export function inOrder(onFailure: (step: string) => Promise<void>): void {
  let failed: string | undefined;
  beforeEach((context) => {
    if (failed !== undefined) context.skip(`'${failed}' failed before it`);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    failed = task.name;
    await onFailure(task.name);
  });
}
