import ts from 'typescript';
import type { DeclarationKind } from './cell-facts.ts';
import { ENGINE, type Library, NOTEBOOK } from './library.ts';
import type { NameSource } from './links.ts';

/** What cells have without any declaring it: the engine, and what notebooks have beside it. */
export function providedNames(program: ts.Program, library: Library): NameSource[] {
  return [
    { specifier: ENGINE, names: exportsOf(program, library.engine) },
    { specifier: NOTEBOOK, names: exportsOf(program, library.notebook) },
  ];
}

function exportsOf(program: ts.Program, path: string): Map<string, DeclarationKind> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) return new Map();
  return new Map(
    checker.getExportsOfModule(module).map((symbol) => {
      const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      return [symbol.name, kindOf(isAlias ? checker.getAliasedSymbol(symbol) : symbol)];
    }),
  );
}

function kindOf({ flags }: ts.Symbol): DeclarationKind {
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.Function) return 'function';
  if (flags & ts.SymbolFlags.Variable) return 'const';
  return 'type';
}
