import { describe, expect, test } from 'vitest';
import { parseNotebook } from '../../../../server/notebook/markdown/parse.ts';

/** Cells as `markdown:text` and `ts:code`. */
function cellsOf(...lines: string[]): string[] {
  const { cells } = parseNotebook(lines.join('\n'));
  return cells.map(({ kind, language, value }) => `${language || kind}:${value}`);
}

describe('cells', () => {
  test('are blocks of three languages, and the text between them', () => {
    expect(
      cellsOf(
        '# One',
        '',
        '```ts',
        'a',
        '',
        'b',
        '```',
        'text',
        '```python',
        'c',
        '```',
        '',
        '```console',
        '```',
      ),
    ).toEqual(['markdown:# One', 'ts:a\n\nb', 'markdown:text', 'python:c', 'console:']);
  });

  test('have the first word after the fence as their language', () => {
    expect(cellsOf('```ts title="x"', 'a', '```')).toEqual(['ts:a']);
    expect(cellsOf('~~~ console ', 'a', '~~~')).toEqual(['console:a']);
    expect(cellsOf('```tsx', 'a', '```')).toEqual(['markdown:```tsx\na\n```']);
  });

  test('end at a fence that is as long as the first', () => {
    expect(cellsOf('````ts', '```', 'a', '````` ', 'b')).toEqual(['ts:```\na', 'markdown:b']);
    expect(cellsOf('```ts', '~~~', '``` x', '```')).toEqual(['ts:~~~\n``` x']);
  });

  test('go to the end where nothing closes them', () => {
    expect(cellsOf('text', '```ts', 'a', '')).toEqual(['markdown:text', 'ts:a']);
  });

  test('lose the indentation of their fence', () => {
    expect(cellsOf('  ```ts', '  a', '    b', ' c', '  ```')).toEqual(['ts:a\n  b\nc']);
    expect(cellsOf('    ```ts', '    a')).toEqual(['markdown:    ```ts\n    a']);
  });

  test('of Markdown are divided by two blank lines', () => {
    expect(cellsOf('a', '', 'b', '', '', 'c', '', '', '', 'd')).toEqual([
      'markdown:a\n\nb',
      'markdown:c',
      'markdown:d',
    ]);
  });
});

describe('text is', () => {
  test('a block in another language, whatever it holds', () => {
    const block = ['````md', '```ts', 'a', '```', '', '', 'b', '````'];
    expect(cellsOf(...block)).toEqual([`markdown:${block.join('\n')}`]);
  });

  test.each([
    ['a list item', ['- item', '  ```ts', '  a', '  ```']],
    ['a list item, after blank lines', ['1. item', '', '', '   ```ts', '   a', '', '   ```']],
    ['a nested list item', ['- item', '  - nested', '', '    ```ts', '    a', '    ```']],
    ['a quote', ['> ```ts', '> a', '> ```']],
    ['a comment', ['<!--', '', '', '```ts', 'a', '```', '-->']],
    ['HTML without a blank line', ['<details>', '```ts', 'a', '```', '</details>']],
  ])('a block in %s', (_where, lines) => {
    expect(cellsOf(...lines)).toEqual([`markdown:${lines.join('\n')}`]);
  });

  test('not a block after a list', () => {
    expect(cellsOf('- item', '```ts', 'a', '```')).toEqual(['markdown:- item', 'ts:a']);
    expect(cellsOf('- item', '', 'text', '  ```ts', '  a', '  ```')).toEqual([
      'markdown:- item\n\ntext',
      'ts:a',
    ]);
  });

  test('not a block after a list item whose own is open', () => {
    expect(cellsOf('- item', '  ```sql', '  a', '', '```ts', 'b', '```')).toEqual([
      'markdown:- item\n  ```sql\n  a',
      'ts:b',
    ]);
  });

  test('not a block between HTML and HTML', () => {
    expect(cellsOf('<details>', '', '```ts', 'a', '```', '', '</details>')).toEqual([
      'markdown:<details>',
      'ts:a',
      'markdown:</details>',
    ]);
  });
});
