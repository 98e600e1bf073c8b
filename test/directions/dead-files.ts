// Files that nothing uses.

import { posix } from 'node:path';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

/**
 * Every file that neither an entry point nor a test reaches: by imports, or by naming a program that
 * lies in or below its own folder.
 * @param entries paths of what runs by itself: bundles' entry points, scripts, suites.
 */
export function checkDeadFiles(
  files: readonly SourceFile[],
  entries: ReadonlySet<string>,
): Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const waiting = files.filter(({ path }) => runsByItself(path) || entries.has(path));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file.path)) continue;
    reached.add(file.path);
    for (const imported of file.imports) {
      const target = byPath.get(imported.file ?? '');
      if (target !== undefined) waiting.push(target);
    }
    const folder = `${posix.dirname(file.path)}/`;
    for (const name of file.names) {
      const below = ({ path }: SourceFile) =>
        path === posix.join(folder, name) || (path.startsWith(folder) && path.endsWith(`/${name}`));
      waiting.push(...files.filter(below));
    }
  }
  return files
    .filter(({ path }) => !reached.has(path))
    .map(({ path }) => ({ path, line: 1, message: 'no entry point and no test reaches it' }));
}

function runsByItself(path: string): boolean {
  return path.endsWith('.test.ts') || path.endsWith('.d.ts');
}

/** The paths of TypeScript files that a configuration or build script names. */
export function namedFiles(text: string): string[] {
  return text.match(/\b(extension|server|webview|test)\/[\w./-]+\.ts\b/g) ?? [];
}
