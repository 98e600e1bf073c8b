// Notebooks of the extension as programs, for tests that run them without a kernel.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A fenced block that a kernel would run. */
export interface Cell {
  readonly language: 'ts' | 'console';
  readonly text: string;
}

/** The cells of a `*.stream.md`, in order. Blocks in other languages are text. */
export function cellsOf(markdown: string): Cell[] {
  const blocks = markdown.matchAll(/^```(ts|console)\n(.*?)^```$/gms);
  return Array.from(blocks, ([, language, text]) => {
    return { language: language as Cell['language'], text: text! };
  });
}

/**
 * A module that runs cells one after the other in one scope. In it a test's own code can `reportToTest(value)`, which prints a
 * line that `reportsIn` finds.
 */
export function programOf(cells: readonly Cell[]): string {
  const runtime = pathToFileURL(join(import.meta.dirname, 'notebook-console.ts')).href;
  const texts = cells.map(({ language, text }) =>
    language === 'ts' ? text : `await runConsoleCell(${JSON.stringify(text)});\n`,
  );
  return [`import { reportToTest, runConsoleCell } from '${runtime}';\n`, ...texts].join('\n');
}

/** What a program has reported, as JSON has it. */
export function reportsIn(stdout: string): unknown[] {
  return Array.from(stdout.matchAll(/^report (.*)$/gm), ([, json]) => JSON.parse(json!));
}
