// The steps of `npm test`, in their order.

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { inCache, root } from './harness/places.ts';
import type { Requirement } from './harness/requirements.ts';

export interface Step {
  readonly name: string;
  /** An npm script, a program, or the vitest project of this name. */
  readonly run:
    | { readonly script: string }
    | { readonly program: string }
    | { readonly project: string };
  /** Steps of the first stage run two at a time, the others one after the other. */
  readonly stage: 'checks' | 'suites';
  /** True if it runs what `npm run build` writes: that step then comes before it. */
  readonly usesBuild?: boolean;
  /** Without these it is not started. */
  readonly needs?: readonly Requirement[];
  /** True if it opens VS Code's server, which is fetched while earlier steps run. */
  readonly opensVscode?: boolean;
  readonly limitMinutes: number;
}

export const steps: readonly Step[] = [
  { name: 'types', run: { script: 'types' }, stage: 'checks', limitMinutes: 5 },
  { name: 'lint', run: { script: 'lint' }, stage: 'checks', limitMinutes: 5 },
  { name: 'directions', run: { script: 'directions' }, stage: 'checks', limitMinutes: 5 },
  { name: 'build', run: { script: 'build' }, stage: 'checks', limitMinutes: 5 },
  { name: 'unit', run: { project: 'unit' }, stage: 'suites', limitMinutes: 15 },
  { name: 'simulation', run: { project: 'simulation' }, stage: 'suites', limitMinutes: 15 },
  {
    name: 'conformance',
    run: { project: 'conformance' },
    stage: 'suites',
    usesBuild: true,
    limitMinutes: 35,
  },
  {
    name: 'extension',
    run: { program: 'test/extension-host.ts' },
    stage: 'suites',
    usesBuild: true,
    ...(process.env.MILLRACE_VSCODE === 'electron'
      ? {}
      : { needs: ['browser'] as const, opensVscode: true }),
    limitMinutes: 15,
  },
  {
    name: 'e2e',
    // It packages the extension, which builds it in its own way.
    run: { project: 'e2e' },
    stage: 'suites',
    needs: ['browser', 'kcat'],
    opensVscode: true,
    limitMinutes: 30,
  },
];

/** The file that a step's suite reports to. */
export function reportOf(step: Step): string {
  return inCache('reports', `${step.name}.json`);
}

/** True unless it is a vitest project for which no test has been written. */
export function hasTests(step: Step): boolean {
  return (
    !('project' in step.run) ||
    globSync(join(root, 'test', step.run.project, '**/*.test.ts')).length > 0
  );
}
