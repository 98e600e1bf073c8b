import type { Position } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Cell, CellPosition, Notebook } from '../../../server/language/cell-language.ts';

/** Stands for the place of the cursor in the text of a cell. */
export const CURSOR = '‸';

/** A notebook with cells of one language. */
export function notebookOf(languageId: string, ...texts: readonly string[]): Notebook {
  const cells = texts.map((text, index): Cell => {
    const uri = `vscode-notebook-cell:/notebook.stream.md#${index}`;
    return { uri, languageId, document: TextDocument.create(uri, languageId, 1, text) };
  });
  return { uri: 'file:///notebook.stream.md', version: 1, cells };
}

/** The place of the cursor in a notebook; it stands in one of the cells. */
export function cursorIn(languageId: string, ...texts: readonly string[]): CellPosition {
  const index = texts.findIndex((text) => text.includes(CURSOR));
  const notebook = notebookOf(languageId, ...texts.map((text) => text.replace(CURSOR, '')));
  const cell = notebook.cells[index]!;
  const position: Position = cell.document.positionAt(texts[index]!.indexOf(CURSOR));
  return { notebook, cell, position };
}
