// What the core must not touch: the host's clock, chance, timers and input/output. It gets them through
// ports, which is what lets a whole cluster run in one thread under a simulated clock and network.

import ts from 'typescript';
import { lineOf, type SourceFile, walk } from './source-file.ts';
import type { Violation } from './violation.ts';

const core = /^server\/(contract|protocol|ports|storage|zookeeper|broker|streaming)\//;

/** Globals of Node or the browser, and the way around naming them. */
const bannedGlobals = new Set([
  'Buffer',
  'WebSocket',
  'Worker',
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'eval',
  'fetch',
  'globalThis',
  'navigator',
  'performance',
  'process',
  'setImmediate',
  'setInterval',
  'setTimeout',
]);

export function checkPurity(file: SourceFile): Violation[] {
  if (!core.test(file.path) || file.path.endsWith('.d.ts')) return [];
  const declared = declaredNames(file.syntax);
  const violations: Violation[] = [];
  walk(file.syntax, (node) => {
    const used = impurity(node, declared);
    if (used === undefined) return;
    violations.push({
      path: file.path,
      line: lineOf(file.syntax, node),
      message: `the core must not use ${used}: it comes through a port`,
    });
  });
  return violations;
}

/** The name of the impure thing that this node uses. */
function impurity(node: ts.Node, declared: ReadonlySet<string>): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const name = `${node.expression.getText()}.${node.name.text}`;
    if (name === 'Date.now' || name === 'Math.random') return name;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
    if ((node.arguments?.length ?? 0) === 0) return 'new Date()';
  }
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'Date()';
  if (!ts.isIdentifier(node) || !bannedGlobals.has(node.text)) return undefined;
  return declared.has(node.text) || isMerelyAName(node) ? undefined : node.text;
}

/** True for the `process` of `a.process`, `{ process: 1 }` and of types, which refer to no global. */
function isMerelyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return true;
  return 'name' in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent);
}

/** Every name that the file itself declares: variables, parameters, functions, imports. */
function declaredNames(syntax: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  walk(syntax, (node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name))
      names.add(node.name.text);
  });
  return names;
}
