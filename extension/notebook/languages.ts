import type { CellLanguage } from '../../server/contract/kernel.ts';
import type { CellLanguageId } from '../../server/contract/language.ts';
import { NotebookType } from '../contributions.ts';

/** The languages of cells by their ids in VS Code, the usual one first. */
const fenceWords: Readonly<Record<CellLanguageId, CellLanguage>> = {
  // Not VS Code's own `typescript`: its language service knows nothing of what is in a cell's scope.
  'millrace-typescript': 'ts',
  python: 'python',
  'millrace-console': 'console',
};

/** VS Code's own TypeScript, as cells of Jupyter notebooks have it. */
const PLAIN_TYPESCRIPT = 'typescript';

/** Those that kernels run in notebooks of a type, the usual one first. */
export function supportedLanguages(notebookType: string): string[] {
  const own = Object.keys(fenceWords);
  return notebookType === NotebookType.stream ? own : [...own, PLAIN_TYPESCRIPT];
}

/** What a kernel calls a language, or undefined where it cannot run it. */
export function cellLanguageOf(languageId: string): CellLanguage | undefined {
  if (languageId === PLAIN_TYPESCRIPT) return 'ts';
  return (fenceWords as Readonly<Record<string, CellLanguage>>)[languageId];
}

/** The word after the fence of a cell. */
export function fenceWordOf(languageId: string): string {
  return cellLanguageOf(languageId) ?? languageId;
}

/** The language that an editor shows a fenced block in. */
export function languageIdOf(fenceWord: string): string {
  const found = Object.entries(fenceWords).find(([, word]) => word === fenceWord);
  return found?.[0] ?? fenceWord;
}
