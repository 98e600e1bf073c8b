import { describe, expect, test } from 'vitest';
import { describeFailure } from './report.ts';
import { runSeeds } from './run-seeds.ts';
import { type Outcome, simulate } from './simulation.ts';

/** As many as two cores run within two minutes while something else is busy on them. */
const SEEDS = 200;
/** Where far more is, nothing is asserted about time. */
const LIMIT_MS = 600_000;

describe('a simulation', () => {
  test('goes the same way again', async () => {
    for (const seed of [1, 2, 3]) {
      const first = await simulate(seed);
      const second = await simulate(seed);
      expect(second.hash).toBe(first.hash);
      expect(second.trace).toEqual(first.trace);
      expect(second.steps).toBe(first.steps);
    }
  });

  test('goes another way with another seed', async () => {
    const hashes = new Set<string>();
    for (let seed = 1; seed <= 5; seed++) hashes.add((await simulate(seed)).hash);
    expect(hashes.size).toBe(5);
  });
});

describe('simulated clusters', () => {
  test(
    `keep their promises with the seeds from 1 to ${SEEDS}`,
    async () => {
      const outcomes: Outcome[] = [];
      const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);
      await runSeeds({ seeds, onOutcome: (outcome) => outcomes.push(outcome) });
      const failed = outcomes.filter(({ violations }) => violations.length > 0);
      expect(failed.map(describeFailure).join('\n\n')).toBe('');
      expect(outcomes).toHaveLength(SEEDS);
      // Worth something only if something happens in them.
      const acknowledged = outcomes.reduce((sum, outcome) => sum + outcome.acknowledged, 0);
      expect(acknowledged).toBeGreaterThan(SEEDS * 50);
    },
    LIMIT_MS,
  );
});
