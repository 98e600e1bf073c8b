import { expect, test } from 'vitest';
import { benchExplorer } from '../../bench/explorer.ts';

test('the benchmark of the Clusters view runs', () => {
  const steps = benchExplorer(60);
  expect(steps.map(({ step }) => step)).toContain('take over all topics');
  for (const { first, median } of steps) expect(median).toBeLessThanOrEqual(Math.max(first, 1_000));
});
