import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { JsonShape } from '../../../../server/language/topics/json-shape.ts';
import { fc } from '../../../harness/fast-check.ts';

function shapeOf(...values: unknown[]): JsonShape {
  const shape = new JsonShape();
  for (const value of values) shape.add(value);
  return shape;
}

describe('the type of values', () => {
  test.each<[type: string, ...values: unknown[]]>([
    ['unknown'],
    ['string', 'a', 'b'],
    ['string | number | boolean | null', null, true, 1, 'a'],
    ['{ a: number; b: string }', { b: 'x', a: 1 }],
    ['{ a: number; b?: string }', { a: 1 }, { b: 'x', a: 1 }],
    [
      '{ at: string; note: string | null }',
      { at: '2024-05-01T10:00:00Z', note: null },
      { at: '', note: 'x' },
    ],
    ['{ user: { id: number; tags: string[] } }', { user: { id: 1, tags: ['a'] } }],
    ['(string | number)[]', [1], ['a'], []],
    ['unknown[]', []],
    ['{ x: number }[] | null', [{ x: 1 }], null],
    ['Record<string, unknown>', {}],
    ['{ "first name": string; $ok: boolean; "1": number }', { 'first name': '', $ok: true, 1: 1 }],
    ['{ __proto__: number }', JSON.parse('{"__proto__": 1}')],
  ])('%s', (type, ...values) => {
    const normal = (text: string) =>
      text
        .replace(/[{}]/g, '')
        .split(';')
        .map((s) => s.trim())
        .sort();
    expect(normal(shapeOf(...values).type)).toEqual(normal(type));
  });

  test('stands in the order of names', () => {
    expect(shapeOf({ b: 1, a: { d: 1, c: 2 } }).type).toBe(
      '{ a: { c: number; d: number }; b: number }',
    );
  });

  test('is that of a map where keys are data', () => {
    const counts = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`user-${i}`, i]));
    expect(shapeOf(counts).type).toBe('Record<string, number>');
    expect(shapeOf({ counts, id: 'a' }).fields.map(({ path }) => path)).toEqual(['counts', 'id']);
  });

  test('ends where it would be too deep', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 2_000; depth++) value = [value];
    expect(shapeOf(value).type).toBe('unknown[][][][][][][][]');
  });
});

test('fields are listed with their places', () => {
  const { fields } = shapeOf({ id: 1, user: { name: 'a' }, items: [{ price: 1 }] }, { id: 2 });
  expect(fields).toEqual([
    { path: 'id', type: 'number', isOptional: false },
    { path: 'items', type: '{ price: number }[]', isOptional: true },
    { path: 'items[].price', type: 'number', isOptional: false },
    { path: 'user', type: '{ name: string }', isOptional: true },
    { path: 'user.name', type: 'string', isOptional: false },
  ]);
});

describe('of any values', () => {
  const values = fc.array(fc.jsonValue(), { maxLength: 8 });

  test('the type is TypeScript', () => {
    fc.assert(
      fc.property(values, (all) => {
        const text = `type T = ${shapeOf(...all).type};`;
        const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true });
        expect(diagnostics).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('their order makes no difference', () => {
    fc.assert(
      fc.property(values, (all) => {
        expect(shapeOf(...all.toReversed()).type).toBe(shapeOf(...all).type);
      }),
    );
  });
});
