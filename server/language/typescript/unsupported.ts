// What cells cannot have although it is TypeScript: it does more than say types, which is all that is taken out of them.

import ts from 'typescript';

/** What to write instead of syntax that does more than say types, and so cannot be taken out. */
export function insteadOf(node: ts.Node): string {
  if (ts.isEnumDeclaration(node)) {
    const { text } = node.name;
    return `A cell cannot declare an enum. Write an object instead: const ${text} = { … } as const; type ${text} = (typeof ${text})[keyof typeof ${text}];`;
  }
  if (ts.isModuleDeclaration(node)) {
    return 'A cell cannot declare a namespace. Write an object with its functions instead.';
  }
  if (ts.isParameter(node) || isAccess(node)) {
    return 'A parameter of a constructor cannot declare a property here. Declare the property in the class, and assign it in the constructor.';
  }
  if (ts.isImportEqualsDeclaration(node)) {
    return "A cell cannot import by `import x = …`. Write import x from '…' instead.";
  }
  if (ts.isTypeAssertionExpression(node)) {
    return 'Write `value as Type` instead of `<Type>value`.';
  }
  if (ts.isDecorator(node)) {
    return 'Decorators are not available in cells. Call the decorator as a function instead.';
  }
  return EXPORTS;
}

/** `private` and the like. */
function isAccess({ kind }: ts.Node): boolean {
  return (
    kind === ts.SyntaxKind.PrivateKeyword ||
    kind === ts.SyntaxKind.ProtectedKeyword ||
    kind === ts.SyntaxKind.PublicKeyword ||
    kind === ts.SyntaxKind.ReadonlyKeyword ||
    kind === ts.SyntaxKind.OverrideKeyword
  );
}

export const EXPORTS =
  'A cell exports nothing: what it declares is there for all other cells. Leave the export out.';

/** All that in a part of a source file. */
export function unsupportedIn(
  source: ts.SourceFile,
  { start, end }: { readonly start: number; readonly end: number },
): { readonly node: ts.Node; readonly message: string }[] {
  const found: { node: ts.Node; message: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (node.end < start || node.pos > end) return;
    // The compiler's own imports and exports are outside.
    const isWithin = node.getStart(source) >= start && node.end <= end;
    if (isWithin && isUnsupported(node)) {
      const named = (node as ts.NamedDeclaration).name;
      found.push({ node: named ?? node, message: insteadOf(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isUnsupported(node: ts.Node): boolean {
  if (ts.isModuleDeclaration(node)) return node.body !== undefined && !isDeclared(node);
  if (ts.isEnumDeclaration(node)) return !isDeclared(node);
  if (ts.isParameter(node)) return ts.isParameterPropertyDeclaration(node, node.parent);
  return (
    ts.isImportEqualsDeclaration(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isDecorator(node) ||
    ts.isExportAssignment(node) ||
    (ts.isExportDeclaration(node) && !node.isTypeOnly) ||
    (node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent))
  );
}

function isDeclared(node: ts.Node): boolean {
  return (ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Ambient) !== 0;
}
