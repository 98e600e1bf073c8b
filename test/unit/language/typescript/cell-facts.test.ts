import { describe, expect, test } from 'vitest';
import { factsOf } from '../../../../server/language/typescript/cell-facts.ts';

describe('what a cell declares', () => {
  test('is what it has at its top level, by kind', () => {
    const { declared } = factsOf(`
      import fs, { readFile as read } from 'node:fs/promises';
      import * as path from 'node:path';
      const { a, b: [c, ...d] } = x; let e; var f = 1;
      function g() { const inner = 1; }
      class H {} interface I {} type J = 1; enum K {}
      { const block = 1; }
      using resource = open();
    `);
    expect(Object.fromEntries(declared)).toEqual({
      ...{ fs: 'import', read: 'import', path: 'import' },
      ...{ a: 'const', c: 'const', d: 'const', e: 'let', f: 'let' },
      ...{ g: 'function', H: 'class', I: 'type', J: 'type', K: 'other' },
    });
  });

  test('is told apart from what it exports itself', () => {
    const { declared, exported } = factsOf('export const a = 1; const b = 2;');
    expect([...declared.keys()]).toEqual(['a', 'b']);
    expect([...exported]).toEqual(['a']);
  });

  test('is found in what is not yet finished', () => {
    expect([...factsOf('const a = ; function f( { ').declared.keys()]).toEqual(['a', 'f']);
  });
});

test('what a cell mentions are no members of others', () => {
  const { mentioned } = factsOf('lines.map((line) => line.length); f<T>()');
  expect([...mentioned]).toEqual(expect.arrayContaining(['lines', 'line', 'f', 'T']));
  expect(mentioned.has('map')).toBe(false);
  expect(mentioned.has('length')).toBe(false);
});

test('what a cell assigns to', () => {
  const { assigned } = factsOf(
    'a = 1; b += 1; c++; --d; ({ e, f: g, ...h } = x); [i, j = 1] = y; for (k of z) {} x.l = 1;',
  );
  expect([...assigned].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'g', 'h', 'i', 'j', 'k']);
});

test('texts may be names of topics', () => {
  expect([...factsOf("send('orders', `clicks`)").strings]).toEqual(['orders', 'clicks']);
});
