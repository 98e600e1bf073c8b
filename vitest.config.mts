// The suites that run under vitest, each a project: `vitest run --project unit`.

import { configDefaults, defineConfig } from 'vitest/config';

/** One suite: the tests below test/NAME, with the time that one test or hook of it may take. */
function suite(name: string, timeoutMs: number, oneFileAtATime = false) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      fileParallelism: !oneFileAtATime,
      // A page or an editor that shares its cores may take longer than the second that is usual.
      expect: { poll: { timeout: 15_000 } },
    },
  };
}

export default defineConfig({
  test: {
    exclude: [...configDefaults.exclude, '.cache/**'],
    projects: [
      suite('unit', 20_000),
      suite('simulation', 120_000),
      // Real clients put both cores under load, and a browser wants them for itself.
      suite('conformance', 300_000, true),
      suite('e2e', 300_000, true),
    ],
  },
});
