import type { CellLanguage } from '../../contract/kernel.ts';
import { parseNotebook } from '../../notebook/markdown/parse.ts';

/** A cell of a notebook that a kernel runs. */
export interface NotebookCell {
  /** Among the cells that run, from 1. */
  readonly position: number;
  readonly language: CellLanguage;
  readonly code: string;
  /** The line of the file that its code begins in, from 1. */
  readonly fileLine: number;
}

/** The cells of a `*.stream.md` that run. */
export function cellsOf(text: string): NotebookCell[] {
  const { head, cells } = parseNotebook(text);
  const running: NotebookCell[] = [];
  let fence = 1 + lineEnds(head);
  for (const { kind, language, value, source } of cells) {
    if (kind === 'code') {
      running.push({
        position: running.length + 1,
        language: language as CellLanguage,
        code: value,
        fileLine: fence + 1,
      });
    }
    fence += lineEnds(`${source?.raw}${source?.gap}`);
  }
  return running;
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
