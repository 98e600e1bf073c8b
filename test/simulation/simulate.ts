// `npm run simulate`: simulations of many seeds, or that of one again.
//
//   --seeds N     how many (100)
//   --from S      the first of them (1)
//   --minutes M   as many as can be run in so many minutes
//   --jobs J      threads (one for each core)
//   --seed S      this one alone
//   --full-disks  with disks that are full again and again
//   --verbose     with --seed: everything that happens

import { parseArgs } from 'node:util';
import { describeFailure } from './report.ts';
import { runSeeds } from './run-seeds.ts';
import { type Outcome, simulate } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string' },
    minutes: { type: 'string' },
    jobs: { type: 'string' },
    seed: { type: 'string' },
    'full-disks': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

const fullDisks = values['full-disks'];
const failed: number[] = [];
if (values.seed !== undefined) await runOne(number('seed', 1));
else await runMany();
process.exitCode = failed.length > 0 ? 1 : 0;

async function runOne(seed: number): Promise<void> {
  const outcome = await simulate(seed, {
    fullDisks,
    ...(values.verbose && { print: console.log }),
  });
  tell(outcome);
  console.log(`seed ${seed}: ${failed.length > 0 ? 'failed' : 'passed'}, hash ${outcome.hash}`);
}

async function runMany(): Promise<void> {
  const from = number('from', 1);
  const minutes = number('minutes', Number.POSITIVE_INFINITY);
  const count = number('seeds', values.minutes === undefined ? 100 : Number.POSITIVE_INFINITY);
  const started = performance.now();
  const total = { seeds: 0, steps: 0, simulatedMs: 0, acknowledged: 0 };
  const seconds = () => (performance.now() - started) / 1000;
  await runSeeds({
    seeds: numbers(from, count),
    fullDisks,
    ...(values.jobs !== undefined && { jobs: number('jobs', 1) }),
    isEnough: () => seconds() > minutes * 60,
    onOutcome: (outcome) => {
      tell(outcome);
      total.seeds++;
      total.steps += outcome.steps;
      total.simulatedMs += outcome.simulatedMs;
      total.acknowledged += outcome.acknowledged;
      if (total.seeds % 1_000 === 0) console.log(`${total.seeds} seeds, ${failed.length} failed`);
    },
  });
  console.log(
    `${total.seeds} seeds in ${seconds().toFixed(0)} s: ${(total.simulatedMs / 3_600_000).toFixed(1)} simulated ` +
      `hours, ${total.steps} steps, ${total.acknowledged} batches acknowledged, ${failed.length} failed`,
  );
  if (failed.length > 0) console.log(`failed: ${failed.join(' ')}`);
}

function tell(outcome: Outcome): void {
  if (outcome.violations.length === 0) return;
  failed.push(outcome.seed);
  console.log(describeFailure(outcome));
}

function number(name: 'seeds' | 'from' | 'minutes' | 'jobs' | 'seed', fallback: number): number {
  const text = values[name];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!(value >= 0)) {
    console.error(`--${name} takes a number, not ${text}`);
    process.exit(2);
  }
  return value;
}

function* numbers(from: number, count: number): Iterable<number> {
  for (let i = 0; i < count; i++) yield from + i;
}
