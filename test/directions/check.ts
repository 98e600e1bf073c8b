// All directions together.

import { checkDeadFiles } from './dead-files.ts';
import { checkImports } from './imports.ts';
import { checkPurity } from './purity.ts';
import { parse } from './source-file.ts';
import { checkTidiness } from './tidiness.ts';
import type { Violation } from './violation.ts';

/**
 * Every violation in a set of files.
 * @param texts each file's text by its path relative to the root.
 * @param entries the files that run without being imported, beside the tests.
 */
export function checkDirections(
  texts: ReadonlyMap<string, string>,
  entries: ReadonlySet<string>,
): Violation[] {
  const files = [...texts].map(([path, text]) => parse(path, text));
  return [
    ...files.flatMap(checkImports),
    ...files.flatMap(checkPurity),
    ...files.flatMap(checkTidiness),
    ...checkDeadFiles(files, entries),
  ].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}
