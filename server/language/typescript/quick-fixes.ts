import type ts from 'typescript';
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type TextEdit,
} from 'vscode-languageserver';
import { createTopicAction } from '../topics/missing-topic.ts';
import type { CellModule } from './cell-module.ts';
import { SOURCE } from './diagnostics.ts';
import type { NotebookModules } from './notebook-modules.ts';
import type { Project } from './project.ts';

const FORMAT: ts.FormatCodeSettings = { indentSize: 2, convertTabsToSpaces: true };
const PREFERENCES: ts.UserPreferences = {
  quotePreference: 'single',
  importModuleSpecifierPreference: 'non-relative',
};

/** What could be done about diagnostics of a cell. */
export function quickFixes(
  diagnostics: readonly Diagnostic[],
  module: CellModule,
  notebook: NotebookModules,
  project: Project,
): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const topicFix = createTopicAction(diagnostic);
    if (topicFix !== undefined) return [topicFix];
    if (diagnostic.source !== SOURCE || typeof diagnostic.code !== 'number') return [];
    const { start, end } = diagnostic.range;
    const fixes = project.service.getCodeFixesAtPosition(
      module.path,
      module.offsetAt(start),
      module.offsetAt(end),
      [diagnostic.code],
      FORMAT,
      PREFERENCES,
    );
    return fixes.flatMap((fix) => fixOf(fix, diagnostic, notebook));
  });
}

/** None for what changes anything but cells, or imports what notebooks have anyway. */
function fixOf(
  { fixName, description, changes, commands }: ts.CodeFixAction,
  diagnostic: Diagnostic,
  notebook: NotebookModules,
): CodeAction[] {
  if (commands !== undefined) return [];
  if (fixName === 'import' && !/["'](node:|@?\w)[^"']*["']$/.test(description)) return [];
  const edits: Record<string, TextEdit[]> = {};
  for (const { fileName, textChanges } of changes) {
    const module = notebook.at(fileName);
    if (module === undefined) return [];
    edits[module.cell.uri] = textChanges.map((change) => editOf(change, module));
  }
  return [
    {
      ...{ title: description, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] },
      edit: { changes: edits },
    },
  ];
}

/** What goes before or behind what is the cell's goes to its beginning or end. */
function editOf({ span, newText }: ts.TextChange, module: CellModule): TextEdit {
  const isBefore = span.start < module.start;
  const text = isBefore ? `${newText.trim()}\n` : newText;
  return { range: module.rangeOf(span), newText: text };
}
