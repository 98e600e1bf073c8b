import { expect, test } from 'vitest';
import { benchWordCount } from '../../bench/word-count.ts';

test('the benchmark of word counts runs', async () => {
  const rates = await benchWordCount(50);
  expect(rates.length).toBe(6);
  for (const { vocabulary, engine } of rates) {
    expect(vocabulary).toBeGreaterThan(10);
    expect(engine).toBeGreaterThan(0);
  }
});
