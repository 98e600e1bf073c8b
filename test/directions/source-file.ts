// A TypeScript file as the directions check sees it: parsed, with what it imports.

import { posix } from 'node:path';
import ts from 'typescript';

export interface Import {
  /** As written: `./clock.ts`, `node:fs`, `vscode`. */
  readonly specifier: string;
  /** The path in the repository that a relative specifier means. */
  readonly file: string | undefined;
  /** True if nothing of it is left when types are erased. */
  readonly typesOnly: boolean;
  readonly line: number;
}

export interface SourceFile {
  /** Relative to the root, with slashes: `server/broker/broker.ts`. */
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
  readonly imports: readonly Import[];
  /** Other files that it names in strings, to start them as programs: `crash-child.ts`. */
  readonly names: readonly string[];
}

export function parse(path: string, text: string): SourceFile {
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const names: string[] = [];
  const add = (node: ts.Node, name: ts.Node | undefined, typesOnly: boolean) => {
    if (name === undefined || !ts.isStringLiteralLike(name)) return;
    const specifier = name.text;
    const relative = specifier.startsWith('.');
    imports.push({
      specifier,
      file: relative ? posix.join(posix.dirname(path), specifier) : undefined,
      typesOnly,
      line: lineOf(syntax, node),
    });
  };
  walk(syntax, (node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, importsTypesOnly(node));
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node, node.argument.literal, true);
    else if (ts.isCallExpression(node) && loadsModule(node)) add(node, node.arguments[0], false);
    else if (ts.isStringLiteralLike(node) && /^[\w./-]+\.ts$/.test(node.text))
      names.push(node.text);
  });
  return { path, text, syntax, imports, names };
}

/** Calls `visit` with a node and all that is below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

/** The line of a node, counted from 1. */
export function lineOf(syntax: ts.SourceFile, node: ts.Node): number {
  return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
}

function importsTypesOnly(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

function loadsModule(call: ts.CallExpression): boolean {
  return (
    call.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(call.expression) && call.expression.text === 'require')
  );
}
