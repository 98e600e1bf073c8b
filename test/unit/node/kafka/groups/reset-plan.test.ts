import { describe, expect, test } from 'vitest';
import {
  formatResetPlan,
  parseResetPlan,
} from '../../../../../server/node/kafka/groups/reset-plan.ts';

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
