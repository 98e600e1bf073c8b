import { describe, expect, test } from 'vitest';
import { valueForms } from '../../../../server/kernel/scope/value-forms.ts';

const circle: Record<string, unknown> = {};
circle.self = circle;

describe('a value', () => {
  test.each([[[1, { a: 'x', b: null }]], [{ a: { b: [true] } }]])('%j has a JSON form', (value) => {
    expect(valueForms(value)['application/json']).toBe(value);
  });

  test.each([
    [1],
    ['text'],
    [new Map([[1, 2]])],
    [{ at: new Date(0) }],
    [{ a: undefined }],
    [[Number.NaN]],
    [[1n]],
    [circle],
    [Array.from({ length: 30_000 }, (_, i) => i)],
    [['x'.repeat(600_000)]],
  ])('has none where JSON would not have it all, or too much', (value) => {
    expect(Object.keys(valueForms(value))).toEqual(['text/plain']);
  });

  test('has a text of bounded length', () => {
    const forms = valueForms(Array.from({ length: 100 }, () => 'x'.repeat(20_000)));
    expect(String(forms['text/plain']).length).toBeLessThanOrEqual(100_001);
  });

  test('that is no data shows its first lines: a server that a cell closes last would fill the screen', () => {
    class Server {
      readonly ports = Array.from({ length: 60 }, (_, i) => ({ [`a rather long name ${i}`]: i }));
    }
    const lines = String(valueForms(new Server())['text/plain']).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toMatch(/^… \d+ more lines$/);
    const map = new Map(Array.from({ length: 60 }, (_, i) => [`a rather long name ${i}`, i]));
    expect(String(valueForms(map)['text/plain']).split('\n')).toHaveLength(62);
  });
});
