// `npm test`: every check and suite, or those named: `npm test -- unit e2e`. Ends with what was skipped
// and why, and a last line that counts all tests; a check without tests of its own counts as one.

import { Child } from './harness/child.ts';
import { node, root, toolEnvironment } from './harness/places.ts';
import { readReport, removeReport } from './harness/report.ts';
import { missing } from './harness/requirements.ts';
import { outcomesOf, type StepResult, summarize, wholeStep } from './harness/summary.ts';
import { installVscode } from './harness/vscode-install.ts';
import { hasTests, reportOf, type Step, steps } from './steps.ts';

const inCi = process.env.CI === 'true';
const buildFailed = 'the build failed';

const started = performance.now();
const selected = select(process.argv.slice(2));
// Fetched beside the first steps: it waits on the network while they use the cores.
const vscode = selected.some((step) => step.opensVscode)
  ? installVscode().catch((error: Error) => error)
  : undefined;
const done: StepResult[] = [];
await twoAtATime(selected.filter((step) => step.stage === 'checks'));
for (const step of selected.filter((step) => step.stage === 'suites')) {
  done.push(await runStep(step, { quiet: false }));
}
const summary = summarize(done);
console.log(`\n${summary.text}\nTook ${seconds(started)}.\n${summary.counts}`);
process.exitCode = summary.ok ? 0 : 1;

function select(names: readonly string[]): Step[] {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = steps.map(({ name }) => name).join(' ');
    console.error(`no such step: ${unknown.join(' ')}. The steps: ${known}`);
    process.exit(2);
  }
  const wanted = steps
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .filter(hasTests);
  const usesBuild = wanted.some((step) => step.usesBuild);
  return steps.filter((step) => wanted.includes(step) || (usesBuild && step.name === 'build'));
}

async function twoAtATime(checks: readonly Step[]): Promise<void> {
  const waiting = [...checks];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      // Their output would mix: it is shown at the end, if it says that something is wrong.
      done.push(await runStep(step, { quiet: true }));
    }
  };
  await Promise.all([lane(), lane()]);
}

async function runStep(step: Step, { quiet }: { quiet: boolean }): Promise<StepResult> {
  const begun = performance.now();
  const obstacle = await obstacleTo(step);
  if (obstacle !== undefined) {
    console.log(`- ${step.name}: ${obstacle}`);
    const outcome = inCi || obstacle === buildFailed ? 'failed' : 'skipped';
    return { name: step.name, tests: [{ name: wholeStep, outcome, why: obstacle }] };
  }
  if (!quiet) console.log(`\n▸ ${step.name}`);
  const report = reportOf(step);
  removeReport(report);
  const child = await Child.start(node, commandOf(step), {
    cwd: root,
    env: toolEnvironment({ MILLRACE_TEST_REPORT: report, NO_COLOR: '1' }),
    ...(quiet ? {} : { onLine: (line: string) => console.log(line) }),
  });
  let end: string | undefined;
  const timer = setTimeout(() => {
    end = `not done after ${step.limitMinutes} minutes`;
    void child.kill();
  }, step.limitMinutes * 60_000);
  const exit = await child.exited;
  clearTimeout(timer);
  const ok = exit.code === 0;
  end ??= exit.signal === null ? `exit code ${exit.code}` : `ended by ${exit.signal}`;
  if (quiet && !ok) console.log(`${child.stdout}${child.stderr}`.trimEnd());
  console.log(`${ok ? '✓' : '✗'} ${step.name} (${seconds(begun)})${ok ? '' : `: ${end}`}`);
  return { name: step.name, tests: outcomesOf(readReport(report), ok ? undefined : end) };
}

/** Why a step cannot run on this machine. */
async function obstacleTo(step: Step): Promise<string | undefined> {
  const build = done.find(({ name }) => name === 'build');
  if (step.usesBuild && build?.tests.some(({ outcome }) => outcome === 'failed')) {
    return buildFailed;
  }
  const lacks = missing(...(step.needs ?? []));
  if (lacks !== undefined) return lacks;
  const failure = step.opensVscode ? await vscode : undefined;
  return failure instanceof Error ? `VS Code's server: ${failure.message}` : undefined;
}

function commandOf(step: Step): string[] {
  if ('program' in step.run) return [step.run.program];
  if ('script' in step.run) {
    const npm = process.env.npm_execpath;
    if (npm === undefined) throw new Error('start this with npm test');
    return [npm, 'run', '--silent', step.run.script];
  }
  return [
    'node_modules/vitest/vitest.mjs',
    ...['run', '--project', step.run.project],
    ...['--reporter=default', '--reporter=./test/harness/vitest-report.ts'],
  ];
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
