import ts from 'typescript';
import { type CompletionItem, CompletionItemKind, type TextEdit } from 'vscode-languageserver';
import type { CellModule } from './cell-module.ts';

/** Something that a module of Node's exports. */
export interface Importable extends CompletionItem {
  readonly label: string;
  /** `node:fs` */
  readonly from: string;
}

/** So much of a name must be written before it is looked for in Node's modules. */
export const SHORTEST_WORD = 3;
/** Modules that cells hardly want, with names that they do. */
const SELDOM =
  /^node:(test|sea|wasi|trace_events|repl|inspector|domain|punycode|sys|constants|v8|vm|tty|cluster|async_hooks|diagnostics_channel|http2|dgram|module|process|console|timers$)/;

/** What cells could import of Node's modules. */
export class NodeImports {
  readonly #all: readonly Importable[];

  constructor(program: ts.Program) {
    const checker = program.getTypeChecker();
    this.#all = checker.getAmbientModules().flatMap((module) => {
      const from = module.name.slice(1, -1);
      if (!from.startsWith('node:') || SELDOM.test(from)) return [];
      return checker
        .getExportsOfModule(module)
        .filter(({ name }) => name !== 'default' && !name.startsWith('_'))
        .map((symbol) => importable(symbol, from, checker))
        .filter((each) => each !== undefined);
    });
  }

  /** Those that begin with a word. */
  matching(word: string): Importable[] {
    if (word.length < SHORTEST_WORD) return [];
    const start = word.toLowerCase();
    return this.#all.filter(({ label }) => label.toLowerCase().startsWith(start));
  }

  /** What imports one in a cell: with what the cell imports from the same module, or before everything. */
  edit(module: CellModule, { label, from }: Importable): TextEdit {
    const existing = new RegExp(`import \\{([^}]*)\\} from ['"]${from}['"]`).exec(module.code);
    if (existing === null) {
      const range = module.rangeOf({ start: module.start, length: 0 });
      return { range, newText: `import { ${label} } from '${from}';\n` };
    }
    const names = existing[1]!.trimEnd().replace(/,$/, '');
    const start = module.start + existing.index + 'import {'.length + names.length;
    const newText = names.trim() === '' ? ` ${label}` : `, ${label}`;
    return { range: module.rangeOf({ start, length: 0 }), newText };
  }
}

function importable(
  symbol: ts.Symbol,
  from: string,
  checker: ts.TypeChecker,
): Importable | undefined {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (!(target.flags & ts.SymbolFlags.Value)) return undefined;
  return {
    ...{ label: symbol.name, from, kind: kindOf(target) },
    labelDetails: { description: from },
    detail: `import { ${symbol.name} } from '${from}'`,
  };
}

function kindOf({ flags }: ts.Symbol): CompletionItemKind {
  if (flags & ts.SymbolFlags.Class) return CompletionItemKind.Class;
  if (flags & ts.SymbolFlags.Function) return CompletionItemKind.Function;
  if (flags & ts.SymbolFlags.Module) return CompletionItemKind.Module;
  return CompletionItemKind.Constant;
}
