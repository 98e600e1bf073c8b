import ts from 'typescript';
import {
  ErrorCodes,
  type Range,
  ResponseError,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { CellModule } from './cell-module.ts';
import { nodeAt, type Place } from './place.ts';

const ELSEWHERE = 'Only what cells of this notebook declare can be renamed here.';
const PREFERENCES: ts.UserPreferences = { providePrefixAndSuffixTextForRename: true };

interface Renamed {
  readonly module: CellModule;
  readonly location: ts.RenameLocation;
}

/** What would be renamed. @throws ResponseError if it cannot be */
export function prepareRename(place: Place): Range | undefined {
  const { project, module, offset } = place;
  const info = project.service.getRenameInfo(module.path, offset, PREFERENCES);
  if (!info.canRename) throw refusal(info.localizedErrorMessage);
  renamedBy(place);
  return module.rangeOf(info.triggerSpan);
}

/** @throws ResponseError if it cannot be renamed, or not so */
export function rename(place: Place, name: string): WorkspaceEdit {
  if (!isIdentifier(name)) throw refusal(`${name} is not a name that something can have.`);
  const changes: Record<string, TextEdit[]> = {};
  for (const { module, location } of renamedBy(place)) {
    const { textSpan, prefixText = '', suffixText = '' } = location;
    changes[module.cell.uri] ??= [];
    changes[module.cell.uri]!.push({
      range: module.rangeOf(textSpan),
      newText: prefixText + name + suffixText,
    });
  }
  return { changes };
}

/** All of it, in all cells. */
function renamedBy(place: Place): Renamed[] {
  const { notebook } = place;
  const all = new Map<string, Renamed>();
  for (const start of startsOf(place)) {
    const { service } = place.project;
    const found = service.findRenameLocations(
      ...([start.module.path, start.offset, false, false, PREFERENCES] as const),
    );
    for (const location of found ?? []) {
      const { fileName, textSpan } = location;
      const module = notebook.at(fileName);
      if (module === undefined) throw refusal(ELSEWHERE);
      if (module.has(textSpan)) all.set(`${fileName} ${textSpan.start}`, { module, location });
    }
  }
  if (all.size === 0) throw refusal(ELSEWHERE);
  return [...all.values()];
}

interface Start {
  readonly module: CellModule;
  readonly offset: number;
}

/**
 * Where to look for what is renamed with what is at a place. The compiler takes a name that cells share for one in each of
 * them: for what the cell declares that has it, and what the others import.
 */
function startsOf(place: Place): Start[] {
  const { notebook, project } = place;
  const declaration = declarationAt(place);
  if (declaration === undefined) return [place];
  const { name, module } = declaration;
  if (!module.names.has(name)) return [place];
  const { program } = project;
  const own = program.getSourceFile(module.path)!;
  const starts: Start[] = [{ module, offset: declarationIn(own, name, module) }];
  for (const other of notebook.modules) {
    if (other.links.get(name)?.source !== module) continue;
    const escaped = name.replaceAll('$', '\\$');
    const given = new RegExp(`(?<=(?:[{,]|declare let|declare const) )${escaped}(?![\\w$])`);
    const offset = other.text.search(given);
    // Of two in a bridge the first is the variable, which is the one that the cell uses.
    starts.push({ module: other, offset });
  }
  return starts;
}

/** The cell and the name of what is declared for all cells, if that is at a place. */
function declarationAt({ project, notebook, module, offset }: Place) {
  const { program } = project;
  const checker = program.getTypeChecker();
  const node = nodeAt(program.getSourceFile(module.path)!, offset);
  if (!ts.isIdentifier(node)) return undefined;
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  const [declared] = symbol?.declarations ?? [];
  if (declared === undefined || declared.getSourceFile().fileName !== module.path) return undefined;
  const name = node.text;
  if (declared.pos < module.start) {
    const owner = notebook.ownerOf(module, name);
    if (owner === undefined) throw refusal(ELSEWHERE);
    return { name, module: owner };
  }
  return isTopLevel(declared) && module.names.has(name) ? { name, module } : undefined;
}

function declarationIn(source: ts.SourceFile, name: string, module: CellModule): number {
  let found: number | undefined;
  const visit = (node: ts.Node): void => {
    if (found !== undefined || node.end <= module.start) return;
    const declared = (node as ts.NamedDeclaration).name;
    if (declared !== undefined && ts.isIdentifier(declared) && declared.text === name) {
      if (isTopLevel(node)) found = declared.getStart(source);
    }
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  return found!;
}

/** Whether a declaration is in no function, block or type. */
function isTopLevel(declaration: ts.Node): boolean {
  for (let node = declaration.parent; !ts.isSourceFile(node); node = node.parent) {
    const isPart =
      ts.isVariableDeclarationList(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isBindingElement(node) ||
      ts.isObjectBindingPattern(node) ||
      ts.isArrayBindingPattern(node) ||
      ts.isImportDeclaration(node) ||
      ts.isImportClause(node) ||
      ts.isNamedImports(node) ||
      (ts.isVariableStatement(node) && ts.isSourceFile(node.parent));
    if (!isPart) return false;
  }
  return true;
}

function isIdentifier(name: string): boolean {
  const isWhole = [...name].every((character, i) =>
    i === 0
      ? ts.isIdentifierStart(character.codePointAt(0)!, ts.ScriptTarget.ESNext)
      : ts.isIdentifierPart(character.codePointAt(0)!, ts.ScriptTarget.ESNext),
  );
  return name !== '' && isWhole;
}

function refusal(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidRequest, message);
}
