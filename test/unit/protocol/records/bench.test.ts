import { expect, test } from 'vitest';
import { benchRecords } from '../../../bench/records.ts';

test('the benchmark runs', () => {
  const rates = benchRecords(1);
  expect(rates).toHaveLength(15);
  for (const { validate, crc } of rates) {
    expect(validate).toBeGreaterThan(0);
    expect(crc).toBeGreaterThan(0);
  }
});
