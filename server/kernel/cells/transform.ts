// A TypeScript cell as JavaScript. Types are blanked out, so that everything stays in its place. What the cell declares at
// its top level becomes properties of the global object: other cells see it, functions see what it is by now, and
// the cell can run again. Imports are taken out, to be loaded before. Functions go into a script of their own, which
// declares them globally before the rest begins.

import { blankSourceFile } from 'ts-blank-space';
import ts from 'typescript';
import { EXPORTS, insteadOf } from '../../language/typescript/unsupported.ts';
import { CellFailure } from '../executor.ts';
import type { CellImport, CellProgram, ImportBinding } from './cell-program.ts';
import { applyEdits, blank, type Edit } from './edits.ts';
import { IMPORT_META, RESUMED } from './names.ts';

/**
 * @param isReserved names that no script may declare globally, because Node's own code would meet them.
 * @throws CellFailure for what is no TypeScript, or cannot be in a cell, with its position.
 */
export function transformCell(
  code: string,
  isReserved: (name: string) => boolean = () => false,
): CellProgram {
  const source = parse(code);
  const cell = new Cell(source, isReserved);
  const unsupported: ts.Node[] = [];
  const blanked = blankSourceFile(source, (node) => unsupported.push(node));
  const [first] = unsupported.sort((a, b) => a.pos - b.pos);
  if (first !== undefined) {
    const around = source.statements.find(({ pos, end }) => pos <= first.pos && first.end <= end)!;
    const unfit = ts.isModuleDeclaration(around) ? around : first;
    cell.fail(insteadOf(unfit), unfit);
  }
  cell.readStatements(blanked);
  cell.readExpressions();
  return cell.program(blanked);
}

function parse(code: string): ts.SourceFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.ESNext,
    // `await` at the top level is what it is in modules.
    setExternalModuleIndicator: (file) => {
      (file as { externalModuleIndicator?: unknown }).externalModuleIndicator = true;
    },
  };
  const source = ts.createSourceFile('cell.ts', code, options, false, ts.ScriptKind.TS);
  const { parseDiagnostics } = source as unknown as {
    readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  };
  const [first] = parseDiagnostics;
  if (first === undefined) return source;
  throw failureAt(source, first.start, ts.flattenDiagnosticMessageText(first.messageText, '\n'));
}

function failureAt(source: ts.SourceFile, position: number, message: string): CellFailure {
  return new CellFailure(message, { name: 'SyntaxError', ...placeOf(source, position) });
}

