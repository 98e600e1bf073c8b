import { describe, expect, test } from 'vitest';
import type { DisplayValue, TableEvent } from '../../../../server/contract/display.ts';
import { RowSelection } from '../../../../webview/live/table/row-selection.ts';
import {
  nextSort,
  numericColumns,
  rowsOf,
  type Sort,
  shownRows,
} from '../../../../webview/live/table/table-rows.ts';
import { asCsv, asJson, asText } from '../../../../webview/live/table/table-text.ts';

function table(columns: string[], ...rows: DisplayValue[][]): TableEvent {
  return { kind: 'table', id: '1', title: 'T', batchTime: 0, columns, rows, total: rows.length };
}

describe('rows', () => {
  test('are the same rows when a count has moved', () => {
    const before = rowsOf(table(['word', 'count'], ['a', 1], ['b', 1]));
    const after = rowsOf(table(['word', 'count'], ['b', 7], ['a', 3]));
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key).reverse());
  });

  test('are told apart where all that is in them is the same', () => {
    const rows = rowsOf(table(['word', 'count'], ['a', 1], ['a', 1], ['b', 1]));
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  const values: DisplayValue[] = ['b10', null, 7, 'b9', 12, null, 'a'];
  const sorted = (sort: Sort | undefined, filter = '') =>
    shownRows(rowsOf(table(['x'], ...values.map((x) => [x]))), ['x'], filter, sort).map(
      ({ cells }) => cells[0],
    );

  test('are in order: numbers, texts with the numbers in them, nothing', () => {
    expect(sorted({ column: 'x', isDescending: false })).toEqual([
      7,
      12,
      'a',
      'b9',
      'b10',
      null,
      null,
    ]);
    expect(sorted({ column: 'x', isDescending: true })).toEqual([
      'b10',
      'b9',
      'a',
      12,
      7,
      null,
      null,
    ]);
    expect(sorted(undefined)).toEqual(values);
    expect(sorted({ column: 'gone', isDescending: false })).toEqual(values);
  });

  test('are found by all words, in whichever column', () => {
    const rows = rowsOf(table(['a', 'b'], ['Red apple', 1], ['green Apple', 21], ['pear', null]));
    const found = (filter: string) =>
      shownRows(rows, ['a', 'b'], filter, undefined).map(({ cells }) => cells[0]);
    expect(found('apple')).toEqual(['Red apple', 'green Apple']);
    expect(found(' APPLE 2')).toEqual(['green Apple']);
    expect(found('null')).toEqual([]);
  });

  test('a column’s head goes up, down and back', () => {
    const up = nextSort(undefined, 'a');
    const down = nextSort(up, 'a');
    expect([up, down, nextSort(down, 'a'), nextSort(down, 'b')]).toEqual([
      { column: 'a', isDescending: false },
      { column: 'a', isDescending: true },
      undefined,
      { column: 'b', isDescending: false },
    ]);
  });

  test('a column of numbers may have gaps', () => {
    expect(numericColumns(table(['a', 'b', 'c'], [1, null, 'x'], [null, null, 1]))).toEqual([
      ...[true, false, false],
    ]);
  });
});

describe('as text', () => {
  const cells = table(['name', 'note'], ['a, b', 'say "hi"\nthere'], [1.5, null]);

  test('CSV quotes what needs it', () => {
    expect(asCsv(cells)).toBe('name,note\r\n"a, b","say ""hi""\nthere"\r\n1.5,\r\n');
  });

  test('text has a line for each row', () => {
    expect(asText(cells)).toBe('name\tnote\na, b\tsay "hi" there\n1.5\t');
  });

  test('JSON keeps types', () => {
    expect(JSON.parse(asJson(cells))).toEqual([
      { name: 'a, b', note: 'say "hi"\nthere' },
      { name: 1.5, note: null },
    ]);
  });
});

describe('a selection', () => {
  const keys = ['a', 'b', 'c', 'd'];
  const chosen = (selection: RowSelection) => keys.filter((key) => selection.has(key));

  test('goes from where it began, in the order of now', () => {
    const selection = new RowSelection();
    selection.select('c');
    selection.extend('d', keys);
    expect(chosen(selection)).toEqual(['c', 'd']);
    selection.extend('b', keys);
    expect(chosen(selection)).toEqual(['b', 'c']);
    selection.extend('a', ['c', 'a', 'b', 'd']);
    expect(chosen(selection)).toEqual(['a', 'c']);
    selection.toggle('c');
    expect([chosen(selection), selection.active]).toEqual([['a'], 'c']);
  });

  test('outlives rows that come back, and is bounded', () => {
    const selection = new RowSelection();
    selection.selectAll(keys);
    selection.prune(new Set(['a']), 4);
    expect(chosen(selection)).toEqual(keys);
    selection.prune(new Set(['a']), 3);
    expect(chosen(selection)).toEqual(['a']);
  });
});
