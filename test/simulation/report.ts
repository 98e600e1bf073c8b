import type { Outcome } from './simulation.ts';

/** What a failed simulation tells: the seed, what did not hold, the scenario, what happened last, and how to see it again. */
export function describeFailure(outcome: Outcome): string {
  const { seed, fullDisks, violations, scenario, trace } = outcome;
  const again = `--seed ${seed}${fullDisks ? ' --full-disks' : ''} --verbose`;
  const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : '';
  return [
    `seed ${seed} failed: ${violations[0]}${more}`,
    `  scenario: ${JSON.stringify(scenario)}`,
    ...trace.map((line) => `  ${line}`),
    `  again, with everything that happens: npm run simulate -- ${again}`,
  ].join('\n');
}
