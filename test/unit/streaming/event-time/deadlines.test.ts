import { describe, expect, test } from 'vitest';
import { Deadlines } from '../../../../server/streaming/event-time/deadlines.ts';

describe('deadlines', () => {
  test('are due in their order, each key once', () => {
    const deadlines = new Deadlines<string>();
    for (const [time, key] of [
      [30, 'c'],
      [10, 'a'],
      [20, 'b'],
      [40, 'd'],
    ] as const)
      deadlines.add(time, key);
    expect(deadlines.due(9)).toEqual([]);
    expect(deadlines.due(30)).toEqual(['a', 'b', 'c']);
    expect(deadlines.due(100)).toEqual(['d']);
    expect(deadlines.due(100)).toEqual([]);
  });

  test('the earliest of a key counts', () => {
    const deadlines = new Deadlines<readonly string[]>();
    deadlines.add(20, ['a']);
    deadlines.add(10, ['a']);
    deadlines.add(30, ['a']);
    expect(deadlines.due(10)).toEqual([['a']]);
    expect(deadlines.due(50)).toEqual([]);
    deadlines.add(60, ['a']);
    expect(deadlines.due(60)).toEqual([['a']]);
  });

  test('one that is there already takes no room', () => {
    const deadlines = new Deadlines<string>();
    for (let batch = 0; batch < 1000; batch++) deadlines.add(1000 + batch, 'a');
    expect(deadlines.size).toBe(1);
  });
});
