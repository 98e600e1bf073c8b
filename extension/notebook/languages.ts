import type { CellLanguage } from '../../server/contract/kernel.ts';

/** The languages of cells by their ids in VS Code. */
const fenceWords: Readonly<Record<string, CellLanguage>> = {
  typescript: 'ts',
  python: 'python',
  'millrace-console': 'console',
};

/** Those that kernels run, the usual one first. */
export const supportedLanguages: readonly string[] = Object.keys(fenceWords);

/** What a kernel calls a language, or undefined where it cannot run it. */
export function cellLanguageOf(languageId: string): CellLanguage | undefined {
  return fenceWords[languageId];
}

/** The word after the fence of a cell. */
export function fenceWordOf(languageId: string): string {
  return fenceWords[languageId] ?? languageId;
}

/** The language that an editor shows a fenced block in. */
export function languageIdOf(fenceWord: string): string {
  const found = Object.entries(fenceWords).find(([, word]) => word === fenceWord);
  return found?.[0] ?? fenceWord;
}
