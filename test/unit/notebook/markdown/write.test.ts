import { describe, expect, test } from 'vitest';
import type { TextCell } from '../../../../server/notebook/markdown/notebook-text.ts';
import { parseNotebook } from '../../../../server/notebook/markdown/parse.ts';
import { writeNotebook } from '../../../../server/notebook/markdown/write.ts';

/** The file after `change` was done to its cells. */
function edited(text: string, change: (cells: TextCell[]) => void): string {
  const notebook = parseNotebook(text);
  const cells = [...notebook.cells];
  change(cells);
  return writeNotebook({ ...notebook, cells });
}

function setValue(index: number, value: string): (cells: TextCell[]) => void {
  return (cells) => {
    cells[index] = { ...(cells[index] as TextCell), value };
  };
}

describe('an edited cell', () => {
  test('leaves all others as they were', () => {
    const text = '\n\n#  One  \r\n\r\n```ts   {1}\na\n```  \n~~~python\nb\n~~~\n\n\n\nend';
    const now = text.replace('~~~python\nb\n~~~', '~~~python\nc\nd\n~~~');
    expect(edited(text, setValue(2, 'c\nd'))).toBe(now);
  });

  test('keeps its fence and the words behind it', () => {
    expect(edited('````ts title="x"\na\n````\n', setValue(0, 'b'))).toBe(
      '````ts title="x"\nb\n````\n',
    );
  });

  test('gets a longer fence where it holds one', () => {
    expect(edited('```ts\na\n```\n', setValue(0, '````\nb'))).toBe('`````ts\n````\nb\n`````\n');
  });

  test('loses the indentation of its fence', () => {
    expect(edited('  ```ts\n  a\n  ```\n', setValue(0, 'b'))).toBe('```ts\nb\n```\n');
  });

  test('is closed where it was not', () => {
    expect(edited('```ts\na', setValue(0, 'b'))).toBe('```ts\nb\n```\n');
  });

  test('of Markdown closes what it opens', () => {
    expect(edited('a\n```ts\nb\n```\n', setValue(0, '```sql\nc'))).toBe(
      '```sql\nc\n```\n\n```ts\nb\n```\n',
    );
    expect(edited('a\n\n```ts\nb\n```\n', setValue(0, '<!-- c'))).toBe(
      '<!-- c\n-->\n\n```ts\nb\n```\n',
    );
  });
});

describe('a new cell', () => {
  const code: TextCell = { kind: 'code', language: 'ts', value: 'new' };
  const markdown: TextCell = { kind: 'markdown', language: '', value: 'new' };

  test('has one blank line around it', () => {
    expect(edited('a\n```ts\nb\n```\n', (cells) => cells.splice(1, 0, code))).toBe(
      'a\n\n```ts\nnew\n```\n\n```ts\nb\n```\n',
    );
  });

  test('of Markdown has two between it and Markdown', () => {
    expect(edited('a\n', (cells) => cells.push(markdown))).toBe('a\n\n\nnew\n');
  });

  test('ends lines as the file does', () => {
    expect(edited('a\r\n', (cells) => cells.push(code))).toBe('a\r\n\r\n```ts\r\nnew\r\n```\r\n');
  });

  test('is left out if it is Markdown without text', () => {
    expect(edited('a\n', (cells) => cells.push({ ...markdown, value: ' \n' }))).toBe('a\n');
  });

  test('closes the block before it', () => {
    expect(edited('```ts\na', (cells) => cells.push(code))).toBe(
      '```ts\na\n```\n\n```ts\nnew\n```\n',
    );
  });
});

test('a cell that moves below a list is not part of it', () => {
  const text = '  ```ts\n  a\n  ```\n\n- list\n';
  expect(edited(text, (cells) => cells.reverse())).toBe('- list\n\n```ts\na\n```\n');
});

test('what the editor makes of ends of lines is no edit', () => {
  const text = 'a\r\nb\r\n\r\n```ts\nc\r\nd\n```\r\n';
  expect(edited(text, setValue(1, 'c\r\nd'))).toBe(text);
});
