import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TextCell } from '../../../../server/notebook/markdown/notebook-text.ts';
import { parseNotebook } from '../../../../server/notebook/markdown/parse.ts';
import { writeNotebook } from '../../../../server/notebook/markdown/write.ts';
import { fc } from '../../../harness/fast-check.ts';
import { anyText, edit, newCell } from './notebooks.ts';

const exercises = 'media/exercises';
const runs = 5_000;

test('any text is written as it was read', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(writeNotebook(parseNotebook(text))).toBe(text);
    }),
    { numRuns: runs },
  );
});

test('text that is no Markdown at all is written as it was read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(writeNotebook(parseNotebook(text))).toBe(text);
    }),
    { numRuns: runs },
  );
});

test('the exercises are written as they were read', async () => {
  const names = (await readdir(exercises)).filter((name) => name.endsWith('.md'));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const text = await readFile(join(exercises, name), 'utf8');
    expect(writeNotebook(parseNotebook(text)), name).toBe(text);
  }
});

test('code cells survive whatever is done around them', () => {
  fc.assert(
    fc.property(anyText, fc.array(edit, { maxLength: 4 }), (text, edits) => {
      const notebook = parseNotebook(text);
      const cells = edits.reduce<TextCell[]>((all, each) => each(all), [...notebook.cells]);
      // Markdown in which someone writes a fence becomes a cell: that is not what this is about.
      const tame = cells.map((cell) =>
        cell.kind === 'code' ? cell : { ...cell, ...tamed(cell.value, cell) },
      );
      const written = writeNotebook({ ...notebook, cells: tame });
      expect(codeIn(parseNotebook(written).cells)).toEqual(codeIn(tame));
    }),
    { numRuns: runs },
  );
});

test('a notebook that was edited is stable once it is written', () => {
  fc.assert(
    fc.property(anyText, fc.array(edit, { maxLength: 4 }), (text, edits) => {
      const notebook = parseNotebook(text);
      const cells = edits.reduce<TextCell[]>((all, each) => each(all), [...notebook.cells]);
      const written = writeNotebook({ ...notebook, cells });
      expect(writeNotebook(parseNotebook(written))).toBe(written);
    }),
    { numRuns: runs },
  );
});

test('new cells are read as they were written', () => {
  fc.assert(
    fc.property(
      fc.array(newCell, { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      (cells, eol) => {
        const tame = cells.map((cell) =>
          cell.kind === 'code' ? cell : { ...cell, ...tamed(cell.value, cell) },
        );
        const text = writeNotebook({ head: '', eol, cells: tame });
        expect(parseNotebook(text).cells.map(seen)).toEqual(
          tame.map(seen).filter(({ kind, value }) => kind === 'code' || value !== ''),
        );
      },
    ),
    { numRuns: runs },
  );
});

/** Markdown that is one cell whatever stands around it: without blocks, HTML, blank lines that divide, and what continues lists. */
function tamed(value: string, { source }: TextCell): Partial<TextCell> {
  const isWild = /^\s*(```|~~~|<)|^[ \t]+\S/m.test(value) || /\n[ \t]*\n[ \t]*\n/.test(value);
  if (!isWild) return {};
  // What begins indented goes with a list that stands before it now.
  const isSettled = source?.value === value && !/^[ \t]/.test(value);
  return isSettled ? {} : { value: 'tame' };
}

function codeIn(cells: readonly TextCell[]): object[] {
  return cells.filter(({ kind }) => kind === 'code').map(seen);
}

function seen({ kind, language, value }: TextCell) {
  const shown = kind === 'code' ? value : value.replace(/^([ \t]*\n)+|(\n[ \t]*)+$/g, '');
  return { kind, language, value: /^[ \t\n]*$/.test(shown) ? '' : shown };
}
