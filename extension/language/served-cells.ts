import type { CellLanguageId, LanguageNotebookType } from '../../server/contract/language.ts';

/** The cells that the language server knows, by type of notebook and language. */
export const servedCells: readonly (readonly [LanguageNotebookType, CellLanguageId])[] = [
  ['millrace-notebook', 'millrace-typescript'],
  ['millrace-notebook', 'millrace-console'],
  ['millrace-notebook', 'python'],
  ['jupyter-notebook', 'millrace-typescript'],
  ['jupyter-notebook', 'millrace-console'],
];
