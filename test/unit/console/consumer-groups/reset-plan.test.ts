import { describe, expect, test } from 'vitest';
import { planTable, withinLog } from '../../../../server/console/consumer-groups/reset-offsets.ts';
import {
  formatResetPlan,
  parseResetPlan,
} from '../../../../server/console/consumer-groups/reset-plan.ts';

const row = (topic: string, partition: number, offset: number) => ({ topic, partition, offset });
const plan = new Map([
  ['g', [row('t', 0, 1), row('t', 1, 2)]],
  ['h', [row('u', 0, 3)]],
]);

describe('a plan in a file', () => {
  test('is written and read for several groups', () => {
    const csv = formatResetPlan(plan, false);
    expect(csv).toBe('g,t,0,1\ng,t,1,2\nh,u,0,3\n');
    expect(parseResetPlan(csv, undefined)).toEqual(plan);
  });

  test('is written and read for a single one', () => {
    const single = new Map([['g', plan.get('g')!]]);
    const csv = formatResetPlan(single, true);
    expect(csv).toBe('t,0,1\nt,1,2\n');
    expect(parseResetPlan(csv, 'g')).toEqual(single);
    expect(parseResetPlan('g,t,0,1\r\n\n', 'g')).toEqual(new Map([['g', [row('t', 0, 1)]]]));
  });

  test('may have names with commas and quotes', () => {
    const odd = new Map([['a,"b" c', [row('t', 0, 1)]]]);
    const csv = formatResetPlan(odd, false);
    expect(csv).toBe('"a,""b"" c",t,0,1\n');
    expect(parseResetPlan(csv, undefined)).toEqual(odd);
  });

  test.each([
    ['t,0,1', undefined, "Line 1 of the reset plan is not group,topic,partition,offset: 't,0,1'"],
    ['t,0,1\nt,0', 'g', "Line 2 of the reset plan is not topic,partition,offset: 't,0'"],
    ['t,zero,1', 'g', 'Line 1'],
    ['g,t,0,1,2', 'g', 'Line 1'],
    ['t,0,-1', 'g', 'Line 1'],
  ])('%j is refused', (csv, group, message) => {
    expect(() => parseResetPlan(csv, group)).toThrow(message);
  });
});

test('offsets are brought within the log', () => {
  const changes: string[] = [];
  const bounds = (offset: number) =>
    new Map([
      ['t-0', offset],
      ['t-1', offset],
      ['t-2', offset],
    ]);
  const offsets = withinLog(
    [row('t', 0, 3), row('t', 1, 7), row('t', 2, 99), row('t', 3, 99)],
    bounds(5),
    bounds(10),
    (message) => changes.push(message),
  );
  expect(offsets.map(({ offset }) => offset)).toEqual([5, 7, 10, 99]);
  expect(changes).toEqual([
    'New offset (3) is lower than earliest offset for topic partition t-0. Value will be set to 5',
    'New offset (99) is higher than latest offset for topic partition t-2. Value will be set to 10',
  ]);
});

test('a plan is shown as a table', () => {
  expect(planTable(new Map([['g', [row('t', 0, 17)]]]))).toEqual([
    '',
    'GROUP                          TOPIC                          PARTITION  NEW-OFFSET     ',
    'g                              t                              0          17             ',
  ]);
});
