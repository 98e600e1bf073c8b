import { describe, expect, test } from 'vitest';
import { factsOf } from '../../../../server/language/typescript/cell-facts.ts';
import { Links, type NameSource } from '../../../../server/language/typescript/links.ts';

const source = (specifier: string, code: string): NameSource => ({
  ...{ specifier, names: factsOf(code).declared },
});
const links = new Links(
  [
    source('cell-0', 'const a = 1; const early = 1;'),
    source('cell-1', 'const a = 2; class ssc {}'),
    source('cell-2', 'const late = 1;'),
  ],
  [source('engine', 'const ssc = 1; const sc = 1;')],
);
const from = (name: string, index: number) => links.find(name, index)?.source.specifier;

describe('a name', () => {
  test('is that of the last cell before that declares it', () => {
    expect(from('a', 2)).toBe('cell-1');
    expect(from('a', 1)).toBe('cell-0');
  });

  test('is else that of the first after', () => {
    expect(from('late', 0)).toBe('cell-2');
    expect(from('a', 0)).toBe('cell-1');
  });

  test('is else what is there from the beginning', () => {
    expect(from('sc', 1)).toBe('engine');
    expect(links.find('ssc', 2)).toMatchObject({ kind: 'class', source: { specifier: 'cell-1' } });
    expect(from('nothing', 1)).toBeUndefined();
  });
});

test('what a cell declares itself is not from elsewhere', () => {
  const facts = factsOf('const a = early + sc + unknown;');
  expect([...links.mentionedBy(facts, 2).keys()]).toEqual(['early', 'sc']);
  expect([...links.visibleFrom(facts, 2).keys()].sort()).toEqual(['early', 'sc', 'ssc']);
});
