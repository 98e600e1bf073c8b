import { expect, test } from 'vitest';
import { benchGraphs, benchModels } from '../../bench/graphs-and-models.ts';

test('the benchmark of graphs and models runs', async () => {
  const times = [...(await benchGraphs(200)), ...(await benchModels(50))];
  expect(times.length).toBe(10);
  for (const { ms } of times) expect(ms).toBeGreaterThan(0);
});
