// One subject a file, named by it.

import ts from 'typescript';
import { lineOf, type SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

/** A file with more lines has more than one subject. */
export const maxLines = 600;

/** Files whose default export someone else's program asks for. */
const mayExportDefault = new Set(['test/harness/vitest-report.ts']);

/** Names that say nothing about what is inside. */
const meaningless = /(^|\/)(utils?|helpers?|commons?|misc|shared|stuff)(\.ts|\/|-)/;

export function checkTidiness(file: SourceFile): Violation[] {
  const violations: Violation[] = [];
  const lines = file.text.split('\n').length - 1;
  if (lines > maxLines) {
    violations.push({ path: file.path, line: 1, message: `${lines} lines: split it by subject` });
  }
  if (meaningless.test(file.path)) {
    violations.push({ path: file.path, line: 1, message: 'name it after its subject' });
  }
  for (const statement of file.syntax.statements) {
    if (exportsDefault(statement) && !mayExportDefault.has(file.path)) {
      const line = lineOf(file.syntax, statement);
      violations.push({ path: file.path, line, message: 'give the export a name' });
    }
  }
  return violations;
}

function exportsDefault(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}
