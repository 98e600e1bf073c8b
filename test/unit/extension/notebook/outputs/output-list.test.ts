import { describe, expect, test } from 'vitest';
import {
  FEW_LINES,
  LONGEST_TEXT,
  MOST_LINES,
  MOST_OUTPUTS,
  OutputList,
} from '../../../../../extension/notebook/outputs/output-list.ts';
import type { ChartEvent, ChartPoint } from '../../../../../server/contract/display.ts';
import type { CellOutput } from '../../../../../server/contract/kernel.ts';

const stdout = 'application/vnd.code.notebook.stdout';
const printed = (text: string, name: 'stdout' | 'stderr' = 'stdout'): CellOutput => {
  return { kind: 'stream', name, text };
};
const value = (id: string, text: string): CellOutput => {
  return { kind: 'value', id, data: { 'text/plain': text } };
};
const chart = (type: ChartEvent['type'], ...points: ChartPoint[]): CellOutput => {
  const event = {
    kind: 'chart',
    id: 'c',
    title: 'Chart',
    batchTime: 1,
    type,
    points,
    keep: 2,
  } as const;
  return { kind: 'display', event };
};

function listOf(...outputs: CellOutput[]): OutputList {
  const list = new OutputList();
  for (const output of outputs) list.add(output);
  return list;
}

/** All changes, as `place text`. */
function changesIn(list: OutputList): string[] {
  return list
    .takeChanges()
    .map(({ place, items, added }) =>
      added === undefined ? `${place} ${items[0]?.text}` : `${place} +${added.text}`,
    );
}

describe('printed text', () => {
  test('follows the text before it', () => {
    const list = listOf(printed('a'), printed('b'), printed('c', 'stderr'), printed('d'));
    expect(changesIn(list)).toEqual(['0 ab', '1 c', '2 d']);
  });

  test('is told of by what was added', () => {
    const list = listOf(printed('a'));
    expect(changesIn(list)).toEqual(['0 a']);
    list.add(printed('b'));
    list.add(printed('c'));
    expect(list.takeChanges()).toEqual([
      { place: 0, items: [{ mime: stdout, text: 'abc' }], added: { mime: stdout, text: 'bc' } },
    ]);
    expect(list.hasChanges).toBe(false);
  });

  test('is its end where it is too long, from the beginning of a line', () => {
    const list = listOf(printed('first\n'));
    list.takeChanges();
    list.add(printed('x\n'.repeat(LONGEST_TEXT)));
    const [change] = list.takeChanges();
    expect(change?.added).toBeUndefined();
    const text = change?.items[0]?.text ?? '';
    expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
    expect(text).toMatch(/^… what was printed before is left out\nx\nx\n/);
  });

  test('with an id takes the place of the text before', () => {
    const list = listOf({ kind: 'text', id: 'stdout', text: 'one' }, printed('other'));
    list.add({ kind: 'text', id: 'stdout', text: 'two' });
    expect(changesIn(list)).toEqual(['0 two', '1 other']);
  });
});

describe('outputs with an id', () => {
  test('keep their place', () => {
    const list = listOf(value('a', '1'), value('b', '2'), value('a', '3'));
    expect(changesIn(list)).toEqual(['0 3', '1 2']);
    list.add(value('b', '4'));
    expect(changesIn(list)).toEqual(['1 4']);
  });

  test('have the best of their forms first', () => {
    const data = { 'text/plain': 'a', 'application/json': { b: 1 } };
    const [change] = listOf({ kind: 'value', id: 'a', data }).takeChanges();
    expect(change?.items).toEqual([
      { mime: 'application/json', text: '{\n  "b": 1\n}' },
      { mime: 'text/plain', text: 'a' },
    ]);
  });

  test('can all be shown again', () => {
    const list = listOf(printed('a'), value('b', '2'));
    list.takeChanges();
    list.touch();
    expect(changesIn(list)).toEqual(['0 a', '1 2']);
  });
});

test('there are so many outputs and no more', () => {
  const list = listOf(...Array.from({ length: MOST_OUTPUTS + 5 }, (_, i) => value(`${i}`, `${i}`)));
  const changes = changesIn(list);
  expect(changes.length).toBe(MOST_OUTPUTS);
  expect(changes.at(-1)).toBe(`${MOST_OUTPUTS - 1} ${MOST_OUTPUTS + 4}`);
});

describe('charts', () => {
  const points = (list: OutputList) =>
    JSON.parse(list.takeChanges()[0]?.items[0]?.text ?? '').points.map(
      ({ series, x, y }: ChartPoint) => `${series} ${x} ${y}`,
    );

  test('of lines keep the last points of each series', () => {
    const list = listOf(
      chart('line', { series: 'a', x: 1, y: 1 }, { series: 'b', x: 1, y: 5 }),
      chart('line', { series: 'a', x: 2, y: 2 }),
      chart('line', { series: 'a', x: 3, y: 3 }),
    );
    expect(points(list)).toEqual(['b 1 5', 'a 2 2', 'a 3 3']);
  });

  test('of bars have those of the last batch', () => {
    const list = listOf(
      chart('bar', { series: 'a', x: 'one', y: 1 }),
      chart('bar', { series: 'a', x: 'two', y: 2 }),
    );
    expect(points(list)).toEqual(['a two 2']);
  });

  test('and tables have a text beside them', () => {
    const table: CellOutput = {
      kind: 'display',
      event: {
        ...{ kind: 'table', id: 't', title: 'Orders', batchTime: 1, columns: ['item', 'price'] },
        ...{
          rows: [
            ['tea', 2.5],
            ['a\nb', 10],
          ],
          total: 5,
        },
      },
    };
    const [first, second] = listOf(
      table,
      chart('line', { series: 'a', x: 1, y: 1 }, { series: 'a', x: 2, y: 7 }),
    ).takeChanges();
    expect(first?.items[1]).toEqual({
      mime: 'text/plain',
      text: 'Orders\nitem  price\n────  ─────\ntea     2.5\na b      10\n… 3 more rows',
    });
    expect(second?.items[1]?.text).toBe('Chart\na: 7');
  });
});

describe('of text in place the last lines are shown', () => {
  const lines = Array.from({ length: 500 }, (_, i) => `line ${i}`);
  const tail: CellOutput = { kind: 'text', id: 'stdout', text: lines.join('\n') };
  const shown = (...outputs: CellOutput[]) => {
    const { items, isTail = false } = listOf(...outputs)
      .takeChanges()
      .at(-1)!;
    return { isTail, lines: items[0]!.text.split('\n') };
  };

  test('where it scrolls', () => {
    const { isTail, lines: some } = shown(tail);
    expect([isTail, some.length]).toEqual([true, MOST_LINES]);
    expect(some.slice(0, 2)).toEqual(['… earlier lines are left out', 'line 101']);
    expect(some.at(-1)).toBe('line 499');
  });

  test('and few of them in the box of other text', () => {
    const { isTail, lines: few } = shown(printed('before\n'), tail);
    expect([isTail, few.length, few.at(-1)]).toEqual([false, FEW_LINES, 'line 499']);
    expect(shown(value('a', '1'), tail).isTail).toBe(true);
  });
});

test('errors say what and where', () => {
  const error = { name: 'TypeError', message: 'no', stack: '    at Cell 1, line 2, column 3' };
  const [change] = listOf({ kind: 'error', error }).takeChanges();
  expect(JSON.parse(change?.items[0]?.text ?? '')).toEqual({
    name: 'TypeError',
    message: 'no',
    stack: 'TypeError: no\n    at Cell 1, line 2, column 3',
  });
});
