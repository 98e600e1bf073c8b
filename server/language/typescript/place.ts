import ts from 'typescript';
import type { CellModule } from './cell-module.ts';
import type { NotebookModules } from './notebook-modules.ts';
import type { Project } from './project.ts';

/** Where something is asked about. */
export interface Place {
  readonly project: Project;
  readonly notebook: NotebookModules;
  readonly module: CellModule;
  /** In the module's text. */
  readonly offset: number;
}

/** The innermost node that an offset is in, or right behind. */
export function nodeAt(source: ts.SourceFile, offset: number): ts.Node {
  let node: ts.Node = source;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(node, (child) =>
      child.getStart(source) <= offset &&
      offset <= child.end &&
      child.kind !== ts.SyntaxKind.EndOfFileToken
        ? child
        : undefined,
    );
    if (inner === undefined) return node;
    node = inner;
  }
}

/** The names that the compiler shows of what a cell has from elsewhere are what that is, not that it is imported. */
export function withoutAlias(text: string): string {
  if (!text.startsWith('(alias) ')) return text;
  const shown = text.slice('(alias) '.length).replace(/\nimport [\w$]+$/, '');
  // Of calls the compiler leaves that out.
  return /^[\w$]+[<(]/.test(shown) ? `function ${shown}` : shown;
}