/** From 1. */
function placeOf(source: ts.SourceFile, position: number) {
  const { line, character } = source.getLineAndCharacterOfPosition(position);
  return { line: line + 1, column: character + 1 };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

class Cell {
  readonly #source: ts.SourceFile;
  readonly #isReserved: (name: string) => boolean;
  readonly #imports: CellImport[] = [];
  readonly #declared = new Set<string>();
  readonly #cleared = new Set<string>();
  readonly #functions: Range[] = [];
  /** What begins, the outer first. */
  readonly #edits: Edit[] = [];
  /** What ends expressions, the inner first. */
  readonly #expressionEnds: Edit[] = [];
  readonly #statementEnds: Edit[] = [];

  constructor(source: ts.SourceFile, isReserved: (name: string) => boolean) {
    this.#source = source;
    this.#isReserved = isReserved;
  }

  fail(message: string, node: ts.Node): never {
    throw failureAt(this.#source, node.getStart(this.#source), message);
  }

  /** @param blanked the text without types */
  readStatements(blanked: string): void {
    const statements = this.#source.statements.filter(isNotTypesOnly);
    for (const statement of statements) this.#readStatement(statement, blanked);
    const last = statements.at(-1);
    if (last === undefined || !ts.isExpressionStatement(last)) return;
    this.#insert(last.getStart(this.#source), ';return (');
    this.#statementEnds.push(insertion(this.#endOf(last.expression, blanked), ');'));
  }

  readExpressions(): void {
    const visit = (node: ts.Node): void => {
      if (ts.isAwaitExpression(node)) {
        this.#insert(node.getStart(this.#source), `${RESUMED}(`);
        ts.forEachChild(node, visit);
        this.#expressionEnds.push(insertion(node.end, ')'));
        return;
      }
      if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) {
        const { statement } = node;
        if (ts.isBlock(statement)) {
          this.#insert(statement.getStart(this.#source) + 1, `${RESUMED}();`);
        }
      }
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
        const start = node.getStart(this.#source);
        this.#edits.push({ start, end: node.end, text: IMPORT_META });
      }
      if (ts.isDecorator(node)) this.fail(insteadOf(node), node);
      ts.forEachChild(node, visit);
    };
    for (const statement of this.#source.statements) {
      if (!ts.isImportDeclaration(statement)) visit(statement);
    }
  }

  program(blanked: string): CellProgram {
    const edits = [...this.#expressionEnds, ...this.#statementEnds, ...this.#edits];
    const inFunction = ({ start }: Edit) =>
      this.#functions.some((range) => range.start <= start && start < range.end);
    const rest = blankRanges(blanked, this.#functions);
    const body = applyEdits(
      rest,
      edits.filter((edit) => !inFunction(edit)),
    );
    const functions = applyEdits(
      blankRanges(blanked, complement(this.#functions, blanked.length)),
      edits.filter(inFunction),
    );
    return {
      imports: this.#imports,
      declared: [...this.#declared],
      cleared: [...this.#cleared],
      functions: this.#functions.length === 0 ? '' : `\n${functions.text}`,
      body: `(async () => { 'use strict';\n${body.text}\n})`,
      shifts: [...body.shifts, ...functions.shifts],
    };
  }

  #readStatement(statement: ts.Statement, blanked: string): void {
    if (ts.isImportDeclaration(statement)) this.#readImport(statement);
    else if (ts.isVariableStatement(statement)) this.#readVariables(statement, blanked);
    else if (ts.isFunctionDeclaration(statement)) this.#readFunction(statement, blanked);
    else if (ts.isClassDeclaration(statement)) this.#assignDeclaration(statement, blanked);
    else if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) {
      this.fail(EXPORTS, statement);
    }
  }

  #readImport(statement: ts.ImportDeclaration): void {
    const { importClause: clause, moduleSpecifier, attributes } = statement;
    const start = statement.getStart(this.#source);
    const { text } = this.#source;
    this.#edits.push({ start, end: statement.end, text: blank(text.slice(start, statement.end)) });
    const bindings: ImportBinding[] = [];
    if (clause?.name !== undefined) bindings.push({ imported: 'default', local: clause.name.text });
    const named = clause?.namedBindings;
    if (named !== undefined && ts.isNamespaceImport(named)) {
      bindings.push({ imported: '*', local: named.name.text });
    }
    if (named !== undefined && ts.isNamedImports(named)) {
      for (const { name, propertyName = name, isTypeOnly } of named.elements) {
        if (!isTypeOnly) bindings.push({ imported: propertyName.text, local: name.text });
      }
    }
    for (const { local } of bindings) this.#declared.add(local);
    this.#imports.push({
      specifier: (moduleSpecifier as ts.StringLiteral).text,
      attributes: Object.fromEntries(
        (attributes?.elements ?? []).map(({ name, value }) => [
          name.text,
          (value as ts.StringLiteral).text,
        ]),
      ),
      bindings,
      ...placeOf(this.#source, start),
    });
  }

  /** `const { a } = b;` becomes `;({ a } = b);`: an assignment to what has been declared globally. */
  #readVariables(statement: ts.VariableStatement, blanked: string): void {
    const { declarationList: list } = statement;
    const isDisposed = (list.flags & ts.NodeFlags.BlockScoped) >= ts.NodeFlags.Using;
    if (isDisposed) return;
    this.#takeExportOut(statement);
    const start = list.getStart(this.#source);
    const keyword = this.#source.text.slice(start, start + 5) === 'const' ? 5 : 3;
    this.#edits.push({ start, end: start + keyword, text: ';('.padStart(keyword) });
    this.#statementEnds.push(insertion(this.#endOf(list, blanked), ');'));
    for (const { name, initializer } of list.declarations) {
      const names = namesIn(name);
      for (const each of names) {
        this.#declared.add(each);
        if (initializer === undefined) this.#cleared.add(each);
      }
    }
  }

  #readFunction(statement: ts.FunctionDeclaration, blanked: string): void {
    if (statement.name === undefined) this.fail(EXPORTS, statement);
    if (this.#isReserved(statement.name.text)) {
      this.#assignDeclaration(statement, blanked);
      return;
    }
    this.#declared.add(statement.name.text);
    const taken = this.#takeExportOut(statement);
    this.#functions.push({ start: taken ?? statement.getStart(this.#source), end: statement.end });
  }

  /** `class A {}` becomes `;A = class A {};`. */
  #assignDeclaration(
    statement: ts.ClassDeclaration | ts.FunctionDeclaration,
    blanked: string,
  ): void {
    if (statement.name === undefined) this.fail(EXPORTS, statement);
    const name = statement.name.text;
    this.#declared.add(name);
    const taken = this.#takeExportOut(statement) ?? statement.getStart(this.#source);
    const keyword = taken + blanked.slice(taken).search(/\S/);
    this.#insert(keyword, `;${name} = `);
    this.#statementEnds.push(insertion(statement.end, ';'));
  }

  /** Where the rest of a declaration begins that says `export`, which is taken out. */
  #takeExportOut(
    statement: ts.VariableStatement | ts.FunctionDeclaration | ts.ClassDeclaration,
  ): number | undefined {
    const modifiers = statement.modifiers ?? [];
    const isExport = ({ kind }: ts.Node) =>
      kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword;
    const exported = modifiers.filter(isExport);
    for (const each of exported) {
      if (each.kind === ts.SyntaxKind.DefaultKeyword) this.fail(EXPORTS, each);
      const start = each.getStart(this.#source);
      this.#edits.push({ start, end: each.end, text: ' '.repeat(each.end - start) });
    }
    return exported.at(-1)?.end;
  }

  /** Where it ends without types, in place of which there may be a semicolon that is not its own. */
  #endOf(node: ts.Node, blanked: string): number {
    const { text } = this.#source;
    let { end } = node;
    while (/\s/.test(blanked[end - 1]!) || (blanked[end - 1] === ';' && text[end - 1] !== ';'))
      end--;
    return end;
  }

  #insert(at: number, text: string): void {
    this.#edits.push(insertion(at, text));
  }
}

function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** Whether anything of a statement is left when types are taken out. */
function isNotTypesOnly(statement: ts.Statement): boolean {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return false;
  if (ts.isImportDeclaration(statement)) return !importsTypesOnly(statement.importClause);
  if (ts.isExportDeclaration(statement)) return !statement.isTypeOnly;
  if (ts.isFunctionDeclaration(statement) && statement.body === undefined) return false;
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return !modifiers.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : namesIn(element.name),
  );
}

function blankRanges(text: string, ranges: readonly Range[]): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of ranges) {
    rest += text.slice(at, start) + blank(text.slice(start, end));
    at = end;
  }
  return rest + text.slice(at);
}

function complement(ranges: readonly Range[], length: number): Range[] {
  const starts = [0, ...ranges.map(({ end }) => end)];
  const ends = [...ranges.map(({ start }) => start), length];
  return starts.map((start, i) => ({ start, end: ends[i]! }));
}
