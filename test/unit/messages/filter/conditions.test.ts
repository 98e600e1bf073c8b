import { describe, expect, test } from 'vitest';
import type { FieldCondition } from '../../../../server/contract/messages/reading.ts';
import { checkFilter } from '../../../../server/messages/filter/check-filter.ts';
import { fieldTest } from '../../../../server/messages/filter/field-condition.ts';
import { ANY, parseFieldPath } from '../../../../server/messages/filter/field-path.ts';
import { marksIn, textSearch } from '../../../../server/messages/filter/text-search.ts';
import { fc } from '../../../harness/fast-check.ts';

describe('a path', () => {
  test.each([
    ['value', []],
    ['value.customer.id', ['customer', 'id']],
    ['value.items[0].price', ['items', 0, 'price']],
    ['value[*].price', [ANY, 'price']],
    ['value["a.b"].c', ['a.b', 'c']],
    ["value['it\\'s']", ["it's"]],
    ['value."a b"', ['a b']],
    ['value.größe-cm', ['größe-cm']],
  ])('%s', (text, steps) => {
    expect(parseFieldPath(text)).toEqual({ part: 'value', steps });
  });

  test.each([
    '',
    'values.a',
    'customer.id',
    'value.',
    'value..a',
    'value[x]',
    'value[1',
    'value a',
  ])('is refused: "%s"', (text) => {
    expect(() => parseFieldPath(text)).toThrow(/^The field "/);
  });
});

const value = {
  id: 17,
  big: 9_007_199_254_740_993n,
  name: 'The Mill',
  paid: false,
  note: null,
  items: [{ price: 2.5 }, { price: 30, tags: ['new'] }],
  bytes: Uint8Array.from(Buffer.from('grain')),
};

function holds(path: string, operator: FieldCondition['operator'], typed = ''): boolean {
  return fieldTest({ path, operator, value: typed }).holds(value);
}

describe('a field', () => {
  test('is', () => {
    expect(holds('value.id', 'is', '17')).toBe(true);
    expect(holds('value.id', 'is', ' 17.0 ')).toBe(true);
    expect(holds('value.id', 'is', '18')).toBe(false);
    expect(holds('value.big', 'is', '9007199254740993')).toBe(true);
    expect(holds('value.big', 'is', '9007199254740992')).toBe(false);
    expect(holds('value.name', 'is', 'The Mill')).toBe(true);
    expect(holds('value.name', 'is', 'the mill')).toBe(false);
    expect(holds('value.paid', 'is', 'false')).toBe(true);
    expect(holds('value.note', 'is', 'null')).toBe(true);
    expect(holds('value.bytes', 'is', 'grain')).toBe(true);
    expect(holds('value.items[1].tags', 'is', '["new"]')).toBe(true);
    expect(holds('value.nothing', 'is', '')).toBe(false);
    expect(holds('value.items.length', 'is', '2')).toBe(true);
  });

  test('is not, also where it is missing', () => {
    expect(holds('value.id', 'isNot', '17')).toBe(false);
    expect(holds('value.id', 'isNot', '18')).toBe(true);
    expect(holds('value.nothing', 'isNot', '1')).toBe(true);
    expect(holds('value.items[*].price', 'isNot', '30')).toBe(false);
  });

  test('contains, matches', () => {
    expect(holds('value.name', 'contains', 'mill')).toBe(true);
    expect(holds('value.id', 'contains', '7')).toBe(true);
    expect(holds('value.name', 'matches', '^The [A-Z]')).toBe(true);
    expect(holds('value.name', 'matches', '^the')).toBe(false);
    expect(() => fieldTest({ path: 'value', operator: 'matches', value: '(' })).toThrow(
      /^"\(" is no regular expression: /,
    );
  });

  test('is less, is greater', () => {
    expect(holds('value.id', 'less', '17.5')).toBe(true);
    expect(holds('value.id', 'greater', '9')).toBe(true);
    expect(holds('value.big', 'greater', '1')).toBe(true);
    expect(holds('value.id', 'greater', 'x')).toBe(false);
    expect(holds('value.name', 'greater', 'A')).toBe(true);
    expect(holds('value.paid', 'less', '1')).toBe(false);
  });

  test('of any element', () => {
    expect(holds('value.items[*].price', 'greater', '20')).toBe(true);
    expect(holds('value.items[*].price', 'greater', '40')).toBe(false);
    expect(holds('value.items[*].tags[*]', 'is', 'new')).toBe(true);
    expect(holds('value[*]', 'is', '17')).toBe(true);
  });

  test('exists, is missing', () => {
    expect(holds('value.note', 'exists')).toBe(true);
    expect(holds('value.toString', 'exists')).toBe(false);
    expect(holds('value.nothing.below', 'missing')).toBe(true);
    expect(holds('value.items[2]', 'missing')).toBe(true);
    expect(holds('value', 'exists')).toBe(true);
  });
});

describe('text in bytes', () => {
  const find = (needle: string, text: string, escapes = false) => {
    const bytes = new TextEncoder().encode(`..${text}..`);
    return textSearch(needle).isInBytes(bytes, 2, bytes.length - 2, escapes);
  };

  test('whatever its case', () => {
    expect(find('MILL', 'a Mill race')).toBe(true);
    expect(find('mill', 'MILL')).toBe(true);
    expect(find('mille', 'MILL')).toBe(false);
    expect(find('..', 'x')).toBe(false);
    expect(find('@', '`')).toBe(false);
  });

  test('leaves open what bytes do not tell', () => {
    expect(find('größe', 'GRÖSSE')).toBeUndefined();
    expect(find('größe', 'plain')).toBe(false);
    expect(find('mill', 'größe')).toBe(false);
    expect(find('mill', '\u0000')).toBeUndefined();
    expect(find('mill', '\\u006dill', true)).toBeUndefined();
    expect(find('mill', '\\u006dill')).toBe(false);
  });

  test('is what is in the text', () => {
    const ascii = fc.string({ unit: fc.constantFrom(...'aAbB zZ[{@`'), maxLength: 6 });
    fc.assert(
      fc.property(ascii, ascii, (needle, text) => {
        if (needle === '') return;
        expect(find(needle, text)).toBe(text.toLowerCase().includes(needle.toLowerCase()));
      }),
    );
  });

  test('is marked where it is', () => {
    expect(marksIn('a Mill, a mill', 'mill', 10)).toEqual([
      [2, 6],
      [10, 14],
    ]);
    expect(marksIn('aaaa', 'aa', 1)).toEqual([[0, 2]]);
    expect(marksIn('İ mill', 'mill', 10)).toEqual([]);
  });
});

test('what is wrong with a filter is one sentence', () => {
  const refused = (filter: Parameters<typeof checkFilter>[0]) => {
    try {
      checkFilter(filter);
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };
  expect(refused({ time: { from: 5, to: 5 } })).toBe(
    'The time that is looked for ends before it begins.',
  );
  expect(refused({ headers: [{ name: '' }] })).toBe('A header that is looked for has no name.');
  expect(refused({ expression: 'a b' })).toMatch(/^The expression cannot be read/);
  expect(refused({ text: 'x', expression: '', fields: [] })).toBeUndefined();
});
