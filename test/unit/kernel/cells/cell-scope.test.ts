import { expect, test } from 'vitest';
import { CellScope } from '../../../../server/kernel/cells/cell-scope.ts';

function scopeWith(global: object) {
  return { global: global as Record<string, unknown>, scope: new CellScope(global) };
}

test('names of cells are global, and others may be declared over what is provided', () => {
  const { global, scope } = scopeWith({ process: 1 });
  let made = 0;
  scope.provide('sc', () => ++made);
  expect([global.sc, global.sc]).toEqual([1, 2]);
  scope.declare('sc');
  expect(global.sc).toBe(undefined);
  scope.assign('sc', 'mine');
  scope.declare('sc');
  expect(global.sc).toBe('mine');
});

test('names that were there before are kept apart, and scripts that mention them see both', () => {
  const { global, scope } = scopeWith({ process: 1 });
  expect(scope.withShadows('process')).toBe('process');
  scope.assign('process', 2);
  expect(global.process).toBe(1);
  expect(scope.isReserved('process')).toBe(true);
  expect(scope.withShadows('(process)')).toBe('with (__shadows) (process)');
  expect(scope.withShadows('(preprocess, process$)')).toBe('(preprocess, process$)');
});

test('what has to be loaded is, once, before a cell that mentions it', async () => {
  const { scope } = scopeWith({});
  const loaded: string[] = [];
  scope.provideLater(['faker'], async () => {
    loaded.push('faker');
  });
  await scope.prepare('fakers()');
  expect(loaded).toEqual([]);
  await scope.prepare('faker.name()');
  await scope.prepare('faker.name()');
  expect(loaded).toEqual(['faker']);
});
