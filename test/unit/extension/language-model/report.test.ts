import { describe, expect, test } from 'vitest';
import { count, textOf } from '../../../../extension/language-model/report.ts';

const report = {
  head: 'Three.',
  items: ['one', 'two', 'three'],
  narrower: 'Ask for less.',
};
const room = (most: number) => ({ most, measure: (text: string) => text.length });

describe('a report', () => {
  test('is whole where there is room', async () => {
    expect(await textOf(report, room(1_000))).toBe('Three.\none\ntwo\nthree');
  });

  test('has as many items as fit, and says how many do not', async () => {
    const items = Array.from({ length: 100 }, (_, index) => `item ${index}`);
    const text = await textOf({ ...report, items }, room(200));
    expect(text.length).toBeLessThanOrEqual(200);
    const shown = text.split('\n').filter((line) => line.startsWith('item'));
    expect(shown).toEqual(items.slice(0, shown.length));
    expect(shown.length).toBeGreaterThan(10);
    expect(text).toContain(`(${100 - shown.length} more left out for lack of room. Ask for less.)`);
  });

  test('is measured as the model counts, which may take its time', async () => {
    const asked: string[] = [];
    const measure = async (text: string) => {
      asked.push(text);
      return text.split(/\s+/).length;
    };
    const items = Array.from({ length: 1_000 }, (_, index) => `item ${index}`);
    const text = await textOf({ ...report, items }, { most: 100, measure });
    expect(text.split(/\s+/).length).toBeLessThanOrEqual(100);
    expect(asked.length).toBeLessThan(15);
  });

  test('is cut off where not even its head has room', async () => {
    const text = await textOf({ head: 'x'.repeat(500), items: [], narrower: '' }, room(100));
    expect(text.length).toBeLessThanOrEqual(100);
    expect(text).toMatch(/^x+$/);
  });

  test('counts in English', () => {
    expect([count(0, 'topic'), count(1, 'topic'), count(1234, 'topic')]).toEqual([
      '0 topics',
      '1 topic',
      '1234 topics',
    ]);
  });
});
