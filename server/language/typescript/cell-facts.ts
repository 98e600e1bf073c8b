import ts from 'typescript';

/** What a name of a cell is declared as. */
export type DeclarationKind =
  | 'const'
  | 'let'
  | 'function'
  | 'class'
  | 'type'
  | 'import'
  /** What kernels do not run: enums and namespaces. */
  | 'other';

/** What concerns other cells of one, by its syntax alone. */
export interface CellFacts {
  /** The names that it declares for all cells. Those declared twice are what they are first. */
  readonly declared: ReadonlyMap<string, DeclarationKind>;
  /** Those of them that it exports itself, as need not be. */
  readonly exported: ReadonlySet<string>;
  /** Names that may be those of other cells. */
  readonly mentioned: ReadonlySet<string>;
  /** Those of them that it assigns to. */
  readonly assigned: ReadonlySet<string>;
  /** Texts that are written in it, such as names of topics. */
  readonly strings: ReadonlySet<string>;
}

/** Reads what a cell declares and mentions; whatever is wrong with its syntax. */
export function factsOf(code: string): CellFacts {
  const options = { languageVersion: ts.ScriptTarget.ESNext };
  const source = ts.createSourceFile('cell.mts', code, options, false, ts.ScriptKind.TS);
  const reader = new Reader();
  for (const statement of source.statements) reader.readStatement(statement);
  reader.visit(source);
  return reader;
}

class Reader implements CellFacts {
  readonly declared = new Map<string, DeclarationKind>();
  readonly exported = new Set<string>();
  readonly mentioned = new Set<string>();
  readonly assigned = new Set<string>();
  readonly strings = new Set<string>();

  readStatement(statement: ts.Statement): void {
    const isExported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    for (const [name, kind] of declarationsOf(statement)) {
      if (!this.declared.has(name)) this.declared.set(name, kind);
      if (isExported) this.exported.add(name);
    }
  }

  readonly visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      this.mentioned.add(node.text);
      return;
    }
    if (ts.isStringLiteralLike(node)) {
      this.strings.add(node.text);
      return;
    }
    if (ts.isPropertyAccessExpression(node)) {
      // Its name is that of a member.
      this.visit(node.expression);
      return;
    }
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      this.#assign(node.left);
    } else if (isIncrement(node)) {
      this.#assign(node.operand);
    } else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
      this.#assign(node.initializer);
    }
    ts.forEachChild(node, this.visit);
  };

  #assign(target: ts.Node): void {
    if (ts.isIdentifier(target)) this.assigned.add(target.text);
    else if (ts.isParenthesizedExpression(target)) this.#assign(target.expression);
    else if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target)) {
      ts.forEachChild(target, (child) => this.#assignPart(child));
    }
  }

  /** A part of `[a, ...b] = …` or `{ a, b: c } = …`. */
  #assignPart(part: ts.Node): void {
    if (ts.isShorthandPropertyAssignment(part)) this.#assign(part.name);
    else if (ts.isPropertyAssignment(part)) this.#assignPart(part.initializer);
    else if (ts.isSpreadElement(part) || ts.isSpreadAssignment(part)) this.#assign(part.expression);
    else if (ts.isBinaryExpression(part)) this.#assign(part.left);
    else this.#assign(part);
  }
}

function declarationsOf(statement: ts.Statement): [string, DeclarationKind][] {
  if (ts.isVariableStatement(statement)) return variablesOf(statement.declarationList);
  if (ts.isImportDeclaration(statement)) {
    return importedBy(statement.importClause).map((name) => [name, 'import']);
  }
  if (ts.isFunctionDeclaration(statement)) return named(statement.name, 'function');
  if (ts.isClassDeclaration(statement)) return named(statement.name, 'class');
  if (ts.isInterfaceDeclaration(statement)) return named(statement.name, 'type');
  if (ts.isTypeAliasDeclaration(statement)) return named(statement.name, 'type');
  if (ts.isEnumDeclaration(statement)) return named(statement.name, 'other');
  if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) {
    return statement.name.text === 'global' ? [] : named(statement.name, 'other');
  }
  return [];
}

function variablesOf(list: ts.VariableDeclarationList): [string, DeclarationKind][] {
  const scoped = list.flags & ts.NodeFlags.BlockScoped;
  // What `using` declares is disposed of when the cell ends.
  if (scoped >= ts.NodeFlags.Using) return [];
  const kind = scoped === ts.NodeFlags.Const ? 'const' : 'let';
  return list.declarations
    .flatMap(({ name }) => namesIn(name))
    .map((name): [string, DeclarationKind] => [name, kind]);
}

function named(
  name: ts.Identifier | undefined,
  kind: DeclarationKind,
): [string, DeclarationKind][] {
  return name === undefined || name.text === '' ? [] : [[name.text, kind]];
}

function importedBy(clause: ts.ImportClause | undefined): string[] {
  const { name, namedBindings: bindings } = clause ?? {};
  const names = name === undefined ? [] : [name.text];
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, bindings.name.text];
  return [...names, ...bindings.elements.map((element) => element.name.text)];
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return name.text === '' ? [] : [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : namesIn(element.name),
  );
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  if (!ts.canHaveModifiers(node)) return false;
  return (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

function isIncrement(node: ts.Node): node is ts.PrefixUnaryExpression | ts.PostfixUnaryExpression {
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return false;
  return (
    node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken
  );
}
