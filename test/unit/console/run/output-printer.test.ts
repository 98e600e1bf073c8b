import { beforeEach, expect, test } from 'vitest';
import type { NotebookCell } from '../../../../server/console/run/notebook-cells.ts';
import { OutputPrinter } from '../../../../server/console/run/output-printer.ts';
import type { TableEvent } from '../../../../server/contract/display.ts';

const first: NotebookCell = { position: 1, language: 'ts', code: '', fileLine: 4 };
const second: NotebookCell = { position: 2, language: 'console', code: '', fileLine: 9 };

let printed: string;
let errors: string;
let printer: OutputPrinter;
beforeEach(() => {
  printed = '';
  errors = '';
  printer = new OutputPrinter('words.stream.md', (name, text) => {
    if (name === 'stdout') printed += text;
    else errors += text;
  });
});

function table(rows: TableEvent['rows'], total = rows.length): TableEvent {
  return {
    kind: 'table',
    id: 't',
    title: 'Words',
    batchTime: 0,
    columns: ['word', 'n'],
    rows,
    total,
  };
}

test('cells have a line that names them, again where another was in between', () => {
  printer.started(first);
  printer.output(first, { kind: 'stream', name: 'stdout', text: 'one' });
  printer.output(first, { kind: 'stream', name: 'stdout', text: ' line\nand' });
  printer.started(second);
  printer.output(second, { kind: 'stream', name: 'stderr', text: 'said\n' });
  printer.output(first, { kind: 'text', id: 'stdout', text: 'in place\n' });
  printer.output(first, { kind: 'text', id: 'stdout', text: 'in place\nmore\n' });
  expect(printed).toBe(
    [
      '── Cell 1 (ts, line 4) ──',
      'one line',
      'and',
      '── Cell 2 (console, line 9) ──',
      '── Cell 1 (ts, line 4, going on) ──',
      'in place',
      'more',
      '',
    ].join('\n'),
  );
  expect(errors).toBe('said\n');
});

test('errors say where, in the cell and in the file', () => {
  printer.started(first);
  const stack = '    at Cell 1, line 3, column 7';
  const error = { name: 'TypeError', message: 'x is not a function', stack, line: 3, column: 7 };
  printer.output(first, { kind: 'error', error });
  printer.error(second, { name: 'Error', message: 'It failed.', stack: '' });
  expect(errors).toBe(
    [
      'Cell 1, line 3 (words.stream.md:6): TypeError: x is not a function',
      '    at Cell 1, line 3, column 7',
      'Cell 2 (words.stream.md:9): Error: It failed.',
      '',
    ].join('\n'),
  );
});

test('what replaces itself is printed first and last', () => {
  printer.started(first);
  const show = (...args: Parameters<typeof table>) =>
    printer.output(first, { kind: 'display', event: table(...args) });
  show([]);
  show([['the', 5]], 3);
  show([['the', 7]], 3);
  show([
    ['the', 12],
    ['mill', 3],
  ]);
  printer.ended(first);
  printer.ended(first);
  expect(printed.split('\n')).toEqual([
    ...['── Cell 1 (ts, line 4) ──', 'Words', 'word  n', '----  -', 'the   5', '… 2 more rows'],
    ...['Words', 'word   n', '----  --', 'the   12', 'mill   3', ''],
  ]);
});

test('values and charts are text', () => {
  printer.started(first);
  const value = (id: string, data: Record<string, unknown>) =>
    printer.output(first, { kind: 'value', id, data });
  value('1', { 'text/plain': '[ 1 ]', 'application/json': [1] });
  value('2', { 'application/json': { a: 1 } });
  value('3', { 'image/png': 'AAAA' });
  const chart = { id: 'c', title: '', batchTime: 0, keep: 10 };
  const points = [
    { series: 'a', x: 1, y: 1 },
    { series: 'a', x: 2, y: 3 },
    { series: '', x: 2, y: 4 },
  ];
  printer.output(first, {
    kind: 'display',
    event: { ...chart, kind: 'chart', type: 'line', points },
  });
  const bars = [
    { series: '', x: 'the', y: 5 },
    { series: 'b', x: 'mill', y: 6 },
  ];
  printer.output(first, {
    kind: 'display',
    event: { ...chart, id: 'd', kind: 'chart', type: 'bar', points: bars },
  });
  expect(printed.split('\n').slice(1)).toEqual([
    ...['[ 1 ]', '{', '  "a": 1', '}', '(image/png)'],
    ...['a: 3', '4', 'the: 5', 'b mill: 6', ''],
  ]);
});
