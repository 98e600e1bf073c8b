import type ts from 'typescript';
import { type DocumentSymbol, type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { CellModule } from './cell-module.ts';
import { symbolKind } from './kinds.ts';
import type { Project } from './project.ts';

/** What a cell declares, as a tree. */
export function symbols(module: CellModule, project: Project): DocumentSymbol[] {
  const { childItems = [] } = project.service.getNavigationTree(module.path);
  return childItems.flatMap((item) => symbolOf(item, module));
}

function symbolOf(item: ts.NavigationTree, module: CellModule): DocumentSymbol[] {
  const [span] = item.spans;
  const { nameSpan = span, childItems = [], kind, text } = item;
  if (span === undefined || nameSpan === undefined || !module.has(span)) return [];
  if (kind === 'alias' || text.startsWith('<')) return [];
  return [
    {
      ...{ name: text, kind: symbolKind(kind), range: module.rangeOf(span) },
      selectionRange: module.rangeOf(nameSpan),
      children: childItems.flatMap((child) => symbolOf(child, module)),
    },
  ];
}

export function folding(module: CellModule, project: Project): FoldingRange[] {
  return project.service
    .getOutliningSpans(module.path)
    .filter(({ textSpan }) => module.has(textSpan))
    .map(({ textSpan, kind }) => {
      const { start, end } = module.rangeOf(textSpan);
      // The line of the closing bracket stays.
      const isBracket = /[}\])]/.test(module.text.charAt(textSpan.start + textSpan.length - 1));
      return {
        startLine: start.line,
        endLine: isBracket ? Math.max(start.line, end.line - 1) : end.line,
        ...(kind === 'comment' && { kind: FoldingRangeKind.Comment }),
        ...(kind === 'imports' && { kind: FoldingRangeKind.Imports }),
      };
    })
    .filter(({ startLine, endLine }) => endLine > startLine);
}
