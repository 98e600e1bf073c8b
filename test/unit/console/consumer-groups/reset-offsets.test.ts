import { expect, test } from 'vitest';
import { planTable } from '../../../../server/console/consumer-groups/reset-offsets.ts';

test('a plan is shown as a table', () => {
  const plan = new Map([['g', [{ topic: 't', partition: 0, offset: 17 }]]]);
  expect(planTable(plan)).toEqual([
    '',
    'GROUP                          TOPIC                          PARTITION  NEW-OFFSET     ',
    'g                              t                              0          17             ',
  ]);
});
