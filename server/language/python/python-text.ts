import type { Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Cell, Notebook } from '../cell-language.ts';
import { Definitions } from './definitions.ts';
import { type Token, tokensOf } from './tokens.ts';
import type { Names } from './values.ts';

/** A Python cell as tokens. */
export interface PythonText {
  readonly document: TextDocument;
  readonly text: string;
  readonly tokens: readonly Token[];
  range(at: { readonly start: number; readonly end: number }): Range;
}

const read = new WeakMap<Cell, PythonText>();

/** Reads a cell, once as long as it is the same. */
export function pythonText(cell: Cell): PythonText {
  const known = read.get(cell);
  if (known !== undefined) return known;
  const { document } = cell;
  const text = document.getText();
  const found: PythonText = {
    ...{ document, text, tokens: tokensOf(text) },
    range: ({ start, end }) => ({
      start: document.positionAt(start),
      end: document.positionAt(end),
    }),
  };
  read.set(cell, found);
  return found;
}

/** The Python cells of a notebook. */
export function pythonCells({ cells }: Notebook): Cell[] {
  return cells.filter(({ languageId }) => languageId === 'python');
}

/** What names stand for at an offset of a cell: by the cells before it, and what stands before in it. */
export function namesAt(notebook: Notebook, cell: Cell, offset: number): Names {
  const definitions = new Definitions();
  for (const each of pythonCells(notebook)) {
    const { tokens } = pythonText(each);
    if (each.uri !== cell.uri) definitions.add(tokens);
    else {
      definitions.add(tokens.filter(({ end }) => end <= offset));
      break;
    }
  }
  return definitions.names;
}
