import type ts from 'typescript';
import {
  type CompletionItem,
  CompletionItemTag,
  type CompletionList,
  type TextEdit,
} from 'vscode-languageserver';
import type { CellModule } from './cell-module.ts';
import { completionKind, declarationKind } from './kinds.ts';
import { callDocumentation, documentation, markdown, plainText } from './markdown.ts';
import { type NodeImports, SHORTEST_WORD } from './node-imports.ts';
import { type Place, withoutAlias } from './place.ts';

/** What an item carries to be described later. */
export interface CompletionData {
  /** The cell's. */
  readonly uri: string;
  /** In the cell. */
  readonly offset: number;
  readonly name: string;
}

const PREFERENCES: ts.UserPreferences = {
  includeCompletionsWithInsertText: true,
  includeCompletionsForImportStatements: true,
  importModuleSpecifierEnding: 'js',
};

/** Offered after what everybody has meant so far. */
const LAST = '18';
/** Offered after values: they are named rarely. */
const TYPES = '14';

/** What can be written at a place; names of Node's modules with the import that they need. */
export function completions(
  { project, module, offset }: Place,
  trigger: string | undefined,
  imports: NodeImports,
): CompletionList {
  const info = project.service.getCompletionsAtPosition(module.path, offset, {
    ...PREFERENCES,
    ...(trigger === undefined
      ? {}
      : { triggerCharacter: trigger as ts.CompletionsTriggerCharacter }),
  });
  if (info === undefined) return { isIncomplete: false, items: [] };
  const { optionalReplacementSpan } = info;
  const items = info.entries
    .filter(({ name }) => !name.startsWith('__'))
    .map((entry) => itemOf(entry, module, offset, optionalReplacementSpan));
  const word = /[\w$]*$/.exec(module.text.slice(module.start, offset))![0];
  const known = new Set(info.entries.map(({ name }) => name));
  // Where no value may stand, nothing is to be imported either.
  if (!known.has('globalThis')) return { isIncomplete: false, items };
  const importable = imports.matching(word).filter(({ label }) => !known.has(label));
  const edited = importable.map((item) => ({
    ...{ ...item, sortText: LAST },
    additionalTextEdits: [imports.edit(module, item)],
  }));
  // There will be more when more is written.
  return { isIncomplete: word.length < SHORTEST_WORD, items: [...items, ...edited] };
}

/** Adds what an item is and its documentation. */
export function describe(item: CompletionItem, { project, module }: Place): CompletionItem {
  const { offset, name } = item.data as CompletionData;
  const details = project.service.getCompletionEntryDetails(
    ...([module.path, offset, name, undefined, undefined, PREFERENCES, undefined] as const),
  );
  if (details === undefined) return item;
  const text = documentation(details.documentation, details.tags);
  const symbol =
    text === ''
      ? project.service.getCompletionEntrySymbol(
          ...([module.path, offset, name, undefined] as const),
        )
      : undefined;
  return {
    ...item,
    detail: withoutAlias(plainText(details.displayParts)),
    documentation: markdown(
      symbol === undefined ? text : callDocumentation(symbol, project.program),
    ),
  };
}

function itemOf(
  entry: ts.CompletionEntry,
  module: CellModule,
  offset: number,
  replaced: ts.TextSpan | undefined,
): CompletionItem {
  const { name, insertText = name, replacementSpan = replaced, kindModifiers = '' } = entry;
  const link = entry.kind === 'alias' ? module.visible.get(name) : undefined;
  const isOptional = kindModifiers.split(',').includes('optional');
  const edit = replacementSpan && textEdit(module, replacementSpan, insertText);
  return {
    label: isOptional ? `${name}?` : name,
    kind: link === undefined ? completionKind(entry.kind) : declarationKind(link.kind),
    sortText: link?.kind === 'type' ? TYPES : entry.sortText,
    ...(entry.filterText === undefined && !isOptional
      ? {}
      : { filterText: entry.filterText ?? insertText }),
    ...(edit === undefined ? { insertText } : { textEdit: edit }),
    ...(entry.isRecommended === true && { preselect: true }),
    ...(entry.sourceDisplay !== undefined && { detail: plainText(entry.sourceDisplay) }),
    ...(kindModifiers.split(',').includes('deprecated') && {
      tags: [CompletionItemTag.Deprecated],
    }),
    data: { uri: module.cell.uri, offset: offset - module.start, name } satisfies CompletionData,
  };
}

/** Only what is on one line can be replaced. */
function textEdit(module: CellModule, span: ts.TextSpan, newText: string): TextEdit | undefined {
  if (!module.has(span)) return undefined;
  const range = module.rangeOf(span);
  return range.start.line === range.end.line ? { range, newText } : undefined;
}
