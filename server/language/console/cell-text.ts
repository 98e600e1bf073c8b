import type { Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type ScannedCommand, scanConsoleCell } from '../../kernel/console/console-commands.ts';
import type { Cell } from '../cell-language.ts';

/** A console cell, read as the kernel reads it. */
export interface ConsoleCellText {
  readonly document: TextDocument;
  /** Its text with `\n` at the ends of lines, every character where it is in the document. */
  readonly text: string;
  readonly commands: readonly ScannedCommand[];
  range(at: { readonly start: number; readonly end: number }): Range;
}

const read = new WeakMap<Cell, ConsoleCellText>();

/** Reads a cell, once as long as it is the same. */
export function cellText(cell: Cell): ConsoleCellText {
  const known = read.get(cell);
  if (known !== undefined) return known;
  const { document } = cell;
  const text = document.getText().replace(/\r\n/g, ' \n').replaceAll('\r', '\n');
  const found: ConsoleCellText = {
    ...{ document, text, commands: [...scanConsoleCell(text)] },
    range: ({ start, end }) => ({
      start: document.positionAt(start),
      end: document.positionAt(end),
    }),
  };
  read.set(cell, found);
  return found;
}
