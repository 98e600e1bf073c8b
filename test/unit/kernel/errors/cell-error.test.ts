import { expect, test } from 'vitest';
import { cellErrorOf } from '../../../../server/kernel/errors/cell-error.ts';
import { CellSources } from '../../../../server/kernel/errors/cell-sources.ts';

function thrownAt(message: string, ...frames: string[]): Error {
  const error = new TypeError(message);
  error.stack = [`TypeError: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
}

test('a stack has the user’s own lines alone, where they were', () => {
  const sources = new CellSources('/home/book.stream.md', '/millrace');
  const cell = sources.add(3, 7, [{ line: 1, column: 10, by: 4 }]);
  const error = thrownAt(
    'no',
    `f (${cell}:2:15)`,
    'run (/millrace/kernel.js:1:1)',
    'async node:internal/x:1:1',
    'helper (file:///home/near.mjs:4:2)',
    '/home/node_modules/p/index.js:1:1',
    `async ${cell}:5:1`,
  );
  expect(cellErrorOf(error, sources)).toEqual({
    ...{ name: 'TypeError', message: 'no', line: 2, column: 11 },
    stack: [
      '    at f (Cell 3, line 2, column 11)',
      '    at helper (/home/near.mjs, line 4, column 2)',
      '    at Cell 3, line 5, column 1',
    ].join('\n'),
  });
});

test('what caused it follows, and the place is where it came from', () => {
  const sources = new CellSources('/book', '/millrace');
  const cell = sources.add(1, 1, []);
  const outer = thrownAt('outer', `${cell}:1:1`);
  outer.cause = thrownAt('inner', `${cell}:9:8`);
  expect(cellErrorOf(outer, sources)).toMatchObject({
    ...{ message: 'outer', line: 9, column: 8 },
    stack:
      '    at Cell 1, line 1, column 1\nCaused by: TypeError: inner\n    at Cell 1, line 9, column 8',
  });
});

test('anything can be thrown', () => {
  const sources = new CellSources('/book', '/millrace');
  expect(cellErrorOf('text', sources)).toEqual({ name: 'Thrown', message: 'text', stack: '' });
  expect(cellErrorOf({ a: 1 }, sources).message).toBe('{ a: 1 }');
  const around: Error & { cause?: unknown } = new Error('round');
  around.cause = around;
  expect(cellErrorOf(around, sources).message).toBe('round');
});
