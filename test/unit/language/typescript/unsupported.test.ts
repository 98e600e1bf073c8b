import ts from 'typescript';
import { expect, test } from 'vitest';
import { unsupportedIn } from '../../../../server/language/typescript/unsupported.ts';

function unsupported(code: string): string[] {
  const source = ts.createSourceFile('cell.mts', code, ts.ScriptTarget.ESNext, true);
  const found = unsupportedIn(source, { start: 0, end: code.length });
  return found.map(({ node }) => node.getText(source));
}

test('what does more than say types is found', () => {
  expect(unsupported('enum A { X }')).toEqual(['A']);
  expect(unsupported('namespace N { export const x = 1 }')).toEqual(['N']);
  expect(unsupported('class C { constructor(private x: number) {} }')).toEqual(['x']);
  expect(unsupported('@wrapped class C {}')).toEqual(['@wrapped']);
  expect(unsupported('export default 1;')).toEqual(['export default 1;']);
  expect(unsupported('const a = 1; export { a };')).toEqual(['export { a };']);
});

test('what says types alone is fine', () => {
  const code =
    'declare enum A { X } declare namespace N {} export type T = 1; switch (1) { default: } export const a = 1 as number;';
  expect(unsupported(code)).toEqual([]);
});
